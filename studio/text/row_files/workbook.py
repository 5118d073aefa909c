"""Workbooks (XLSX): every sheet with rows as a table, the row with the columns' names found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.errors import BookError
from studio.i18n import _, join_list
from studio.text.row_files.headers import HEADER_ROWS, find_header, has_roles
from studio.text.row_files.record import Fault, Record, Records
from studio.text.row_files.sandboxed import read_in_sandbox
from studio.text.row_files.tables import make_record, name_columns
from studio.text.row_files.workbook_bounds import refuse_too_large
from studio.text.row_files.workbook_formulas import Formulas, find_formulas

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_MOST_NAMED = 6


def read(path: Path, encoding: str | None = None) -> Records:
    """Records of a workbook's sheets; dates by ISO 8601, whole numbers without a point."""
    yield from read_in_sandbox(read_rows, path)


def read_rows(path: Path) -> Records:
    """Records of the visible sheets, each with the number of its row and the name of its sheet.

    A sheet of other columns than the first one's is named in a fault of its own, and not read.
    """
    refuse_too_large(path)
    tables = list(_open_tables(path))
    main = next((table for table in tables if has_roles(table.columns)), None)
    main = main or next((table for table in tables if len(table.columns) > 1), None)
    main = main or next(iter(tables), None)
    for table in tables:
        several = len(tables) > 1
        if main is None or not table.is_like(main):
            yield from _name_sheet(table)
            continue
        for record in table.read():
            yield replace(record, part=table.name) if several else record


@dataclass(frozen=True)
class _Table:
    """A sheet with rows in it: its columns, where they stand, and the rows below."""

    name: str
    columns: list[str]
    # Of the row with the columns' names.
    line: int
    # The sheet's first column, from 0.
    start: int
    head: Sequence[Sequence[object]]
    rest: Iterator[Sequence[object]]
    formulas: Formulas

    def is_like(self, other: _Table) -> bool:
        """Whether its rows can be read as those of the other sheet are."""
        shared = set(self.columns) & set(other.columns)
        return (
            self is other
            or shared == set(other.columns)
            or len(shared) >= 2
            or (has_roles(self.columns) and has_roles(other.columns))
        )

    def read(self) -> Records:
        for line, cells in enumerate(self._rows(), self.line + 1):
            texts = [_text(cell) for cell in cells]
            formulas = {
                column: formula
                for column in range(len(self.columns))
                if (formula := self.formulas.get((line, self.start + column))) is not None
            }
            if formulas or any(text.strip() for text in texts):
                yield _with_formulas(make_record(line, self.columns, texts), self.columns, formulas)

    def _rows(self) -> Iterator[Sequence[object]]:
        yield from self.head
        yield from self.rest


def _with_formulas(record: Record, columns: Sequence[str], formulas: dict[int, str]) -> Record:
    """A program that never calculated a formula stored no value: the cell is not empty all the same."""
    if record.value is None or not formulas:
        return record
    cells: dict[str, object] = {columns[n]: {"formula": text} for n, text in formulas.items()}
    return replace(record, value={**record.value, **cells})


def _name_sheet(table: _Table) -> Records:
    if not any(any(_text(cell).strip() for cell in cells) for cells in table.head):
        return
    columns = join_list(table.columns[:_MOST_NAMED])
    why = _("The sheet “{sheet}” has other columns ({columns}) and was not read.")
    fault = Fault("other-sheet", why.format(sheet=table.name, columns=columns))
    yield Record(table.line, None, fault, table.name)


def _open_tables(path: Path) -> Iterator[_Table]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # heavy

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [
            sheet
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        formulas = find_formulas(path)
        for sheet in sheets or book.sheets_metadata[:1]:
            table = _open_table(book, sheet.name, formulas.get(sheet.name, {}), path.name)
            if table is not None:
                yield table
    except BookError:
        raise
    except Exception as error:  # the library raises its own and Rust's
        raise BookError(
            _(
                "{name} can't be read as a workbook: it is damaged, protected, or something else. "
                "Save the sheet as CSV."
            ).format(name=path.name)
        ) from error


def _open_table(
    book: CalamineWorkbook, name: str, formulas: Formulas, file_name: str
) -> _Table | None:
    """A sheet as a table; None where nothing is in it."""
    sheet: CalamineSheet = book.get_sheet_by_name(name)
    rows = sheet.iter_rows()
    head: list[Sequence[object]] = list(islice(rows, HEADER_ROWS))
    if not head:
        return None
    texts = [[_text(cell) for cell in cells] for cells in head]
    header = find_header(texts)
    top, start = sheet.start or (0, 0)
    columns = name_columns(texts[header], file_name)
    # Rows above the columns' names are a title, and no rows.
    return _Table(name, columns, top + header + 1, start, head[header + 1 :], rows, formulas)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
