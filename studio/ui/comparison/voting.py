"""Votes of the curator: cast, changed, given a reason, taken back in turn, and closed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from studio.domain.comparison import Comparison, Vote
from studio.domain.work import Done
from studio.i18n import _
from studio.services.comparison import voting
from studio.services.comparison.voting import Duel, turn_vote
from studio.services.session import Session
from studio.text.excerpts import quote
from studio.ui.comparison.closing_question import ask_closing
from studio.ui.comparison.wording import SIDES, read_side
from studio.ui.page import Page


@dataclass(frozen=True)
class Cast:
    """A vote that was cast on a duel, and what stood there before it."""

    comparison: int
    duel: Duel
    before: Vote | None


class Voting(QObject):
    """Votes are no steps of the library's history; they are taken back here, the last one first,
    as long as this window is open and they are not closed."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._cast: list[Cast] = []

    def vote(self, comparison: Comparison, duel: Duel, side: str, reasons: tuple[str, ...]) -> None:
        """Vote for a side; the same once more takes the vote back."""
        number, verdict = comparison.id, SIDES[side]

        def cast(session: Session) -> Done[Vote | None]:
            done = voting.toggle_vote(session, number, duel, verdict, reasons)
            # Before the page hears of it: what Undo is called is shown with the vote.
            self._cast.append(Cast(number, duel, done.value))
            return done

        self._page.run(cast)

    def keep_reasons(self, comparison: Comparison, duel: Duel, reasons: tuple[str, ...]) -> None:
        """Reasons belong to a vote; those that are pressed before it are kept with it."""
        number, side = comparison.id, read_side(duel)
        if side:
            self._page.run(
                lambda session: voting.vote_for(session, number, duel, SIDES[side], reasons)
            )

    def describe_undo(self, comparison: Comparison | None) -> str:
        """What taking back does now; "" where no vote of this comparison can be."""
        cast = self._find_last(comparison)
        if cast is None:
            return ""
        return _("Vote on “{question}”").format(question=quote(cast.duel.question.text))

    def undo(self, comparison: Comparison) -> int | None:
        """Take the last vote back, to what stood there before; its question's number."""
        cast = self._find_last(comparison)
        if cast is None:
            return None
        self._cast.remove(cast)
        duel, before = cast.duel, cast.before
        verdict = None if before is None else turn_vote(before, duel.left)
        reasons = () if before is None else before.reasons
        self._page.run(
            lambda session: voting.vote_for(session, cast.comparison, duel, verdict, reasons)
        )
        return duel.question.id

    def close(self, comparison: Comparison, voted: int) -> None:
        """Show the names and the verdict; asked first where not everything is judged."""
        total, number = len(comparison.questions), comparison.id
        if voted == total or ask_closing(voted, total, self._page):
            self._page.run(lambda session: voting.close_votes(session, number))

    def _find_last(self, comparison: Comparison | None) -> Cast | None:
        if comparison is None or not comparison.is_open:
            return None
        mine = (cast for cast in reversed(self._cast) if cast.comparison == comparison.id)
        return next(mine, None)
