"""A value as lines for a person: tables with their heads, and names beside their values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from studio.i18n import _, join_list

WIDEST = 44
"""Columns of the terminal a value of a table may take."""
LONGEST = 300
"""Characters of a value that stands alone."""
MOST = 20
"""Things of a list within a thing; past it they are counted."""
KEYS = 18
SENTENCES = {"message", "reason", "verdict"}
"""Columns that are read, not looked over."""


def format_value(value: object) -> Iterator[str]:
    """The lines of a plain value (as JSON could carry it)."""
    if isinstance(value, list):
        yield from _format_table(value) if value else [_("none")]
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _format_entry(str(key), item)
    else:
        yield _format_cell(value, LONGEST)


def _format_entry(key: str, value: object) -> Iterator[str]:
    if isinstance(value, list) and any(isinstance(item, list | Mapping) for item in value):
        yield f"{key} ({len(value):,})"
        yield from (f"  {line}" for line in _format_table(value[:MOST]))
        if len(value) > MOST:
            yield "  " + _("and {n:,} more: --json gives all").format(n=len(value) - MOST)
        return
    if isinstance(value, list):
        items = join_list(_format_cell(item, LONGEST) for item in value[:MOST])
        more = _("… and {n:,} more").format(n=len(value) - MOST) if len(value) > MOST else ""
        value = f"{items} {more}".strip() or _("none")
    elif isinstance(value, Mapping):
        cells = ((name, _format_cell(item, WIDEST)) for name, item in value.items())
        value = join_list(f"{name} {cell}" for name, cell in cells if cell)
    yield f"{key:{KEYS}} {_format_cell(value, LONGEST)}".rstrip()


def _format_table(items: Sequence[object]) -> Iterator[str]:
    """One line a thing, in columns; what is itself a list has no place in a table."""
    if not all(isinstance(item, Mapping) for item in items):
        yield from (" ".join(_format_cells(item)) for item in items)
        return
    rows = [item for item in items if isinstance(item, Mapping)]
    names = _choose_columns(rows)
    numbers = {name for name in names if all(_is_number(row.get(name)) for row in rows)}
    cells = [
        [_format_cell(row.get(name), LONGEST if name in SENTENCES else WIDEST) for name in names]
        for row in rows
    ]
    widths = [max(map(_measure, column)) for column in zip(names, *cells, strict=True)]
    for row in [names, *cells]:
        padded = (
            _pad(cell, width, right=name in numbers)
            for cell, width, name in zip(row, widths, names, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _choose_columns(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """The columns that say something, sentences last."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    names = [name for name in names if not any(_is_nested(row.get(name)) for row in rows)]
    names = [name for name in names if any(row.get(name) not in (None, "") for row in rows)]
    # A sentence is not cut to a column's width, so nothing can stand in line behind it.
    return sorted(names, key=SENTENCES.__contains__)


def _format_cells(item: object) -> Iterable[str]:
    return (_format_cell(cell, WIDEST) for cell in (item if isinstance(item, list) else [item]))


def _is_nested(value: object) -> bool:
    return isinstance(value, list | Mapping)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _format_cell(value: object, most: int) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list | Mapping):
        return str(len(value))
    if isinstance(value, bool):  # before numbers: to Python it is one
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    text = " ".join(str(value).split())
    # A control letter could forge lines of the table, or turn the direction of writing.
    text = "".join(letter if letter.isprintable() else "�" for letter in text)
    # Japanese letters are two columns wide, so the cut is found step by step.
    while _measure(text) > most:
        text = text[: min(len(text) - 2, most - 1)] + "…"
    return text


def _measure(text: str) -> int:
    """Columns of the terminal: Japanese letters take two (Unicode Annex 11)."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def _pad(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - _measure(text))
    return blanks + text if right else text + blanks
