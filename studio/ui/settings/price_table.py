"""The price table on screen: cells to type in, with the keyboard alone if one likes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtCore import QPersistentModelIndex as Persistent
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from studio.i18n import _
from studio.ui import theme
from studio.ui.settings.price_rows import FIRST, PriceRows

WIDTHS = (186, 78, 124, 68, 68, 108, 108, 108)  # pixels; the source gets the rest
LINE = 32


class _Cell(QStyledItemDelegate):
    """A marked cell has a ground; the one that one is in has a frame, so that it looks no other."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | Persistent
    ) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)
        table = self.parent()
        if isinstance(table, QTableView) and table.currentIndex() == index:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | Persistent
    ) -> QWidget:
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | Persistent
    ) -> None:
        editor.setGeometry(option.rect)


class PriceTable(QTableView):
    """Typing, F2 or Return writes in a cell, Delete empties it, arrows go about, Tab leaves."""

    def __init__(self, rows: PriceRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prices")
        self.setAccessibleName(_("Prices"))
        self.setModel(rows)
        self.prices = rows
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        # The frame says it.
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(LINE)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, width)
        self.setCurrentIndex(rows.index(0, FIRST))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return would press the dialog's button; here it writes in the cell."""
        index = self.currentIndex()
        writable = index.isValid() and bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if writable and self.state() is not QAbstractItemView.State.EditingState:
                self.edit(index)
            event.accept()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and writable:
            self.prices.setData(index, "")
        else:
            super().keyPressEvent(event)

    def write(self, index: QModelIndex) -> None:
        """Put the cursor into a cell."""
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.setFocus()
        self.edit(index)
