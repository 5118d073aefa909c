"""JSONL: one JSON object a line, whatever else may stand there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import orjson

from studio.i18n import _
from studio.text import encoding as encodings
from studio.text.row_files.record import Fault, Record, Records
from studio.text.rows.lines import LONGEST_LINE, parse_line

HEAD = 200_000
"""Bytes by which the encoding is told."""

DEEPEST = 200
"""Levels of a row within each other; past it what works with the row later would give up."""

_BOM = b"\xef\xbb\xbf"
_WIDEST = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
"""Byte order marks of UTF-32."""
_WIDE = {b"\xff\xfe": b"\n\0", b"\xfe\xff": b"\0\n"}
"""Byte order marks of UTF-16, and its line end."""
_NOT_ASCII = bytes(range(0x80, 0x100))
_BLANK_BEFORE_COLON = re.compile(rb'"[ \t\r]+:')
_LARGEST = float(2**63)
_MANY = 1 << 40


def read(path: Path, encoding: str | None = None) -> Records:
    """Records of a JSONL file, streamed; memory holds one line at a time."""
    with path.open("rb") as file:
        name = encoding or _find_encoding(file.read(HEAD))
        file.seek(0)
        if name != "utf-8":
            yield from _decode_lines(path, name)
            return
        for number, line in enumerate(read_bounded_lines(file), 1):
            # Every file that was joined to this one may have brought its byte order mark along.
            while line.startswith(_BOM):
                line = line[len(_BOM) :]
            if line.strip():
                yield read_record(line, number)


def read_record(line: bytes, number: int) -> Record:
    """The record of a line; the slow and thorough reading only where the fast one has a doubt."""
    try:
        value = orjson.loads(line)
        plain = type(value) is dict and b"\\u0000" not in line
        if (
            plain
            and not _has_blank_before_colon(line)
            and line.count(b'":') == _count_keys(value, 1)
        ):
            return Record(number, value)
    except (orjson.JSONDecodeError, RecursionError):
        pass
    try:
        thorough, faults = parse_line(line.strip())
    except RecursionError:
        return Record(number, None, explain_depth())
    if faults:
        return Record(number, None, Fault(*faults[0]))
    if not isinstance(thorough, dict):
        return Record(
            number,
            None,
            Fault(
                "not-an-object",
                _("A row is a JSON object, this is {kind}.").format(kind=type(thorough).__name__),
            ),
        )
    fault = find_unstorable(thorough)
    return Record(number, None, fault) if fault is not None else Record(number, thorough)


def read_bounded_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines of a file; of one past the limit only its first part, the rest is read and let go."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


def find_unstorable(value: object) -> Fault | None:
    """What in a value JSON allows and a library can't keep: depth, NUL, numbers without end."""
    level = [value]
    for _depth in range(DEEPEST):
        deeper: list[object] = []
        for inner in level:
            if isinstance(inner, dict):
                deeper += inner
                deeper += inner.values()
            elif isinstance(inner, list):
                deeper += inner
            elif isinstance(inner, str) and "\0" in inner:
                return Fault("nul", _("A text of the row contains a NUL character."))
            elif isinstance(inner, float) and not math.isfinite(inner):
                why = _("A number of the row is too large for a computer.")
                return Fault("endless-number", why)
        if not deeper:
            return None
        level = deeper
    return explain_depth()


def explain_depth() -> Fault:
    return Fault("too-deep", _("The row is nested too deeply."))


def cut_at_line_end(head: bytes) -> bytes:
    """The beginning of a longer file up to a line end, so that no character is cut in half."""
    if head.startswith(_WIDEST) or find_wide(head):
        return head[: len(head) // 4 * 4]
    wide = _WIDE.get(head[:2])
    if wide is not None:
        at = head.rfind(wide)
        while at % 2 and at > 0:
            at = head.rfind(wide, 0, at + 1)
        return head[: at + 2] if at > 0 else head[: len(head) // 4 * 4]
    return head[: head.rfind(b"\n") + 1] or head.rstrip(_NOT_ASCII) or head


def _find_encoding(head: bytes) -> str:
    """UTF-8, unless the beginning of the file is surely something else."""
    if find_wide(head):
        return find_wide(head)
    cut = cut_at_line_end(head)
    try:
        cut.decode("utf-8")
    except UnicodeDecodeError:
        return encodings.decode(cut)[1]
    return "utf-8"


def find_wide(head: bytes) -> str:
    """UTF-16 without a byte order mark, as PowerShell and some exports write it; "" where it is not.

    Every row has signs that take one byte of their two: brackets, quotes, colons.
    """
    if head.startswith((*_WIDE, *_WIDEST)) or b"\0" not in head:
        return ""
    even, odd = head[0:400:2], head[1:400:2]
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros.count(0) >= 0.3 * len(zeros) and 0 not in others:
            return name
    return ""


def _decode_lines(path: Path, name: str) -> Records:
    """Lines of a file in another encoding, each read as if it were UTF-8."""
    with path.open("r", encoding=name, errors="surrogateescape", newline="\n") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if not line.strip("\ufeff\ufffe \t\r\n"):
                continue
            try:
                raw = line.lstrip("\ufeff").encode("utf-8")
            except UnicodeEncodeError:
                why = _("The line is not in {name}, as the lines before it.").format(name=name)
                yield Record(number, None, Fault("not-decodable", why))
            else:
                yield read_record(raw, number)
            while len(line) > LONGEST_LINE and not line.endswith("\n"):
                line = file.readline(LONGEST_LINE + 1)


def _has_blank_before_colon(line: bytes) -> bool:
    """Whether a key may be parted from its colon; most lines are told by two quick looks."""
    if b" :" not in line and b"\t:" not in line and b"\r:" not in line:
        return False
    return _BLANK_BEFORE_COLON.search(line) is not None


def _count_keys(value: object, depth: int) -> int:
    """Keys in a value, at any depth: as many as ``":`` in its line, where none stands twice.

    RecursionError where it is nested too deeply; -1 and less where a whole number may have been
    rounded, so that the row is read again by what doesn't round.
    """
    if depth > DEEPEST:
        raise RecursionError
    count = len(value) if type(value) is dict else 0
    for inner in value.values() if type(value) is dict else value:  # type: ignore[attr-defined]
        kind = type(inner)
        if kind is dict or kind is list:
            count += _count_keys(inner, depth + 1)
        elif kind is float and not -_LARGEST < inner < _LARGEST:
            return -_MANY
    return count
