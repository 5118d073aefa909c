"""What a provider accepts as one row: the rules of OpenAI's chat and preference rows.

Sources: the API's published row schemas and the fine-tuning guides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from studio.i18n import _

RULES = "2026-11"
"""Which rules these are; changed with them, so that what was judged by older ones is judged anew."""

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
_TOP = {
    "sft": {"messages", "tools", "parallel_tool_calls", "functions"},
    "input": {"messages", "tools", "parallel_tool_calls"},
    "dpo": {"input", "preferred_output", "non_preferred_output"},
}
_MESSAGE = frozenset(
    {"role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal"}
)
_OTHERS = (
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
"""Formats known by their keys, for a row that is none of ours."""

Fault = tuple[str, str]
"""A code that programs can rely on, and a sentence for a person."""


def find_row_faults(row: object, profile: str = "sft") -> list[Fault]:
    """Everything for which a provider would refuse this row."""
    if not isinstance(row, dict):
        return [
            (
                "not-an-object",
                _("A row is a JSON object, this is {kind}.").format(kind=type(row).__name__),
            )
        ]
    if profile == "dpo":
        return list(_preference_faults(row))
    if "messages" not in row:
        return [_foreign(row)]
    return [*_extra(row, "sft"), *_tools_faults(row), *_message_list_faults(row["messages"])]


def count_plain_turns(row: object) -> int:
    """How many messages a row has that is plain chat without any fault; 0 for every other row.

    Told without naming a fault, several times faster than ``find_row_faults``: a user's question is
    among the messages, each is a role and words, and the last is the assistant's.
    """
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


def _preference_faults(row: dict[str, object]) -> Iterator[Fault]:
    missing = [
        key for key in ("input", "preferred_output", "non_preferred_output") if key not in row
    ]
    if missing:
        yield (
            _foreign(row)
            if len(missing) == 3
            else ("missing-key", _("“{key}” is missing.").format(key=missing[0]))
        )
        return
    yield from _extra(row, "dpo")
    given = row["input"]
    if not isinstance(given, dict):
        yield "missing-key", _("“input” is not an object with “messages”.")
        return
    yield from _extra(given, "input")
    yield from _tools_faults(given)
    if not isinstance(given.get("messages"), list) or not given["messages"]:
        yield "missing_messages_list", _("“messages” is not a list with messages in it.")
        return
    yield from _turn_faults(given["messages"])
    for key in ("preferred_output", "non_preferred_output"):
        output = row[key]
        if not isinstance(output, list) or len(output) != 1 or not isinstance(output[0], dict):
            yield (
                "not-one-answer",
                _("“{key}” holds exactly one assistant message.").format(key=key),
            )
        elif output[0].get("role") != "assistant":
            yield "wrong-role", _("“{key}” is the assistant's.").format(key=key)
        else:
            yield from _turn_faults(output)
    if row["preferred_output"] == row["non_preferred_output"]:
        yield "no-preference", _("Both answers are the same.")


def _message_list_faults(turns: object) -> Iterator[Fault]:
    if not isinstance(turns, list) or not turns:
        yield "missing_messages_list", _("“messages” is not a list with messages in it.")
        return
    broken = list(_turn_faults(turns))
    yield from broken
    if broken:
        return
    roles = [turn["role"] for turn in turns]
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
    elif not any(turn["role"] == "assistant" and turn.get("weight", 1) for turn in turns):
        yield "nothing-trained", _("Every answer has weight 0, so there is nothing to learn.")
    yield from _pairing_faults(turns)


def _turn_faults(turns: Sequence[object]) -> Iterator[Fault]:
    for n, turn in enumerate(turns, 1):
        if not isinstance(turn, dict):
            yield "data_type", _("Message {n} is not an object.").format(n=n)
            continue
        role = turn.get("role")
        if not isinstance(role, str) or role not in ROLES:
            yield (
                "unrecognized_role",
                _("Message {n} has the role {role}.").format(n=n, role=shorten(role)),
            )
            continue
        for key in turn:
            if key not in _MESSAGE:
                yield (
                    "message_unrecognized_key",
                    _("Message {n} has the key “{key}”, which is unknown.").format(
                        n=n, key=shorten(key)
                    ),
                )
        if "name" in turn and not isinstance(turn["name"], str):
            yield "data_type", _("Message {n} has a name that is not text.").format(n=n)
        if "weight" in turn:
            yield from _weight_faults(turn, n)
        yield from _content_faults(turn, n)


def _weight_faults(turn: dict[str, object], n: int) -> Iterator[Fault]:
    weight = turn["weight"]
    if turn["role"] != "assistant":
        yield "weight-not-assistant", _("Message {n} has a weight; only answers may.").format(n=n)
    elif isinstance(weight, bool) or not isinstance(weight, int) or weight not in (0, 1):
        yield (
            "invalid-weight",
            _("Message {n} has the weight {weight}; it is 0 or 1.").format(
                n=n, weight=shorten(weight)
            ),
        )


def _content_faults(turn: dict[str, object], n: int) -> Iterator[Fault]:
    content = turn.get("content")
    calls = turn.get("tool_calls") or turn.get("function_call")
    if content is None and turn["role"] == "assistant" and calls:
        return
    if isinstance(content, str):
        if not content.strip() and not calls:
            yield "missing_content", _("Message {n} is empty.").format(n=n)
        return
    if isinstance(content, list) and turn["role"] in {"user", "system", "developer"} and content:
        if not all(_is_part(part, turn["role"]) for part in content):
            yield (
                "content-part",
                _(
                    "Message {n} has a content part that is neither text nor, in "
                    "a user's message, an image_url."
                ).format(n=n),
            )
        return
    yield "missing_content", _("Message {n} has no text as its content.").format(n=n)


def _is_part(part: object, role: object) -> bool:
    if not isinstance(part, dict):
        return False
    if part.get("type") == "text":
        return isinstance(part.get("text"), str)
    image = part.get("image_url")
    is_image = isinstance(image, dict) and isinstance(image.get("url"), str)
    return role == "user" and part.get("type") == "image_url" and is_image


def _pairing_faults(turns: Sequence[dict[str, object]]) -> Iterator[Fault]:
    """Every tool call is answered before the next turn, and every answer has its call."""
    waiting: set[str] = set()
    for n, turn in enumerate(turns, 1):
        if turn["role"] == "tool":
            answered = turn.get("tool_call_id")
            if not isinstance(answered, str) or answered not in waiting:
                yield (
                    "tool-pairing",
                    _("Message {n} answers a tool call that was not made.").format(n=n),
                )
            else:
                waiting.discard(answered)
            continue
        if waiting:
            yield "tool-pairing", _("Message {n} comes before a tool call is answered.").format(n=n)
            waiting = set()
        calls = turn.get("tool_calls")
        if calls is None:
            continue
        if turn["role"] != "assistant" or not isinstance(calls, list) or not calls:
            yield (
                "tool-calls",
                _("Message {n} has tool_calls that are no list of calls.").format(n=n),
            )
            continue
        for call in calls:
            if _is_call(call):
                waiting.add(call["id"])
            else:
                yield (
                    "tool-calls",
                    _(
                        "Message {n} has a tool call without an id or a function "
                        "whose name and arguments are text."
                    ).format(n=n),
                )


def _is_call(call: object) -> bool:
    if not isinstance(call, dict) or call.get("type") != "function":
        return False
    function = call.get("function")
    if not isinstance(function, dict) or not function.get("name"):
        return False
    texts = (call.get("id"), function["name"], function.get("arguments"))
    return all(isinstance(value, str) for value in texts)


def _tools_faults(row: Mapping[str, object]) -> Iterator[Fault]:
    tools = row.get("tools", [])
    if not isinstance(tools, list) or not all(_is_tool(tool) for tool in tools):
        yield "tools", _("“tools” is not a list of functions with names.")
    functions = row.get("functions", [{}])
    if not isinstance(functions, list) or not functions:
        yield "tools", _("“functions” is not a list with functions in it.")
    if not isinstance(row.get("parallel_tool_calls", True), bool):
        yield "tools", _("“parallel_tool_calls” is neither true nor false.")


def _is_tool(tool: object) -> bool:
    function = tool.get("function") if isinstance(tool, dict) else None
    return isinstance(function, dict) and isinstance(function.get("name"), str)


def _extra(row: dict[str, object], profile: str) -> Iterator[Fault]:
    for key in row:
        if key not in _TOP[profile]:
            yield (
                "extra-key",
                _("The row has the extra key “{key}”; keep such things in a file beside.").format(
                    key=shorten(key)
                ),
            )


def _foreign(row: dict[str, object]) -> Fault:
    for keys, name in _OTHERS:
        if all(key in row for key in keys):
            return "not-openai-chat", _(
                "This is {format}, not OpenAI chat: import it instead."
            ).format(format=name)
    return "missing_messages_list", _("The row has no “messages”.")


def shorten(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
