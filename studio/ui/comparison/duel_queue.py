"""A comparison as one goes through it: its questions, those the filters let through, and where
one stands."""

from __future__ import annotations

from collections.abc import Callable

from studio.domain.comparison import Comparison
from studio.services.comparison.rewriting import list_rewritten
from studio.services.comparison.voting import (
    Duel,
    choose_contestant,
    count_judged,
    find_rival,
    has_lost,
    list_duels,
)
from studio.services.session import Session
from studio.ui.comparison.bettering import BadAnswer
from studio.ui.comparison.question_list import QuestionLine
from studio.ui.comparison.wording import question_line

Filter = Callable[[list[Duel], str, Callable[[Duel], bool]], list[Duel]]
"""Given the duels, whose they are, and which are to be fixed: those that are wanted."""


class DuelQueue:
    """The duels of one contestant with its rival. It reads the library and shows nothing."""

    def __init__(self) -> None:
        self.comparison: Comparison | None = None
        self.contestant = ""
        """The key of whom the rival is held against."""
        self.rival = ""
        self.all: list[Duel] = []
        self.duels: list[Duel] = []
        """Those of them that the filters let through."""
        self.at = 0
        """The place among them, from 0."""
        self._rewritten: dict[tuple[int, str], int] = {}

    @property
    def number(self) -> int | None:
        """Of the comparison."""
        return None if self.comparison is None else self.comparison.id

    @property
    def is_open(self) -> bool:
        """Whether votes are taken."""
        return self.comparison is not None and self.comparison.is_open

    @property
    def is_closed(self) -> bool:
        """Whether names may be known."""
        return self.comparison is not None and not self.comparison.is_open

    @property
    def current(self) -> Duel | None:
        """The duel one stands at; None where there is none."""
        return self.duels[min(self.at, len(self.duels) - 1)] if self.duels else None

    def read(self, session: Session, number: int | None) -> bool:
        """Read a comparison as it is now; whether it is another one than before."""
        is_other = number != self.number
        comparison = session.library.comparisons.get(number) if number is not None else None
        self.comparison, self.all, self._rewritten, self.rival = comparison, [], {}, ""
        if comparison is not None:
            if is_other or self.contestant not in comparison.keys:
                self.contestant = choose_contestant(comparison).key
            self.rival = find_rival(comparison).key
            self.all = list_duels(comparison, self.contestant, self.rival)
            if not comparison.is_open:
                self._rewritten = list_rewritten(session, comparison.id)
        return is_other

    def filter(self, choose: Filter, *, again: bool = False) -> None:
        """Let those through that are wanted; a question that was just judged stays where it is
        until one goes on, unless it is filtered ``again`` from the first one."""
        now = None if again or self.current is None else self.current.question.id
        if again:
            self.at = 0
        duels = choose(self.all, self.contestant, self.is_to_fix)
        ids = {duel.question.id for duel in duels}
        if now is not None and now not in ids:
            duels = [duel for duel in self.all if duel.question.id in ids | {now}]
        self.duels = duels
        self.at = max(0, min(self.at, len(duels) - 1))

    def find_open(self, start: int) -> int:
        """The place of the next question without a vote, from ``start`` on and round; where one
        stands, if there is none."""
        order = [*range(start, len(self.duels)), *range(min(start, len(self.duels)))]
        return next((row for row in order if self.duels[row].vote is None), self.at)

    def find_unjudged(self) -> str | None:
        """Another contestant that has questions to judge, where this one has none; None where
        there is nobody, or votes are closed."""
        comparison = self.comparison
        if comparison is None or not comparison.is_open or self.count_votes() < len(self.all):
            return None
        judged = count_judged(comparison)
        unjudged = (key for key, count in judged.items() if count < len(self.all))
        return next(unjudged, None)

    def find_row(self, question: int | None) -> int | None:
        """The place of a question by its number; None where the filters leave it out."""
        rows = (row for row, duel in enumerate(self.duels) if duel.question.id == question)
        return next(rows, None)

    def count_votes(self) -> int:
        return sum(duel.vote is not None for duel in self.all)

    def count_ready(self) -> int:
        """Questions that both have answered."""
        return sum(duel.is_ready for duel in self.all)

    def is_rewritten(self, duel: Duel) -> bool:
        """Whether a better answer was written than the contestant's."""
        return (duel.question.id, self.contestant) in self._rewritten

    def is_to_fix(self, duel: Duel) -> bool:
        """Whether the contestant answered badly, and nothing better was written yet."""
        comparison = self.comparison
        if comparison is None or self.is_rewritten(duel):
            return False
        return has_lost(comparison, duel.vote, self.contestant)

    def find_bad(self) -> BadAnswer | None:
        """The contestant's answer to the current question, where it lost."""
        comparison, duel = self.comparison, self.current
        if (
            comparison is None
            or duel is None
            or not has_lost(comparison, duel.vote, self.contestant)
        ):
            return None
        return BadAnswer(comparison, comparison.contestant(self.contestant), duel.question)

    def list_lines(self) -> list[QuestionLine]:
        """The questions as the list shows them; each keeps its number, whatever is left out."""
        numbers = {duel.question.id: number for number, duel in enumerate(self.all, 1)}
        return [
            question_line(
                numbers[duel.question.id],
                duel,
                self.contestant,
                is_open=self.is_open,
                is_rewritten=self.is_rewritten(duel),
            )
            for duel in self.duels
        ]
