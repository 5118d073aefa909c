"""Letting a model judge: which one is asked for, and only one judges at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject

from studio.domain.comparison import Comparison
from studio.i18n import _
from studio.services.comparison.judge import describe_judging, judge_answers
from studio.services.comparison.voting import find_rival
from studio.ui.comparison.judge_dialog import JudgeDialog
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.worker import Task


class Judging(QObject):
    """Asks for the model, and has it judge what it has not judged yet."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._task: Task | None = None

    def is_busy(self) -> bool:
        """Whether a model is judging: another one would pay for the same once more."""
        return self._task is not None

    def ask(self, comparison: Comparison, answered: int) -> None:
        """Ask which model is to judge the ``answered`` questions of a comparison."""
        dialog = JudgeDialog(self._page.session, 2 * answered, self._page)
        dialog.accepted.connect(
            lambda: self.begin(comparison, dialog.model.endpoint_name(), dialog.model.model_name())
        )
        dialog.open()

    def begin(self, comparison: Comparison, endpoint: str, model: str) -> None:
        """Let a model judge."""
        if self.is_busy():
            return
        number, rival = comparison.id, find_rival(comparison).key
        self._task = self._page.run(
            lambda session: judge_answers(session, number, rival, endpoint=endpoint, model=model),
            on_end=self._end,
            title=_("Judging"),
            result=describe_judging,
            leads_to=Destination("comparison"),
        )

    def _end(self) -> None:
        self._task = None
