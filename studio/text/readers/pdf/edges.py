"""The edges of a PDF's columns: where lines begin and end when nothing is indented or cut short."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from studio.text.readers.pdf.layout import Line

# Lines, of which a column's edges can be told.
_ENOUGH = 10


@dataclass(frozen=True)
class Edges:
    """Where a column's lines begin and end along the line, and how far one is from the next."""

    start: float
    end: float
    # Points; 0 where it can't be told.
    pitch: float


def measure_edges(lines: Sequence[Line]) -> dict[int, Edges]:
    """The edges of every column; the width of a short one is taken from the rest of the book."""
    columns: dict[int, list[Line]] = {}
    for line in lines:
        columns.setdefault(line.column, []).append(line)
    widths = [
        _last(column) - _flush(column) for column in columns.values() if len(column) >= _ENOUGH
    ]
    usual = median(widths) if widths else 0.0
    pitch = _pitch(columns.values())
    edges = {}
    for key, column in columns.items():
        start = _flush(column)
        edges[key] = Edges(start, max(_last(column), start + usual), pitch)
    return edges


def _last(column: Sequence[Line]) -> float:
    """The end of the longest lines, but for the odd one that sticks out."""
    ends = sorted(line.end for line in column)
    return ends[int((len(ends) - 1) * (0.94 if len(ends) >= _ENOUGH else 1.0))]


def _flush(column: Sequence[Line]) -> float:
    """Where lines begin that are not indented: leftmost of the places where many do."""
    starts = Counter(round(line.start) for line in column)
    if len(column) < _ENOUGH:
        return min(line.start for line in column)
    often = [start for start, count in starts.items() if count >= max(2, 0.15 * len(column))]
    return float(min(often)) if often else min(line.start for line in column)


def _pitch(columns: Iterable[Sequence[Line]]) -> float:
    """The commonest distance of two lines, in points."""
    pitches: Counter[float] = Counter()
    for column in columns:
        for line, after in itertools.pairwise(column):
            alike = abs(after.size - line.size) < 0.5 and not after.readings
            if alike and after.base > line.base:
                pitches[round(after.base - line.base, 1)] += 1
    return pitches.most_common(1)[0][0] if pitches else 0.0
