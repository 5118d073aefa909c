"""Rows that are OpenAI's already, chat or preference: kept as they are."""

from __future__ import annotations

from collections.abc import Mapping

from studio.domain.conversation import PREFERENCE_KEYS, ROW_KEYS
from studio.i18n import _
from studio.text.file_names import make_printable
from studio.text.row_files.record import RowFault, SourceRow, get_fields, make_extra
from studio.text.rows.messages import ROLES

Value = dict[str, object]


def is_chat(value: Value) -> bool:
    """Messages in OpenAI's own words, or none at all."""
    turns = value.get("messages")
    if not isinstance(turns, list) or "images" in value:
        return False
    return not turns or all(isinstance(turn, dict) and is_message(turn) for turn in turns)


def is_message(turn: Value) -> bool:
    """Whether a turn is written as OpenAI writes a message, whatever its parts are."""
    role, content = turn.get("role"), turn.get("content")
    if not isinstance(role, str) or role not in ROLES or "loss_weight" in turn:
        return False
    # LLaMA-Factory's parts have a "value" where OpenAI's have a "text".
    return not isinstance(content, list) or not any(
        isinstance(piece, dict) and "value" in piece and "text" not in piece for piece in content
    )


def read_chat(value: Value, _mapping: Mapping[str, str]) -> list[SourceRow]:
    """The row with OpenAI's keys; other keys beside."""
    turns = value.get("messages")
    check_turns(turns)
    row = {key: inner for key, inner in value.items() if key in ROW_KEYS}
    fields = {key: inner for key, inner in value.items() if key not in ROW_KEYS}
    return [SourceRow(row, make_extra(fields, {}))]


def write_chat(source: SourceRow) -> Value | None:
    return {**source.row, **get_fields(source)} if "messages" in source.row else None


def is_preference(value: Value) -> bool:
    question = value.get("input")
    return isinstance(question, dict) and "messages" in question and "preferred_output" in value


def read_preference(value: Value, _mapping: Mapping[str, str]) -> list[SourceRow]:
    """An OpenAI preference row: its input and both outputs."""
    question = value["input"]
    assert isinstance(question, dict)
    turns = question.get("messages")
    if not isinstance(turns, list) or not turns:
        raise RowFault("no-messages", _("“input” has no list of messages."))
    for key in ("preferred_output", "non_preferred_output"):
        outputs = value.get(key)
        if not isinstance(outputs, list) or not outputs:
            raise RowFault("no-answer", _("“{key}” contains no answer.").format(key=key))
        _check_each([*turns, *outputs])
    row = {key: inner for key, inner in value.items() if key in PREFERENCE_KEYS}
    fields = {key: inner for key, inner in value.items() if key not in PREFERENCE_KEYS}
    return [SourceRow(row, make_extra(fields, {}))]


def write_preference(source: SourceRow) -> Value | None:
    return {**source.row, **get_fields(source)} if "preferred_output" in source.row else None


def check_turns(turns: object) -> None:
    """Raise RowFault for what can't be a conversation a model learns from."""
    if not isinstance(turns, list) or not turns:
        raise RowFault("no-messages", _("The row has no messages."))
    _check_each(turns)
    if not any(turn["role"] == "assistant" for turn in turns):
        raise RowFault("no-answer", _("The row has no answer (no assistant message)."))


def _check_each(turns: list[object]) -> None:
    for n, turn in enumerate(turns, 1):
        if not isinstance(turn, dict):
            raise RowFault("not-a-message", _("Message {n} is not an object.").format(n=n))
        if not isinstance(turn.get("role"), str) or turn["role"] not in ROLES:
            role = make_printable(str(turn.get("role")))[:40]
            raise RowFault(
                "unknown-role", _("Message {n} has the role {role}.").format(n=n, role=role)
            )
        content = turn.get("content")
        if content is None or isinstance(content, str):
            continue
        if not isinstance(content, list) or not all(isinstance(piece, dict) for piece in content):
            raise RowFault(
                "not-text", _("Message {n} contains something that is not text.").format(n=n)
            )
        for piece in content:
            check_part(piece, n)


_SEEN = frozenset("image image_url input_image video video_url audio input_audio file".split())
_REASONS = frozenset(("reasoning", "thinking", "redacted_thinking"))
_CALLS = frozenset("tool_use tool_call function_call tool_result function_call_output".split())


def check_part(piece: Value, n: int) -> None:
    """Raise RowFault for a part of message ``n`` that is neither text nor a picture as OpenAI has it.

    It says what the part is: reasoning and calls of tools are no pictures.
    """
    kind = str(piece.get("type") or ("text" if "text" in piece else _("unknown")))
    if kind == "image_url" and isinstance(piece.get("image_url"), dict):
        return
    if isinstance(piece.get("text"), str) and kind in ("text", "refusal"):
        return
    if kind == "refusal" and isinstance(piece.get("refusal"), str):
        return
    label = make_printable(kind)[:40]
    if kind in _SEEN or kind.startswith(("image", "video", "audio")):
        why = _("Message {n} contains a picture, a sound or a file ({part}), which can't be used.")
        raise RowFault("pictures", why.format(n=n, part=label))
    if kind in _REASONS:
        why = _("Message {n} contains reasoning as a part of its own ({part}). Leave it out.")
        raise RowFault("reasoning-part", why.format(n=n, part=label))
    if kind in _CALLS:
        why = _("Message {n} calls a tool in a part of its content ({part}), not in “tool_calls”.")
        raise RowFault("tool-part", why.format(n=n, part=label))
    why = _("Message {n} contains a part of the kind “{part}”, which is not text.")
    raise RowFault("not-text", why.format(n=n, part=label))
