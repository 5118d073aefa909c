"""Conversations under other names: ShareGPT and its dialects, speakers and utterances.

The turns become OpenAI messages; how they were written (which keys, which names of roles, what
stood beside them) is kept, so that an equal record can be written again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from studio.i18n import _
from studio.text.file_names import make_printable
from studio.text.row_files.chat import check_part, check_turns, is_message
from studio.text.row_files.record import RowFault, SourceRow, get_fields, get_style, make_extra

Value = dict[str, object]

LISTS = (
    "conversations",
    "conversation",
    "messages",
    "dialog",
    "dialogue",
    "utterances",
    "turns",
    "chat",
)
SPEAKERS = ("from", "role", "name", "speaker", "author", "user")
WORDS = ("value", "content", "text", "message", "utterance")
ROLES = {
    "human": "user",
    "user": "user",
    "prompter": "user",
    "customer": "user",
    "質問者": "user",
    "gpt": "assistant",
    "assistant": "assistant",
    "bot": "assistant",
    "chatbot": "assistant",
    "bing": "assistant",
    "chatgpt": "assistant",
    "bard": "assistant",
    "model": "assistant",
    "agent": "assistant",
    "ai": "assistant",
    "回答者": "assistant",
    "system": "system",
    "developer": "developer",
    "function_call": "call",
    "tool_call": "call",
    "observation": "tool",
    "tool": "tool",
    "function": "tool",
    "function_response": "tool",
    "tool_response": "tool",
}
"""What a speaker's name means; "call" is an assistant's call of a tool."""


_OWN_KEYS = ("tool_calls", "tool_call_id")


def find_keys(value: Value) -> tuple[str, str, str] | None:
    """Under which keys the list, the speaker and the words stand; None where there is no list."""
    for key in LISTS:
        turns = value.get(key)
        if not isinstance(turns, list) or not turns:
            continue
        first = next((turn for turn in turns if isinstance(turn, dict)), None)
        if first is None:
            continue
        speaker_key = next((name for name in SPEAKERS if isinstance(first.get(name), str)), None)
        text_key = next((name for name in WORDS if name in first), None)
        if speaker_key is not None and text_key is not None:
            return key, speaker_key, text_key
    return None


def is_sharegpt(value: Value) -> bool:
    keys = find_keys(value)
    return keys is not None and keys[0] in ("conversations", "conversation")


def is_dialogue(value: Value) -> bool:
    return find_keys(value) is not None


def read_dialogue(value: Value, _mapping: Mapping[str, str]) -> list[SourceRow]:
    """The conversation of a record, its tools and system message with it."""
    keys = find_keys(value)
    if keys is None:
        raise RowFault("no-messages", _("The row has no list of turns."))
    if value.get("images") or value.get("videos") or value.get("audios"):
        raise RowFault("pictures", _("The row refers to pictures or sounds, which can't be used."))
    list_key, speaker_key, text_key = keys
    style: dict[str, object] = {"list": list_key, "speaker": speaker_key, "words": text_key}
    originals = value[list_key]
    assert isinstance(originals, list)
    messages, written = _messages(originals, speaker_key, text_key)
    fields = {
        name: inner for name, inner in value.items() if name not in (list_key, "tools", "system")
    }
    row: Value = {"messages": messages}
    system = value.get("system")
    if "system" in value:
        style["system"] = system
        if isinstance(system, str) and system.strip():
            messages.insert(0, {"role": "system", "content": system})
    if "tools" in value:
        style["tools"] = value["tools"]
        tools = _tools(value["tools"])
        if tools:
            row["tools"] = tools
    check_turns(messages)
    if not any(map(_answers, messages)):
        raise RowFault("no-answer", _("Every answer of the row is empty."))
    style["turns"] = written
    return [SourceRow(row, make_extra(fields, style))]


def _answers(message: Value) -> bool:
    """Whether a message is an answer with words or calls in it."""
    content = message.get("content")
    has_text = isinstance(content, str) and bool(content.strip())
    return message["role"] == "assistant" and (has_text or bool(message.get("tool_calls")))


def _messages(
    turns: Sequence[object], speaker_key: str, text_key: str
) -> tuple[list[Value], list[Value]]:
    """OpenAI messages, and for each turn what is needed to write it as it was."""
    messages: list[Value] = []
    written: list[Value] = []
    for n, turn in enumerate(turns, 1):
        if not isinstance(turn, dict):
            raise RowFault("not-a-message", _("Turn {n} is not an object.").format(n=n))
        role = _role_of(turn.get(speaker_key), n)
        beside = {k: v for k, v in turn.items() if k not in (speaker_key, text_key)}
        note: Value = {"name": turn.get(speaker_key)}
        if text_key not in turn:
            note["silent"] = True
        message = _message(role, turn.get(text_key), beside, note, n)
        if role == "tool" and "tool_call_id" not in message and _calls_tools(messages):
            calls = messages[-1]["tool_calls"]
            assert isinstance(calls, list)
            message["tool_call_id"] = calls[0]["id"]
        if beside:
            note["beside"] = beside
        messages.append(message)
        written.append(note)
    return messages, written


def _role_of(name: object, n: int) -> str:
    """What a speaker is in a conversation; RowFault for one who is neither."""
    role = ROLES.get(str(name).strip().lower(), "")
    if not role:
        why = _("Turn {n} is spoken by “{name}”, who is neither user nor assistant.")
        raise RowFault("unknown-role", why.format(n=n, name=make_printable(str(name))[:40]))
    return role


def _calls_tools(messages: Sequence[Value]) -> bool:
    calls = messages[-1].get("tool_calls") if messages else None
    return (
        isinstance(calls, list) and bool(calls) and isinstance(calls[0], dict) and "id" in calls[0]
    )


def _message(role: str, content: object, beside: Value, note: Value, n: int) -> Value:
    if isinstance(content, list):
        note["said"] = content
        content = _parts(content, n)
    if content is not None and not isinstance(content, str):
        raise RowFault("not-text", _("Turn {n} contains something that is not text.").format(n=n))
    if role == "call":
        note["said"] = content
        return {"role": "assistant", "content": None, "tool_calls": _calls(str(content or ""), n)}
    message: Value = {"role": role, "content": content if content is not None else ""}
    if content is None:
        note["said"] = None
    # A row is a dialogue for one odd turn; what the others say in OpenAI's words stays.
    for key in _OWN_KEYS:
        if beside.get(key):
            message[key] = beside[key]
    weight = beside.get("weight", beside.get("loss_weight"))
    if role == "assistant" and weight in (0, 1):
        message["weight"] = int(bool(weight))
    return message


def _parts(parts: Sequence[object], n: int) -> str:
    """The words of a turn that is written in parts, each with its text under some name."""
    texts = []
    for piece in parts:
        if not isinstance(piece, dict):
            raise RowFault(
                "not-text", _("Turn {n} contains something that is not text.").format(n=n)
            )
        text = next((piece[k] for k in ("text", "value", "content") if k in piece), None)
        if piece.get("type", "text") != "text" or not isinstance(text, str):
            check_part({**piece, "text": None}, n)
            raise RowFault("pictures", _("Turn {n} contains a picture.").format(n=n))
        texts.append(text)
    return "\n".join(texts)


def _calls(content: str, n: int) -> list[Value]:
    """The calls of tools that a turn makes, written as JSON."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        why = _("Turn {n} calls a tool in words that are not JSON.").format(n=n)
        raise RowFault("bad-call", why) from error
    calls: list[Value] = []
    for number, call in enumerate(value if isinstance(value, list) else [value], 1):
        name = call.get("name") if isinstance(call, dict) else None
        if not isinstance(name, str) or not name:
            raise RowFault("bad-call", _("Turn {n} calls a tool without a name.").format(n=n))
        arguments = call.get("arguments", call.get("parameters", {}))
        text = (
            arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        )
        calls.append(
            {
                "id": f"call_{n}_{number}",
                "type": "function",
                "function": {"name": name, "arguments": text},
            }
        )
    return calls


def _tools(value: object) -> list[Value]:
    """The tools a record offers, as OpenAI writes them."""
    if isinstance(value, str):
        if not value.strip():
            return []
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise RowFault("bad-tools", _("“tools” is text that is not JSON.")) from error
    if value is None or value == []:
        return []
    if not isinstance(value, list) or not all(isinstance(tool, dict) for tool in value):
        raise RowFault("bad-tools", _("“tools” is not a list of functions."))
    offered: list[Value] = []
    for tool in value:
        offered.append(tool if "function" in tool else {"type": "function", "function": tool})
    return offered


def write_dialogue(source: SourceRow) -> Value | None:
    """The record again, in the words it was written with; None for a row of another kind."""
    style = get_style(source)
    notes, turns = style.get("turns"), source.row.get("messages")
    if not isinstance(turns, list):
        return None
    if not isinstance(notes, list):
        return _as_sharegpt(source.row)
    turns = list(turns)
    record: Value = {}
    if "system" in style:
        record["system"] = style["system"]
        if len(turns) == len(notes) + 1:
            record["system"] = turns.pop(0)["content"]
    if len(turns) != len(notes):
        return None
    speaker_key, text_key = str(style["speaker"]), str(style["words"])
    record[str(style["list"])] = [
        _write_turn(turn, note, speaker_key, text_key)
        for turn, note in zip(turns, notes, strict=True)
    ]
    if "tools" in style:
        record["tools"] = style["tools"]
    return {**record, **get_fields(source)}


def read_turns(turns: object) -> tuple[list[Value], Value]:
    """Turns as OpenAI messages, and how they were written; nothing where they are such already.

    Raises ``RowFault`` where they are no conversation.
    """
    if not isinstance(turns, list) or not turns:
        raise RowFault("no-messages", _("The row has no list of turns."))
    if all(isinstance(turn, dict) and is_message(turn) for turn in turns):
        return list(turns), {}
    keys = find_keys({"turns": turns})
    if keys is None:
        raise RowFault("no-messages", _("The turns of the row say neither who speaks nor what."))
    messages, written = _messages(turns, keys[1], keys[2])
    return messages, {"speaker": keys[1], "words": keys[2], "turns": written}


def write_turns(messages: Sequence[Value], how: Value) -> list[Value]:
    """Messages in the words that ``read_turns`` read them in; new ones as OpenAI writes them."""
    notes = how.get("turns")
    if not isinstance(notes, list):
        return list(messages)
    speaker_key, text_key = str(how["speaker"]), str(how["words"])
    written = [
        _write_turn(turn, note, speaker_key, text_key)
        for turn, note in zip(messages, notes, strict=False)
    ]
    return [*written, *messages[len(notes) :]]


_NAMES = {"user": "human", "assistant": "gpt", "system": "system", "developer": "system"}


def _as_sharegpt(row: Value) -> Value | None:
    """A chat that never was a dialogue of that kind; None where it says more than ShareGPT can."""
    turns = row.get("messages")
    if not isinstance(turns, list) or set(row) - {"messages"}:
        return None
    conversation = []
    for turn in turns:
        name = _NAMES.get(str(turn.get("role")))
        if name is None or set(turn) - {"role", "content"} or not isinstance(turn["content"], str):
            return None
        conversation.append({"from": name, "value": turn["content"]})
    return {"conversations": conversation}


def _write_turn(turn: Value, note: Value, speaker_key: str, text_key: str) -> Value:
    record: Value = {speaker_key: note["name"]}
    if not note.get("silent"):
        record[text_key] = note["said"] if "said" in note else turn["content"]
    beside = note.get("beside", {})
    return {**record, **(beside if isinstance(beside, dict) else {})}
