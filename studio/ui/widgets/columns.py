"""Columns of a table: widths that are remembered, and headers that sort by a click."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QHeaderView, QTableView

from studio.i18n import _
from studio.services.settings.settings import Settings
from studio.ui.widgets.remembered import recall_layout, remember_layout
from studio.ui.widgets.row_table import RowTable

Sort = Callable[[str, bool], object]
"""Given the key of a column and whether the largest comes first; "": as the list was at first."""


def remember_columns(table: QTableView, name: str, settings: Settings) -> None:
    """Keep the widths of a table's columns under ``name``: those that a person has dragged.

    A double click on a column's border fits it to its words, as everywhere.
    """
    _Widths(table, f"columns-{name}", settings)


def fit_columns(table: QTableView, name: str, settings: Settings) -> None:
    """Make columns as wide as their words, unless a person has dragged them; for after a fill."""
    header = table.horizontalHeader()
    if recall_layout(settings, f"columns-{name}", header.count()):
        return
    for at in range(header.count()):
        if header.sectionResizeMode(at) is QHeaderView.ResizeMode.Interactive:
            table.resizeColumnToContents(at)


def sort_by_header(table: QTableView, keys: Mapping[int, str], sort: Sort) -> HeaderSort:
    """Let a click on a header sort; ``keys`` names the columns that can be sorted by.

    A second click turns the order round, a third one takes the list back to its own. ``sort`` is
    told each time; the rows are its business, because most lists are sorted by the library.
    """
    return HeaderSort(table, keys, sort)


class HeaderSort(QObject):
    """By which column a table is sorted."""

    def __init__(self, table: QTableView, keys: Mapping[int, str], sort: Sort) -> None:
        super().__init__(table)
        self._keys = keys
        self._sort = sort
        self._now = ("", False)
        self._header = table.horizontalHeader()
        self._header.setSectionsClickable(True)
        self._header.sectionClicked.connect(self._click)
        self._header.setToolTip(_("Click a heading to sort by it"))

    def show(self, key: str, largest_first: bool = False) -> None:
        """Show an order that was chosen elsewhere, without sorting anew."""
        self._now = (key, largest_first)
        column = next((at for at, name in self._keys.items() if name == key), -1)
        self._header.setSortIndicatorShown(column >= 0)
        if column >= 0:
            down = Qt.SortOrder.DescendingOrder
            self._header.setSortIndicator(
                column, down if largest_first else Qt.SortOrder.AscendingOrder
            )

    def _click(self, column: int) -> None:
        key = self._keys.get(column, "")
        if not key:
            self.show(*self._now)
            return
        now, largest_first = self._now
        if key != now:
            self.show(key)
        elif not largest_first:
            self.show(key, True)
        else:
            self.show("")
        self._sort(*self._now)


class _Widths(QObject):
    """Listens to the header of one table: only what the mouse has changed is a person's wish."""

    def __init__(self, table: QTableView, name: str, settings: Settings) -> None:
        super().__init__(table)
        self._table = table
        self._name = name
        self._settings = settings
        count = table.model().columnCount()
        self._show(recall_layout(settings, name, count))
        self._before = self._read()
        table.horizontalHeader().viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._before = self._read()
        elif event.type() in (QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick):
            # The header hears of it after this filter, and a double click fits a column then.
            QTimer.singleShot(0, self, self._look)
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        now = self._read()
        if now != self._before and len(now) == len(self._before):
            self._before = now
            if isinstance(self._table, RowTable):
                self._table.keep_widths(now)
            remember_layout(self._settings, self._name, now)

    def _read(self) -> list[int]:
        header = self._table.horizontalHeader()
        # One that is left out has no size, and keeps its place all the same.
        wished = self._table.widths() if isinstance(self._table, RowTable) else None
        return [
            header.sectionSize(at)
            or (wished[at] if wished else 0)
            or max(1, self._table.sizeHintForColumn(at))
            for at in range(header.count())
        ]

    def _show(self, widths: list[int]) -> None:
        header = self._table.horizontalHeader()
        for at, width in enumerate(widths):
            if header.sectionResizeMode(at) is QHeaderView.ResizeMode.Interactive:
                self._table.setColumnWidth(at, width)
        if widths and isinstance(self._table, RowTable):
            self._table.keep_widths(widths)
