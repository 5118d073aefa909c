"""Running heads and page numbers of a PDF: told by standing at the same place page after page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from studio.text.readers.assembly import Tally
from studio.text.readers.pdf.runs import GUESSED, Run, Sheet

HEADS = "Running heads"
NUMBERS = "Page numbers"
OUTSIDE = "Words outside the page"

# From the top, and from the bottom, that are looked at.
_ROWS = 2
# Points two places may differ and be the same.
_NEAR = 3.0
_NUMBER = re.compile(
    r"^[\W_]*(?:(?:page|p\.?|pp\.?)\s*)?(?P<number>\d{1,4}|[ivxlcdm]{1,9}|[〇一二三四五六七八九十百]{1,5})"
    r"(?:\s*(?:/|of)\s*\d{1,4})?\s*(?:頁|ページ)?[\W_]*$"
)
_DIGITS = re.compile(r"\d+|\b[ivxlcdm]{1,9}\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_HAN = {letter: value for value, letter in enumerate("〇一二三四五六七八九")}


@dataclass(frozen=True)
class _Row:
    """What stands at one height of a page, near its top or bottom."""

    sheet: int
    runs: tuple[Run, ...]
    # From the nearer edge of the page to the words' middle, in points.
    height: float
    # To the words on the page's inner side.
    gap: float
    top: bool
    # Another row stands further out.
    inner: bool = False

    @property
    def text(self) -> str:
        runs = sorted(self.runs, key=lambda run: (run.box[0], run.box[1]))
        return " ".join(run.text.replace(GUESSED, " ").strip() for run in runs)

    @property
    def place(self) -> int:
        """The height, so coarse that neighbours may be the same."""
        return round(self.height / _NEAR)

    @property
    def apart(self) -> bool:
        """Whether more than a line's usual space is between it and the page's words."""
        return self.gap > max(run.size for run in self.runs)

    @property
    def key(self) -> str:
        """The words without what differs from page to page."""
        return _DIGITS.sub("#", " ".join(_fold(self.text).split()))


class _Numbered(NamedTuple):
    row: _Row
    # Roman or not, and what is to be added to the page's place.
    offset: tuple[bool, int]


def strip_running_heads(sheets: Sequence[Sheet], tally: Tally) -> list[Sheet]:
    """The pages without running heads and page numbers, which are tallied."""
    rows = [row for sheet in sheets for row in _outer_rows(sheet)]
    numbers = list(_numbers(rows))
    number_ids = {id(row) for row in numbers}
    heads = list(_heads([row for row in rows if id(row) not in number_ids], len(sheets)))
    outer = {(row.sheet, row.top) for row in (*numbers, *heads) if not row.inner}
    numbers, heads = (
        [row for row in group if not row.inner or (row.sheet, row.top) in outer]
        for group in (numbers, heads)
    )
    for row in numbers:
        tally.add(NUMBERS, _length(row.runs))
    for row in heads:
        tally.add(HEADS, _length(row.runs))
    for sheet in sheets:
        tally.add(OUTSIDE, sheet.outside)
    gone = {id(run) for row in (*numbers, *heads) for run in row.runs}
    return [
        replace(sheet, runs=tuple(run for run in sheet.runs if id(run) not in gone))
        for sheet in sheets
    ]


def _length(runs: Sequence[Run]) -> int:
    return sum(len(run.text.replace(GUESSED, "").strip()) for run in runs)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _outer_rows(sheet: Sheet) -> Iterator[_Row]:
    """The rows at the page's top and bottom, from outside inwards."""
    for top in (True, False):
        rows: list[list[Run]] = []
        depth = (lambda run: run.box[1]) if top else (lambda run: sheet.height - run.box[3])
        for run in sorted(sheet.runs, key=depth):
            if rows and _level(rows[-1][0], run):
                rows[-1].append(run)
            elif len(rows) > _ROWS:
                break
            else:
                rows.append([run])
        for number, row in enumerate(rows[:_ROWS]):
            alone = len(row) == 1 and len(row[0].text.strip()) == 1
            if sheet.vertical and not alone and not all(run.across for run in row):
                # A line from the top of the page to its foot.
                break
            middle = sum((run.box[1] + run.box[3]) / 2 for run in row) / len(row)
            inner = min(map(depth, rows[number + 1])) if number + 1 < len(rows) else 1e9
            height = middle if top else sheet.height - middle
            yield _Row(sheet.number, tuple(row), height, inner - height, top, number > 0)


def _level(run: Run, other: Run) -> bool:
    shared = min(run.box[3], other.box[3]) - max(run.box[1], other.box[1])
    return shared > 0.5 * min(run.box[3] - run.box[1], other.box[3] - other.box[1])


def _numbers(rows: Sequence[_Row]) -> Iterator[_Row]:
    """Rows that are a number which grows with the page; a chapter's number does not."""
    numbered = []
    for row in rows:
        match = _NUMBER.match(_fold(row.text))
        value = _value(match["number"]) if match else 0
        if match and value:
            roman = match["number"][0] in _ROMAN
            numbered.append(_Numbered(row, (roman, value - row.sheet)))
    places: dict[tuple[bool, int], set[int]] = defaultdict(set)
    for row, offset in numbered:
        places[offset].add(row.sheet)
    for row, offset in numbered:
        if len(places[offset]) >= 2:
            yield row


def _value(number: str) -> int:
    """A number in figures, in Roman letters or in Chinese characters; 0 where it is none."""
    if number.isdecimal():
        return int(number)
    if number[0] in _ROMAN:
        values = [_ROMAN[letter] for letter in number]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-value if value < after else value for value, after in pairs)
    if "十" not in number and "百" not in number:
        return int("".join(str(_HAN[letter]) for letter in number))
    total = 0
    for unit, worth in (("百", 100), ("十", 10)):
        head, separator, number = number.rpartition(unit)
        total += worth * (_HAN.get(head, 1) if separator else 0)
    return total + _HAN.get(number, 0)


def _heads(rows: Sequence[_Row], pages: int) -> Iterator[_Row]:
    """Rows whose words come again at the same height; and what stands there on the pages between."""
    fewest = 2 if pages <= 5 else 3
    alike: dict[tuple[bool, str], list[_Row]] = defaultdict(list)
    for row in rows:
        if row.key.strip("# "):
            alike[row.top, row.key].append(row)
    heads: dict[int, _Row] = {}
    for group in alike.values():
        sheets: dict[int, set[int]] = defaultdict(set)
        for row in group:
            sheets[row.place].add(row.sheet)
        for row in group:
            same = len(set().union(*(sheets.get(row.place + near, ()) for near in (-1, 0, 1))))
            # Two pages may begin with the same words.
            sure = same >= 3 or row.apart
            if sure and same >= fewest:
                heads[id(row)] = row
    heights = Counter((row.top, row.place) for row in heads.values())
    sizes = {round(run.size) for row in heads.values() for run in row.runs}
    for row in rows:
        repeats = sum(heights[row.top, row.place + near] for near in (-1, 0, 1))
        fits = all(round(run.size) in sizes for run in row.runs)
        if id(row) in heads or (repeats >= max(4, 0.5 * pages) and row.apart and fits):
            yield row
