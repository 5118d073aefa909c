"""Which row of a table names its columns: people put a title, a date or a blank line above it."""

from __future__ import annotations

from collections.abc import Sequence

from studio.text.row_files.instructions import guess_columns

HEADER_ROWS = 20
"""Rows from the top among which the columns' names are looked for."""

_NEEDED = ("prompt", "answer")


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """The place of the row that names the columns, among the first rows of a table.

    The first row that names a question and an answer; else the first that has more than one cell,
    in a table that has more than one column.
    """
    for number, cells in enumerate(rows):
        if has_roles(cells):
            return number
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    if max(filled, default=0) > 1:
        return next(number for number, count in enumerate(filled) if count > 1)
    return next((number for number, count in enumerate(filled) if count), 0)


def has_roles(columns: Sequence[str]) -> bool:
    """Whether columns are named as questions and answers usually are."""
    mapping = guess_columns([column.strip() for column in columns])
    return all(role in mapping for role in _NEEDED)
