"""The top of the comparison page: which comparison is shown, and a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.comparison import Comparison
from studio.i18n import _
from studio.services.comparison.names import name_contestant
from studio.services.comparison.voting import count_judged
from studio.ui.widgets.button import DANGER, make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import page_title, words
from studio.ui.widgets.layout import lay_out, make_row


class ComparisonHead(QWidget):
    """Emits which comparison to show, that a new one is wanted, or the rest, or no more answers."""

    chosen = Signal(int)
    start = Signal()
    contestant_chosen = Signal(str)
    resume = Signal()
    cancelled = Signal()
    sets_wanted = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.comparisons = combo("comparisons", _("Comparison"), letters=20)
        self.comparisons.activated.connect(
            lambda _row: self.chosen.emit(int(self.comparisons.currentData()))
        )
        self.contestants = combo("contestants", _("Contestant"), letters=20)
        self.contestants.activated.connect(
            lambda _row: self.contestant_chosen.emit(str(self.contestants.currentData()))
        )
        self._make_buttons()
        self.progress = words("", "muted")
        heading = page_title(title)
        on_the_left = (heading, self.comparisons, self.contestants, self.rest)
        on_the_right = (self.progress, self.cancel, self.sets, self.button)
        lay_out(self, make_row(*on_the_left, None, *on_the_right))
        self.show_state(asking=False, missing=False)

    def _make_buttons(self) -> None:
        self.button = make_button("compare", _("New comparison…"), command="new-comparison")
        self.button.clicked.connect(self.start)
        self.sets = make_button("questionSets", _("Question sets…"), command="question-sets")
        self.sets.clicked.connect(lambda _on=False: self.sets_wanted.emit())
        self.rest = make_button("resume", _("Ask the remaining questions"))
        self.rest.clicked.connect(self.resume)
        tip = _("Stop asking. Answers already received are kept.")
        self.cancel = make_button("cancelComparison", _("Cancel"), DANGER, tip=tip)
        self.cancel.clicked.connect(self.cancelled)

    def set_comparisons(self, comparisons: Sequence[Comparison], chosen: int | None) -> None:
        self.comparisons.clear()
        for comparison in comparisons:
            of_run = (
                _("run {n}").format(n=comparison.run)
                if comparison.run is not None
                else comparison.contestants[0].model
            )
            text = _("Comparison {n} · {of}").format(n=comparison.id, of=of_run)
            self.comparisons.addItem(text, comparison.id)
        self.comparisons.setCurrentIndex(max(0, self.comparisons.findData(chosen)))
        self.comparisons.setVisible(bool(comparisons))

    def set_contestants(self, comparison: Comparison | None, rival: str, chosen: str) -> None:
        """Who can be held against the rival, with what is judged of each as long as votes are
        taken; hidden where there is but one."""
        others = [c for c in comparison.contestants if c.key != rival] if comparison else []
        judged = count_judged(comparison) if comparison and comparison.is_open else {}
        total = len(comparison.questions) if comparison else 0
        self.contestants.clear()
        for contestant in others:
            name = name_contestant(contestant)
            if contestant.key in judged:
                name = f"{name} · {judged[contestant.key]:,}/{total:,}"
            self.contestants.addItem(name, contestant.key)
        self.contestants.setCurrentIndex(max(0, self.contestants.findData(chosen)))
        self.contestants.setVisible(len(others) > 1)

    def show_state(self, *, asking: bool, missing: bool) -> None:
        """While questions are out, follow and cancel; else begin, or ask what is missing."""
        # On an empty page its own button begins the first one.
        self.button.setVisible(not asking and self.comparisons.count() > 0)
        self.rest.setVisible(missing and not asking)
        self.progress.setVisible(asking)
        self.cancel.setVisible(asking)

    def show_progress(self, done: int, total: int) -> None:
        """How many answers of all have come in; 0 of 0 while nobody has been asked."""
        template = _("{done} of {total} answers").format(done=done, total=total)
        self.progress.setText(template if total else _("Asking …"))

    def show_cancelling(self, cancelling: bool) -> None:
        """That it was heard: the button is not pressed twice."""
        self.cancel.setEnabled(not cancelling)
        self.cancel.setText(_("Cancelling …") if cancelling else _("Cancel"))
