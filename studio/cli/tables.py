"""A value as lines for a person: tables with their heads, and names beside their values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from studio.i18n import _

WIDEST = 44
"""Columns of the terminal a value of a table may take."""
LONGEST = 300
"""Characters of a value that stands alone."""
MOST = 20
"""Things of a list within a thing; past it they are counted."""
KEYS = 18
SENTENCES = {"message"}
"""Columns that are read, not looked over."""


def lines(value: object) -> Iterator[str]:
    """The lines of a plain value (as JSON could carry it)."""
    if isinstance(value, list):
        yield from _table(value) if value else [_("none")]
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(str(key), item)
    else:
        yield _cell(value, LONGEST)


def _entry(key: str, item: object) -> Iterator[str]:
    if isinstance(item, list) and any(isinstance(one, list | Mapping) for one in item):
        yield f"{key} ({len(item):,})"
        yield from (f"  {line}" for line in _table(item[:MOST]))
        if len(item) > MOST:
            yield "  " + _("and {n:,} more: --json gives all").format(n=len(item) - MOST)
        return
    if isinstance(item, list):
        shown = ", ".join(_cell(one, LONGEST) for one in item[:MOST])
        more = _("… and {n:,} more").format(n=len(item) - MOST) if len(item) > MOST else ""
        item = f"{shown} {more}".strip() or _("none")
    elif isinstance(item, Mapping):
        said = ((name, _cell(one, WIDEST)) for name, one in item.items())
        item = ", ".join(f"{name} {cell}" for name, cell in said if cell)
    yield f"{key:{KEYS}} {_cell(item, LONGEST)}".rstrip()


def _table(items: Sequence[object]) -> Iterator[str]:
    """One line a thing, in columns; what is itself a list has no place in a table."""
    if not all(isinstance(item, Mapping) for item in items):
        yield from (" ".join(_cells(item)) for item in items)
        return
    rows = [item for item in items if isinstance(item, Mapping)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    names = [name for name in names if not any(_is_nested(row.get(name)) for row in rows)]
    names = [name for name in names if any(row.get(name) not in (None, "") for row in rows)]
    names.sort(key=SENTENCES.__contains__)  # whole, and so at the end
    numbers = {name for name in names if all(_is_number(row.get(name)) for row in rows)}
    cells = [
        [_cell(row.get(name), LONGEST if name in SENTENCES else WIDEST) for name in names]
        for row in rows
    ]
    widths = [max(map(_width, column)) for column in zip(names, *cells, strict=True)]
    for row in [names, *cells]:
        laid = (
            _padded(cell, width, right=name in numbers)
            for cell, width, name in zip(row, widths, names, strict=True)
        )
        yield "  ".join(laid).rstrip()


def _cells(item: object) -> Iterable[str]:
    return (_cell(one, WIDEST) for one in (item if isinstance(item, list) else [item]))


def _is_nested(value: object) -> bool:
    return isinstance(value, list | Mapping)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _cell(value: object, most: int) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list | Mapping):
        return str(len(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    text = " ".join(str(value).split())
    text = "".join(letter if letter.isprintable() else "�" for letter in text)
    while _width(text) > most:
        text = text[: min(len(text) - 2, most - 1)] + "…"
    return text


def _width(text: str) -> int:
    """Columns of the terminal: Japanese letters take two (Unicode Annex 11)."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def _padded(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks
