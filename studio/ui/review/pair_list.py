"""All pairs of a filter as a list, to look over and to change many at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QPushButton, QWidget

from studio.domain.pair import Pair
from studio.domain.pair_filter import PairFilter, Sort
from studio.i18n import _, plural
from studio.services.settings.settings import Settings
from studio.store.search import fold
from studio.ui.review import bulk_menu
from studio.ui.review.bulk_actions import BY_NAME, ROW
from studio.ui.review.list_columns import (
    SORT_CHOICES,
    SORTS_OF_COLUMNS,
    find_choice,
    make_columns,
)
from studio.ui.widgets.button import QUIET, make_button, make_chip
from studio.ui.widgets.card import Card
from studio.ui.widgets.columns import remember_columns, sort_by_header
from studio.ui.widgets.combo import combo
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.flow_layout import FlowLayout, make_flow
from studio.ui.widgets.highlight import Highlighter
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import make_row
from studio.ui.widgets.row_table import RowModel, RowTable
from studio.ui.widgets.stack import Stack

Fetch = Callable[[Sequence[int]], list[Pair]]
MARKED = (0, 1, 3, 4)
"""Columns in which a search is marked."""
LEAST = 420
"""Pixels below which the list is no list any more."""


class PairList(Card):
    """Emits ``opened`` for a pair, ``action`` for what is to be done with the selected ones (and
    the reason or tag that goes with it), and ``sorted`` for another order."""

    opened = Signal(int)
    action = Signal(str, object, str)
    sorted = Signal(Sort, bool)

    def __init__(
        self, fetch: Fetch, settings: Settings | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setMinimumWidth(LEAST)
        self._ids: array[int] = array("q")
        self._terms: list[str] = []
        self.list_tags: Callable[[], Sequence[str]] = list

        def by_id(ids: Sequence[int]) -> Mapping[int, Pair]:
            return {pair.id: pair for pair in fetch(ids)}

        self.model: RowModel[Pair] = RowModel(make_columns(lambda: self._terms), by_id)
        self.table = RowTable(self.model, "pairs", _("Pairs"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        highlighter = Highlighter(lambda: self._terms, self.table)
        for column in MARKED:
            self.table.setItemDelegateForColumn(column, highlighter)
        self.empty = EmptyPage()
        self.stack = Stack(self.table, self.empty)
        self.stack.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.buttons: list[QPushButton] = []
        self.body.addLayout(self._make_head())
        self.body.addWidget(self.stack, 1)
        self.body.addLayout(self._make_actions())
        self._connect(settings)
        self._show_count()

    def _make_head(self) -> QHBoxLayout:
        self.facets_button = make_chip("facets", _("Facets"))
        self.facets_button.setToolTip(
            _("Show what these pairs are made of, counted, beside the list")
        )
        self.saved_button = make_button("saved-filters", _("Saved filters"))
        self.replace_button = make_button("replace", _("Replace…"), command="replace")
        self.count = words("", "muted")
        self.all_button = make_button("select-all-pairs", "", QUIET)
        self.all_button.clicked.connect(lambda _on=False: self.select_all())
        # Whoever clicks them goes on in the list; the Tab key reaches them.
        for button in (self.facets_button, self.saved_button, self.replace_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        choices = [(at, _(choice.text)) for at, choice in enumerate(SORT_CHOICES)]
        self.order = combo("sort", _("Order of the pairs"), choices, letters=12)
        return make_row(
            self.facets_button,
            self.saved_button,
            self.replace_button,
            None,
            self.count,
            self.all_button,
            words(_("Sort:"), "muted"),
            self.order,
        )

    def _make_actions(self) -> FlowLayout:
        for name in ROW:
            action = BY_NAME[name]
            button = make_button(f"bulk-{name}", _(action.text), action.kind)
            if action.asks:
                menu = QMenu(button)
                menu.aboutToShow.connect(
                    lambda menu=menu, action=action: self._fill_choices(menu, action.name)
                )
                button.setMenu(menu)
            else:
                button.clicked.connect(lambda _on=False, name=name: self.do(name))
            self.buttons.append(button)
        return make_flow(*self.buttons)

    def _connect(self, settings: Settings | None) -> None:
        for opens in (self.table.activated, self.table.doubleClicked):
            opens.connect(lambda index: self.opened.emit(self.model.id_at(index.row())))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_count())
        self.model.modelReset.connect(self._show_count)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.order.activated.connect(self._choose_order)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(lambda: self.do("remove"))
        keys = {at: sort.value for at, sort in enumerate(SORTS_OF_COLUMNS)}
        self._header = sort_by_header(self.table, keys, self._sort_by_column)
        if settings is not None:
            remember_columns(self.table, "pairs", settings)

    # -- what it shows ------------------------------------------------------------------------

    def set_ids(self, ids: array[int]) -> None:
        """Show these pairs; one stays at the pair one was at, or at its place where it is gone."""
        row, number = self.table.currentIndex().row(), self.current()
        is_same, self._ids = ids == self._ids, ids
        self.model.set_ids(ids)
        if not is_same and len(ids):
            # Where a search has found nothing one stood nowhere; the keyboard needs a row.
            found_row = self.model.row_of(number) if number is not None else -1
            self.table.choose_row(found_row if found_row >= 0 else min(max(row, 0), len(ids) - 1))
        self._turn(bool(len(ids)))
        self._show_count()

    def _turn(self, full: bool) -> None:
        """Show the rows, or why there are none; the keyboard never falls on the button there."""
        if self.table.hasFocus() and not full:
            self.stack.setFocus()
        self.stack.setCurrentIndex(0 if full else 1)
        if self.stack.hasFocus() and full:
            self.table.setFocus()

    def set_terms(self, terms: Sequence[str]) -> None:
        """Mark these words of a search in the rows."""
        self._terms = [fold(term) for term in terms]
        self.table.viewport().update()

    def hide_sameness(self, wish: PairFilter, books: int) -> None:
        """Leave out columns that would say the same of each row, so that the others have room."""
        same = {Sort.STATUS: wish.status is not None, Sort.BOOK: books < 2 or wish.book is not None}
        self.table.hide_columns(
            {at for at, sort in enumerate(SORTS_OF_COLUMNS) if same.get(sort, False)}
        )

    def show_order(self, sort: Sort, descending: bool) -> None:
        """Show by what the pairs are sorted."""
        self.order.setCurrentIndex(find_choice(sort, descending))
        self._header.show(sort.value if sort in SORTS_OF_COLUMNS else "", descending)

    def selection(self) -> list[int]:
        """Ids of the selected pairs, in the order of the list."""
        rows = {
            row
            for top, bottom in self.table.ranges_of_selection()
            for row in range(top, bottom + 1)
        }
        return [self.model.id_at(row) for row in sorted(rows)]

    def current(self) -> int | None:
        """The pair at which the keyboard stands; None where there is none."""
        row = self.table.currentIndex().row()
        return self.model.id_at(row) if row >= 0 else None

    def open_choices(self, name: str) -> None:
        """Open the menu of an action that asks for something, where pairs are selected."""
        button = next(b for b in self.buttons if b.objectName() == f"bulk-{name}")
        if button.isEnabled() and (menu := button.menu()) is not None:
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def select(self, number: int) -> None:
        """Select one pair and bring it into view."""
        row = self.model.row_of(number)
        if row >= 0:
            self.table.choose_row(row)

    def select_all(self) -> None:
        """Select everything that the filter shows."""
        self.table.selectAll()
        self.table.setFocus()

    def do(self, name: str, value: str = "") -> None:
        """Ask for an action on the selected pairs."""
        self.action.emit(name, self.selection(), value)

    def _show_count(self) -> None:
        count = sum(bottom - top + 1 for top, bottom in self.table.ranges_of_selection())
        total = self.model.rowCount()
        self.count.setText(
            _("{n:,} of {total:,} selected").format(n=count, total=total) if total else ""
        )
        label = plural("Select {n}", "Select all {n}", total)
        self.all_button.setText(label.format(n=f"{total:,}"))
        self.all_button.setVisible(1 < total != count)
        for button in self.buttons:
            button.setEnabled(count > 0)

    # -- menus and orders ---------------------------------------------------------------------

    def _fill_choices(self, menu: QMenu, name: str) -> None:
        menu.clear()
        bulk_menu.fill_choices(menu, BY_NAME[name], self.list_tags(), self.do)

    def _show_menu(self, position: QPoint) -> None:
        if not self.selection():
            return
        menu = QMenu(self.table)
        number = self.model.id_at(self.table.currentIndex().row())
        menu.addAction(_("Open"), lambda: self.opened.emit(number))
        menu.addSeparator()
        bulk_menu.fill_menu(menu, self.list_tags(), self.do)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.viewport().mapToGlobal(position))

    def _choose_order(self, row: int) -> None:
        choice = SORT_CHOICES[row]
        self.sorted.emit(choice.sort, choice.descending)

    def _sort_by_column(self, key: str, descending: bool) -> None:
        self.sorted.emit(Sort(key) if key else Sort.ENTRY, descending)
