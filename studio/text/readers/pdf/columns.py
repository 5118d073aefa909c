"""Columns of a PDF page: where nothing is written from top to bottom, a gutter parts two of them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from studio.text.readers.pdf.runs import GUESSED, Run

_FEWEST_LINES = 5  # in a column
# Share of the lines that may run over a gutter: headings, tables.
_CROSSING = 0.12
# Share of its column a middling line has to fill: less is a table or a list.
_EMPTIEST = 0.5
# Points; no page is wider.
_WIDEST = 100_000
_Gap = tuple[float, float]


def split_columns(runs: Sequence[Run], size: float) -> list[list[Run]]:
    """The runs of each column, or of a stretch over all columns, in the order they are read."""
    parts: list[list[Run]] = []
    for band, gaps in _bands(runs, size):
        parts.extend(_columns(band, gaps) if gaps else [band])
    return parts


def _bands(runs: Sequence[Run], size: float) -> list[tuple[list[Run], list[_Gap]]]:
    """The page as one, or parted where blank space runs over it, each part with its gutters."""
    gutters = _gutters(runs, size)
    if gutters or len(runs) < 2 * _FEWEST_LINES:
        return [(list(runs), gutters)]
    bands: list[tuple[list[Run], list[_Gap]]] = []
    for band in _split_bands(runs, size):
        gaps = _gutters(band, size)
        if bands and _alike(bands[-1][1], gaps):
            bands[-1] = ([*bands[-1][0], *band], gaps)
        else:
            bands.append((band, gaps))
    return bands


def _alike(gaps: Sequence[_Gap], others: Sequence[_Gap]) -> bool:
    return len(gaps) == len(others) and all(
        gap[0] < other[1] and other[0] < gap[1] for gap, other in zip(gaps, others, strict=True)
    )


def _split_bands(runs: Sequence[Run], size: float) -> list[list[Run]]:
    parts: list[list[Run]] = []
    reached = -1e9
    for run in sorted(runs, key=lambda run: run.near):
        if not parts or run.near - reached > 0.9 * size:
            parts.append([])
        parts[-1].append(run)
        reached = max(reached, run.far)
    return parts


def _gutters(runs: Sequence[Run], size: float) -> list[_Gap]:
    """Stretches along the lines where hardly any line has a letter, with columns on both sides."""
    runs = [run for run in runs if run.end > run.start]
    if len(runs) < 2 * _FEWEST_LINES:
        return []
    low, high = min(run.start for run in runs), max(run.end for run in runs)
    if not 15 * size < high - low < _WIDEST:
        return []
    covered = _coverage(runs, low, high)
    full = sorted(covered)[int(len(covered) * 0.7)]
    gaps: list[_Gap] = []
    begun: int | None = None
    for point, height in enumerate([*covered, full + 1]):
        if height <= _CROSSING * full:
            begun = point if begun is None else begun
        elif begun is not None:
            if point - begun >= 0.8 * size and begun > 0:
                gaps.append((low + begun, low + point))
            begun = None
    return [gap for gap in gaps if _parts_columns(runs, gap, gaps, low, high)]


def _coverage(runs: Sequence[Run], low: float, high: float) -> list[float]:
    """How much is written at each point along the lines, in points of height."""
    steps = [0.0] * (int(high - low) + 2)
    for run in runs:
        begin = previous = None
        for letter, start, end in zip(run.text, run.starts, run.ends, strict=True):
            if letter.isspace() or letter == GUESSED:
                continue
            if begin is None or previous is None or start - previous > 0.5 * run.size:
                if begin is not None and previous is not None:
                    _mark(steps, begin - low, previous - low, run.size)
                begin = start
            previous = end
        if begin is not None and previous is not None:
            _mark(steps, begin - low, previous - low, run.size)
    covered, height = [], 0.0
    for step in steps:
        height += step
        covered.append(height)
    return covered


def _mark(steps: list[float], start: float, end: float, height: float) -> None:
    steps[max(0, min(len(steps) - 1, int(start + 0.5)))] += height
    steps[max(0, min(len(steps) - 1, int(end + 0.5)))] -= height


def _parts_columns(
    runs: Sequence[Run], gap: _Gap, gaps: Sequence[_Gap], low: float, high: float
) -> bool:
    """Whether prose stands on both sides of a gap, side by side."""
    left_edge = max((another[1] for another in gaps if another[1] < gap[0]), default=low)
    right_edge = min((another[0] for another in gaps if another[0] > gap[1]), default=high)
    left = _extents([r for r in runs if r.start >= left_edge - 1 and r.end <= gap[0] + 1])
    right = _extents([r for r in runs if r.start >= gap[1] - 1 and r.end <= right_edge + 1])
    if len(left) < _FEWEST_LINES or len(right) < _FEWEST_LINES:
        return False
    for side, width in ((left, gap[0] - left_edge), (right, right_edge - gap[1])):
        filled = median(end - start for _base, start, end in side)
        if filled < _EMPTIEST * width or width < 0.15 * (high - low):
            return False
    shared = min(left[-1][0], right[-1][0]) - max(left[0][0], right[0][0])
    lower = min(left[-1][0] - left[0][0], right[-1][0] - right[0][0])
    return shared >= 0.5 * lower


def _extents(runs: Sequence[Run]) -> list[tuple[float, float, float]]:
    """Each line's place, start and end."""
    lines: list[tuple[float, float, float]] = []
    for run in sorted(runs, key=lambda run: run.base):
        if lines and run.base - lines[-1][0] < 0.5 * run.size:
            base, start, end = lines[-1]
            lines[-1] = (base, min(start, run.start), max(end, run.end))
        else:
            lines.append((run.base, run.start, run.end))
    return lines


def _columns(runs: Sequence[Run], gaps: Sequence[_Gap]) -> list[list[Run]]:
    """Columns one after another; what runs over a gutter stands between what is before and after."""
    spanning = _spanning(runs, gaps)
    spanning_ids = set(map(id, spanning))
    rest = [run for run in runs if id(run) not in spanning_ids]
    parts: list[list[Run]] = []
    for line in [*_lines(spanning), []]:
        limit = min((run.base for run in line), default=1e9)
        above = [run for run in rest if run.base < limit]
        rest = [run for run in rest if run.base >= limit]
        for column in range(len(gaps) + 1):
            parts.append([run for run in above if _column(run, gaps) == column])
        if parts and line and not any(parts[-1 - n] for n in range(len(gaps) + 1)):
            parts = parts[: -1 - len(gaps)]
            if parts:
                parts[-1].extend(line)
                continue
        parts.append(list(line))
    return [column_runs for column_runs in parts if column_runs]


def _spanning(runs: Sequence[Run], gaps: Sequence[_Gap]) -> list[Run]:
    """Runs of lines that do not part at a gutter."""
    spanning = []
    for line in _lines(runs):
        line = sorted(line, key=lambda run: run.start)
        for first, second in gaps:
            middle = (first + second) / 2
            before = max((run.end for run in line if run.start < middle), default=-1e9)
            after = min((run.start for run in line if run.start >= middle), default=1e9)
            if before > middle + 1 or after - before < 0.7 * (second - first):
                spanning.extend(line)
                break
    return spanning


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.base):
        if lines and run.base - lines[-1][0].base < 0.3 * run.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def _column(run: Run, gaps: Sequence[_Gap]) -> int:
    middle = (run.start + run.end) / 2
    return sum(middle > (first + second) / 2 for first, second in gaps)
