"""The table of passages: virtual, so that a hundred thousand of them scroll like ten."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from studio.domain.book import Passage, PassageStatus
from studio.i18n import _
from studio.store.library import Library
from studio.ui.widgets.label import plain_tip

COLUMNS = (_("Book"), _("Chapter"), _("First words"), _("Tokens"), _("Status"))
STATUS_WORDS = {
    PassageStatus.NEW: _("new"),
    PassageStatus.DRAFTED: _("drafted"),
    PassageStatus.SKIPPED: _("skipped"),
}
BLOCK = 200
KEPT = 12
WHOLE_IN_TIP = 2  # book and chapter, which are cut where the column is narrow
_Index = QModelIndex | QPersistentModelIndex


class PassageTable(QAbstractTableModel):
    """Holds ids; fetches passages in blocks as they come into view."""

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._ids: array[int] = array("q")
        self._blocks: OrderedDict[int, list[Passage]] = OrderedDict()

    def show_ids(self, ids: array[int]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._blocks.clear()
        self.endResetModel()

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def passage(self, row: int) -> Passage | None:
        """The passage in a row; None where it is gone meanwhile."""
        number = row // BLOCK
        if number not in self._blocks:
            ids = self._ids[number * BLOCK : (number + 1) * BLOCK]
            self._blocks[number] = self._library.passages(ids)
            if len(self._blocks) > KEPT:
                self._blocks.popitem(last=False)
        block = self._blocks[number]
        at = row % BLOCK
        return block[at] if at < len(block) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return COLUMNS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 3:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() < WHOLE_IN_TIP:
            return plain_tip(self._cells(index.row())[index.column()])
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._cells(index.row())[index.column()]

    def _cells(self, row: int) -> tuple[str, ...]:
        """What a row shows, column by column; blank where the passage is gone meanwhile."""
        passage = self.passage(row)
        if passage is None:
            return ("",) * len(COLUMNS)
        page = _("p. {page}").format(page=passage.page) if passage.page else ""
        chapter = " · ".join(part for part in (passage.chapter_title, page) if part)
        return (
            passage.book_title,
            chapter,
            " ".join(passage.text[:120].split()),
            f"{passage.tokens:,}",
            STATUS_WORDS[passage.status],
        )


def choose_row(table: QTableView, row: int) -> None:
    """Select one row alone; ``selectRow`` would add to the selection while Ctrl is held down."""
    flag = QItemSelectionModel.SelectionFlag
    place = table.model().index(row, 0)
    table.selectionModel().setCurrentIndex(place, flag.ClearAndSelect | flag.Rows)


def table_of(model: PassageTable) -> QTableView:
    """The view of the table: rows are selected whole, the words take what is left of the width."""
    table = QTableView()
    table.setObjectName("passages")
    table.setAccessibleName(_("Passages"))
    table.setModel(model)
    table.verticalHeader().hide()  # visible, it makes a reset thirty times slower
    table.verticalHeader().setDefaultSectionSize(30)
    table.setWordWrap(False)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    for column, width in ((0, 150), (1, 150), (3, 70), (4, 80)):
        table.setColumnWidth(column, width)
    return table
