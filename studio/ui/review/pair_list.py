"""All pairs of a filter as a list, to look over and to change many at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QWidget

from studio.domain.pair import Pair
from studio.i18n import N_, _
from studio.ui.review.bulk_actions import BULK_ACTIONS
from studio.ui.review.pair_editor import STATUS_WORDS
from studio.ui.widgets.button import make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import words
from studio.ui.widgets.row_table import Column, RowModel, RowTable, one_line

Fetch = Callable[[Sequence[int]], list[Pair]]
COLUMNS: tuple[Column[Pair], ...] = (
    Column(N_("Prompt"), lambda pair: one_line(pair.prompt), 280),
    Column(N_("Answer"), lambda pair: one_line(pair.answer)),
    Column(
        N_("Status"),
        lambda pair: _(STATUS_WORDS[pair.status][0]),
        90,
        tone=lambda pair: STATUS_WORDS[pair.status][1],
    ),
    Column(N_("Tags"), lambda pair: ", ".join(pair.tags), 130, tip=True),
    Column(N_("Book"), lambda pair: one_line(pair.book_title), 150, tip=True),
    Column(N_("Tokens"), lambda pair: f"{pair.tokens:,}", 70, right=True),
)
"""To add one: a row here."""


class PairList(Card):
    """Emits ``opened`` for a pair and ``action`` for what is to be done with the selected ones."""

    opened = Signal(int)
    action = Signal(str, object)

    def __init__(self, fetch: Fetch, parent: QWidget | None = None) -> None:
        super().__init__(parent)

        def by_id(ids: Sequence[int]) -> Mapping[int, Pair]:
            return {pair.id: pair for pair in fetch(ids)}

        self.model: RowModel[Pair] = RowModel(COLUMNS, by_id)
        self.table = RowTable(self.model, "pairs", _("Pairs"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.chosen = words("", "muted")
        self.buttons: list[QPushButton] = []
        self.body.addWidget(self.table, 1)
        self.body.addLayout(self._actions())
        for opens in (self.table.activated, self.table.doubleClicked):
            opens.connect(lambda index: self.opened.emit(self.model.id_at(index.row())))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        self.model.modelReset.connect(self._show_chosen)
        self._show_chosen()

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for action in BULK_ACTIONS:
            button = make_button(f"bulk-{action.name}", _(action.text), action.kind)
            button.clicked.connect(
                lambda _on=False, name=action.name: self.action.emit(name, self.selection())
            )
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.chosen)
        return row

    def set_ids(self, ids: array[int]) -> None:
        self.model.set_ids(ids)

    def selection(self) -> list[int]:
        """Ids of the selected pairs, in the order of the list."""
        rows = {
            row
            for top, bottom in self.table.ranges_of_selection()
            for row in range(top, bottom + 1)
        }
        return [self.model.id_at(row) for row in sorted(rows)]

    def select(self, number: int) -> None:
        """Select one pair and bring it into view."""
        row = self.model.row_of(number)
        if row >= 0:
            self.table.choose_row(row)

    def _show_chosen(self) -> None:
        count = sum(bottom - top + 1 for top, bottom in self.table.ranges_of_selection())
        self.chosen.setText(_("{n:,} selected").format(n=count))
        for button in self.buttons:
            button.setEnabled(count > 0)
