"""Questions that the studio suggests: each can be left out before they are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QSpinBox,
    QTableWidgetItem,
    QWidget,
)

from studio.domain.comparison import QuestionDraft
from studio.i18n import _, plural
from studio.ui.comparison.question_filters import KINDS
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.label import plain_tip, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.plain_table import PlainTable
from studio.ui.widgets.row_table import one_line

SIZE = (900, 560)
"""Pixels."""
USUAL = 24
MOST = 500
Look = Callable[[int, int, Callable[[list[QuestionDraft]], object]], object]
"""Looks for so many questions with a seed, and gives them on."""


class SuggestDialog(QDialog):
    """``drafts()`` are the questions that are ticked; ``present`` ones are left out."""

    def __init__(self, look: Look, present: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Suggest questions"))
        self.resize(*SIZE)
        self._look = look
        self._present = set(present)
        self._seed = 0
        self._drafts: list[QuestionDraft] = []
        self._make_table()
        self._make_choices()
        self._lay_out()
        self.look_again()

    def drafts(self) -> list[QuestionDraft]:
        """The questions that are ticked."""
        return [draft for row, draft in enumerate(self._drafts) if self._is_ticked(row)]

    def _is_ticked(self, row: int) -> bool:
        item = self.table.item(row, 0)
        return item is not None and item.checkState() is Qt.CheckState.Checked

    def look_again(self) -> None:
        """Look for other questions than those that stand there."""
        self.again.setEnabled(False)
        self.take.setEnabled(False)
        self.line.setText(_("Looking for questions"))
        self._look(self.number.value(), self._seed, self._show)
        self._seed += 1

    def _make_table(self) -> None:
        titles = (_("Question"), _("Kind"), _("Reference answer"))
        self.table = PlainTable("suggestions", _("Suggested questions"), titles)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, 140)
        self.table.itemChanged.connect(lambda _item: self._count())

    def _make_choices(self) -> None:
        self.number = QSpinBox()
        self.number.setObjectName("suggestedNumber")
        self.number.setAccessibleName(_("How many"))
        self.number.lineEdit().setTextMargins(8, 0, 0, 0)
        self.number.setRange(1, MOST)
        self.number.setValue(USUAL)
        self.again = make_button("suggestAgain", _("Look for others"))
        self.again.setAutoDefault(False)
        self.again.clicked.connect(lambda _on=False: self.look_again())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take = make_button("takeSuggestions", _("Add"), PRIMARY)
        self.take.setDefault(True)
        self.buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        about = words(
            _(
                "From passages without a pair: what the book says and advises. "
                "Beside these, what your books say nothing about, and everyday "
                "things that must not get worse. Untick what you don't want."
            ),
            "muted",
            wrap=True,
        )
        self.line = words("", "muted", wrap=True)
        top = make_row(words(_("How many"), "muted"), self.number, self.again, (self.line, 1))
        column = make_column(about, top, (self.table, 1), self.buttons, spacing=12)
        lay_out(self, column, 20, 16, 20, 16)

    def _show(self, drafts: list[QuestionDraft]) -> None:
        self._drafts = [draft for draft in drafts if draft.text not in self._present]
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._drafts))
        for row, draft in enumerate(self._drafts):
            for column, text in enumerate((draft.text, _(KINDS[draft.kind]), draft.reference)):
                item = QTableWidgetItem(one_line(text))
                item.setToolTip(plain_tip(text))
                if column == 0:
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setCheckState(Qt.CheckState.Checked)
                self.table.setItem(row, column, item)
        self.table.blockSignals(False)
        if self._drafts:
            self.table.setCurrentCell(0, 0)
        self.again.setEnabled(True)
        nothing = _("Nothing new was found: your books have no passage left to ask about.")
        self.line.setText("" if self._drafts else nothing)
        self._count()
        self.table.setFocus()

    def _count(self) -> None:
        count = len(self.drafts())
        self.take.setText(plural("Add {n} question", "Add {n} questions", count).format(n=count))
        self.take.setEnabled(count > 0)
