"""Asking a comparison's questions: begun, followed, cancelled and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.domain.work import Job, Progress
from studio.services.comparison import asking
from studio.services.session import Session
from studio.ui.comparison.beginning import start_choice
from studio.ui.comparison.comparison_head import ComparisonHead
from studio.ui.comparison.new_comparison import ComparisonChoice
from studio.ui.comparison.wording import describe_cancelled
from studio.ui.page import Page
from studio.ui.worker import Task


class Asking(QObject):
    """One comparison is asked at a time. Emits ``reached`` with its number when it was made and
    with each whole answer, and ``ended`` when nobody is asked any more."""

    reached = Signal(int)
    ended = Signal()

    def __init__(self, page: Page, head: ComparisonHead) -> None:
        super().__init__(page)
        self._page = page
        self._head = head
        self._task: Task | None = None
        self._comparison: int | None = None
        """Whose questions are out; None until it was made."""
        self._cancelling = False

    def is_busy(self) -> bool:
        """Whether questions are out."""
        return self._task is not None

    def begin(self, choice: ComparisonChoice) -> None:
        """Make the comparison that was chosen, and ask it."""
        self._ask(partial(start_choice, choice))

    def resume(self, comparison: int) -> None:
        """Ask what has no answer yet."""
        if not self.is_busy():
            self._ask(lambda session: asking.resume_comparison(session, comparison), comparison)

    def cancel(self) -> None:
        """Ask no further. What was answered is kept; an answer that was coming in is asked anew."""
        if self._task is not None:
            self._cancelling = True
            self._task.cancel()
            self._head.show_cancelling(True)

    def _ask(self, work: Callable[[Session], Job[int]], comparison: int | None = None) -> None:
        self._cancelling, self._comparison = False, comparison
        self._head.show_progress(0, 0)
        self._head.show_cancelling(False)
        self._head.show_state(asking=True, missing=False)
        self._task = self._page.run(
            work,
            self._forget_cancelling,
            on_progress=self._show_progress,
            on_error=self._forget_cancelling,
            on_end=self._end,
        )

    def _forget_cancelling(self, _result: object) -> None:
        # It was over before it was heard.
        self._cancelling = False

    def _end(self) -> None:
        if self._cancelling:
            comparisons, number = self._page.session.library.comparisons, self._comparison
            record = None if number is None else comparisons.get(number)
            self._page.message.emit(describe_cancelled(record))
        self._task = None
        self.ended.emit()

    def _show_progress(self, progress: Progress) -> None:
        # Only figures: a line that names who is asked would tell who votes blind.
        if progress.total:
            self._head.show_progress(progress.done, progress.total)
        if isinstance(progress, asking.AnswerKept):
            self._comparison = progress.comparison
            self.reached.emit(progress.comparison)
