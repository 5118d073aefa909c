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
    """A row: the title, a line about it, and of how many passages pairs were drafted."""

    title: str
    about: str
    drafted: int
    usable: int
    """Passages, but those that are skipped."""

    @property
    def coverage(self) -> float:
        return self.drafted / self.usable if self.usable else 0.0

    @property
    def progress(self) -> str:
        return _("{n} of {total} passages drafted").format(
            n=f"{self.drafted:,}", total=f"{self.usable:,}"
        )


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
            item = QListWidgetItem(f"{line.title}\n{line.about}\n{line.progress}")
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
        painter.setFont(theme.sans(12))
        width = painter.fontMetrics().horizontalAdvance(line.progress)
        right = QRectF(inside.right() - width, inside.top(), width, inside.height())
        _write(painter, line.progress, right, "muted", theme.sans(12))
        _write(painter, line.about, inside.adjusted(0, 0, -width - 12, 0), "muted", theme.sans(12))
        bar = QRectF(inside.left(), area.bottom() - 13, inside.width(), METER)
        _draw_meter(painter, bar, line.coverage)
        painter.restore()


def _draw_meter(painter: QPainter, bar: QRectF, share: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("track"))
    painter.drawRoundedRect(bar, 2, 2)
    if share > 0:
        bar.setWidth(max(METER, bar.width() * share))
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(bar, 2, 2)


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
