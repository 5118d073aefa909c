"""What every contestant answered to every question, beside each other, once names may be known."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from studio.domain.comparison import Comparison, Question, Verdict
from studio.i18n import _
from studio.services.comparison.names import name_contestant
from studio.services.comparison.rewriting import read_answer
from studio.services.comparison.voting import find_rival, find_vote, list_duels, turn_vote
from studio.ui import theme
from studio.ui.comparison.question_list import MARKS
from studio.ui.widgets.label import plain_tip
from studio.ui.widgets.row_table import dress_table, go_to_end, one_line

ROW_HEIGHT, NARROWEST = 62, 190
"""Pixels: three lines of an answer, and about a dozen words of one."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """What a contestant answered, or why it did not, and how it was judged against the rival."""

    text: str
    verdict: Verdict | None = None
    failed: bool = False

    @property
    def line(self) -> str:
        """The beginning of it, with the mark of its verdict before it."""
        mark = f"{MARKS[self.verdict][0]} " if self.verdict is not None else ""
        return mark + one_line(self.text)

    @property
    def tone(self) -> str:
        if self.failed:
            return "bad"
        return "ink" if self.verdict is None else MARKS[self.verdict][1]


class AnswerModel(QAbstractTableModel):
    """Reads a cell when it comes into view: a thousand questions have thousands of answers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._questions: list[Question] = []
        self._keys: tuple[str, ...] = ()

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a comparison's answers, in the order in which its questions are judged."""
        if comparison is self._comparison:
            return
        self.beginResetModel()
        self._comparison, rival = comparison, find_rival(comparison).key
        others = [key for key in comparison.keys if key != rival]
        self._keys = (rival, *others)
        duels = list_duels(comparison, others[0], rival) if others else []
        self._questions = [duel.question for duel in duels]
        self.endResetModel()

    def find_question(self, row: int) -> int:
        """The number of the question in a row."""
        return self._questions[row].id

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 # as Qt has it
        return 0 if parent.isValid() else len(self._questions)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 # as Qt has it
        return 0 if parent.isValid() or not self._keys else len(self._keys) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        if self._comparison is None or not section:
            return _("Question")
        return name_contestant(self._comparison.contestant(self._keys[section - 1]))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.ForegroundRole,
        ):
            return None
        cell = self._read_cell(self._questions[index.row()], index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell.text)
        return cell.line if role == Qt.ItemDataRole.DisplayRole else theme.color(cell.tone)

    def _read_cell(self, question: Question, column: int) -> Cell:
        if not column:
            return Cell(question.text)
        key, rival = self._keys[column - 1], self._keys[0]
        failure = next((a.error for a in question.answers if a.model == key and a.error), "")
        vote = find_vote(question, key, rival) if key != rival else None
        verdict = turn_vote(vote, key) if vote else None
        text = read_answer(question, key).strip() or failure or "–"
        return Cell(text, verdict, bool(failure))


class AnswerTable(QTableView):
    """Emits ``question_wanted`` with the number of the question whose row is pressed twice, or
    entered."""

    question_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("allAnswers")
        self.answers = AnswerModel(self)
        self.setModel(self.answers)
        dress_table(self, _("All answers"))
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.activated.connect(
            lambda at: self.question_wanted.emit(self.answers.find_question(at.row()))
        )
        self.answers.modelReset.connect(self._divide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not go_to_end(self, event):
            super().keyPressEvent(event)

    def _divide(self) -> None:
        """Each column the same room; where they are many, one scrolls to the side."""
        count = self.answers.columnCount()
        width = max(NARROWEST, self.viewport().width() // max(1, count))
        for column in range(count):
            self.setColumnWidth(column, width)
