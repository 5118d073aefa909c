"""The list of books: title, author, and how much of each was made into pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.i18n import _
from studio.ui import theme

HEIGHT, EDGE, METER = 66, 14, 4
LINE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class BookLine:
    """A row: the title, a line about it, and the share of its passages that are dealt with."""

    title: str
    about: str
    covered: float


class BookList(QListWidget):
    """Rows drawn as words, never as markup."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("books")
        self.setAccessibleName(_("Books"))
        self.setItemDelegate(_Row(self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def set_books(self, lines: Sequence[BookLine]) -> None:
        self.clear()
        for line in lines:
            # The words stand in the item, too: they are what a screen reader reads.
            dealt = _("{share:.0%} done").format(share=line.covered)
            item = QListWidgetItem(f"{line.title}\n{line.about}\n{dealt}")
            item.setData(LINE, line)
            self.addItem(item)


class _Row(QStyledItemDelegate):
    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line = index.data(LINE)
        if not isinstance(line, BookLine):
            return
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color("accent_soft"))
        inside = area.adjusted(EDGE, 9, -EDGE, -10)
        _write(painter, line.title, inside, "ink", theme.sans(14), bold=True)
        inside.setTop(inside.top() + 20)
        dealt = _("{share:.0%} done").format(share=line.covered)
        painter.setFont(theme.sans(12))
        width = painter.fontMetrics().horizontalAdvance(dealt)
        right = QRectF(inside.right() - width, inside.top(), width, inside.height())
        _write(painter, dealt, right, "muted", theme.sans(12))
        _write(painter, line.about, inside.adjusted(0, 0, -width - 12, 0), "muted", theme.sans(12))
        bar = QRectF(inside.left(), area.bottom() - 13, inside.width(), METER)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(bar, 2, 2)
        if line.covered > 0:
            bar.setWidth(max(METER, bar.width() * line.covered))
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(bar, 2, 2)
        painter.restore()


def _write(
    painter: QPainter, text: str, area: QRectF, token: str, font: QFont, *, bold: bool = False
) -> None:
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(theme.color(token))
    elided = painter.fontMetrics().elidedText(
        " ".join(text.split()), Qt.TextElideMode.ElideRight, int(area.width()) + 1
    )
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, elided)
