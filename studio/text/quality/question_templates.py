"""Templates: questions that are one form filled in again and again.

"What is the capital of {…}?" asked a hundred times teaches the form. The words a form consists of
stand in many questions; what is filled in stands in few. So the shingles (pairs of words, three
letters in Japanese) that many questions have are a form where they are most of a question.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from studio.text.languages import UNSPACED

_BITS = 18
_WIDE = re.compile(f"[{UNSPACED}]")
_WORDS, _LETTERS = 60, 200
"""Of a question that are looked at: a form stands at its beginning."""
MOST_OF = 0.6
"""Share of a question's shingles that belong to the form (house heuristic)."""
FEWEST = 4
"""Shingles of a form: with fewer, it is how questions begin in a language."""


@dataclass
class Templates:
    """The shingles of many questions, by a key each; adding and removing one costs its words.

    Shingles are counted in a table of fixed size: two of them in one place would matter only if
    both stood in a large share of all questions.
    """

    _places: dict[int, array[int]] = field(default_factory=dict)
    _counts: array[int] = field(default_factory=lambda: array("i", bytes(4 << _BITS)))

    def add(self, key: int, question: Sequence[str]) -> None:
        """Put a question, by its words as ``split_question`` has them, in the place of the one
        that had its key."""
        self.remove(key)
        slots = {hash(shingle) & ((1 << _BITS) - 1) for shingle in _shingles(question)}
        self._places[key] = array("i", sorted(slots))
        for slot in slots:
            self._counts[slot] += 1

    def remove(self, key: int) -> None:
        for slot in self._places.pop(key, ()):
            self._counts[slot] -= 1

    def largest(self, keys: Iterable[int], fewest: int) -> tuple[int, ...]:
        """Of ``keys`` those that fill in the commonest form, where they are ``fewest`` or more."""
        common = {slot for slot in self._filled() if self._counts[slot] >= fewest}
        if len(common) < FEWEST:
            return ()
        forms: dict[int, frozenset[int]] = {}
        for key in keys:
            places = self._places.get(key, ())
            form = common.intersection(places)
            if len(form) >= FEWEST and len(form) >= MOST_OF * len(places):
                forms[key] = frozenset(form)
        # A question may fill in a form and hold words of another: the form that most have wins.
        kinds = Counter(forms.values())
        best: frozenset[int] = max(kinds, key=lambda form: kinds[form], default=frozenset())
        members = tuple(key for key, form in forms.items() if form >= best)
        return members if len(members) >= fewest else ()

    def _filled(self) -> Iterable[int]:
        """Places in the table that something may stand in."""
        if len(self._places) * _WORDS > len(self._counts):
            return range(len(self._counts))
        return set(chain.from_iterable(self._places.values()))


def _shingles(question: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Pairs of words; in a language that has no blanks between words, three letters each."""
    # A word of another script in a question does not make it one of that script.
    run = "".join(question[:_WORDS])[:_LETTERS]
    if run.isascii() or len(_WIDE.findall(run)) * 3 < len(run):
        return pairwise(question[:_WORDS])
    return zip(run, run[1:], run[2:], strict=False)
