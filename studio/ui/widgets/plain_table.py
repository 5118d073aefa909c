"""A plain table: whole rows are selected, nothing is edited, headings stand over their words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from studio.ui.widgets.row_table import dress_table, go_to_end

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PlainTable(QTableWidget):
    """An empty table; ``name`` is the widget's, ``label`` what a screen reader says of it."""

    def __init__(
        self, name: str, label: str, columns: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(0, len(columns), parent)
        self.setObjectName(name)
        self.setHorizontalHeaderLabels(list(columns))
        dress_table(self, label)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def setItem(self, row: int, column: int, item: QTableWidgetItem) -> None:
        """Put a cell in; figures that stand on the right have their heading there."""
        super().setItem(row, column, item)
        if (heading := self.horizontalHeaderItem(column)) is not None:
            heading.setTextAlignment(Qt.AlignmentFlag(item.textAlignment()) or LEFT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not go_to_end(self, event):
            super().keyPressEvent(event)
