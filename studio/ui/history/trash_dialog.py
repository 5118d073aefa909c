"""What was removed, to be brought back or to be forgotten for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from studio.domain.history import TrashedBook, TrashedPair
from studio.i18n import N_, _, plural
from studio.services.pairs import trash
from studio.services.session import Session
from studio.ui.history.wording import describe_moment
from studio.ui.widgets.button import DANGER, PRIMARY, make_button, make_chip
from studio.ui.widgets.columns import remember_columns
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.modal import show_modal
from studio.ui.widgets.row_table import Column, RowModel, RowTable, one_line
from studio.ui.widgets.stack import Stack

SIZE = 860, 560

PAIR_COLUMNS: tuple[Column[TrashedPair], ...] = (
    Column(N_("Question"), lambda item: one_line(item.pair.prompt), 320, tip=True),
    Column(N_("Answer"), lambda item: one_line(item.pair.answer), tip=True),
    Column(N_("Removed"), lambda item: describe_moment(item.step.at), 130),
)
"""To add one: a row here."""

BOOK_COLUMNS: tuple[Column[TrashedBook], ...] = (
    Column(N_("Title"), lambda item: one_line(item.title), tip=True),
    Column(N_("Author"), lambda item: one_line(item.author), 180, tip=True),
    Column(N_("Passages"), lambda item: f"{item.passages:,}", 90, right=True),
    Column(N_("Pairs"), lambda item: f"{item.pairs:,}", 80, right=True),
    Column(N_("Removed"), lambda item: describe_moment(item.step.at), 130),
)
"""To add one: a row here."""


class TrashDialog(QDialog):
    """Emits ``pairs_wanted`` with the entries of pairs to bring back, ``book_wanted`` with that of
    a book, ``empty_wanted`` once the curator has said so."""

    pairs_wanted = Signal(object)
    # An entry's number is longer than the int of a signal.
    book_wanted = Signal(object)
    empty_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Trash"))
        self.resize(*SIZE)
        self._shelf = session.library.trash
        self._session = session
        self.pairs = RowModel(PAIR_COLUMNS, self._fetch_pairs)
        self.books = RowModel(BOOK_COLUMNS, self._fetch_books)
        self.pair_table = RowTable(self.pairs, "trashedPairs", _("Removed pairs"))
        self.book_table = RowTable(self.books, "trashedBooks", _("Removed books"))
        for table in (self.pair_table, self.book_table):
            remember_columns(table, table.objectName(), session.settings)
            table.selectionModel().selectionChanged.connect(lambda _on, _off: self._enable())
            table.activated.connect(lambda _index: self.bring_back())
        self.empty_page = EmptyPage()
        self.stack = Stack(self.pair_table, self.book_table, self.empty_page)
        self._make_buttons()
        self._lay_out()
        self.refresh()

    def _make_buttons(self) -> None:
        self.pair_chip, self.book_chip = make_chip("trashPairs"), make_chip("trashBooks")
        self.pair_chip.clicked.connect(lambda _on=False: self.show_table(self.pair_table))
        self.book_chip.clicked.connect(lambda _on=False: self.show_table(self.book_table))
        self.back_button = make_button("bringBack", _("Restore"), PRIMARY)
        self.back_button.clicked.connect(lambda _on=False: self.bring_back())
        self.empty_button = make_button("emptyTrash", _("Empty the trash…"), DANGER)
        self.empty_button.clicked.connect(lambda _on=False: self.empty())
        self.close_button = make_button("closeTrash", _("Close"))
        self.close_button.clicked.connect(self.close)
        for button in (self.back_button, self.empty_button, self.close_button):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        about = words(
            _("What was removed stays here, with its tags, until the trash is emptied."),
            "muted",
            wrap=True,
        )
        top = make_row(self.pair_chip, self.book_chip, (about, 1), spacing=12)
        foot = make_row(self.empty_button, None, self.close_button, self.back_button)
        lay_out(self, make_column(top, (self.stack, 1), foot, spacing=12), 20, 16, 20, 16)

    def refresh(self) -> None:
        """Show what is in the trash now."""
        self.pairs.set_ids(self._shelf.pairs())
        self.books.set_ids(self._shelf.books())
        pairs, books = self.pairs.rowCount(), self.books.rowCount()
        self.pair_chip.setText(_("Pairs {n}").format(n=f"{pairs:,}"))
        self.book_chip.setText(_("Books {n}").format(n=f"{books:,}"))
        self.pair_chip.setEnabled(bool(pairs))
        self.book_chip.setEnabled(bool(books))
        self.empty_page.show_words(
            _("The trash is empty"),
            _("Pairs and books that you remove go here, and can be restored."),
        )
        if not pairs and not books:
            self.show_table(self.empty_page)
        elif not (books if self.stack.currentWidget() is self.book_table else pairs):
            self.show_table(self.pair_table if pairs else self.book_table)
        else:
            self.show_table(self.stack.currentWidget() or self.pair_table)

    def show_table(self, view: QWidget) -> None:
        """Show the pairs, the books, or that there is nothing."""
        self.stack.setCurrentWidget(view)
        self.pair_chip.setChecked(view is self.pair_table)
        self.book_chip.setChecked(view is self.book_table)
        if isinstance(view, RowTable) and not view.ranges_of_selection():
            view.choose_row(0)
        self._enable()

    def bring_back(self) -> None:
        """Ask for what is selected to be brought back."""
        table = self.stack.currentWidget()
        if not isinstance(table, RowTable):
            return
        model = self.pairs if table is self.pair_table else self.books
        ranges = [range(first, last + 1) for first, last in table.ranges_of_selection()]
        entries = [model.id_at(row) for row in chain(*ranges)]
        if table is self.pair_table:
            self.pairs_wanted.emit(entries)
        else:
            for entry in entries:
                self.book_wanted.emit(entry)

    def empty(self) -> None:
        """Empty the trash, once it is said how much is gone for good."""
        content = trash.count_trash(self._session)
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(_("Empty the trash"))
        box.setText(_("Delete {what} for good?").format(what=content.describe()))
        box.setInformativeText(_("Their history goes too. This can't be undone."))
        forget = box.addButton(_("Empty the trash"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        show_modal(box)
        if box.clickedButton() is forget:
            self.empty_wanted.emit()

    def _enable(self) -> None:
        table = self.stack.currentWidget()
        ranges = table.ranges_of_selection() if isinstance(table, RowTable) else []
        count = sum(last - first + 1 for first, last in ranges)
        self.back_button.setEnabled(bool(count))
        self.back_button.setText(plural("Restore", "Restore {n}", count).format(n=f"{count:,}"))
        self.empty_button.setEnabled(bool(self.pairs.rowCount() or self.books.rowCount()))

    def _fetch_pairs(self, entries: Sequence[int]) -> Mapping[int, TrashedPair]:
        return {item.entry: item for item in self._shelf.list_pairs(entries)}

    def _fetch_books(self, entries: Sequence[int]) -> Mapping[int, TrashedBook]:
        return {item.entry: item for item in self._shelf.list_books(entries)}
