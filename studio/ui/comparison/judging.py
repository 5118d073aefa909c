"""Letting a model judge: which one is asked for, and only one judges at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject

from studio.domain.comparison import Comparison
from studio.domain.errors import StudioError
from studio.domain.work import Changes, Done
from studio.i18n import _, plural
from studio.services import budget
from studio.services.comparison.judge import describe_judging, judge_answers, plan_judging
from studio.services.comparison.voting import find_rival
from studio.services.session import Session
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

    def ask(self, comparison: Comparison) -> None:
        """Ask which model is to judge a comparison."""
        dialog = JudgeDialog(self._page.session, self._page)
        dialog.plan_wanted.connect(
            lambda endpoint, model: self._plan(dialog, comparison, endpoint, model)
        )
        dialog.accepted.connect(
            lambda: self.begin(comparison, dialog.model.endpoint_name(), dialog.model.model_name())
        )
        dialog.open()

    def _plan(self, dialog: JudgeDialog, comparison: Comparison, endpoint: str, model: str) -> None:
        """Count and price the requests, which takes its time for a thousand questions."""
        self._page.run(
            lambda session: Done(Changes(), describe_plan(session, comparison, endpoint, model)),
            lambda plan: dialog.show_plan(endpoint, model, plan[0], can_start=plan[1]),
        )

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


def describe_plan(
    session: Session, comparison: Comparison, endpoint: str, model: str
) -> tuple[str, bool]:
    """What a judge would be asked and cost, or why it can't be; and whether it can."""
    rival = find_rival(comparison).key
    try:
        plan = plan_judging(session, comparison, rival, endpoint=endpoint, model=model)
    except StudioError as error:
        return str(error), False
    if not plan.requests:
        return _("This model has judged everything already."), False
    count = plural("{n} request", "{n} requests", plan.requests).format(n=f"{plan.requests:,}")
    if not plan.most:
        return _("{requests}; nothing is paid.").format(requests=count), True
    cost = budget.format_money(session, plan.most)
    return _("{requests}; at most {cost}.").format(requests=count, cost=cost), True
