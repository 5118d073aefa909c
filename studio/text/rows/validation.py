"""What a provider accepts, line by line: the rules of OpenAI's chat and preference files.

Sources: the API's published row schemas, the fine-tuning guides, and the errors that uploads have
been answered with. A fault found here is one that would be found after paying otherwise.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import orjson

from studio.domain.dataset import Finding, Severity
from studio.domain.errors import DiskError
from studio.i18n import _
from studio.text.rows.row_json import dump_row
from studio.text.rows.rules import Fault, count_plain_turns, find_row_faults, shorten

FEWEST_ROWS = 10
LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of a line past which it is not read at all: no provider takes such a row."""
_BOM = b"\xef\xbb\xbf"
MOST_FINDINGS = 1_000
"""Findings kept of each severity; past it only counted, so that a wrong file stays small."""

_BLOCK, _BLOCK_BYTES = 500, 4_000_000
"""Lines, and about how many bytes of them, whose tokens are counted at one go."""

CountRows = Callable[[Sequence[Sequence[Mapping[str, object]]]], Sequence[int]]
"""Tokens of each of many rows, given by their messages."""


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
    max_tokens: int | None = None,
    count: CountRows | None = None,
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
    count: CountRows | None = None,
) -> Validation:
    """The verdict on lines (with or without their line ends), as errors, warnings and notes."""
    findings = _Found()
    rows = tokens = longest = 0
    lines = iter(lines)
    first = next(lines, None)
    if first is not None and first.startswith(_BOM):
        first = first.removeprefix(_BOM)
        findings.add(
            Severity.NOTE,
            "bom",
            _("The file begins with a byte order mark: Azure wants one, others do not."),
            1,
        )
    if first is not None and first.strip() in (b"[", b"{", b"[{"):
        message = _(
            "This is one JSON document over several lines, not one row a line (JSONL): "
            "import it instead."
        )
        return Validation(0, 0, (Finding(Severity.ERROR, "not-jsonl", message, 1),))
    for block in _blocks(enumerate(chain([first] if first is not None else [], lines), 1), profile):
        for line in _counted(block, max_tokens, count):
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


@dataclass(slots=True)
class _Line:
    """A line, the row it holds (None: it holds none), and what is wrong with it."""

    number: int
    row: object
    faults: list[tuple[Severity, Fault]]
    tokens: int = 0


def _blocks(lines: Iterable[tuple[int, bytes]], profile: str) -> Iterator[list[_Line]]:
    """Lines with what is wrong with each, so many at once that counting them pays."""
    block: list[_Line] = []
    size = 0
    for number, line in lines:
        block.append(_judged(number, line, profile))
        size += len(line)
        if len(block) >= _BLOCK or size >= _BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


def _judged(number: int, line: bytes, profile: str) -> _Line:
    if profile == "sft" and (row := _sound(line)) is not None:
        return _Line(number, row, [])
    if not line.strip():
        return _Line(number, None, [(Severity.WARNING, ("blank-line", _("An empty line.")))])
    try:
        found, faults = parse_line(line)
        if found is None:
            faults = faults or [("not-an-object", _("A row is a JSON object, this is null."))]
        else:
            faults += find_row_faults(found, profile)
        advice = _advice(found) if found is not None and not faults and profile == "sft" else ()
    except RecursionError:
        found, advice = None, ()
        faults = [("too-deep", _("The line is nested too deeply."))]
    errors = [(Severity.ERROR, fault) for fault in faults]
    return _Line(number, found, [*errors, *((Severity.WARNING, advised) for advised in advice)])


def _sound(line: bytes) -> object | None:
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


def _counted(
    block: Sequence[_Line], max_tokens: int | None, count: CountRows | None
) -> Sequence[_Line]:
    """The lines with their tokens, those without a fault; and those that are too long named."""
    good = (
        []
        if count is None
        else [
            line
            for line in block
            if line.row is not None
            and not any(severity is Severity.ERROR for severity, _f in line.faults)
        ]
    )
    sizes = count([_messages(line.row) for line in good]) if count and good else ()
    for line, size in zip(good, sizes, strict=True):
        line.tokens = size
        if max_tokens is not None and size > max_tokens:
            fault = (
                "too-long",
                _(
                    "{tokens} tokens, and the model takes {limit}: the end, which is the "
                    "answer, would be cut."
                ).format(tokens=size, limit=max_tokens),
            )
            line.faults.insert(0, (Severity.ERROR, fault))
    return block


class _Found:
    """Findings in order. No severity crowds out another, so the verdict holds in any file."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._seen: Counter[Severity] = Counter()

    def add(self, severity: Severity, code: str, message: str, line: int | None) -> None:
        self._seen[severity] += 1
        if self._seen[severity] <= MOST_FINDINGS or line is None:
            self._kept.append(Finding(severity, code, message, line))

    def all(self) -> tuple[Finding, ...]:
        more = self._seen.total() - len(self._kept)
        if not more:
            return tuple(self._kept)
        message = _("{n} more findings are not listed.").format(n=more)
        return (*self._kept, Finding(Severity.NOTE, "more-findings", message))


def _advice(row: object) -> Iterator[Fault]:
    assert isinstance(row, dict)
    turns = row["messages"]
    if not any(turn["role"] == "user" for turn in turns):
        yield "no-user-message", _("No user message: the model learns to speak unasked.")
    if any("\0" in str(turn.get("content")) for turn in turns):
        yield "nul", _("A message holds a NUL character.")


def _messages(row: object) -> list[Mapping[str, object]]:
    """What a row is counted by; the tools it offers count as one message."""
    assert isinstance(row, dict)
    if "messages" in row:
        extra = [{"role": "system", "content": dump_row(row["tools"])}] if row.get("tools") else []
        return [*row["messages"], *extra]
    return [*row["input"]["messages"], *row["preferred_output"]]


def parse_line(line: bytes) -> tuple[object, list[Fault]]:
    """The row of a line, or why it is none; ``RecursionError`` where it is nested too deeply."""
    if len(line) > LONGEST_LINE:
        return None, [
            (
                "line-too-long",
                _("The line is larger than {size} MB.").format(size=LONGEST_LINE // 1024 // 1024),
            )
        ]
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return None, [("not-utf-8", _("The line is not UTF-8; save the file as UTF-8."))]
    if "\0" in text:
        return None, [("nul", _("The line holds a NUL character."))]
    faults: list[Fault] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        unique = dict(items)
        if len(unique) != len(items):
            faults.append(("duplicate-key", _("A key stands twice in one object.")))
        return unique

    def constant(word: str) -> object:
        faults.append(("not-json", _("{word} is not JSON.").format(word=word)))
        return None

    try:
        row = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except ValueError as error:
        return None, [("invalid-json", _("Not JSON: {why}.").format(why=shorten(error)))]
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
