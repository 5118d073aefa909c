"""Which passages are listed: of a book and its chapter, and those that a cleaning rule touches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.domain.book import Book
from studio.domain.coverage import CoveredPassage
from studio.i18n import _
from studio.services.books.coverage import describe_passage
from studio.ui.widgets.button import make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.coverage_strip import CoverageStrip
from studio.ui.widgets.layout import lay_out, make_column, make_row


class PassageFilters(QWidget):
    """Emits ``changed`` when another book or chapter is chosen or a rule let go, and
    ``passage_chosen`` with the id of one that was clicked in the book's strip."""

    changed = Signal()
    passage_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._books: Sequence[Book] = ()
        self.books = combo("passage-book", _("Book"), letters=16)
        self.chapters = combo("passage-chapter", _("Chapter"), letters=16)
        self.rule = make_button("passage-rule", "")
        self.rule.setProperty("role", "chip")
        self.rule.setToolTip(_("Show all passages again"))
        self.strip = CoverageStrip(describe_passage)
        for box in (self.books, self.chapters):
            box.setMaximumWidth(260)
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = make_row((self.books, 1), (self.chapters, 1), None)
        # A rule's name is a sentence: beside the others it would make the page wider than a screen.
        lay_out(self, make_column(self._row, make_row(self.rule, None), self.strip, spacing=4))
        self.only: frozenset[int] | None = None
        """The passages that a rule touches, or None for all."""
        self.rule_name = ""
        self.rule.hide()
        self.strip.hide()
        self.strip.chosen.connect(self.passage_chosen)
        self.books.activated.connect(lambda _row: self._choose_book())
        self.chapters.activated.connect(lambda _row: self.changed.emit())
        self.rule.clicked.connect(lambda _on=False: self.forget_rule())

    def add_search(self, field: QWidget) -> None:
        """Put the field of words at the end of the row: what it looks through is chosen before."""
        self._row.addWidget(field, 1)

    def book(self) -> int | None:
        """The book chosen, None for all."""
        number = self.books.currentData()
        return int(number) if number else None

    def chapter(self) -> int | None:
        """The chapter chosen, by its place in the book, None for all."""
        at = self.chapters.currentData()
        return int(at) if at is not None and at >= 0 else None

    def list_sameness(self) -> set[str]:
        """What is the same of all passages listed: their "book", their "chapter"."""
        book = self._find_book() or (self._books[0] if len(self._books) == 1 else None)
        if book is None:
            return set()
        is_one_chapter = self.chapter() is not None or len(book.chapters) < 2
        # Beside the chapter stands the page, where there are any.
        return {"book", "chapter"} if is_one_chapter and not book.pages else {"book"}

    def _find_book(self) -> Book | None:
        return next((book for book in self._books if book.id == self.book()), None)

    def show_books(self, books: Sequence[Book]) -> None:
        """Offer these books; the chosen one stays where it is still there."""
        chosen, chapter = self.book(), self.chapter()
        self._books = books
        self.books.clear()
        self.books.addItem(_("All books"), 0)
        for book in books:
            self.books.addItem(" ".join(book.title.split()), book.id)
        self.books.setCurrentIndex(max(0, self.books.findData(chosen or 0)))
        self._show_chapters(chapter if self.book() == chosen else None)
        self.setVisible(bool(books))

    def choose(self, book: int | None, chapter: int | None = None) -> None:
        """Choose a book and a chapter, or all, without telling."""
        self.books.setCurrentIndex(max(0, self.books.findData(book or 0)))
        self._show_chapters(chapter)

    def show_coverage(self, passages: Sequence[CoveredPassage]) -> None:
        """Show what became of the passages of the chosen book."""
        self.strip.show_passages(passages)

    def show_rule(self, name: str, title: str, passages: Sequence[int]) -> None:
        """List the passages that a rule touches, and no others."""
        self.only, self.rule_name = frozenset(passages), name
        self.rule.setText(f"{title}  ×")
        self.rule.show()
        self.changed.emit()

    def forget_rule(self, *, quiet: bool = False) -> None:
        """List all passages again."""
        self.only, self.rule_name = None, ""
        self.rule.hide()
        if not quiet:
            self.changed.emit()

    def _choose_book(self) -> None:
        self._show_chapters(None)
        self.changed.emit()

    def _show_chapters(self, chapter: int | None) -> None:
        book = self._find_book()
        self.chapters.clear()
        self.chapters.addItem(_("All chapters"), -1)
        for at, entry in enumerate(book.chapters if book else ()):
            self.chapters.addItem(" ".join(entry.title.split()) or _("(no heading)"), at)
        row = self.chapters.findData(-1 if chapter is None else chapter)
        self.chapters.setCurrentIndex(max(0, row))
        self.chapters.setEnabled(book is not None and len(book.chapters) > 1)
