"""A table of rows of which only those in view are read, so that a hundred thousand open at once."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from studio.i18n import _
from studio.ui import theme
from studio.ui.widgets.label import plain_tip

BLOCK = 200
"""Rows read at a time."""
BLOCKS_KEPT = 12
CELL_LENGTH = 320
"""Characters of a cell: more than the widest column shows."""
ROW_HEIGHT = 30
NARROW, STRETCHED = 76, 220
"""Pixels that a column keeps at least, and those that the one that stretches should have."""
Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: its title (marked with ``N_``), and what it says of a row."""

    title: str
    text: Callable[[Row], str]
    width: int = 0
    """Pixels; 0: it takes what the others leave."""
    right: bool = False
    """For figures: they end at one line."""
    tone: Callable[[Row], str] | None = None
    """The colour of a cell, by its name in the theme."""
    firm: bool = False
    """It keeps its width where the table is narrow: what it says is short."""
    about: Callable[[Row], str] | None = None
    """What its tool tip says, where that is more than its text."""
    tip: bool = False
    """Its whole text is its tool tip, because the column is often too narrow for it."""

    @property
    def alignment(self) -> int:
        """Of its cells and its heading, as a model says it."""
        side = Qt.AlignmentFlag.AlignRight if self.right else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)


class RowModel(QAbstractTableModel, Generic[Row]):
    """Holds ids; ``fetch`` reads those that come into view, block by block."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        fetch: Callable[[Sequence[int]], Mapping[int, Row]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self._fetch = fetch
        self._ids: array[int] = array("q")
        self._blocks: OrderedDict[int, Mapping[int, Row]] = OrderedDict()

    def ids(self) -> tuple[int, ...]:
        """What is listed, in its order."""
        return tuple(self._ids)

    def set_ids(self, ids: array[int]) -> None:
        """Show these rows. Where they are the same as before, the selection stays."""
        self._blocks.clear()
        # A reset would lose the selection and the place one has scrolled to.
        if ids == self._ids:
            if len(ids):
                last = self.index(len(ids) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def row_of(self, number: int) -> int:
        """In which row an id stands, -1 where it does not."""
        return self._ids.index(number) if number in self._ids else -1

    def row(self, at: int) -> Row | None:
        """What stands in a row; None where it is gone meanwhile."""
        if not 0 <= at < len(self._ids):
            return None
        block = at // BLOCK
        # Rows come into view together, so they are read together; those scrolled past are let go.
        if block not in self._blocks:
            self._blocks[block] = self._fetch(self._ids[block * BLOCK : (block + 1) * BLOCK])
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(block)
        return self._blocks[block].get(self._ids[at])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 # as Qt has it
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 # as Qt has it
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return _(self.columns[section].title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self.columns[section].alignment
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        row = self.row(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole and (column.tip or column.about):
            return plain_tip((column.about or column.text)(row))
        if role == Qt.ItemDataRole.ForegroundRole and column.tone is not None:
            return theme.color(column.tone(row))
        return None


class RowTable(QTableView):
    """Rows are selected whole; Home and End go to the first and the last of them."""

    def __init__(
        self, model: RowModel[Row], name: str, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        # Pixels of each column where there is room; 0: what the others leave.
        self._columns = model.columns
        self._widths = [column.width for column in model.columns]
        # Pixels that each wide column gave away.
        self._lacking = 0
        self.setObjectName(name)
        self.setModel(model)
        dress_table(self, label)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        for at, column in enumerate(model.columns):
            if column.width:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(at, column.width)
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def choose_row(self, row: int) -> None:
        """Select one row alone and bring it into view."""
        choose_row(self, row)

    def ranges_of_selection(self) -> list[tuple[int, int]]:
        """First and last row of each selected stretch: quick, however many rows it has."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(n) for n in range(selection.size())]
        return [(stretch.top(), stretch.bottom()) for stretch in ranges]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not go_to_end(self, event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, wide columns give way until the one that stretches can be read."""
        super().resizeEvent(event)
        self._give_way()

    def widths(self) -> list[int]:
        """The widths that the columns should have; 0: what the others leave."""
        return list(self._widths)

    def keep_widths(self, widths: Sequence[int]) -> None:
        """Take these for the widths that the columns should have: a person has dragged them."""
        self._widths = [
            width if kept else 0 for width, kept in zip(widths, self._widths, strict=True)
        ]

    def hide_columns(self, places: Collection[int]) -> None:
        """Leave these columns out; the others have their room."""
        for at in range(len(self._columns)):
            self.setColumnHidden(at, at in places)
        self._give_way()

    def _give_way(self) -> None:
        widths = {at: w for at, w in enumerate(self._widths) if not self.isColumnHidden(at)}
        free = self.viewport().width() - sum(widths.values())
        wide = [at for at, w in widths.items() if w > NARROW and not self._columns[at].firm]
        lacking = max(0, STRETCHED - free) // max(1, len(wide))
        for at in wide:
            # The width itself is asked: a column that was left out meanwhile has an older one.
            width = max(NARROW, self._widths[at] - lacking)
            if lacking != self._lacking or self.columnWidth(at) != width:
                self.setColumnWidth(at, width)
        self._lacking = lacking


def dress_table(table: QTableView, label: str) -> None:
    """What all tables have in common; ``label`` is what a screen reader calls it."""
    table.setAccessibleName(label)
    table.verticalHeader().hide()  # visible, it makes a reset thirty times slower
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)


def go_to_end(table: QTableView, event: QKeyEvent) -> bool:
    """Whether the key is Home or End, which select the first or the last row."""
    ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: table.model().rowCount() - 1}
    key = Qt.Key(event.key())
    if key not in ends or event.modifiers():
        return False
    # To whoever looks through a list, "home" is its first row and not a cell's first column.
    choose_row(table, ends[key])
    return True


def choose_row(table: QTableView, row: int) -> None:
    """Select one row alone; ``selectRow`` would add to the selection while Ctrl is held."""
    flag = QItemSelectionModel.SelectionFlag
    index = table.model().index(row, 0)
    table.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
    table.scrollTo(index)


def one_line(text: str) -> str:
    """The beginning of a text without its line breaks, for a cell."""
    return " ".join(text[:CELL_LENGTH].split())
