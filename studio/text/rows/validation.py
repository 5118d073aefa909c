"""What a provider accepts, line by line: the rules of OpenAI's chat and preference files.

Sources: the API's published row schemas, the fine-tuning guides, and the errors that uploads have
been answered with. A fault found here is one that would be found after paying otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import orjson

from studio.domain.dataset import Finding, Severity
from studio.domain.errors import DiskError
from studio.i18n import _
from studio.os_errors import explain_os_error
from studio.text.rows.faults import Fault
from studio.text.rows.lines import BOM, LONGEST_LINE, parse_line
from studio.text.rows.row_json import dump_row
from studio.text.rows.rules import count_plain_turns, find_row_faults
from studio.text.rows.tools import has_broken_arguments

FEWEST_ROWS = 10
MOST_FINDINGS = 1_000
"""Findings kept of each severity; past it only counted, so that a wrong file stays small."""

_BLOCK, _BLOCK_BYTES = 500, 4_000_000
"""Lines, and about how many bytes of them, whose tokens are counted at one go."""

CountRows = Callable[[Sequence[Sequence[Mapping[str, object]]]], Sequence[int]]
"""Tokens of each of many rows, given by their messages."""


@dataclass(frozen=True)
class Limits:
    """How many tokens a row may have: ``model`` for the model it is meant for (more is an error),
    ``any_model`` for the widest model known (more is a warning). None: not known."""

    model: int | None = None
    any_model: int | None = None

    def find_fault(self, tokens: int) -> tuple[Severity, Fault] | None:
        """What is wrong with a row of so many tokens."""
        if self.model is not None and tokens > self.model:
            message = _(
                "{tokens} tokens, and the model takes {limit}: the end, which is the answer, would "
                "be cut."
            ).format(tokens=tokens, limit=self.model)
            return Severity.ERROR, ("too-long", message)
        if self.any_model is not None and tokens > self.any_model:
            message = _(
                "{tokens} tokens, and no model with a known price takes more than {limit}: the end, "
                "which is the answer, would be cut."
            ).format(tokens=tokens, limit=self.any_model)
            return Severity.WARNING, ("longer-than-any", message)
        return None


@dataclass(frozen=True)
class Validation:
    """The verdict on a file. ``tokens`` of all rows and of the ``longest`` are 0 where nothing
    was counted."""

    rows: int
    tokens: int
    findings: tuple[Finding, ...]
    longest: int = 0

    @property
    def valid(self) -> bool:
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def validate_file(
    path: Path,
    *,
    profile: str = "sft",
    limits: Limits = Limits(),
    count: CountRows | None = None,
) -> Validation:
    """The verdict on a file, read as a stream; whatever is in it, it gets one."""
    try:
        with path.open("rb") as file:
            return validate_lines(_read_lines(file), profile=profile, limits=limits, count=count)
    except OSError as error:
        raise DiskError(
            _("{path} can't be read: {why}.").format(path=path, why=explain_os_error(error))
        ) from error


def validate_lines(
    lines: Iterable[bytes],
    *,
    profile: str = "sft",
    limits: Limits = Limits(),
    count: CountRows | None = None,
) -> Validation:
    """The verdict on lines (with or without their line ends), as errors, warnings and notes."""
    findings = _Findings()
    lines = iter(lines)
    first = next(lines, b"")
    if first.startswith(BOM):
        first = first.removeprefix(BOM)
        findings.add(
            Severity.NOTE,
            "bom",
            _("The file begins with a byte order mark: Azure wants one, others do not."),
            1,
        )
    if first.strip() in (b"[", b"{", b"[{"):
        return _refuse_document()
    rows = tokens = longest = 0
    numbered = enumerate(chain([first] if first else [], lines), 1)
    for line in _judge_lines(numbered, profile, limits, count):
        rows += line.row is not None
        tokens += line.tokens
        longest = max(longest, line.tokens)
        for severity, (code, message) in line.faults:
            findings.add(severity, code, message, line.number)
    if rows < FEWEST_ROWS:
        message = _("{rows} rows; a provider takes {fewest} or more.").format(
            rows=rows, fewest=FEWEST_ROWS
        )
        findings.add(Severity.ERROR, "invalid_n_examples", message, None)
    return Validation(rows, tokens, findings.all(), longest)


def _refuse_document() -> Validation:
    # Judging it line by line would be thousands of errors that all mean this one.
    message = _(
        "This is one JSON document over several lines, not one row a line (JSONL): import it "
        "instead."
    )
    return Validation(0, 0, (Finding(Severity.ERROR, "not-jsonl", message, 1),))


@dataclass(slots=True)
class _Line:
    """A line, the row it holds (None: it holds none), and what is wrong with it."""

    number: int
    row: object
    faults: list[tuple[Severity, Fault]]
    tokens: int = 0

    @property
    def is_sound(self) -> bool:
        return self.row is not None and all(
            severity is not Severity.ERROR for severity, _fault in self.faults
        )


def _judge_lines(
    lines: Iterable[tuple[int, bytes]], profile: str, limits: Limits, count: CountRows | None
) -> Iterator[_Line]:
    """Lines with what is wrong with each; counted so many at once that it pays."""
    block: list[_Line] = []
    size = 0
    for number, line in lines:
        block.append(_judge_line(number, line, profile))
        size += len(line)
        if len(block) >= _BLOCK or size >= _BLOCK_BYTES:
            yield from _count_tokens(block, limits, count)
            block, size = [], 0
    yield from _count_tokens(block, limits, count)


def _judge_line(number: int, line: bytes, profile: str) -> _Line:
    if profile == "sft" and (row := _read_plain_row(line)) is not None:
        return _Line(number, row, [])
    if not line.strip():
        return _Line(number, None, [(Severity.WARNING, ("blank-line", _("An empty line.")))])
    try:
        row, faults = parse_line(line)
        if row is None:
            faults = faults or [("not-an-object", _("A row is a JSON object, this is null."))]
        else:
            faults += find_row_faults(row, profile)
        advice = list(_advise(row)) if row is not None and not faults and profile == "sft" else []
    except RecursionError:
        row, advice = None, []
        faults = [("too-deep", _("The line is nested too deeply."))]
    errors = [(Severity.ERROR, fault) for fault in faults]
    return _Line(number, row, [*errors, *((Severity.WARNING, fault) for fault in advice)])


def _read_plain_row(line: bytes) -> object | None:
    """The row of a line in which nothing can be wrong, found in a hurry; else None, which says
    nothing: most rows are questions and answers, and a file has many of them."""
    if len(line) > LONGEST_LINE or b"\\u0000" in line or b" :" in line or b"\t:" in line:
        return None
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    turns = count_plain_turns(row)
    # A key that stands twice is lost in the row, and seen in the line.
    return row if turns and line.count(b'":') == 1 + 2 * turns else None


def _count_tokens(
    block: Sequence[_Line], limits: Limits, count: CountRows | None
) -> Sequence[_Line]:
    """The lines with their tokens, those without a fault; and those that are too long named."""
    sound = [line for line in block if line.is_sound] if count else []
    sizes = count([_list_messages(line.row) for line in sound]) if count and sound else ()
    for line, size in zip(sound, sizes, strict=True):
        line.tokens = size
        fault = limits.find_fault(size)
        if fault is not None:
            line.faults.insert(0, fault)
    return block


class _Findings:
    """Findings in order. No severity crowds out another, so the verdict holds in any file."""

    def __init__(self) -> None:
        self._listed: list[Finding] = []
        self._counts: Counter[Severity] = Counter()

    def add(self, severity: Severity, code: str, message: str, line: int | None) -> None:
        self._counts[severity] += 1
        if self._counts[severity] <= MOST_FINDINGS or line is None:
            self._listed.append(Finding(severity, code, message, line))

    def all(self) -> tuple[Finding, ...]:
        more = self._counts.total() - len(self._listed)
        if not more:
            return tuple(self._listed)
        message = _("{n} more findings are not listed.").format(n=more)
        return (*self._listed, Finding(Severity.NOTE, "more-findings", message))


def _advise(row: object) -> Iterator[Fault]:
    """What a provider takes, and nobody wants to be learnt."""
    assert isinstance(row, dict)
    messages = row["messages"]
    if not any(message["role"] == "user" for message in messages):
        yield "no-user-message", _("No user message: the model learns to speak unasked.")
    if any("\0" in str(message.get("content")) for message in messages):
        yield "nul", _("A message contains a NUL character.")
    if has_broken_arguments(messages):
        yield (
            "arguments",
            _(
                "The arguments of a call are not a JSON object: the model "
                "learns to write such calls."
            ),
        )


def _list_messages(row: object) -> list[Mapping[str, object]]:
    """What a row is counted by; the tools it offers count as one message."""
    assert isinstance(row, dict)
    if "messages" in row:
        extra = [{"role": "system", "content": dump_row(row["tools"])}] if row.get("tools") else []
        return [*row["messages"], *extra]
    return [*row["input"]["messages"], *row["preferred_output"]]


def _read_lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines of a file; of one past the limit only its first part, the rest is read and let go."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)
