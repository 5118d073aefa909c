"""Boilerplate: the words that many texts of a set share, which say nothing of what sets them apart.

A hundred thousand answers that greet and close in the same words are alike in half of their words;
to hold each against each would take hours and show nothing. So what many texts have in common is
learnt from some of them and taken out before copies are looked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from studio.text.languages import UNSPACED

_UNIT = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
WINDOW = 4
"""Words (letters of Japanese) in a row that are looked at together."""
SHARED = 0.05
"""Share of the texts that have a window from which it is boilerplate (house heuristic)."""
LEFT = 0.1
"""Share of a text's words that must be left: one that is nearly all boilerplate is kept whole, for
it may be a copy of the others."""


@dataclass
class Boilerplate:
    """What ``learn`` has found many texts to share; nothing before."""

    _windows: frozenset[int] = field(default_factory=frozenset)

    def learn(self, texts: Iterable[str]) -> None:
        """Learn from some hundred texts of a set, or more."""
        counted: Counter[int] = Counter()
        distinct: set[str] = set()
        for text in texts:
            # What copies share is no boilerplate: they are what is looked for.
            if text not in distinct:
                distinct.add(text)
                counted.update(set(_windows(_UNIT.findall(text))))
        least = max(2, round(SHARED * len(distinct)))
        self._windows = frozenset(window for window, count in counted.items() if count >= least)

    def without(self, text: str) -> str:
        """The text without boilerplate; as it is where too little would be left."""
        if not self._windows:
            return text
        units = _UNIT.findall(text)
        remains = [True] * len(units)
        for at, window in enumerate(_windows(units)):
            if window in self._windows:
                remains[at : at + WINDOW] = [False] * WINDOW
        left = sum(remains)
        if left == len(units) or left < LEFT * len(units) or left < 2 * WINDOW:
            return text
        return " ".join(unit for unit, stays in zip(units, remains, strict=True) if stays)


def _windows(units: Sequence[str]) -> list[int]:
    """A hash of each stretch of words, in their order."""
    return [hash(tuple(units[at : at + WINDOW])) for at in range(len(units) - WINDOW + 1)]
