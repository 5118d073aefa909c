"""Tools in a row: what a provider accepts as an offered function, a call of it, and its result."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from studio.i18n import _
from studio.text.rows.faults import Fault

MOST_FUNCTIONS = 128
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a function may be called: the pattern of the API's ``FunctionObject``."""


def find_tool_faults(row: Mapping[str, object]) -> Iterator[Fault]:
    """What is wrong with the functions that a row offers to the model."""
    tools = row.get("tools", [])
    if not isinstance(tools, list) or not all(map(_is_tool, tools)):
        yield (
            "tools",
            _(
                "“tools” is not a list of functions, each with a name of "
                "letters, digits, _ and - (64 at most) and its parameters as "
                "an object."
            ),
        )
    functions = row.get("functions", [{"name": "any"}])
    if not isinstance(functions, list) or not 0 < len(functions) <= MOST_FUNCTIONS:
        yield (
            "tools",
            _("“functions” is not a list of 1 to {most} functions.").format(most=MOST_FUNCTIONS),
        )
    elif not all(map(_is_function, functions)):
        yield "tools", _("“functions” contains something that is not a function with a name.")
    if not isinstance(row.get("parallel_tool_calls", True), bool):
        yield "tools", _("“parallel_tool_calls” is neither true nor false.")


def _is_tool(tool: object) -> bool:
    if not isinstance(tool, dict) or tool.get("type") != "function":
        return False
    function = tool.get("function")
    strict = function.get("strict") if isinstance(function, dict) else None
    return _is_function(function) and (strict is None or isinstance(strict, bool))


def _is_function(function: object) -> bool:
    return (
        isinstance(function, dict)
        and isinstance(function.get("name"), str)
        and bool(_NAME.fullmatch(function["name"]))
        and isinstance(function.get("description", ""), str)
        and isinstance(function.get("parameters", {}), dict)
    )


def find_call_faults(message: Mapping[str, object], number: int) -> Iterator[Fault]:
    """What is wrong with the calls in one message, tool calls and the older function call."""
    calls = message.get("tool_calls")
    if calls is not None:
        if message["role"] != "assistant" or not isinstance(calls, list) or not calls:
            yield (
                "tool-calls",
                _("Message {n} has tool_calls that are not a list of calls.").format(n=number),
            )
        elif not all(map(_is_call, calls)):
            yield (
                "tool-calls",
                _(
                    "Message {n} has a tool call without an id or a function whose name and "
                    "arguments are text."
                ).format(n=number),
            )
    call = message.get("function_call")
    if call is not None and (message["role"] != "assistant" or not _is_named_call(call)):
        yield (
            "function-call",
            _(
                "Message {n} has a function_call that is not an object whose "
                "name and arguments are text."
            ).format(n=number),
        )


def _is_call(call: object) -> bool:
    return (
        isinstance(call, dict)
        and call.get("type") == "function"
        and isinstance(call.get("id"), str)
        and _is_named_call(call.get("function"))
    )


def _is_named_call(function: object) -> bool:
    """Arguments are JSON as text: an object in their place is what SDKs and templates hand out."""
    return (
        isinstance(function, dict)
        and isinstance(function.get("name"), str)
        and bool(function["name"])
        and isinstance(function.get("arguments"), str)
    )


def find_pairing_faults(messages: Sequence[Mapping[str, object]]) -> Iterator[Fault]:
    """Every tool call is answered before the next turn, and every answer has its call."""
    waiting: set[str] = set()
    for number, message in enumerate(messages, 1):
        if message["role"] == "tool":
            call = message.get("tool_call_id")
            if not isinstance(call, str) or call not in waiting:
                yield (
                    "tool-pairing",
                    _("Message {n} answers a tool call that was not made.").format(n=number),
                )
            else:
                waiting.discard(call)
            continue
        # A provider waits for the answers right behind the calls, before anybody else speaks.
        if waiting:
            yield (
                "tool-pairing",
                _("Message {n} comes before a tool call is answered.").format(n=number),
            )
            waiting = set()
        calls = message.get("tool_calls")
        if isinstance(calls, list):
            waiting = {call["id"] for call in calls if _is_call(call)}


def has_broken_arguments(messages: Sequence[Mapping[str, object]]) -> bool:
    """Whether the arguments of a call are no JSON object: accepted, and learnt as they are."""
    return any(
        not _is_json_object(arguments)
        for message in messages
        for arguments in _list_arguments(message)
    )


def _list_arguments(message: Mapping[str, object]) -> Iterator[str]:
    calls = message.get("tool_calls")
    functions = [call["function"] for call in calls] if isinstance(calls, list) else []
    single = message.get("function_call")
    for function in (*functions, single):
        if isinstance(function, dict):
            yield function["arguments"]


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text or "{}"), dict)
    except (ValueError, RecursionError):
        return False
