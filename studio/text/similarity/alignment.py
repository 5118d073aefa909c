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
    found: list[int] = []
    known: tuple[int, list[tuple[int, int]]] = (-1, [])
    for place in places:
        at = max(0, bisect_right(starts, place) - 1)
        begin, there, length = anchors[at]
        if place <= begin + length or at + 1 == len(anchors):
            target = there + min(place - begin, length)
        else:
            if known[0] != at:
                known = (at, _points(old, new, anchors[at], anchors[at + 1]))
            target = _between(known[1], place)
        found.append(max(target, found[-1] if found else 0))
    return [
        0 if place == 0 else len(new) if place >= len(old) else target
        for place, target in zip(places, found, strict=True)
    ]


def _anchors(old: str, new: str) -> list[Anchor]:
    """Stretches that are equal in both texts, in order, without overlap."""
    lines = _common(_lines(old), _lines(new))
    found: list[Anchor] = []
    at, there = 0, 0
    for begin, target, length in [*lines, (len(old), len(new), 0)]:
        if begin - at > _SMALL or target - there > _SMALL:
            found += _common(_runs(old, at, begin), _runs(new, there, target))
        found.append((begin, target, length))
        at, there = begin + length, target + length
    return found


def _lines(text: str) -> Iterator[tuple[str, int]]:
    return ((line[0], line.start()) for line in _LINE.finditer(text))


def _runs(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    return ((text[at : at + _RUN], at) for at in range(start, end - _RUN + 1))


def _common(old: Iterator[tuple[str, int]], new: Iterator[tuple[str, int]]) -> list[Anchor]:
    """What stands once in each, kept where the order is the same and nothing overlaps."""
    here, there = _once(old), _once(new)
    pairs = sorted((at, there[words], len(words)) for words, at in here.items() if words in there)
    found: list[Anchor] = []
    for at, target, length in _rising(pairs):
        if found:
            last = found[-1]
            if at < last[0] + last[2] or target < last[1] + last[2]:
                continue
        found.append((at, target, length))
    return found


def _once(units: Iterator[tuple[str, int]]) -> dict[str, int]:
    places: dict[str, int] = {}
    twice = set()
    for words, at in units:
        if words in places:
            twice.add(words)
        places[words] = at
    for words in twice:
        del places[words]
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
    found: list[Anchor] = []
    number = heads[-1] if heads else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _points(old: str, new: str, one: Anchor, other: Anchor) -> list[tuple[int, int]]:
    """Places of the gap between two anchors, old and new, between which one goes in proportion."""
    from rapidfuzz.distance import Levenshtein  # heavy: only where a book is read again

    begin, there = one[0] + one[2], one[1] + one[2]
    points = [(begin, there)]
    if other[0] - begin <= _SMALL and other[1] - there <= _SMALL:
        steps = Levenshtein.opcodes(old[begin : other[0]], new[there : other[1]])
        points += [(begin + step.src_end, there + step.dest_end) for step in steps]
    return [*points, (other[0], other[1])]


def _between(points: Sequence[tuple[int, int]], place: int) -> int:
    at = bisect_left(points, (place, 0))
    at = min(max(at, 1), len(points) - 1)
    (begin, there), (end, target) = points[at - 1], points[at]
    if end == begin:
        return there
    return there + (target - there) * (place - begin) // (end - begin)
