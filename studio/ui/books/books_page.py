"""Books: what came in, what was read of it, what was taken off, whose voice is how loud."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QWidget,
)

from studio.domain.book import Book, PassageStatus
from studio.domain.pair_filter import PairFilter
from studio.domain.row_import import RowFile
from studio.domain.work import Change, Changes
from studio.i18n import N_, _, join_list, join_title, plural
from studio.services.books import ingest
from studio.services.books.dropped_files import BOOK_SUFFIXES, ROW_SUFFIXES, sort_files
from studio.services.books.ingest import BookFile
from studio.services.pairs import row_import
from studio.services.session import Session
from studio.ui.books.book_card import BookCard
from studio.ui.books.book_list import BookLine, BookList
from studio.ui.books.intake_dialog import IntakeDialog
from studio.ui.books.rows_dialog import RowsDialog
from studio.ui.books.share_bar import ShareBar
from studio.ui.commands import LIBRARY, MAKE, Command
from studio.ui.destination import Destination
from studio.ui.page import MANY, Page
from studio.ui.widgets.book_labels import RIGHTS
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.job_line import JobLine
from studio.ui.widgets.label import page_title, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.modal import show_modal
from studio.ui.widgets.result_line import ResultLine
from studio.ui.widgets.split import Split
from studio.ui.widgets.stack import Stack

SHOWN = 5  # rejected rows said above the list


class BooksPage(Page):
    """The list on the left, the chosen book on the right, the authors' share on top."""

    name = "books"
    title = N_("Books")
    counted = "books"
    commands = (Command("add-books", N_("Add books…"), "Ctrl+O", LIBRARY, "choose_files", MAKE),)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._books: list[Book] = []
        self._left_alone = ""  # files of a folder that are of no kind that is read
        self.setAcceptDrops(True)
        self._build()
        self.list.currentRowChanged.connect(self._show_chosen)
        self.add_button.clicked.connect(self.choose_files)
        self.empty.clicked.connect(self.choose_files)
        self.empty.other_clicked.connect(lambda: self.go.emit(Destination("explain")))
        self.folder_button.clicked.connect(self.choose_folder)
        self.card.remove_wanted.connect(self.remove)
        self.card.reread_wanted.connect(self.reread)
        self.card.described.connect(self._describe)
        self.card.passages_wanted.connect(self.show_passages)
        self.card.pairs_wanted.connect(self.show_pairs)
        self.card.passage_chosen.connect(self._show_passage)
        self.list.itemActivated.connect(lambda _item: self.show_passages())
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)

    def _build(self) -> None:
        self.progress = JobLine()
        self.result = ResultLine()
        self.result.go.connect(self.go)
        self.refused = words("", "bad", wrap=True)
        self.refused.hide()
        self.shares = ShareBar()
        self.list = BookList()
        self.card = BookCard()
        panes = Split(
            "books",
            Qt.Orientation.Horizontal,
            (self.list, 1),
            (self.card, 1),
            settings=self.session.settings,
        )
        full = lay_out(QWidget(), make_column(self.shares, (panes, 1), spacing=12))
        self.empty = self._make_empty_page()
        self.stack = Stack(full, self.empty)
        self.lay_out(self._make_head(), self.progress, self.result, self.refused, self.stack)

    def _make_head(self) -> QHBoxLayout:
        self.add_button = make_button("addBooks", _("Add books…"), PRIMARY)
        self.folder_button = make_button("addFolder", _("Add folder…"))
        self.progress_words = words("", "muted")
        title = page_title(_(self.title))
        return make_row(
            title, self.progress_words, None, self.folder_button, self.add_button, spacing=12
        )

    def _show_progress(self) -> None:
        """How much a person decided on today, and of how much of the library."""
        library = self.session.library
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        today = library.pairs.count_read_since(midnight.astimezone(UTC).isoformat())
        decided = plural("{n} pair decided today", "{n} pairs decided today", today)
        share = _("{n}% of the library").format(n=library.passages.progress().percent)
        line = f"{decided.format(n=f'{today:,}')} · {share}"
        self.progress_words.setText(line if self._books else "")

    def _make_empty_page(self) -> EmptyPage:
        empty = EmptyPage()
        empty.show_words(
            _("No books yet"),
            _(
                "Add plain text, Aozora Bunko, HTML, EPUB, Word or PDF files; "
                "what is left out of a book is listed beside it. Files with "
                "rows (JSONL, CSV, Parquet …) are imported as pairs. Drop "
                "files or folders here, or choose them."
            ),
            _("Add books…"),
            _("Explain a dataset that failed…"),
        )
        return empty

    def arrive(self, destination: Destination) -> None:
        """Show a book; or import the rows that failed, and go on to what preflight says of them."""
        if destination.rows is not None:
            self.take_rows(destination.rows, then=self._explain)
        elif destination.number is not None:
            self.choose(destination.number)

    def place(self) -> Destination | None:
        book = self.current_book()
        return Destination(self.name, number=book.id) if book is not None else None

    def _explain(self, file: RowFile) -> None:
        """To preflight; what could not be imported is said there, where one looks now."""
        lines = _list_rejected(file)
        self.go.emit(Destination("preflight", notice="\n".join(lines)))

    def focus_widget(self) -> QWidget:
        return self.list

    def refresh(self, changes: Changes) -> None:
        if not changes.touches(Change.BOOKS, Change.PASSAGES, Change.PAIRS):
            return
        before = self.current_book()
        self._books = self.session.library.books.list()
        self._show_progress()
        self.stack.setCurrentIndex(0 if self._books else 1)
        self.add_button.setVisible(bool(self._books))
        self.folder_button.setVisible(bool(self._books))
        amounts: dict[str, int] = {}
        for book in self._books:
            name = book.author or _("unknown author")
            amounts[name] = amounts.get(name, 0) + book.tokens
        self.shares.set_amounts(list(amounts.items()))
        library = self.session.library
        counts = {
            book.id: {
                status: len(library.passages.ids(book=book.id, status=status))
                for status in PassageStatus
            }
            for book in self._books
        }
        self.list.blockSignals(True)
        self.list.set_books([_line(book, counts[book.id]) for book in self._books])
        rows = [i for i, book in enumerate(self._books) if before and book.id == before.id]
        self.list.setCurrentRow(rows[0] if rows else 0)
        self.list.blockSignals(False)
        self._show_chosen(self.list.currentRow())

    def current_book(self) -> Book | None:
        """The book that is selected in the list."""
        row = self.list.currentRow()
        return self._books[row] if 0 <= row < len(self._books) else None

    def choose(self, number: int) -> None:
        """Select a book in the list."""
        for row, book in enumerate(self._books):
            if book.id == number:
                self.list.setCurrentRow(row)

    def choose_files(self) -> None:
        """Ask for files and take them in."""
        books = " ".join(f"*{suffix}" for suffix in sorted(BOOK_SUFFIXES))
        rows = " ".join(f"*{suffix}" for suffix in sorted(ROW_SUFFIXES))
        files, _kind = QFileDialog.getOpenFileNames(
            self,
            _("Add books or rows"),
            "",
            _("Books and rows ({all});;Books ({books});;Rows ({rows});;All (*)").format(
                all=f"{books} {rows}", books=books, rows=rows
            ),
        )
        self.take_in([Path(file) for file in files])

    def choose_folder(self) -> None:
        """Ask for a folder and take in what lies in it."""
        folder = QFileDialog.getExistingDirectory(self, _("Add a folder"))
        if folder:
            self.take_in([Path(folder)])

    def take_in(self, paths: Sequence[Path]) -> None:
        """Show what files and folders hold, and take in what the curator wants of it."""
        files = sort_files(paths)
        self._left_alone = _describe_others(files.others)
        self._refuse([ingest.describe_refusal(path, error) for path, error in files.refused])
        if files.books:
            dialog = IntakeDialog(self.session, files.books, self)
            if show_modal(dialog):
                self.add_files(dialog.files_to_add())
        for path in files.rows:
            self.take_rows(path)
        if paths and not files.books and not files.rows and not files.refused:
            self._refuse([_("There are no books or files with rows in there.")])

    def take_rows(self, path: Path, then: Callable[[RowFile], None] | None = None) -> None:
        """Show what a file of rows holds, and take it in where the curator wants it."""
        rows = RowsDialog(self.session, path, self)
        if show_modal(rows):
            self.import_rows(path, rows.choices(), then)

    def import_rows(
        self,
        path: Path,
        choices: row_import.Choices | None = None,
        then: Callable[[RowFile], None] | None = None,
    ) -> None:
        """Take a file of rows in as draft pairs; one undoable step."""

        def show(file: RowFile) -> None:
            text = join_title(file.name, _describe_import(file))
            self.result.say(text, _("Review drafts"), Destination("review"))
            if file.imported >= MANY:
                self.undoable.emit(text)
            notes = [*_list_mended(file), *_list_rejected(file)]
            if notes:
                self._refuse(notes)
            if then is not None and file.imported:
                then(file)

        self.progress.follow(
            self.run(
                lambda session: row_import.import_rows(session, path, choices),
                show,
                title=_("Importing {name}").format(name=path.name),
                result=lambda file: "\n".join(
                    [_describe_import(file), *_list_mended(file), *_list_rejected(file)]
                ),
                leads_to=Destination("review"),
                on_progress=self.progress.show_progress,
                on_error=lambda line: self._refuse([ingest.describe_refusal(path, line)]),
                on_end=self.progress.end,
            )
        )

    def add_files(self, files: Sequence[Path | BookFile]) -> None:
        """Take files in, one undoable step each; what is refused is said above the list."""
        if not files:
            return
        self._refuse([])

        def show(outcome: list[Book | ingest.Refused]) -> None:
            lines = [
                ingest.describe_refusal(r.path, r.error)
                for r in outcome
                if isinstance(r, ingest.Refused)
            ]
            self._refuse(lines)
            added = len(outcome) - len(lines)
            added_ids = [result.id for result in outcome if isinstance(result, Book)]
            if added_ids:
                self.choose(added_ids[-1])
            if added:
                text = plural("{n} book added", "{n} books added", added).format(n=added)
                self.result.say(text, _("Go to Passages"), Destination("passages"))

        self.progress.follow(
            self.run(
                lambda session: ingest.add_books(session, files),
                show,
                on_progress=self.progress.show_progress,
                on_end=self.progress.end,
                title=_("Adding books"),
                result=_describe_books,
                leads_to=Destination("passages"),
            )
        )

    def show_passages(self) -> None:
        """Go to the passages of the chosen book."""
        book = self.current_book()
        ids = self.session.library.passages.ids(book=book.id) if book is not None else []
        if ids and book is not None:
            self.go.emit(Destination("passages", number=ids[0], book=book.id))

    def show_pairs(self) -> None:
        """Go to the pairs of the chosen book."""
        book = self.current_book()
        ids = self.session.library.pairs.ids(PairFilter(book=book.id)) if book is not None else []
        if ids and book is not None:
            reason = _("Pairs of “{title}”").format(title=book.title)
            self.go.emit(Destination("review", pairs=tuple(ids), reason=reason))

    def _show_passage(self, number: int) -> None:
        self.go.emit(Destination("passages", number=number))

    def _show_menu(self, at: QPoint) -> None:
        """What can be done to the book under the mouse."""
        item = self.list.itemAt(at)
        if item is None:
            return
        self.list.setCurrentItem(item)
        menu = QMenu(self)
        menu.addAction(_("Show passages"), self.show_passages)
        menu.addAction(_("Show pairs"), self.show_pairs).setEnabled(
            self.card.pairs_button.isEnabled()
        )
        menu.addSeparator()
        menu.addAction(_("Remove book"), self.remove)
        menu.popup(self.list.viewport().mapToGlobal(at))

    def reread(self, ruby: bool) -> None:
        """Read the chosen book's own file again; nothing the curator did is lost."""
        book = self.current_book()
        if book is None:
            return
        new, same = (
            _("“{title}” was read again. Ctrl+Z undoes it."),
            _("“{title}” has not changed."),
        )
        number, title = book.id, book.title
        self.run(
            lambda session: ingest.reread(session, number, ruby=ruby),
            lambda is_new: self.message.emit((new if is_new else same).format(title=title)),
        )

    def remove(self) -> None:
        """Take the chosen book out; undo brings it back."""
        book = self.current_book()
        if book is not None:
            number = book.id
            # Its passages and pairs go with it: many things at once, whatever the book.
            line = _("Removed “{title}” with its passages and pairs").format(title=book.title)
            self.run(
                lambda session: ingest.remove_book(session, number),
                lambda _nothing: self.undoable.emit(line),
            )
            # A key that is pressed next must not remove the next book as well.
            self.list.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        # Not inside the drop: whoever dragged the files would wait until the dialog is closed.
        QTimer.singleShot(0, self, lambda: self.take_in(paths))

    def _refuse(self, lines: Sequence[str]) -> None:
        notes = [*lines, *filter(None, [self._left_alone])]
        self.refused.setText("\n".join(notes))
        self.refused.setVisible(bool(notes))

    def _describe(self, name: str, value: str) -> None:
        book = self.current_book()
        if book is None or value == str(getattr(book, name)):
            return
        number = book.id
        self.run(lambda session: ingest.describe(session, number, **{name: value}))

    def _show_chosen(self, _row: int) -> None:
        book = self.current_book()
        if book is not None:
            library = self.session.library
            self.card.show_book(book, library.books.cover(book.id))
            self.card.show_coverage(library.passages.coverage(book.id))


def _describe_others(files: Sequence[Path]) -> str:
    """The files of a folder that are neither books nor rows, the first of them by name."""
    if not files:
        return ""
    names = join_list(path.name for path in files[:SHOWN])
    if len(files) > SHOWN:
        names += " …"
    line = plural(
        "{n} file was not added: {names}", "{n} files were not added: {names}", len(files)
    )
    return line.format(n=f"{len(files):,}", names=names)


def _describe_refused(outcome: Sequence[Book | ingest.Refused]) -> list[str]:
    found = [item for item in outcome if isinstance(item, ingest.Refused)]
    return [ingest.describe_refusal(refused.path, refused.error) for refused in found]


def _describe_books(outcome: Sequence[Book | ingest.Refused]) -> str:
    """How many books came in, and why the others did not, a line each."""
    refused = [
        ingest.describe_refusal(r.path, r.error) for r in outcome if isinstance(r, ingest.Refused)
    ]
    added = len(outcome) - len(refused)
    text = plural("{n} book added", "{n} books added", added).format(n=added)
    return "\n".join([text, *refused])


def _describe_import(file: RowFile) -> str:
    """What became of a file's rows, in a line."""
    rows = plural("{n} row imported", "{n} rows imported", file.imported)
    parts = [rows.format(n=f"{file.imported:,}")]
    if file.duplicates:
        parts.append(_("{n} already in the library").format(n=f"{file.duplicates:,}"))
    if file.rejected_rows:
        parts.append(_("{n} can't be imported").format(n=f"{file.rejected_rows:,}"))
    if file.faulty_rows:
        parts.append(_("{n} a provider would refuse").format(n=f"{file.faulty_rows:,}"))
    return join_list(parts)


def _list_mended(file: RowFile) -> list[str]:
    """What was mended in the rows of a file."""
    return [
        _("{file}: fixed in {line}.").format(file=file.name, line=line)
        for line in row_import.describe_mends(file.mended)
    ]


def _list_rejected(file: RowFile) -> list[str]:
    """The first rows that could not be taken, each with its line and reason."""
    template = _("{file}, line {line}: {why}")
    lines = [
        template.format(file=file.name, line=n.line, why=n.message) for n in file.rejected[:SHOWN]
    ]
    if file.rejected_rows > SHOWN:
        lines.append(_("… and {n} more rows").format(n=f"{file.rejected_rows - SHOWN:,}"))
    return lines


def _line(book: Book, counts: Mapping[PassageStatus, int]) -> BookLine:
    author = (book.author or _("unknown author"), book.language, _(RIGHTS[book.rights]))
    # Passages that are skipped want no pair: they count neither as done nor as left to do.
    usable = book.passages - counts[PassageStatus.SKIPPED]
    about = " · ".join(text for text in author if text)
    return BookLine(book.title, about, counts[PassageStatus.DRAFTED], usable)
