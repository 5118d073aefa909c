"""Tables: CSV and TSV in any encoding, with whatever parts their columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from studio.domain.errors import BookError
from studio.i18n import _
from studio.text import encoding as encodings
from studio.text.row_files.json_lines import cut_at_line_end
from studio.text.row_files.record import Fault, Record, Records

HEAD = 200_000
LONGEST_CELL = 16 * 1024 * 1024
"""Characters of a cell past which the file is surely no table of texts."""
_DELIMITERS = (",", "\t", ";", "|")


def read_csv(path: Path, encoding: str | None = None) -> Records:
    """Records of a CSV or TSV file, the first row being the names of the columns."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    text, name = encodings.decode(cut_at_line_end(head) if len(head) == HEAD else head, encoding)
    csv.field_size_limit(LONGEST_CELL)
    with path.open("r", encoding=name, errors="surrogateescape", newline="") as file:
        reader = csv.reader(_read_bounded_lines(file, path.name), delimiter=find_delimiter(text))
        yield from _rows(reader, path.name)


def _read_bounded_lines(file: TextIO, name: str) -> Iterator[str]:
    """Lines of a file; BookError at one that no table has, before it fills the memory."""
    while line := file.readline(LONGEST_CELL + 1):
        if len(line) > LONGEST_CELL:
            raise BookError(
                _(
                    "{name} has a line of more than {n} million characters: it is damaged, or no "
                    "table. Choose another file."
                ).format(name=name, n=LONGEST_CELL // 1024 // 1024)
            )
        yield line


def find_delimiter(text: str) -> str:
    """What parts the columns: the sign that stands most often outside quotes in the first row."""
    inside, counts = False, dict.fromkeys(_DELIMITERS, 0)
    for letter in text:
        if letter == '"':
            inside = not inside
        elif not inside and letter in "\r\n":
            if any(counts.values()):
                break
        elif not inside and letter in counts:
            counts[letter] += 1
    best = max(_DELIMITERS, key=lambda sign: counts[sign])
    return best if counts[best] else ","


def _rows(reader: object, name: str) -> Records:
    rows = _number_rows(reader)
    columns: list[str] = []
    for _line, cells, fault in rows:
        if fault is not None or cells is None:
            raise BookError(
                _("{name} can't be read as a table: {why}").format(
                    name=name, why=fault.message if fault else ""
                )
            )
        columns = name_columns(cells, name)
        break
    for line, cells, fault in rows:
        yield Record(line, None, fault) if cells is None else make_record(line, columns, cells)


def _number_rows(reader: object) -> Iterator[tuple[int, list[str] | None, Fault | None]]:
    """Rows with the line each begins at; a cell may run over several lines."""
    line = 1
    while True:
        try:
            cells = next(reader)  # type: ignore[call-overload]
        except StopIteration:
            return
        except csv.Error as error:
            yield line, None, Fault("bad-csv", _("The row can't be read: {why}.").format(why=error))
        else:
            if any(cell.strip() for cell in cells):
                yield line, cells, None
        line = reader.line_num + 1  # type: ignore[attr-defined]


def name_columns(cells: Sequence[str], name: str) -> list[str]:
    """The columns' names; BookError where one stands twice or there are none."""
    columns = [cell.strip().lstrip("\ufeff") for cell in cells]
    columns = [column or _("column {n}").format(n=n) for n, column in enumerate(columns, 1)]
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise BookError(
            _("{name} has two columns called “{column}”. Give each its own name.").format(
                name=name, column=twice
            )
        )
    return columns


def make_record(line: int, columns: Sequence[str], cells: Sequence[str]) -> Record:
    """A row by its columns' names; short rows are filled up, longer ones are a fault."""
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        why = _("The row has {n} cells, and there are {columns} columns.")
        return Record(
            line, None, Fault("ragged-row", why.format(n=len(cells), columns=len(columns)))
        )
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    value: dict[str, object] = dict(zip(columns, padded, strict=False))
    for text in padded:
        if not _is_storable(text):
            why = _("A cell holds bytes that are no text, or a NUL character.")
            return Record(line, None, Fault("not-text", why))
    return Record(line, value)


def _is_storable(text: str) -> bool:
    if text.isascii():
        return "\0" not in text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in text
