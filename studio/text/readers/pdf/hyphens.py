"""Words parted at a line's end: the book's other lines tell whether the hyphen is theirs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from studio.text.readers.pdf.layout import Line

HYPHENS = ("-", "\ufffe", "\u2010")
"""Hyphens at a line's end; pdfium gives U+FFFE for any of them."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LAST_PART = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)$")
_FIRST_PART = re.compile(r"^([^\W\d_]+(?:-[^\W\d_]+)*)(?P<more>[-\ufffe]?$)?")
_CLOSED = frozenset(
    "any every some with him her them there where here when what who can your our".split()
)
"""Words that make one word with what follows: "some-thing" is parted, though both are words."""
# Lines, in which nothing can be counted.
_FEW = 60
# Share of lines ending with a hyphen where words are parted at all.
_USUAL = 0.015


@dataclass
class Vocabulary:
    """The words of a book as they stand within its lines, and whether it parts words at all."""

    words: Counter[str] = field(default_factory=Counter)
    # What compounds end with.
    ends: Counter[str] = field(default_factory=Counter)
    parts_words: bool = True

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Vocabulary:
        texts = [line.text.strip() for line in lines]
        vocabulary = cls()
        # The line before ended in the middle of a word.
        parted = False
        for text in texts:
            vocabulary._count(text, parted)
            parted = text[-1:] in HYPHENS
        hyphens = [
            hyphen
            for text, after in itertools.pairwise(texts)
            if text[-1:] in HYPHENS and (hyphen := vocabulary._find_hyphen(text, after)) is not None
        ]
        if len(hyphens) >= 3:
            vocabulary.parts_words = hyphens.count(False) > 0.2 * len(hyphens)
        elif len(texts) >= _FEW:
            ends = sum(text[-1:] in HYPHENS for text in texts)
            vocabulary.parts_words = hyphens.count(False) > 0 or ends >= _USUAL * len(texts)
        return vocabulary

    def _count(self, text: str, parted: bool) -> None:
        """Count the words of a line; what is only a piece of one at either end is none."""
        words = _WORD.findall(text.casefold())
        if parted and text[:1].isalpha():
            words = words[1:]
        if text[-1:] in HYPHENS:
            words = words[:-1]
        self.words.update(words)
        for compound in words:
            if "-" in compound:
                pieces = compound.split("-")
                self.words.update(pieces)
                self.ends.update(pieces[1:])

    def join(self, head: str, tail: str) -> str:
        """Two lines as one: the hyphen at the end of ``head`` goes where it only parts a word."""
        keeps = self._find_hyphen(head, tail)
        if keeps is None:
            first, second = self._sides(head, tail)
            compound = "-" in first or self._is_compound(first, second)
            keeps = not first or not tail[:1].islower() or compound or not self.parts_words
        return f"{head[:-1]}{'-' if keeps else ''}{tail}"

    def _find_hyphen(self, head: str, tail: str) -> bool | None:
        """Whether the word is written with a hyphen elsewhere; None where it is nowhere else."""
        first, second = self._sides(head, tail)
        with_hyphen, without = self.words[f"{first}-{second}"], self.words[first + second]
        if not first or not second or not (with_hyphen or without):
            return None
        return with_hyphen >= without

    def _sides(self, head: str, tail: str) -> tuple[str, str]:
        before, after = _LAST_PART.search(head[:-1].casefold()), _FIRST_PART.match(tail.casefold())
        return (before[1], after[1]) if before and after else ("", "")

    def _is_compound(self, first: str, second: str) -> bool:
        """Whether two pieces are words of their own, or the second ends compounds of this book."""
        if self._is_word(first) and self._is_word(second):
            return first not in _CLOSED
        # "cloak-room" in a book that has a "cabinet-room" and rooms; short ends ("day") prove nothing.
        return min(len(first), len(second)) > 3 and self.ends[second] > 0 and self._is_word(second)

    def _is_word(self, fragment: str) -> bool:
        return len(fragment) > 2 and self.words[fragment] > 0
