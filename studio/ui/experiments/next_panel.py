"""What to try next, above the table: each suggestion with its reason, its price and its button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from studio.i18n import N_, _
from studio.services.experiments.next_step import MOST_SUGGESTIONS, NextExperiment, Step
from studio.ui.destination import Destination
from studio.ui.experiments.findings import Suggestion, describe_button
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_row

LEADS_TO = {
    Step.TRAIN: ("training", N_("Go to Training")),
    Step.FEWER_EPOCHS: ("training", N_("Go to Training")),
    Step.MORE_EPOCHS: ("training", N_("Go to Training")),
    Step.LEARNING_CURVE: ("training", N_("Go to Training")),
    Step.COMPARE: ("comparison", N_("Go to Comparison")),
    Step.VOTE: ("comparison", N_("Vote on the answers")),
    Step.MORE_QUESTIONS: ("comparison", N_("Go to Comparison")),
    Step.FIX: ("comparison", N_("Look at the answers")),
    Step.MORE_DATA: ("review", N_("Go to Review")),
}
"""Where a suggestion begins that can't be queued. To add one: a row for a new ``Step``."""


class NextPanel(Card):
    """Emits ``pressed`` with a suggestion that is to be queued, ``go`` where one looks first."""

    pressed = Signal(object)
    go = Signal(Destination)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body.setContentsMargins(16, 8, 16, 8)
        self.body.setSpacing(6)
        self._suggestions: Sequence[Suggestion] = ()
        self.reasons = [
            words("", "muted" if at else "strong", wrap=True) for at in range(MOST_SUGGESTIONS)
        ]
        self.buttons = [self._make_button(at) for at in range(MOST_SUGGESTIONS)]
        self._rows = [
            lay_out(QWidget(), make_row((reason, 1), button))
            for reason, button in zip(self.reasons, self.buttons, strict=True)
        ]
        for row in self._rows:
            self.body.addWidget(row)

    def _make_button(self, at: int) -> QPushButton:
        button = make_button(f"next-{at}", "", "" if at else PRIMARY)
        button.clicked.connect(lambda _on=False: self._press(at))
        return button

    def show_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these, the weightiest on top."""
        self._suggestions = suggestions
        for at, row in enumerate(self._rows):
            row.setVisible(at < len(suggestions))
            if at < len(suggestions):
                self.reasons[at].setText(suggestions[at].step.reason)
                self.buttons[at].setText(self._describe(suggestions[at]))

    def press_first(self) -> None:
        """Do what is suggested first."""
        self._press(0)

    def _describe(self, suggestion: Suggestion) -> str:
        step = suggestion.step
        return describe_button(suggestion) if step.is_queueable else _(LEADS_TO[step.step][1])

    def _press(self, at: int) -> None:
        if at >= len(self._suggestions):
            return
        step = self._suggestions[at].step
        if step.is_queueable:
            self.pressed.emit(step)
        else:
            self.go.emit(find_destination(step))


def find_destination(step: NextExperiment) -> Destination:
    """Where one looks at what is suggested."""
    page = LEADS_TO[step.step][0]
    return Destination(page, comparison=step.comparison if page == "comparison" else None)
