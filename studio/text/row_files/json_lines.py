"""JSONL: one JSON object a line, whatever else may stand there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import orjson

from studio.i18n import _
from studio.text import encoding as encodings
from studio.text.row_files.record import Fault, Record, Records
from studio.text.rows import LONGEST_LINE, parse_line

HEAD = 200_000
"""Bytes by which the encoding is told."""

_BOM = b"\xef\xbb\xbf"


def read(path: Path, encoding: str | None = None) -> Records:
    """Records of a JSONL file, streamed; memory holds one line at a time."""
    with path.open("rb") as file:
        name = encoding or _encoding(file.read(HEAD))
        file.seek(0)
        if name != "utf-8":
            yield from _decoded(path, name)
            return
        for number, line in enumerate(bounded(file), 1):
            if number == 1:
                line = line.removeprefix(_BOM)
            if line.strip():
                yield record(line, number)


def record(line: bytes, number: int) -> Record:
    """The record of a line; the slow and thorough reading only where the fast one has a doubt."""
    try:
        value = orjson.loads(line)
        if type(value) is dict and line.count(b'":') == _keys(value) and b"\\u0000" not in line:
            return Record(number, value)
    except (orjson.JSONDecodeError, RecursionError):
        pass
    try:
        found, faults = parse_line(line.strip())
    except RecursionError:
        return Record(number, None, Fault("too-deep", _("The line is nested too deeply.")))
    if faults:
        return Record(number, None, Fault(*faults[0]))
    if not isinstance(found, dict):
        return Record(number, None, Fault("not-an-object", _(
            "A row is a JSON object, this is {kind}.").format(kind=type(found).__name__)))  # fmt: skip
    if b"\\u0000" in line and holds_nul(found):
        return Record(number, None, Fault("nul", _("A text of the row holds a NUL character.")))
    return Record(number, found)


def bounded(file: IO[bytes]) -> Iterator[bytes]:
    """Lines of a file; of one past the limit only its first part, the rest is read and let go."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


def holds_nul(value: object) -> bool:
    """Whether a text anywhere in a value holds a NUL character."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in key or holds_nul(inner) for key, inner in value.items())
    return isinstance(value, list) and any(map(holds_nul, value))


def _encoding(head: bytes) -> str:
    """UTF-8, unless the beginning of the file is surely something else."""
    cut = head[: head.rfind(b"\n") + 1] or head
    try:
        cut.decode("utf-8")
    except UnicodeDecodeError:
        return encodings.decode(cut)[1]
    return "utf-8"


def _decoded(path: Path, name: str) -> Records:
    """Lines of a file in another encoding, each read as if it were UTF-8."""
    with path.open("r", encoding=name, errors="surrogateescape", newline="\n") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if not line.strip("\ufeff \t\r\n"):
                continue
            try:
                raw = line.lstrip("\ufeff").encode("utf-8")
            except UnicodeEncodeError:
                why = _("The line is not in {name}, as the lines before it.").format(name=name)
                yield Record(number, None, Fault("not-decodable", why))
                continue
            yield record(raw, number)


def _keys(value: object) -> int:
    """Keys in a value, at any depth: as many as ``":`` in its line, where none stands twice."""
    if type(value) is dict:
        return len(value) + sum(_keys(v) for v in value.values() if type(v) in (dict, list))
    if type(value) is list:
        return sum(_keys(inner) for inner in value if type(inner) in (dict, list))
    return 0
