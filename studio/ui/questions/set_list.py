"""The question sets of a library, each with how many questions of which kinds it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from studio.domain.comparison import QuestionKind, QuestionSet
from studio.i18n import _, join_list, plural
from studio.ui.comparison.question_filters import KINDS
from studio.ui.widgets.button import make_button
from studio.ui.widgets.label import plain_tip
from studio.ui.widgets.layout import lay_out, make_column, make_row

WIDTH = 230
ROW_HEIGHT = 80
"""Pixels: the name, how many questions, and of which kinds."""
NUMBER = Qt.ItemDataRole.UserRole


class SetList(QWidget):
    """Emits ``chosen`` with a set's number, and what is to be done with the sets."""

    chosen = Signal(int)
    new_wanted = Signal()
    copy_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.list = QListWidget()
        self.list.setObjectName("setList")
        self.list.setAccessibleName(_("Question sets"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)  # else its lines are drawn as one
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentItemChanged.connect(self._tell)
        self.new = make_button("newSet", _("New set"))
        self.copy = make_button("copySet", _("Copy"), tip=_("A second set of the same questions"))
        self.remove = make_button("removeSet", _("Remove"), tip=_("Ctrl+Z brings it back"))
        for button, signal in (
            (self.new, self.new_wanted),
            (self.copy, self.copy_wanted),
            (self.remove, self.remove_wanted),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, emit=signal.emit: emit())
        buttons = make_row(self.new, self.copy, self.remove, None, spacing=6)
        lay_out(self, make_column((self.list, 1), buttons, spacing=8))

    def set_sets(self, sets: Sequence[QuestionSet], chosen: int, asked: int | None) -> None:
        """List these sets; ``asked`` is the one that is asked before and after each run."""
        self.list.blockSignals(True)
        self.list.clear()
        for question_set in sets:
            count, kinds = describe_content(question_set)
            if question_set.id == asked:
                count = _("{count}, before each run").format(count=count)
            item = QListWidgetItem(f"{question_set.name}\n{count}\n{kinds}")
            item.setData(NUMBER, question_set.id)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            item.setToolTip(plain_tip(item.text()))
            self.list.addItem(item)
            if question_set.id == chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.copy.setEnabled(bool(sets))
        self.remove.setEnabled(bool(sets))

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(int(item.data(NUMBER)))


def describe_content(question_set: QuestionSet) -> tuple[str, str]:
    """How many questions a set has, and of which kinds."""
    counts = Counter(question.draft.kind for question in question_set.questions)
    total = len(question_set.questions)
    if not total:
        return _("empty"), ""
    kinds = [_(KINDS[kind]) for kind in QuestionKind if kind in counts]
    count = plural("{n} question", "{n} questions", total).format(n=f"{total:,}")
    return count, join_list(kinds)
