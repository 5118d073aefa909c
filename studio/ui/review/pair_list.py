"""All pairs of a filter as a list, to look over and to change many at once."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QWidget,
)

from studio.domain.pair import Pair
from studio.i18n import _
from studio.ui import theme
from studio.ui.review.pair_editor import STATUS_WORDS
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import words

BLOCK = 200  # pairs read at a time
BLOCKS_KEPT = 8
LONGEST = 160  # characters of a cell
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], list[Pair]]


def _one_line(text: str) -> str:
    return " ".join(text[:LONGEST].split())


COLUMNS: tuple[tuple[str, Callable[[Pair], str]], ...] = (
    (_("Prompt"), lambda pair: _one_line(pair.prompt)),
    (_("Answer"), lambda pair: _one_line(pair.answer)),
    (_("Status"), lambda pair: STATUS_WORDS[pair.status][0]),
    (_("Tags"), lambda pair: ", ".join(pair.tags)),
    (_("Book"), lambda pair: _one_line(pair.book_title)),
    (_("Tokens"), lambda pair: f"{pair.tokens:,}"),
)
STATUS, TOKENS = 2, 5
DEEDS: tuple[tuple[str, str, str], ...] = (
    ("accept", _("Accept"), ""),
    ("reject", _("Reject"), "danger"),
    ("reopen", _("Back to draft"), ""),
    ("remove", _("Remove"), "danger"),
)


class PairModel(QAbstractTableModel):
    """Ids in an array, pairs read by blocks when they come into view: any number of them opens."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__()
        self._fetch = fetch
        self._ids: array[int] = array("q")
        self._blocks: OrderedDict[int, dict[int, Pair]] = OrderedDict()

    def set_ids(self, ids: array[int]) -> None:
        if ids == self._ids:
            self._blocks.clear()
            if len(ids):
                last = self.index(len(ids) - 1, len(COLUMNS) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._ids = ids
        self._blocks.clear()
        self.endResetModel()

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def row_of(self, number: int) -> int:
        return self._ids.index(number) if number in self._ids else -1

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == TOKENS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole):
            return None
        pair = self._pair(index.row())
        if pair is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[index.column()][1](pair)
        if index.column() == STATUS:
            return theme.color(STATUS_WORDS[pair.status][1])
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return COLUMNS[section][0]
        return None

    def _pair(self, row: int) -> Pair | None:
        block = row // BLOCK
        if block not in self._blocks:
            ids = self._ids[block * BLOCK : (block + 1) * BLOCK]
            self._blocks[block] = {pair.id: pair for pair in self._fetch(ids)}
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(block)
        return self._blocks[block].get(self._ids[row])


class PairList(Card):
    """Emits ``opened`` for a pair and ``deed`` for what is to be done with the selected ones."""

    opened = Signal(int)
    deed = Signal(str, object)

    def __init__(self, fetch: Fetch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PairModel(fetch)
        self.table = QTableView()
        self.table.setObjectName("pairs")
        self.table.setAccessibleName(_("Pairs"))
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(30)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 280), (2, 90), (3, 130), (4, 150), (5, 70)):
            self.table.setColumnWidth(column, width)
        self.chosen = words("", "muted")
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        self.buttons: list[QPushButton] = []
        for name, text, kind in DEEDS:
            button = QPushButton(text)
            button.setObjectName(f"bulk-{name}")
            button.setProperty("kind", kind)
            button.clicked.connect(
                lambda _on=False, name=name: self.deed.emit(name, self.selected())
            )
            self.buttons.append(button)
            deeds.addWidget(button)
        deeds.addStretch(1)
        deeds.addWidget(self.chosen)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(deeds)
        self.table.activated.connect(lambda index: self.opened.emit(self.model.id_at(index.row())))
        self.table.doubleClicked.connect(
            lambda index: self.opened.emit(self.model.id_at(index.row()))
        )
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._say_chosen())
        self.model.modelReset.connect(self._say_chosen)
        self._say_chosen()

    def set_ids(self, ids: array[int]) -> None:
        self.model.set_ids(ids)

    def selected(self) -> list[int]:
        """Ids of the selected pairs, in the order of the list."""
        rows = {row for top, bottom in self._ranges() for row in range(top, bottom + 1)}
        return [self.model.id_at(row) for row in sorted(rows)]

    def select(self, number: int) -> None:
        """Select one pair and bring it into view."""
        row = self.model.row_of(number)
        if row >= 0:
            index = self.model.index(row, 0)
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.table.scrollTo(index)

    def _ranges(self) -> list[tuple[int, int]]:
        """First and last row of each selected stretch: quick, however many rows it has."""
        selection = self.table.selectionModel().selection()
        stretches = [selection.at(n) for n in range(selection.size())]
        return [(stretch.top(), stretch.bottom()) for stretch in stretches]

    def _say_chosen(self) -> None:
        count = sum(bottom - top + 1 for top, bottom in self._ranges())
        self.chosen.setText(_("{n:,} selected").format(n=count))
        for button in self.buttons:
            button.setEnabled(count > 0)
