"""What is asked of the base before a new run, and whether its version was trained on questions."""

from __future__ import annotations

from PySide6.QtCore import QObject

from studio.domain.errors import StudioError
from studio.domain.work import Change, Changes, Done
from studio.services.comparison import before_training, leaks
from studio.services.session import Session
from studio.ui.page import Page
from studio.ui.training.new_run import NewRun

Choice = tuple[int, str, str]
"""A version, an endpoint and a model."""


class RunQuestions(QObject):
    """Says both on the card of a new run; looked up beside the work, once for each choice."""

    def __init__(self, page: Page, card: NewRun) -> None:
        super().__init__(page)
        self._page, self._card = page, card
        self._choice: Choice | None = None
        self._leaks: dict[int, str] = {}
        """A line for each version that was looked through."""

    def refresh(self, changes: Changes) -> None:
        """Other questions are asked now, or other things are known."""
        if changes.touches(Change.COMPARISONS, Change.SETTINGS):
            choice, self._choice = self._choice, None
            self._leaks.clear()
            if choice is not None:
                self.describe(*choice)

    def describe(self, version: int, endpoint: str, model: str) -> None:
        """Say what is asked before such a run."""
        choice = (version, endpoint, model)
        if choice == self._choice:
            return
        self._choice = choice
        self._page.run(
            lambda session: Done(Changes(), _describe(session, choice)),
            lambda line: self._show(choice, line),
        )
        self._card.show_leaks(self._leaks.get(version, ""))
        if version not in self._leaks:
            self._leaks[version] = ""
            self._page.run(
                lambda session: leaks.find_set_leaks(session, version),
                lambda pairs: self._show_leaks(version, pairs),
                on_progress=lambda _progress: None,
            )

    def _show(self, choice: Choice, line: str) -> None:
        if choice == self._choice:
            self._card.show_questions(line)

    def _show_leaks(self, version: int, pairs: tuple[int, ...]) -> None:
        self._leaks[version] = leaks.describe_set_leaks(version, pairs)
        if self._choice is not None and self._choice[0] == version:
            self._card.show_leaks(self._leaks[version])


def _describe(session: Session, choice: Choice) -> str:
    try:
        plan = before_training.plan_before(session, *choice)
    except StudioError as error:
        return str(error)
    return before_training.describe_before(session, plan) if plan is not None else ""
