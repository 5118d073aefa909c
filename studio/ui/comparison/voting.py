"""Votes of the curator: cast, changed, given a reason, taken back in turn, and closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from studio.domain.comparison import Comparison, VoteStep
from studio.i18n import _
from studio.services.comparison import vote_history, voting
from studio.services.comparison.voting import Duel
from studio.text.excerpts import quote
from studio.ui.comparison.closing_question import ask_closing
from studio.ui.comparison.wording import SIDES, read_side
from studio.ui.page import Page


class Voting(QObject):
    """Votes are no steps of the library's history; they are taken back here, the last one first,
    as long as they are not closed."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def vote(self, comparison: Comparison, duel: Duel, side: str, reasons: tuple[str, ...]) -> None:
        """Vote for a side; the same once more takes the vote back."""
        number, verdict = comparison.id, SIDES[side]
        self._page.run(lambda session: voting.toggle_vote(session, number, duel, verdict, reasons))

    def keep_reasons(self, comparison: Comparison, duel: Duel, reasons: tuple[str, ...]) -> None:
        """Reasons belong to a vote; those that are pressed before it are kept with it."""
        number, side = comparison.id, read_side(duel)
        if side:
            self._page.run(
                lambda session: voting.vote_for(session, number, duel, SIDES[side], reasons)
            )

    def describe_undo(self, comparison: Comparison | None) -> str:
        """What taking back does now; "" where no vote of this comparison can be."""
        if comparison is None or not comparison.is_open:
            return ""
        steps = self._page.session.library.vote_steps
        return _describe_step(comparison, steps.find_undo(comparison.id))

    def describe_redo(self, comparison: Comparison | None) -> str:
        """What bringing again does now; "" where none was taken back."""
        if comparison is None or not comparison.is_open:
            return ""
        steps = self._page.session.library.vote_steps
        return _describe_step(comparison, steps.find_redo(comparison.id))

    def undo(self, comparison: Comparison, show: Callable[[VoteStep | None], object]) -> None:
        """Take the last vote back, to what stood there before; ``show`` is told which."""
        number = comparison.id
        self._page.run(lambda session: vote_history.undo_vote(session, number), show)

    def redo(self, comparison: Comparison, show: Callable[[VoteStep | None], object]) -> None:
        """Bring again what was taken back last."""
        number = comparison.id
        self._page.run(lambda session: vote_history.redo_vote(session, number), show)

    def close(self, comparison: Comparison) -> None:
        """Show the names and the verdict; asked first where not everything is judged, of whatever
        contestant."""
        judged, number = voting.count_judged(comparison), comparison.id
        voted, total = sum(judged.values()), len(judged) * len(comparison.questions)
        if voted == total or ask_closing(voted, total, self._page):
            self._page.run(lambda session: voting.close_votes(session, number))


def _describe_step(comparison: Comparison, step: VoteStep | None) -> str:
    texts = {question.id: question.text for question in comparison.questions}
    if step is None:
        return ""
    return _("Vote on “{question}”").format(question=quote(texts.get(step.question, "")))
