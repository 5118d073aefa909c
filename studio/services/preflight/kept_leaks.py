"""What of the question sets stands among the pairs, kept from one look to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from studio.domain.comparison import QuestionDraft
from studio.domain.pair import Pair
from studio.services.comparison.leaks import LeakSearch, read_trained


class KeptLeaks:
    """Which pairs ask what a question set asks; only what is new or edited is looked at again.

    Other questions are another search: then every pair is looked at once more.
    """

    def __init__(self) -> None:
        self._questions: Sequence[tuple[str, QuestionDraft]] = ()
        self._search: LeakSearch | None = None
        self._marks: dict[int, int] = {}  # a pair's mark when it was looked at
        self._sets: dict[int, frozenset[str]] = {}  # a pair's sets that ask what it asks

    def set_questions(self, questions: Sequence[tuple[str, QuestionDraft]]) -> None:
        """The questions to look for, each with its set's name."""
        if questions != self._questions:
            self._questions, self._marks, self._sets = questions, {}, {}
            self._search = LeakSearch([draft for _n, draft in questions]) if questions else None

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
            self._sets.pop(row.key, None)
        for match in self._search.find(rows):
            before = self._sets.get(match.row, frozenset())
            self._sets[match.row] = before | {self._questions[match.question][0]}

    def list_leaks(self, present: Collection[int]) -> dict[int, frozenset[str]]:
        """The pairs that are there and ask what a set asks, each with the names of the sets."""
        return {number: names for number, names in self._sets.items() if number in present}
