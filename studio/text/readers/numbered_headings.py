"""Chapters headed by nothing but a number: told by rising one by one through the whole book.

A lone "IV" may be anything; one that stands between a "III" and a "V", each with pages of words
behind it, heads a chapter. A table of contents rises too, but with no words between its lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from studio.text.readers.wrapping import Stretch

# Chapters; two numbers follow one another by chance.
_FEWEST = 3
# Characters; a chapter has more, an entry of a table of contents less.
_WORDS_BETWEEN = 400
# Characters of a heading.
_LONGEST = 110
_MOST_LINES = 3
_MOST_CANDIDATES, _MOST_PARTS, _MOST_NEXT = 5_000, 50, 50
"""Bounds of the search; a book comes near none of them."""
_MARK = re.compile(
    r"^[\W_]*(?:(?:§|(?i:chapter|chap\.|book|part|section|letter|lecture|canto))\s*)?(?P<number>[IVXLC]{1,8}|[ivxlc]{1,8}|\d{1,3}|[A-Za-z]+(?:-[A-Za-z]+)?)"
    r"(?P<sign>[.:)]|\s*[—–]|\s*--?(?=\s|[A-Z]))?(?:[\s—–-]+(?P<title>\S.*?))?[\s_*]*$"
)
_BEGINS_NUMBERED = re.compile(
    r"[\W_]*(?:(?i:chapter|chap\.|book|part|section|letter|lecture|canto)\s*)?"
    r"(?:\d|(?:[ivxlcIVXLC]+|(?i:twenty|thirty|forty|fifty)|[A-Z]{3,9})(?![A-Za-z]))"
)
"""What every numbered heading begins with, and hardly any other line."""
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SOUND_ROMAN = re.compile(r"^c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$")
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_LONE_NOTE_MARK = re.compile(r"^\s*\[\d{1,3}\]\s*$")
_NOTE_MARK = re.compile(r"\s*\[\d{1,3}\]$")


@dataclass(frozen=True)
class _Candidate:
    """A stretch that may head a chapter: its place, its number, where it stands in the text."""

    index: int
    number: int
    start: int
    # Of the stretch that are the heading.
    lines: int


def part_headings(stretches: Sequence[Stretch]) -> tuple[list[Stretch], set[int]]:
    """The stretches with numbered headings as stretches of their own, and the places of these.

    Where only a number heads a chapter, a short title below it counts among the places.
    """
    chains = _find_chains(_find_candidates(stretches))
    lines_at = {candidate.index: candidate.lines for chain in chains for candidate in chain}
    parted: list[Stretch] = []
    headings: set[int] = set()
    for index, stretch in enumerate(stretches):
        if index not in lines_at:
            if len(parted) - 1 in headings and _is_title_below(parted[-1], stretch):
                headings.add(len(parted))
            parted.append(stretch)
            continue
        headings.add(len(parted))
        count = lines_at[index]
        parted.append(replace(stretch, lines=stretch.lines[:count]))
        # The words go on in the next line.
        if count < len(stretch.lines):
            parted.append(Stretch(stretch.lines[count:], 0))
    return parted, headings


def _find_candidates(stretches: Sequence[Stretch]) -> list[_Candidate]:
    candidates = []
    start = 0
    for index, stretch in enumerate(stretches):
        heading = _read_heading(stretch, stretches[index + 1 : index + 2])
        if heading is not None:
            number, lines = heading
            candidates.append(_Candidate(index, number, start, lines))
        start += len(stretch.text)
    return candidates


def _read_heading(stretch: Stretch, after: Sequence[Stretch]) -> tuple[int, int] | None:
    """The number a stretch begins with as a heading does, and the lines of that heading."""
    if len(stretch.lines[0]) > 2 * _LONGEST or not _BEGINS_NUMBERED.match(stretch.lines[0]):
        return None
    first = _NOTE_MARK.sub("", stretch.lines[0].strip())
    mark = _MARK.match(first)
    number = _value_of(mark["number"]) if mark else 0
    if mark is None or not number:
        return None
    title = mark["title"] or ""
    if not title:
        if len(stretch.lines) > _MOST_LINES or (mark["number"].isdigit() and not _is_headed(after)):
            # A lone figure may be a page's number.
            return None
        below = stretch.lines[1:]
        return (number, len(stretch.lines)) if not below or _is_caps(" ".join(below)) else None
    if not mark["sign"] and not mark["number"].isupper():
        return None
    if len(stretch.lines) > 1 and _is_caps(title) and not _is_caps(stretch.lines[1]):
        return number, 2 if _LONE_NOTE_MARK.match(stretch.lines[1]) else 1
    joined = " ".join(line.strip() for line in stretch.lines)
    if len(stretch.lines) > _MOST_LINES or len(joined) > _LONGEST:
        return None
    strict = mark["number"].isdigit() or mark["number"].islower()
    return (number, len(stretch.lines)) if _is_title(title, strict=strict) else None


def _is_headed(after: Sequence[Stretch]) -> bool:
    return bool(after) and _is_caps(after[0].text) and len(after[0].text) <= _LONGEST


def _is_title_below(heading: Stretch, stretch: Stretch) -> bool:
    """Whether a stretch is the title of the chapter that a bare number above it opens."""
    mark = _MARK.match(heading.text.strip())
    if mark is None or mark["title"] or len(stretch.lines) > 2 or len(stretch.text) > _LONGEST:
        return False
    return _is_title(" ".join(stretch.text.split()), strict=False)


def _is_caps(text: str) -> bool:
    return text.isupper() and sum(letter.isalpha() for letter in text) >= 3


def _is_title(text: str, *, strict: bool) -> bool:
    """Whether words are set as a title is: in capitals, or each long word with one."""
    text = _NOTE_MARK.sub("", text.strip(" _*"))
    if _is_caps(text):
        return True
    if strict or text.endswith((".", ",", ";", ":", "!", "?", "”", '"')) or len(text) > 80:
        return False
    long_words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 4]
    return text[:1].isupper() and all(word[0].isupper() for word in long_words)


def _value_of(number: str) -> int:
    """A number in figures, in Roman letters or in words; 0 where it is none."""
    if number.isdigit():
        return int(number)
    small = number.lower()
    if set(small) <= set(_ROMAN) and _SOUND_ROMAN.match(small):
        values = [_ROMAN[letter] for letter in small]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-value if value < after else value for value, after in pairs)
    tens, _hyphen, unit = small.partition("-")
    if tens in _TENS:
        return _TENS[tens] + (_UNITS.index(unit) + 1 if unit in _UNITS else 0)
    return _UNITS.index(small) + 1 if small in _UNITS and (number.isupper()) else 0


def _find_chains(candidates: Sequence[_Candidate]) -> list[list[_Candidate]]:
    """Rising rows of numbers from one on; in a book of several parts one for each part."""
    chains: list[list[_Candidate]] = []
    stretches = [candidates] if len(candidates) <= _MOST_CANDIDATES else []
    while stretches and len(chains) < _MOST_PARTS:
        stretch = stretches.pop()
        chain = _find_longest(stretch)
        if len(chain) >= _FEWEST:
            chains.append(chain)
            stretches.append([c for c in stretch if c.index < chain[0].index])
            stretches.append([c for c in stretch if c.index > chain[-1].index])
    return chains


def _find_longest(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The longest row from one on, words standing between each number and the next."""
    # By the candidate's place in the list.
    lengths: dict[int, int] = {}
    following: dict[int, int] = {}
    by_number: dict[int, list[int]] = {}
    for order in range(len(candidates) - 1, -1, -1):
        candidate = candidates[order]
        least = candidate.start + _WORDS_BETWEEN
        latest = by_number.get(candidate.number + 1, [])[-_MOST_NEXT:]
        nexts = [n for n in latest if candidates[n].start >= least]
        # Of those the nearest: a number further on belongs to the next part of the book.
        best = max(nexts, key=lambda n: (lengths[n], -n), default=None)
        lengths[order] = 1 + (lengths[best] if best is not None else 0)
        if best is not None:
            following[order] = best
        by_number.setdefault(candidate.number, []).append(order)
    firsts = by_number.get(1, [])
    # The last "I" of equals: the others stand in a table of contents.
    step = max(firsts, key=lambda n: (lengths[n], n), default=None)
    chain = []
    while step is not None:
        chain.append(candidates[step])
        step = following.get(step)
    return chain
