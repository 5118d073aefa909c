"""Filters over the questions of a comparison: where the contestants differ, where one lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from studio.domain.comparison import QuestionKind, Verdict
from studio.i18n import N_, _
from studio.services.comparison.voting import Duel
from studio.ui.comparison.wording import has_same_answers, turn_vote
from studio.ui.widgets.button import make_chip
from studio.ui.widgets.combo import combo
from studio.ui.widgets.layout import make_column, make_row

KINDS = {
    QuestionKind.VALIDATION: N_("held out"),
    QuestionKind.WRITTEN: N_("written"),
    QuestionKind.FACT: N_("what the book says"),
    QuestionKind.ADVICE: N_("advice"),
    QuestionKind.SILENT: N_("not in the book"),
    QuestionKind.EVERYDAY: N_("everyday"),
}
ALL, OPEN, DIFFERENT, LOST, TO_FIX = "all", "open", "different", "lost", "to-fix"


class QuestionFilters(QWidget):
    """Emits ``changed`` when other questions are to be seen.

    Before the votes are closed only what says nothing of who is who can be asked for.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips = {
            ALL: make_chip("filter-all", _("all")),
            OPEN: make_chip("filter-open", _("to judge")),
            DIFFERENT: make_chip("filter-different", _("they differ")),
            LOST: make_chip("filter-lost", _("lost")),
            TO_FIX: make_chip("filter-to-fix", _("to fix")),
        }
        group = QButtonGroup(self)
        for chip in self._chips.values():
            group.addButton(chip)
            chip.clicked.connect(self.changed)
        self._chips[ALL].setChecked(True)
        self.kind = combo("questionKind", _("Kind of question"), letters=10)
        self.kind.activated.connect(lambda _row: self.changed.emit())
        column = make_column(make_row(*self._chips.values(), None, spacing=4), self.kind, spacing=6)
        column.setContentsMargins(0, 0, 0, 0)
        self.setLayout(column)

    def show_state(self, duels: list[Duel], *, is_open: bool) -> None:
        """Offer what can be asked for: nothing that would name a side while votes are taken."""
        self._chips[OPEN].setVisible(is_open)
        self._chips[LOST].setVisible(not is_open)
        self._chips[TO_FIX].setVisible(not is_open)
        if any(chip.isChecked() and chip.isHidden() for chip in self._chips.values()):
            self._chips[ALL].setChecked(True)
        kinds = sorted({duel.question.kind for duel in duels}, key=list(QuestionKind).index)
        chosen = self.kind.currentData()
        self.kind.clear()
        self.kind.addItem(_("every kind"), "")
        for kind in kinds:
            self.kind.addItem(_(KINDS[kind]), kind.value)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.setVisible(len(kinds) > 1)

    def choose(
        self,
        duels: list[Duel],
        contestant: str,
        is_to_fix: Callable[[Duel], bool] = lambda _duel: True,
    ) -> list[Duel]:
        """Those of the questions that are wanted; ``is_to_fix`` says which are to be fixed."""
        kind = self.kind.currentData() or ""
        is_wanted = self._read_filter(contestant, is_to_fix)
        return [
            duel for duel in duels if is_wanted(duel) and (not kind or duel.question.kind == kind)
        ]

    def _read_filter(
        self, contestant: str, is_to_fix: Callable[[Duel], bool]
    ) -> Callable[[Duel], bool]:
        if self._chips[TO_FIX].isChecked():
            return is_to_fix
        if self._chips[OPEN].isChecked():
            return lambda duel: duel.vote is None
        if self._chips[DIFFERENT].isChecked():
            return lambda duel: not has_same_answers(duel)
        if self._chips[LOST].isChecked():
            return lambda duel: (
                duel.vote is not None and turn_vote(duel.vote, contestant) is Verdict.SECOND
            )
        return lambda duel: True
