"""Where a place of a text stands in another wording of the same text.

A book read again by a better reader is the same book with some words more or fewer. Lines that
stand once in each are found first, then short runs of characters between them, then what is left
is compared letter by letter; nothing is ever compared as a whole, so that time and memory stay
in proportion to the book.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

_LINE = re.compile(r"[^\n]+")
_RUN = 16  # characters that are hardly ever the same by chance
_SMALL = 1_500  # characters of a stretch that is compared letter by letter

Anchor = tuple[int, int, int]
"""Where a stretch starts in the old text and in the new, and how many characters it has."""


def move_offsets(old: str, new: str, places: Sequence[int]) -> list[int]:
    """Offsets of ``old``, ascending, as offsets of ``new``: ascending, start and end kept."""
    anchors = [(0, 0, 0), *_anchors(old, new), (len(old), len(new), 0)]
    starts = [anchor[0] for anchor in anchors]
    targets: list[int] = []
    gap: tuple[int, list[tuple[int, int]]] = (-1, [])
    for offset in places:
        at = max(0, bisect_right(starts, offset) - 1)
        begin, there, length = anchors[at]
        if offset <= begin + length or at + 1 == len(anchors):
            target = there + min(offset - begin, length)
        else:
            if gap[0] != at:
                gap = (at, _points(old, new, anchors[at], anchors[at + 1]))
            target = _between(gap[1], offset)
        targets.append(max(target, targets[-1] if targets else 0))
    return [
        0 if offset == 0 else len(new) if offset >= len(old) else target
        for offset, target in zip(places, targets, strict=True)
    ]


def _anchors(old: str, new: str) -> list[Anchor]:
    """Stretches that are equal in both texts, in order, without overlap."""
    lines = _common(_lines(old), _lines(new))
    anchors: list[Anchor] = []
    at, there = 0, 0
    for begin, target, length in [*lines, (len(old), len(new), 0)]:
        # Between two lines in common that are far apart, shorter runs say where a place is.
        if begin - at > _SMALL or target - there > _SMALL:
            anchors += _common(_runs(old, at, begin), _runs(new, there, target))
        anchors.append((begin, target, length))
        at, there = begin + length, target + length
    return anchors


def _lines(text: str) -> Iterator[tuple[str, int]]:
    return ((line[0], line.start()) for line in _LINE.finditer(text))


def _runs(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    return ((text[at : at + _RUN], at) for at in range(start, end - _RUN + 1))


def _common(old: Iterator[tuple[str, int]], new: Iterator[tuple[str, int]]) -> list[Anchor]:
    """What stands once in each, kept where the order is the same and nothing overlaps."""
    here, there = _once(old), _once(new)
    pairs = sorted((at, there[unit], len(unit)) for unit, at in here.items() if unit in there)
    anchors: list[Anchor] = []
    for at, target, length in _rising(pairs):
        if anchors:
            last = anchors[-1]
            if at < last[0] + last[2] or target < last[1] + last[2]:
                continue
        anchors.append((at, target, length))
    return anchors


def _once(units: Iterator[tuple[str, int]]) -> dict[str, int]:
    places: dict[str, int] = {}
    twice = set()
    for unit, at in units:
        if unit in places:
            twice.add(unit)
        places[unit] = at
    # What stands twice says nothing of where: "* * *", "Chapter", a refrain.
    for unit in twice:
        del places[unit]
    return places


def _rising(pairs: Sequence[Anchor]) -> list[Anchor]:
    """The longest run of pairs whose new places rise, too (patience sorting)."""
    tops: list[int] = []
    heads: list[int] = []
    before: list[int] = []
    for number, (_at, target, _length) in enumerate(pairs):
        pile = bisect_left(tops, target)
        before.append(heads[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(target)
            heads.append(number)
        else:
            tops[pile], heads[pile] = target, number
    rising: list[Anchor] = []
    number = heads[-1] if heads else -1
    while number >= 0:
        rising.append(pairs[number])
        number = before[number]
    return rising[::-1]


def _points(old: str, new: str, before: Anchor, behind: Anchor) -> list[tuple[int, int]]:
    """Places of the gap between two anchors, old and new, between which one goes in proportion."""
    from rapidfuzz.distance import Levenshtein  # heavy: only where a book is read again

    begin, there = before[0] + before[2], before[1] + before[2]
    points = [(begin, there)]
    # Letter by letter costs the square of the gap; a long one is gone through in proportion.
    if behind[0] - begin <= _SMALL and behind[1] - there <= _SMALL:
        steps = Levenshtein.opcodes(old[begin : behind[0]], new[there : behind[1]])
        points += [(begin + step.src_end, there + step.dest_end) for step in steps]
    return [*points, (behind[0], behind[1])]


def _between(points: Sequence[tuple[int, int]], offset: int) -> int:
    at = bisect_left(points, (offset, 0))
    at = min(max(at, 1), len(points) - 1)
    (begin, there), (end, target) = points[at - 1], points[at]
    if end == begin:
        return there
    return there + (target - there) * (offset - begin) // (end - begin)
