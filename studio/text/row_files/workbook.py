"""Workbooks (XLSX): the first sheet as a table, its first row being the names of the columns."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.row_files.record import Records
from studio.text.row_files.sandboxed import read_in_sandbox
from studio.text.row_files.tables import make_record, name_columns
from studio.text.row_files.workbook_bounds import refuse_too_large


def read(path: Path, encoding: str | None = None) -> Records:
    """Records of a workbook's first sheet; dates by ISO 8601, whole numbers without a point."""
    yield from read_in_sandbox(read_rows, path)


def read_rows(path: Path) -> Records:
    """Records of a workbook's first sheet, each with the number of its row."""
    refuse_too_large(path)
    from python_calamine import CalamineWorkbook  # heavy: only where a workbook is read

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
        cell_rows = sheet.iter_rows()
        first = next(cell_rows, None)
    except Exception as error:  # the library raises its own and Rust's
        raise BookError(
            _(
                "{name} can't be read as a workbook: it is damaged, protected, or something else. "
                "Save the sheet as CSV."
            ).format(name=path.name)
        ) from error
    if first is None:
        return
    top = sheet.start[0] if sheet.start else 0
    columns = name_columns([_text(cell) for cell in first], path.name)
    for number, cells in enumerate(cell_rows, top + 2):
        texts = [_text(cell) for cell in cells]
        if any(text.strip() for text in texts):
            yield make_record(number, columns, texts)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
