"""Books: what came in, what was read of it, what was taken off, whose voice is how loud."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.domain.book import Book, Matter, PassageStatus
from studio.domain.errors import StudioError
from studio.domain.work import Changes
from studio.i18n import _
from studio.services import ingest
from studio.services.session import Session
from studio.ui.page import Page
from studio.ui.widgets.book_list import BookLine, BookList
from studio.ui.widgets.book_words import FORMATS, RIGHTS
from studio.ui.widgets.card import Card
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.field import Field
from studio.ui.widgets.share_bar import ShareBar
from studio.ui.widgets.words import plain_tip, words

COVER = (64, 96)  # pixels a cover may take
FIELDS = (  # name, label, row, column, columns it spans
    ("title", _("Title"), 0, 0, 3),
    ("author", _("Author"), 1, 0, 3),
    ("language", _("Language"), 2, 0, 1),
    ("year", _("Year"), 2, 2, 1),
    ("viewpoint", _("Viewpoint"), 3, 0, 1),
)


class BooksPage(Page):
    """The list on the left, the chosen book on the right, the authors' share on top."""

    name = "books"
    title = _("Books")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._books: list[Book] = []
        self.setAcceptDrops(True)
        self._build()
        self.list.currentRowChanged.connect(self._show_chosen)
        self.add_button.clicked.connect(self.choose_files)
        self.empty.clicked.connect(self.choose_files)
        self.remove_button.clicked.connect(self.remove)
        self.reread_button.clicked.connect(self.reread)

    def _build(self) -> None:
        self.add_button = QPushButton(_("Add books…"))
        self.add_button.setObjectName("addBooks")
        self.add_button.setProperty("kind", "primary")
        self.refused = words("", "bad", wrap=True)
        self.shares = ShareBar()
        self.refused.hide()
        self.list = BookList()
        top = QHBoxLayout()
        top.addWidget(words(self.title, "title"))
        top.addStretch(1)
        top.addWidget(self.add_button)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.shares)
        halves = QHBoxLayout()
        halves.setSpacing(12)
        halves.addWidget(self.list, 1)
        halves.addWidget(self._detail(), 1)
        column.addLayout(halves, 1)
        self.empty = EmptyPage()
        self.empty.show_words(
            _("Your books stand here"),
            _("Plain text, Aozora Bunko text and EPUB are read as they are; what is taken off is "
              "listed. Drop files here, or choose them."),
            _("Add books…"),
        )  # fmt: skip
        self.stack = QStackedWidget()
        self.stack.addWidget(full)
        self.stack.addWidget(self.empty)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(12)
        body.addLayout(top)
        body.addWidget(self.refused)
        body.addWidget(self.stack, 1)

    def _detail(self) -> Card:
        card = Card()
        card.body.setSpacing(8)
        self.heading = words("", "strong", wrap=True)
        self.read = words("", "muted", wrap=True)
        self.cover = QLabel()
        self.cover.setObjectName("cover")
        self.cover.setAccessibleName(_("Cover"))
        head = QHBoxLayout()
        head.setSpacing(12)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self.heading)
        said.addWidget(self.read)
        said.addStretch(1)
        head.addLayout(said, 1)
        head.addWidget(self.cover, 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(head)
        card.body.addLayout(self._form())
        self.chapters, self.dropped = _plain_list(_("Chapters")), _plain_list(_("Taken off"))
        below = QHBoxLayout()
        below.setSpacing(16)
        for view in (self.chapters, self.dropped):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(words(view.accessibleName(), "strong"))
            column.addWidget(view, 1)
            below.addLayout(column, 1)
        card.body.addLayout(below, 1)
        self.reread_button = QPushButton(_("Read again"))
        self.reread_button.setObjectName("reread")
        self.reread_button.setToolTip(
            plain_tip(_("Read the book's own file again; passages, pairs and what you said stay"))
        )
        self.ruby_box = QCheckBox(_("with readings in brackets"))
        self.ruby_box.setObjectName("rereadRuby")
        self.remove_button = QPushButton(_("Remove book"))
        self.remove_button.setObjectName("removeBook")
        self.remove_button.setProperty("kind", "danger")
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.reread_button)
        foot.addWidget(self.ruby_box)
        foot.addStretch(1)
        foot.addWidget(self.remove_button)
        card.body.addLayout(foot)
        return card

    def _form(self) -> QGridLayout:
        """Title and author across, what is short side by side below."""
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        self.fields: dict[str, Field] = {}
        for name, label, row, column, span in FIELDS:
            field = Field()
            field.setObjectName(f"book-{name}")
            field.setAccessibleName(label)
            field.editingFinished.connect(lambda name=name: self._describe(name))
            form.addWidget(words(label, "muted"), row, column)
            form.addWidget(field, row, column + 1, 1, span)
            self.fields[name] = field
        self.rights = QComboBox()
        self.rights.setObjectName("book-rights")
        self.rights.setAccessibleName(_("Rights"))
        for right, label in RIGHTS.items():
            self.rights.addItem(label, right)
        self.rights.activated.connect(lambda _row: self._describe("rights"))
        form.addWidget(words(_("Rights"), "muted"), 3, 2)
        form.addWidget(self.rights, 3, 3)
        form.setColumnStretch(1, 1)
        form.setColumnStretch(3, 1)
        return form

    def refresh(self, changes: Changes) -> None:
        if not changes.touches("books", "passages"):
            return
        kept = self.chosen()
        self._books = self.session.library.books()
        self.stack.setCurrentIndex(0 if self._books else 1)
        self.add_button.setVisible(bool(self._books))
        amounts: dict[str, int] = {}
        for book in self._books:
            name = book.author or _("unknown author")
            amounts[name] = amounts.get(name, 0) + book.tokens
        self.shares.set_amounts(list(amounts.items()))
        library = self.session.library
        new = {
            book.id: len(library.passage_ids(book=book.id, status=PassageStatus.NEW))
            for book in self._books
        }
        self.list.blockSignals(True)
        self.list.set_books([_line(book, new[book.id]) for book in self._books])
        wanted = [i for i, book in enumerate(self._books) if kept and book.id == kept.id]
        self.list.setCurrentRow(wanted[0] if wanted else 0)
        self.list.blockSignals(False)
        self._show_chosen(self.list.currentRow())

    def chosen(self) -> Book | None:
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
        files, _kind = QFileDialog.getOpenFileNames(
            self, _("Add books"), "", _("Books (*.txt *.md *.html *.htm *.xhtml *.epub);;All (*)")
        )
        self.add_files([Path(file) for file in files])

    def add_files(self, paths: Sequence[Path]) -> None:
        """Take files in, one undoable step each; what is refused is said above the list."""
        if not paths:
            return
        self._refuse([])

        def done(changes: Changes) -> None:
            outcome = changes.result if isinstance(changes.result, list) else []
            lines = [f"{r.path.name}: {r.error}" for r in outcome if isinstance(r, ingest.Refused)]
            self._refuse(lines)
            taken = [one.id for one in outcome if isinstance(one, Book)]
            if taken:
                self.choose(taken[-1])
            self.message.emit(_("{n} books added").format(n=len(outcome) - len(lines)))

        self.run(lambda session: ingest.add_books(session, paths), done)

    def reread(self) -> None:
        """Read the chosen book's own file again; nothing the curator did is lost."""
        book = self.chosen()
        if book is None:
            return
        number, ruby = book.id, self.ruby_box.isChecked()
        try:
            changes = ingest.reread(self.session, number, ruby=ruby)
        except StudioError as error:
            self.error.emit(str(error))
            return
        self.changed.emit(changes)
        new, same = _("{title} was read anew; Ctrl+Z takes it back"), _("{title} reads as before")
        self.message.emit((new if changes.result else same).format(title=book.title))

    def remove(self) -> None:
        """Take the chosen book out; undo brings it back."""
        book = self.chosen()
        if book is not None:
            self.changed.emit(ingest.remove_book(self.session, book.id))
            self.message.emit(_("{title} removed; Ctrl+Z brings it back").format(title=book.title))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.add_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    def _refuse(self, lines: Sequence[str]) -> None:
        self.refused.setText("\n".join(lines))
        self.refused.setVisible(bool(lines))

    def _describe(self, name: str) -> None:
        book = self.chosen()
        if book is None:
            return
        value = str(self.rights.currentData()) if name == "rights" else self.fields[name].text()
        if value == str(getattr(book, name)):
            return
        try:
            self.changed.emit(ingest.describe(self.session, book.id, **{name: value}))
        except StudioError as error:
            self.error.emit(str(error))

    def _show_chosen(self, _row: int) -> None:
        book = self.chosen()
        if book is None:
            return
        self.heading.setText(book.title)
        figures = _("{characters} characters · {passages} passages · {tokens} tokens").format(
            characters=f"{book.characters:,}",
            passages=f"{book.passages:,}",
            tokens=f"{book.tokens:,}",
        )
        origin = _("{format}, {encoding}, from {file}").format(
            format=FORMATS.get(book.format, book.format),
            encoding=book.encoding,
            file=book.source_name,
        )
        self.read.setText(f"{figures}\n{origin}")
        self._show_cover(book)
        self.ruby_box.setVisible(book.language == "ja")
        self.ruby_box.setChecked(book.ruby)
        for name, field in self.fields.items():
            field.setText(str(getattr(book, name)))
            field.setCursorPosition(0)
        self.rights.setCurrentIndex(self.rights.findData(book.rights))
        self.dropped.clear()
        for dropped in book.dropped:
            self.dropped.addItem(
                _("{what}: {n} characters").format(what=dropped.what, n=f"{dropped.characters:,}")
            )
        if not book.dropped:
            self.dropped.addItem(_("nothing"))
        self.chapters.clear()
        for n, chapter in enumerate(book.chapters, 1):
            title = " ".join(chapter.title.split()) or _("(no title)")
            around = "" if chapter.matter is Matter.BODY else _("  (skipped)")
            self.chapters.addItem(f"{n}  {title}{around}")

    def _show_cover(self, book: Book) -> None:
        """The book's cover where its file has one that can be shown."""
        picture = QPixmap()
        raw = self.session.library.book_cover(book.id)
        shown = bool(raw) and picture.loadFromData(raw)
        self.cover.setVisible(shown)
        if shown:
            self.cover.setPixmap(picture.scaled(
                *COVER, Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            ))  # fmt: skip


def _plain_list(name: str) -> QListWidget:
    view = QListWidget()
    view.setObjectName("quiet")
    view.setAccessibleName(name)
    view.setMinimumHeight(80)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setWordWrap(True)
    view.setResizeMode(QListWidget.ResizeMode.Adjust)
    view.setSelectionMode(QListWidget.SelectionMode.NoSelection)
    return view


def _line(book: Book, new: int) -> BookLine:
    who = (book.author or _("unknown author"), book.language, RIGHTS[book.rights])
    covered = 1 - new / book.passages if book.passages else 0.0
    return BookLine(book.title, " · ".join(part for part in who if part), covered)
