"""The condensing: each sentence of the passage and what became of it, to be changed one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.domain.book import Span
from studio.i18n import N_, _
from studio.text.similarity.sentence_marks import Fate, Mark
from studio.ui import theme
from studio.ui.review.passage_view import SIGN_TONES, SIGNS

SENTENCE, REWORDING, FATE = (Qt.ItemDataRole.UserRole + n for n in range(3))
INDENT, PADDING, EDGE = 24, 5, 6
NEW = "new"
NEW_SIGN = "?"
WRAP = int(Qt.TextFlag.TextWordWrap)
NAMES = {
    Fate.KEPT: N_("kept: {text}"),
    Fate.REWRITTEN: N_("reworded: {text}"),
    Fate.DROPPED: N_("dropped: {text}"),
}


class CondensingView(QListWidget):
    """Shows the sentences with their signs; ``chosen`` says which one is to change its fate.

    Below them stand the answer's sentences that are none of the passage's. Arrow keys move,
    Space, Return or a click choose; ``pointed`` says at which sentence one looks.
    """

    chosen = Signal(int)
    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quiet")
        self.setAccessibleName(_("Sentences of the passage"))
        self.setToolTip(_("Space or a click takes a sentence into the answer, or out of it"))
        self.setItemDelegate(_SentenceDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self._content: tuple[tuple[str, str, str], ...] = ()
        self._sentences = 0
        self.itemClicked.connect(lambda item: self._choose(self.row(item)))
        self.currentRowChanged.connect(self._point)

    def show_marks(
        self, passage: str, marks: Sequence[Mark], answer: str, new: Sequence[Span] = ()
    ) -> None:
        """Show what became of the passage's sentences, and what the answer says besides."""
        content = [
            (
                _read(passage, mark.sentence),
                _read(answer, mark.answer_span)
                if mark.fate is Fate.REWRITTEN and mark.answer_span
                else "",
                str(mark.fate),
            )
            for mark in marks
        ]
        self._sentences = len(content)
        content += [(_read(answer, span), "", NEW) for span in new]
        if tuple(content) == self._content:
            return
        self._content = tuple(content)
        self._fill()

    def current_sentence(self) -> int | None:
        """The number of the sentence one is at."""
        row = self.currentRow()
        return row if 0 <= row < self._sentences else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # With Ctrl it is the page's key: accept.
            if event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self._choose(self.currentRow())
                return
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._point(self.currentRow())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nobody looks at a sentence any more: its mark in the passage goes."""
        super().focusOutEvent(event)
        self.pointed.emit(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _fill(self) -> None:
        row, scrolled = self.currentRow(), self.verticalScrollBar().value()
        self.blockSignals(True)
        while self.count() > len(self._content):
            self.takeItem(self.count() - 1)
        while self.count() < len(self._content):
            self.addItem(QListWidgetItem())
        for number, (text, rewording, fate) in enumerate(self._content):
            item = self.item(number)
            if (item.data(SENTENCE), item.data(REWORDING), item.data(FATE)) == (
                text,
                rewording,
                fate,
            ):
                continue
            item.setData(SENTENCE, text)
            item.setData(REWORDING, rewording)
            item.setData(FATE, fate)
            name = _("not from the passage: {text}") if fate == NEW else _(NAMES[Fate(fate)])
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name.format(text=text))
        self.setCurrentRow(min(row, self.count() - 1))
        self.blockSignals(False)
        self.verticalScrollBar().setValue(scrolled)

    def _choose(self, row: int) -> None:
        if 0 <= row < self._sentences:
            self.chosen.emit(row)

    def _point(self, row: int) -> None:
        self.pointed.emit(row if row < self._sentences and self.hasFocus() else -1)


class _SentenceDelegate(QStyledItemDelegate):
    """Draws a sentence behind its sign, and below a rewritten one how the answer says it."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        fate = index.data(FATE)
        sign, tone = NEW_SIGN, "warn"
        if fate != NEW:
            sign, tone = SIGNS[Fate(fate)], SIGN_TONES[Fate(fate)]
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        selected = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus
        if state & selected == selected or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.color("accent_soft"))
        painter.setFont(theme.serif(14))
        top = area.adjusted(EDGE, PADDING, 0, 0)
        painter.setPen(theme.color(tone))
        painter.drawText(top, int(Qt.AlignmentFlag.AlignLeft), sign)
        column = top.adjusted(INDENT - EDGE, 0, -4, 0)
        painter.setPen(theme.color("muted" if fate in (Fate.DROPPED, Fate.REWRITTEN) else "ink"))
        used = painter.drawText(column, WRAP, index.data(SENTENCE))
        if rewording := index.data(REWORDING):
            column.setTop(used.bottom() + 3)
            painter.setPen(theme.color("ink"))
            painter.drawText(column, WRAP, f"→ {rewording}")
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        view: QWidget = option.widget
        width = view.viewport().width() if isinstance(view, QListWidget) else 300
        metrics, room = QFontMetrics(theme.serif(14)), QRect(0, 0, width - INDENT - 4, 100_000)
        height = metrics.boundingRect(room, WRAP, index.data(SENTENCE) or " ").height()
        if rewording := index.data(REWORDING):
            height += 3 + metrics.boundingRect(room, WRAP, f"→ {rewording}").height()
        return QSize(width, height + 2 * PADDING)


def _read(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())
