"""What of the question sets stands among the pairs, kept from one look to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from studio.domain.pair import Pair
from studio.services.comparison.leaks import AskedQuestion, LeakSearch, read_trained


class KeptLeaks:
    """Which pairs ask what a question set asks; only what is new or edited is looked at again.

    Other questions are another search: then every pair is looked at once more.
    """

    def __init__(self) -> None:
        self._questions: Sequence[AskedQuestion] = ()
        self._search: LeakSearch | None = None
        self._marks: dict[int, int] = {}  # a pair's mark when it was looked at
        self._asked: dict[int, tuple[AskedQuestion, ...]] = {}  # a pair's questions

    def set_questions(self, questions: Sequence[AskedQuestion]) -> None:
        """The questions to look for."""
        if questions != self._questions:
            self._questions, self._marks, self._asked = questions, {}, {}
            self._search = LeakSearch([asked.draft for asked in questions]) if questions else None

    def list_stale(self, marks: Mapping[int, int]) -> list[int]:
        """Those of the pairs, given with their marks, that were not looked at as they are."""
        if self._search is None:
            return []
        return [number for number, mark in marks.items() if self._marks.get(number) != mark]

    def look_at(self, pairs: Iterable[Pair], marks: Mapping[int, int]) -> None:
        """Look for the questions among these pairs."""
        rows = [read_trained(pair) for pair in pairs]
        if self._search is None or not rows:
            return
        for row in rows:
            self._marks[row.key] = marks[row.key]
            self._asked.pop(row.key, None)
        for match in self._search.find(rows):
            before = self._asked.get(match.row, ())
            self._asked[match.row] = (*before, self._questions[match.question])

    def list_leaks(self, present: Collection[int]) -> dict[int, tuple[AskedQuestion, ...]]:
        """The pairs that are there and ask what a set asks, each with the questions it gives
        away."""
        return {number: asked for number, asked in self._asked.items() if number in present}
