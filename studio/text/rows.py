"""What a provider accepts, line by line: the rules of OpenAI's chat and preference files.

Sources: the API's published row schemas, the fine-tuning guides, and the errors that uploads have
been answered with. A fault found here is one that would be found after paying otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.domain.dataset import Finding, Severity
from studio.domain.errors import DiskError
from studio.i18n import _

FEWEST_ROWS = 10
LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of a line past which it is not read at all: no provider takes such a row."""
MOST_FINDINGS = 1_000
"""Findings kept; past it only counted, so that a wrong file of a gigabyte stays small."""

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
_TOP = {"sft": {"messages", "tools", "parallel_tool_calls", "functions"},
        "dpo": {"input", "preferred_output", "non_preferred_output"}}  # fmt: skip
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
CountMessages = Callable[[Sequence[Mapping[str, object]]], int]


@dataclass(frozen=True)
class Validation:
    """The verdict on a file. ``tokens`` is 0 where nothing was counted."""

    rows: int
    tokens: int
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def validate_file(
    path: Path,
    *,
    profile: str = "sft",
    max_tokens: int | None = None,
    count: CountMessages | None = None,
) -> Validation:
    """The verdict on a file, read as a stream; whatever is in it, it gets one."""
    try:
        with path.open("rb") as file:
            return validate_lines(
                _bounded(file), profile=profile, max_tokens=max_tokens, count=count
            )
    except OSError as error:
        raise DiskError(
            _("{path} can't be read: {why}.").format(path=path, why=error.strerror or error)
        ) from error


def validate_lines(
    lines: Iterable[bytes],
    *,
    profile: str = "sft",
    max_tokens: int | None = None,
    count: CountMessages | None = None,
) -> Validation:
    """The verdict on lines (with or without their line ends), as errors, warnings and notes."""
    found: list[Finding] = []
    rows = tokens = 0
    number = 0
    for number, line in enumerate(lines, 1):
        if number == 1 and line.startswith(b"\xef\xbb\xbf"):
            line = line[3:]
            _add(found, Severity.NOTE, "bom", _("The file begins with a byte order mark: Azure "
                 "wants one, others do not."), 1)  # fmt: skip
        if number == 1 and line.strip() in (b"[", b"{", b"[{"):
            message = _("This is one JSON document over several lines, not one row a line (JSONL): "
                        "import it instead.")  # fmt: skip
            return Validation(0, 0, (Finding(Severity.ERROR, "not-jsonl", message, 1),))
        if not line.strip():
            _add(found, Severity.WARNING, "blank-line", _("An empty line."), number)
            continue
        row, faults = _parsed(line)
        if row is not None:
            rows += 1
            faults += row_faults(row, profile)
            if not faults and count is not None:
                size = _row_tokens(row, count)
                tokens += size
                if max_tokens is not None and size > max_tokens:
                    faults.append(("too-long", _(
                        "{tokens} tokens, and the model takes {limit}: the end, which is the "
                        "answer, would be cut.").format(tokens=size, limit=max_tokens)))  # fmt: skip
            found += _advice(row, number) if not faults and profile == "sft" else ()
        for code, message in faults:
            _add(found, Severity.ERROR, code, message, number)
    if rows < FEWEST_ROWS:
        message = _("{rows} rows; a provider takes {fewest} or more.").format(
            rows=rows, fewest=FEWEST_ROWS
        )
        found.append(Finding(Severity.ERROR, "invalid_n_examples", message))
    return Validation(rows, tokens, tuple(found))


def row_faults(row: object, profile: str = "sft") -> list[Fault]:
    """Everything for which a provider would refuse this row."""
    if not isinstance(row, dict):
        return [("not-an-object", _("A row is a JSON object, this is {kind}.").format(
            kind=type(row).__name__))]  # fmt: skip
    if profile == "dpo":
        return list(_preference_faults(row))
    if "messages" not in row:
        return [_foreign(row)]
    return [*_extra(row, "sft"), *_tools_faults(row), *_message_list_faults(row["messages"])]


def _preference_faults(row: dict[str, object]) -> Iterator[Fault]:
    missing = [
        key for key in ("input", "preferred_output", "non_preferred_output") if key not in row
    ]
    if missing:
        yield _foreign(row) if len(missing) == 3 else (
            "missing-key", _("“{key}” is missing.").format(key=missing[0]))  # fmt: skip
        return
    yield from _extra(row, "dpo")
    given = row["input"]
    if not isinstance(given, dict) or not isinstance(given.get("messages"), list):
        yield "missing-key", _("“input” has no list “messages”.")
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
        yield ("example_missing_assistant_message",
               _("No assistant message, so there is nothing to learn."))  # fmt: skip
    elif roles[-1] != "assistant":
        yield "last-not-assistant", _("The last message is the {role}'s; it must be the "
                                      "assistant's.").format(role=roles[-1])  # fmt: skip
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
                _("Message {n} has the role {role}.").format(n=n, role=_short(role)),
            )
            continue
        for key in turn:
            if key not in _MESSAGE:
                yield ("message_unrecognized_key", _("Message {n} has the key “{key}”, which is "
                       "unknown.").format(n=n, key=_short(key)))  # fmt: skip
        if "weight" in turn:
            yield from _weight_faults(turn, n)
        yield from _content_faults(turn, n)


def _weight_faults(turn: dict[str, object], n: int) -> Iterator[Fault]:
    weight = turn["weight"]
    if turn["role"] != "assistant":
        yield "weight-not-assistant", _("Message {n} has a weight; only answers may.").format(n=n)
    elif isinstance(weight, bool) or not isinstance(weight, int) or weight not in (0, 1):
        yield "invalid-weight", _("Message {n} has the weight {weight}; it is 0 or 1.").format(
            n=n, weight=_short(weight))  # fmt: skip


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
        for part in content:
            kind = part.get("type") if isinstance(part, dict) else None
            if kind not in ("text", "image_url") or kind not in part:
                yield "content-part", _("Message {n} has a content part that is neither text nor "
                                        "image_url.").format(n=n)  # fmt: skip
                return
        return
    yield "missing_content", _("Message {n} has no text as its content.").format(n=n)


def _pairing_faults(turns: Sequence[dict[str, object]]) -> Iterator[Fault]:
    """Every tool call is answered before the next turn, and every answer has its call."""
    waiting: set[object] = set()
    for n, turn in enumerate(turns, 1):
        if turn["role"] == "tool":
            if turn.get("tool_call_id") not in waiting:
                yield (
                    "tool-pairing",
                    _("Message {n} answers a tool call that was not made.").format(n=n),
                )
            waiting.discard(turn.get("tool_call_id"))
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
            function = call.get("function") if isinstance(call, dict) else None
            if not isinstance(function, dict) or not isinstance(function.get("arguments"), str):
                yield "tool-calls", _("Message {n} has a tool call without a function whose "
                                      "arguments are text.").format(n=n)  # fmt: skip
            else:
                waiting.add(call.get("id"))


def _tools_faults(row: dict[str, object]) -> Iterator[Fault]:
    if "tools" in row and not isinstance(row["tools"], list):
        yield "tools", _("“tools” is not a list.")


def _extra(row: dict[str, object], profile: str) -> Iterator[Fault]:
    for key in row:
        if key not in _TOP[profile]:
            yield ("extra-key", _("The row has the extra key “{key}”; keep such things in a file "
                   "beside.").format(key=_short(key)))  # fmt: skip


def _foreign(row: dict[str, object]) -> Fault:
    for keys, name in _OTHERS:
        if all(key in row for key in keys):
            return "not-openai-chat", _("This is {format}, not OpenAI chat: import it instead.").format(
                format=name)  # fmt: skip
    return "missing_messages_list", _("The row has no “messages”.")


def _advice(row: object, number: int) -> Iterator[Finding]:
    assert isinstance(row, dict)
    turns = row["messages"]
    if not any(turn["role"] == "user" for turn in turns):
        yield Finding(Severity.WARNING, "no-user-message", _("No user message: the model learns to "
                      "speak unasked."), number)  # fmt: skip


def _row_tokens(row: object, count: CountMessages) -> int:
    assert isinstance(row, dict)
    if "messages" in row:
        extra = (
            [{"role": "system", "content": json.dumps(row["tools"])}] if row.get("tools") else []
        )
        return count([*row["messages"], *extra])
    return count([*row["input"]["messages"], *row["preferred_output"]])


def _parsed(line: bytes) -> tuple[object, list[Fault]]:
    """The row of a line, or why it is none; never raises."""
    if len(line) > LONGEST_LINE:
        return None, [("line-too-long", _("The line is larger than {size} MB.").format(
            size=LONGEST_LINE // 1024 // 1024))]  # fmt: skip
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return None, [("not-utf-8", _("The line is not UTF-8; save the file as UTF-8."))]
    if "\0" in text:
        return None, [("nul", _("The line holds a NUL character."))]
    faults: list[Fault] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        known = dict(items)
        if len(known) != len(items):
            faults.append(("duplicate-key", _("A key stands twice in one object.")))
        return known

    def constant(word: str) -> object:
        faults.append(("not-json", _("{word} is not JSON.").format(word=word)))
        return None

    try:
        row = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except RecursionError:
        return None, [("too-deep", _("The line is nested too deeply."))]
    except ValueError as error:
        return None, [("invalid-json", _("Not JSON: {why}.").format(why=_short(error)))]
    if "\\u" in text and _has_lone_surrogate(row):
        faults.append(
            ("lone-surrogate", _("The line holds half of a character (a lone surrogate)."))
        )
    return row, list(dict.fromkeys(faults))


def _has_lone_surrogate(row: object) -> bool:
    try:
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _bounded(file: object) -> Iterator[bytes]:
    """Lines of a file; of one past the limit only its first part, the rest is read and let go."""
    read = file.readline  # type: ignore[attr-defined]
    while line := read(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = read(LONGEST_LINE + 1)


def _add(found: list[Finding], severity: Severity, code: str, message: str, line: int) -> None:
    if len(found) < MOST_FINDINGS:
        found.append(Finding(severity, code, message, line))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
