"""The questions of a comparison, each with a mark that says how it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.domain.comparison import Verdict
from studio.i18n import N_, _
from studio.ui import theme
from studio.ui.widgets.label import plain_tip

MARKS: dict[Verdict, tuple[str, str, str]] = {
    Verdict.FIRST: ("▲", "good", N_("better than its rival")),
    Verdict.SECOND: ("▼", "bad", N_("worse than its rival")),
    Verdict.TIE: ("=", "muted", N_("equal")),
    Verdict.NEITHER: ("×", "warn", N_("neither")),
}
"""Of the contestant that is held against its rival, once the votes are closed."""
OPEN, WAITING, VOTED = "·", "…", "✓"
REWRITTEN = "✎"
SIGNS = (*(mark for mark, _tone, _tip in MARKS.values()), OPEN, WAITING, VOTED, REWRITTEN)
SPACE = 6
"""Pixels between the mark, the number and the question."""
LINE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class QuestionLine:
    """A question and its number in the comparison, its verdict, whether both have answered it,
    whether votes are still taken, and whether a better answer was written for it."""

    number: int
    text: str
    verdict: Verdict | None
    answered: bool
    is_open: bool = False
    is_rewritten: bool = False


class QuestionList(QListWidget):
    """Emits ``chosen`` with a question's place, from 0."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("questions")
        self.setAccessibleName(_("Questions"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(QuestionColumns(self))
        self._lines: list[QuestionLine] = []
        self.currentRowChanged.connect(self._emit_chosen)

    def set_questions(self, lines: Sequence[QuestionLine]) -> None:
        # Pieces of answers come in many times a second; the list changes with a verdict alone.
        if list(lines) == self._lines:
            return
        self._lines = list(lines)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_lines"):
            self._write()

    def _write(self) -> None:
        lines = self._lines
        self.blockSignals(True)
        while self.count() > len(lines):
            self.takeItem(self.count() - 1)
        while self.count() < len(lines):
            self.addItem(QListWidgetItem())
        widest = str(max((line.number for line in lines), default=0))
        for row, line in enumerate(lines):
            mark, tone, tip = _mark(line)
            item = self.item(row)
            text = " ".join(line.text.split())
            item.setText(f"{mark}  {line.number}  {text}")
            item.setData(LINE, (mark, str(line.number), text, widest))
            item.setForeground(QBrush(theme.color(tone)))
            # The list is narrow: a long question is read whole here.
            item.setToolTip(plain_tip(f"{line.text}\n{tip}"))
        self.blockSignals(False)

    def choose(self, row: int) -> None:
        """Mark a question without emitting anything."""
        self.blockSignals(True)
        self.setCurrentRow(row)
        self.blockSignals(False)

    def _emit_chosen(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(row)


class QuestionColumns(QStyledItemDelegate):
    """Draws mark, number and question in columns of their own: marks are of different widths, and
    questions would stand in a ragged line behind them."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        item = QStyleOptionViewItem(option)
        self.initStyleOption(item, index)
        item.text = ""
        style = item.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, item, painter, item.widget)
        room = style.subElementRect(
            QStyle.SubElement.SE_ItemViewItemText, item, item.widget
        ).adjusted(SPACE, 0, -SPACE, 0)
        painter.save()
        painter.setFont(item.font)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole).color())
        _draw_columns(painter, room, item.fontMetrics, index.data(LINE))
        painter.restore()


def _draw_columns(
    painter: QPainter, room: QRect, letters: QFontMetrics, line: tuple[str, str, str, str]
) -> None:
    """Draw a line's mark in the middle of the widest mark's room, its number up to where the last
    one ends, and its question in what is left."""
    mark, number, text, widest = line
    marks = QRect(room)
    marks.setWidth(max(map(letters.horizontalAdvance, SIGNS)))
    numbers = QRect(room)
    numbers.setLeft(marks.right() + SPACE)
    numbers.setWidth(letters.horizontalAdvance(widest))
    room.setLeft(numbers.right() + SPACE)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(marks, middle | Qt.AlignmentFlag.AlignHCenter, mark)
    painter.drawText(numbers, middle | Qt.AlignmentFlag.AlignRight, number)
    short = letters.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, short)


def _mark(line: QuestionLine) -> tuple[str, str, str]:
    """The sign before a question, its tone, and what it says."""
    if line.verdict is not None and line.is_open:
        # Which way it went would say who is who as soon as one name is known.
        return VOTED, "muted", _("judged")
    if line.is_rewritten:
        return REWRITTEN, "muted", _("a better answer was written for it")
    if line.verdict is not None:
        sign, tone, tip = MARKS[line.verdict]
        return sign, tone, _(tip)
    if not line.answered:
        return WAITING, "muted", _("not answered yet")
    return OPEN, "ink", _("to judge")
