"""Tables: CSV and TSV in any encoding, with whatever parts their columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from studio.domain.errors import BookError
from studio.i18n import _
from studio.text import encoding as encodings
from studio.text.row_files.headers import HEADER_ROWS, find_header
from studio.text.row_files.json_lines import cut_at_line_end
from studio.text.row_files.record import Fault, Record, Records

HEAD = 200_000
LONGEST_CELL = 16 * 1024 * 1024
"""Characters of a cell past which the file is surely no table of texts."""
_DELIMITERS = (",", "\t", ";", "|")
_SEPARATOR = re.compile(r"(?i)\ufeff?\"?sep=(\\t|[^\r\n\"])\"?[,;\t]*(?:\r\n|\r|\n)")


def read_csv(path: Path, encoding: str | None = None) -> Records:
    """Records of a CSV or TSV file, by the row that names the columns."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    text, name = encodings.decode(cut_at_line_end(head) if len(head) == HEAD else head, encoding)
    csv.field_size_limit(LONGEST_CELL)
    separator = _SEPARATOR.match(text)
    # Excel writes in a first line of its own what parts the columns.
    skipped = separator[0] if separator else ""
    delimiter = separator[1].replace("\\t", "\t") if separator else find_delimiter(text)
    with path.open("r", encoding=name, errors="surrogateescape", newline="") as file:
        lines = _read_bounded_lines(file, path.name)
        if skipped:
            next(lines)
        reader = csv.reader(lines, delimiter=delimiter)
        yield from _rows(reader, path.name, first_line=2 if skipped else 1)


def _read_bounded_lines(file: TextIO, name: str) -> Iterator[str]:
    """Lines of a file; BookError at one that no table has, before it fills the memory."""
    while line := file.readline(LONGEST_CELL + 1):
        if len(line) > LONGEST_CELL:
            raise BookError(
                _(
                    "{name} has a line of more than {n} million characters: it is "
                    "damaged, or not a table. Choose another file."
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


def _rows(reader: object, name: str, first_line: int) -> Records:
    rows = _number_rows(reader, first_line)
    head, error = _read_head(rows)
    while head and head[0][1] is None:
        # The first row can't be read, and so no other can be told from it.
        fault = head[0][2]
        raise BookError(
            _("{name} can't be read as a table: {why}").format(
                name=name, why=fault.message if fault else ""
            )
        )
    header = find_header([cells or [] for _line, cells, _fault in head])
    columns = name_columns(head[header][1] or [], name) if head else []
    for line, cells, fault in chain(head[header + 1 :], _go_on(rows, error)):
        if cells is None:
            yield Record(line, None, fault)
        elif not _is_header(cells, columns):
            yield make_record(line, columns, cells)


_Row = tuple[int, list[str] | None, Fault | None]


def _read_head(rows: Iterator[_Row]) -> tuple[list[_Row], BookError | None]:
    """The first rows, and what broke them off: the rows before it are good all the same."""
    head: list[_Row] = []
    try:
        head.extend(islice(rows, HEADER_ROWS))
    except BookError as error:
        if not head:
            raise
        return head, error
    return head, None


def _go_on(rows: Iterator[_Row], error: BookError | None) -> Iterator[_Row]:
    if error is not None:
        raise error
    yield from rows


def _is_header(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether a row names the columns again, as in two files joined to one."""
    return [cell.strip().lstrip("\ufeff") for cell in cells] == list(columns)


def _number_rows(reader: object, first_line: int) -> Iterator[_Row]:
    """Rows with the line each begins at; a cell may run over several lines."""
    line = first_line
    while True:
        try:
            cells = next(reader)  # type: ignore[call-overload]
        except StopIteration:
            return
        except csv.Error as error:
            yield line, None, Fault("bad-csv", _("The row can't be read: {why}.").format(why=error))
        else:
            if any(cell.strip("\ufeff \t\r\n") for cell in cells):
                yield line, [cells[0].lstrip("\ufeff"), *cells[1:]], None
        line = reader.line_num + first_line  # type: ignore[attr-defined]


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
            why = _("A cell contains bytes that are not text, or a NUL character.")
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
