"""Virtual table models: ids in an array, rows read by blocks when they come into view."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from studio.ui import theme

BLOCK = 200  # rows read at a time
BLOCKS_KEPT = 8
LONGEST = 160  # characters of a cell; more is not painted anyway
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """A column: its heading, what stands in it, and in which colour."""

    heading: str
    text: Callable[[Any], str]
    tone: Callable[[Any], str] | None = None
    right: bool = False
    width: int = 0  # 0: takes what is left


def one_line(text: str) -> str:
    """The first words of a text, without line ends."""
    return " ".join(text[:LONGEST].split())


class BlockModel(QAbstractTableModel):
    """A table over anything that has an ``id`` and can be fetched by ids: any number of rows."""

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Callable[[Sequence[int]], list[Any]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._fetch = fetch
        self._ids: array[int] = array("q")
        self._blocks: OrderedDict[int, dict[int, Any]] = OrderedDict()

    def set_ids(self, ids: array[int]) -> None:
        """Show these rows; the same ids again only read them anew, so that the place is kept."""
        if ids == self._ids:
            self._blocks.clear()
            if len(ids):
                last = self.index(len(ids) - 1, len(self._columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._ids = ids
        self._blocks.clear()
        self.endResetModel()

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def row_of(self, number: int) -> int:
        """The row of an id, -1 where it is not."""
        return self._ids.index(number) if number in self._ids else -1

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole):
            return None
        item = self._item(index.row())
        if item is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(item)
        return theme.color(column.tone(item)) if column.tone is not None else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._columns[section].heading
        return None

    def _item(self, row: int) -> Any:
        block = row // BLOCK
        if block not in self._blocks:
            ids = self._ids[block * BLOCK : (block + 1) * BLOCK]
            self._blocks[block] = {item.id: item for item in self._fetch(ids)}
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(block)
        return self._blocks[block].get(self._ids[row])


def block_table(model: BlockModel, columns: Sequence[Column], name: str) -> QTableView:
    """A table view that stays quick: no header that measures every row, no wrapped words."""
    table = QTableView()
    table.setAccessibleName(name)
    table.setModel(model)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(30)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for place, column in enumerate(columns):
        if column.width:
            table.setColumnWidth(place, column.width)
        else:
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
    return table
