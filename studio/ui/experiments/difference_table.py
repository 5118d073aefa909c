"""The settings in which two runs differ, in the little room beside the charts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem, QWidget

from studio.i18n import _
from studio.ui.widgets.label import plain_tip
from studio.ui.widgets.plain_table import PlainTable
from studio.ui.widgets.row_table import one_line

WHAT_SHARE = 0.45
"""Of the width that the names of settings take at most: the values are what one looks for."""


class DifferenceTable(PlainTable):
    """What is cut is whole in its tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        heads = [_("What differs"), _("First"), _("Second")]
        super().__init__("differences", _("What differs"), heads, parent)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)

    def show_rows(self, names: Sequence[str], rows: Sequence[tuple[str, str, str]]) -> None:
        """Show these rows (what, in the first, in the second) under the two runs' names."""
        self.setHorizontalHeaderLabels([_("What differs"), *names])
        self.setRowCount(len(rows))
        for index, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(one_line(text))
                item.setToolTip(plain_tip(text))
                self.setItem(index, column, item)
        self._divide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide()

    def _divide(self) -> None:
        most = round(self.viewport().width() * WHAT_SHARE)
        self.setColumnWidth(0, min(self.sizeHintForColumn(0) + 1, most))
