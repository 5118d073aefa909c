"""The rows of a training file, checked line by line before a job may start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from studio.engine.errors import JobFault

MIN_ROWS = 10
ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})


@dataclass(frozen=True)
class Row:
    """One conversation and the line it stands on, counted from 1."""

    line: int
    messages: tuple[dict[str, Any], ...]
    tools: tuple[dict[str, Any], ...] = ()
    better: dict[str, Any] | None = None
    """Of a preference row: the answer to learn, and beside it the one to turn from."""
    worse: dict[str, Any] | None = None


def read_rows(
    content: bytes, param: str, *, least: int = 1, method: str = "supervised"
) -> list[Row]:
    """All rows of a file; a JobFault names the first line that is wrong.

    ``method`` is "supervised" or "dpo" (rows of two answers), ``param`` is "training_file" or
    "validation_file"; fewer than ``least`` rows is ``invalid_n_examples``, as OpenAI says it.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _wrong(param, line, "is not UTF-8") from error
    read = _preference if method == "dpo" else _row
    rows = [read(param, line, raw) for line, raw in _lines(text)]
    if len(rows) < least:
        raise JobFault(
            "invalid_n_examples",
            f"{_words(param)} has {len(rows)} example(s), but must have at least {least} examples",
            param,
        )
    return rows


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _words(param: str) -> str:
    return param.replace("_", " ").capitalize()


def _wrong(param: str, line: int, fault: str) -> JobFault:
    return JobFault(f"invalid_{param}", f"{_words(param)}: line {line} {fault}", param)


def _row(param: str, line: int, raw: str) -> Row:
    record = _parse(param, line, raw)
    messages = _messages(param, line, record, "messages")
    if not any(is_trained(message) for message in messages):
        raise _wrong(param, line, "has no assistant message that is trained")
    return Row(line, messages, _tools(param, line, record))


def _preference(param: str, line: int, raw: str) -> Row:
    record = _parse(param, line, raw)
    question = record.get("input")
    if not isinstance(question, dict):
        raise _wrong(param, line, "has no 'input' with the messages before the two answers")
    messages = _messages(param, line, question, "messages")
    if messages[-1]["role"] == "assistant":
        raise _wrong(param, line, "has an 'input' that ends with an answer already")
    answers = []
    for key in ("preferred_output", "non_preferred_output"):
        turns = _messages(param, line, record, key)
        if len(turns) != 1 or turns[0]["role"] != "assistant":
            raise _wrong(param, line, f"has a {key!r} that is not one assistant message")
        answers.append(turns[0])
    if flatten_message(answers[0]) == flatten_message(answers[1]):
        raise _wrong(param, line, "has two answers that are the same: nothing can be preferred")
    return Row(line, messages, _tools(param, line, question), *answers)


def _parse(param: str, line: int, raw: str) -> dict[str, Any]:
    try:
        record = json.loads(raw)
    except ValueError as error:
        raise _wrong(param, line, "is not valid JSON") from error
    if not isinstance(record, dict):
        raise _wrong(param, line, "is not a JSON object")
    return record


def _messages(
    param: str, line: int, record: dict[str, Any], key: str
) -> tuple[dict[str, Any], ...]:
    messages = record.get(key)
    if not isinstance(messages, list) or not messages:
        raise _wrong(param, line, f"has no list of messages under the key {key!r}")
    for index, message in enumerate(messages):
        fault = _message_fault(message)
        if fault:
            raise _wrong(param, line, f"(message {index}) {fault}")
    return tuple(messages)


def _tools(param: str, line: int, record: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    tools = record.get("tools") or []
    if not isinstance(tools, list) or not all(isinstance(tool, dict) for tool in tools):
        raise _wrong(param, line, "has 'tools' that are not a list of objects")
    return tuple(tools)


def is_trained(message: dict[str, Any]) -> bool:
    """Whether the model should learn this message."""
    return bool(message["role"] == "assistant" and message.get("weight", 1) != 0)


def _message_fault(message: object) -> str:
    """What is wrong with a message, or ""."""
    if not isinstance(message, dict):
        return "is not an object"
    role = message.get("role")
    if role not in ROLES:
        return f"has the role {role!r}"
    if "weight" in message and (role != "assistant" or message["weight"] not in (0, 1)):
        return "has a weight that is not 0 or 1 on an assistant message"
    calls = message.get("tool_calls")
    if calls is not None and not _are_calls(calls):
        return "has tool_calls without a function name and its arguments"
    content = message.get("content")
    if content is None:
        return "" if role == "assistant" and calls else "has no content"
    if isinstance(content, list):
        texts = all(isinstance(entry, dict) and entry.get("type") == "text" for entry in content)
        return "" if texts else "has content that is not text"
    return "" if isinstance(content, str) else "has content that is not text"


def _are_calls(calls: object) -> bool:
    if not isinstance(calls, list) or not calls:
        return False
    functions: list[object] = [
        call.get("function") if isinstance(call, dict) else None for call in calls
    ]
    return all(isinstance(each, dict) and type(each.get("name")) is str for each in functions)


def flatten_message(message: dict[str, Any]) -> dict[str, Any]:
    """A message as chat templates want it: text as one string, arguments as an object."""
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(entry.get("text", "") for entry in content)
    role = "system" if message["role"] == "developer" else message["role"]
    clean: dict[str, Any] = {"role": role, "content": content or ""}
    if message.get("tool_calls"):
        clean["tool_calls"] = [_call(call) for call in message["tool_calls"]]
    for key in ("name", "tool_call_id"):
        if key in message:
            clean[key] = message[key]
    return clean


def _call(call: dict[str, Any]) -> dict[str, Any]:
    function = dict(call["function"])
    # OpenAI writes a JSON string here, chat templates read an object.
    with suppress(TypeError, ValueError):
        function["arguments"] = json.loads(function.get("arguments") or "{}")
    return {**call, "function": function}
