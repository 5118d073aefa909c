"""What a provider accepts as one row: the rules of OpenAI's chat and preference rows.

Sources: the API's published row schemas (``FineTuneChatRequestInput``,
``FineTunePreferenceRequestInput``) and the fine-tuning guides, which say what the schemas leave
open: which keys have to be there, that no other may, which message comes last, that tool calls are
answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from studio.i18n import _
from studio.text.rows.faults import Fault, shorten
from studio.text.rows.messages import find_message_faults
from studio.text.rows.tools import find_pairing_faults, find_tool_faults

RULES_VERSION = "2026-11-27"
"""Which rules these are; changed with them, so that what was judged by older ones is judged anew."""

PREFERENCE_KEYS = ("input", "preferred_output", "non_preferred_output")
_TOP_KEYS = {
    "sft": {"messages", "tools", "parallel_tool_calls", "functions"},
    "input": {"messages", "tools", "parallel_tool_calls"},
    "dpo": set(PREFERENCE_KEYS),
}
FOREIGN_FORMATS = (
    (("instruction", "output"), "Alpaca"),
    (("conversations",), "ShareGPT"),
    (("prompt", "completion"), "prompt/completion"),
    (("prompt", "chosen", "rejected"), "preference (chosen/rejected)"),
    (("input", "preferred_output"), "OpenAI preference (validate it with --profile dpo)"),
    (("question", "answer"), "question/answer"),
    (("text",), "plain text"),
    (("utterances",), "dialogue"),
    (("instances",), "self-instruct"),
)
"""Formats known by their keys, for a row that is none of ours. To add one: its keys and its name."""


def find_row_faults(row: object, profile: str = "sft") -> list[Fault]:
    """Everything for which a provider would refuse this row."""
    if not isinstance(row, dict):
        kind = type(row).__name__
        return [("not-an-object", _("A row is a JSON object, this is {kind}.").format(kind=kind))]
    if profile == "dpo":
        return list(_find_preference_faults(row))
    if "messages" not in row:
        return [_name_format(row)]
    # Most rows of most files are plain: what finds no fault in them takes a third of the time.
    if count_plain_turns(row):
        return []
    return [
        *_find_extra_keys(row, "sft"),
        *find_tool_faults(row),
        *_find_conversation_faults(row["messages"]),
    ]


def count_plain_turns(row: object) -> int:
    """How many messages a row has that is plain chat without any fault; 0 for every other row.

    Told without naming a fault, several times faster than ``find_row_faults``: a user's question is
    among the messages, each is a role and words, and the last is the assistant's.
    """
    # Types are compared, not asked by isinstance: this runs for every message of a large file.
    if type(row) is not dict or len(row) != 1:
        return 0
    turns = row.get("messages")
    if type(turns) is not list:
        return 0
    role = has_question = None
    for turn in turns:
        if type(turn) is not dict or len(turn) != 2:
            return 0
        role, content = turn.get("role"), turn.get("content")
        if type(content) is not str or not content or content.isspace():
            return 0
        if role == "user":
            has_question = role
        elif role != "assistant" and role != "system":
            return 0
    return len(turns) if has_question and role == "assistant" else 0


def _find_preference_faults(row: Mapping[str, object]) -> Iterator[Fault]:
    missing = [key for key in PREFERENCE_KEYS if key not in row]
    if len(missing) == len(PREFERENCE_KEYS):
        yield _name_format(row)
    elif missing:
        yield "missing-key", _("“{key}” is missing.").format(key=missing[0])
    else:
        yield from _find_extra_keys(row, "dpo")
        yield from _find_input_faults(row["input"])
        for key in PREFERENCE_KEYS[1:]:
            yield from _find_output_faults(row[key], key)
        if row["preferred_output"] == row["non_preferred_output"]:
            yield "no-preference", _("Both answers are the same.")


def _find_input_faults(question: object) -> Iterator[Fault]:
    if not isinstance(question, dict):
        yield "missing-key", _("“input” is not an object with “messages”.")
        return
    yield from _find_extra_keys(question, "input")
    yield from find_tool_faults(question)
    messages = question.get("messages")
    if not isinstance(messages, list) or not messages:
        yield "missing_messages_list", _("“messages” is not a list with messages in it.")
        return
    faults = list(find_message_faults(messages))
    yield from faults or find_pairing_faults(messages)


def _find_output_faults(output: object, key: str) -> Iterator[Fault]:
    if not isinstance(output, list) or len(output) != 1 or not isinstance(output[0], dict):
        yield (
            "not-one-answer",
            _("“{key}” must contain exactly one assistant message.").format(key=key),
        )
    elif output[0].get("role") != "assistant":
        yield "wrong-role", _("“{key}” must be the assistant's.").format(key=key)
    else:
        yield from find_message_faults(output)


def _find_conversation_faults(messages: object) -> Iterator[Fault]:
    if not isinstance(messages, list) or not messages:
        yield "missing_messages_list", _("“messages” is not a list with messages in it.")
        return
    # What the messages are to each other can be said of sound messages only.
    faults = list(find_message_faults(messages))
    yield from faults
    if not faults:
        yield from _find_order_faults(messages)
        yield from find_pairing_faults(messages)


def _find_order_faults(messages: list[dict[str, object]]) -> Iterator[Fault]:
    roles = [message["role"] for message in messages]
    if "assistant" not in roles:
        yield (
            "example_missing_assistant_message",
            _("No assistant message, so there is nothing to learn."),
        )
    elif roles[-1] != "assistant":
        yield (
            "last-not-assistant",
            _("The last message is the {role}'s; it must be the assistant's.").format(
                role=roles[-1]
            ),
        )
    elif not any(
        message["role"] == "assistant" and message.get("weight", 1) for message in messages
    ):
        yield "nothing-trained", _("Every answer has weight 0, so there is nothing to learn.")


def _find_extra_keys(row: Mapping[str, object], profile: str) -> Iterator[Fault]:
    for key in row:
        if key not in _TOP_KEYS[profile]:
            yield (
                "extra-key",
                _("The row has the extra key “{key}”; keep such things in a file beside.").format(
                    key=shorten(key)
                ),
            )


def _name_format(row: Mapping[str, object]) -> Fault:
    for keys, name in FOREIGN_FORMATS:
        if all(key in row for key in keys):
            return "not-openai-chat", _(
                "This is {format}, not OpenAI chat: import it instead."
            ).format(format=name)
    return "missing_messages_list", _("The row has no “messages”.")
