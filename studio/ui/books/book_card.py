"""The chosen book: what was read of it, what the curator says of it, what was taken off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.book import Book, Matter
from studio.domain.coverage import CoveredPassage, Standing, measure_progress
from studio.i18n import _
from studio.services.books.coverage import count_standings, describe_passage
from studio.text.languages import find_language
from studio.ui.books.book_fields import BookFields
from studio.ui.widgets.book_labels import FORMATS, name_dropped
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.coverage_strip import CoverageStrip
from studio.ui.widgets.label import plain_tip, words
from studio.ui.widgets.layout import make_column, make_row

COVER = (64, 96)  # pixels a cover may take


class BookCard(Card):
    """Emits ``described`` with a field's name and value, ``reread_wanted`` (with readings or
    not), ``remove_wanted``, ``passages_wanted`` and ``pairs_wanted``, ``passage_chosen`` with the
    id of one."""

    described = Signal(str, str)
    reread_wanted = Signal(bool)
    remove_wanted = Signal()
    passages_wanted = Signal()
    pairs_wanted = Signal()
    passage_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body.setSpacing(8)
        self.heading = words("", "strong", wrap=True)
        self.read = words("", "muted", wrap=True)
        self.cover = QLabel()
        self.cover.setAccessibleName(_("Cover"))
        self.chapters, self.dropped = _plain_list(_("Chapters")), _plain_list(_("Left out"))
        self.about = BookFields("book")
        self.about.edited.connect(self._describe)
        self.body.addLayout(self._head())
        self.body.addLayout(self._progress())
        self.body.addWidget(self.about)
        self.body.addLayout(self._lists(), 1)
        self.body.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.read)
        column.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addLayout(column, 1)
        head.addWidget(self.cover, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _progress(self) -> QVBoxLayout:
        """What became of the book's passages, and the ways to them and to their pairs."""
        self.strip = CoverageStrip(describe_passage)
        self.strip.chosen.connect(self.passage_chosen)
        self.covered = words("", "muted", wrap=True)
        self.passages_button = make_button("showPassages", _("Show passages"), QUIET)
        self.pairs_button = make_button("showPairs", _("Show pairs"), QUIET)
        self.passages_button.clicked.connect(lambda _on=False: self.passages_wanted.emit())
        self.pairs_button.clicked.connect(lambda _on=False: self.pairs_wanted.emit())
        return make_column(
            self.strip,
            make_row((self.covered, 1), self.passages_button, self.pairs_button, spacing=8),
            spacing=4,
        )

    def show_coverage(self, passages: Sequence[CoveredPassage]) -> None:
        """Show what became of the passages of the book."""
        self.strip.show_passages(passages)
        done = _("{n}% decided").format(n=measure_progress(passages).percent)
        counts = [text for _standing, text in count_standings(passages)]
        self.covered.setText(" · ".join([done, *counts]) if passages else "")
        standings = {passage.standing for passage in passages}
        self.passages_button.setEnabled(bool(passages))
        self.pairs_button.setEnabled(
            bool(standings & {Standing.ACCEPTED, Standing.DRAFT, Standing.REJECTED})
        )

    def _describe(self, name: str) -> None:
        box = self.about.rights
        text = str(box.currentData()) if name == "rights" else self.about.fields[name].text()
        self.described.emit(name, text)

    def _lists(self) -> QHBoxLayout:
        below = QHBoxLayout()
        below.setSpacing(16)
        for view in (self.chapters, self.dropped):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(words(view.accessibleName(), "strong"))
            column.addWidget(view, 1)
            below.addLayout(column, 1)
        return below

    def _foot(self) -> QHBoxLayout:
        self.reread_button = QPushButton(_("Read file again"))
        self.reread_button.setObjectName("reread")
        self.reread_button.setToolTip(
            plain_tip(_("Read the original file again. Passages, pairs and your changes are kept."))
        )
        self.ruby_box = QCheckBox(_("with furigana in brackets"))
        self.ruby_box.setObjectName("rereadRuby")
        self.remove_button = QPushButton(_("Remove book"))
        self.remove_button.setObjectName("removeBook")
        self.remove_button.setProperty("kind", "danger")
        self.reread_button.clicked.connect(
            lambda _on=False: self.reread_wanted.emit(self.ruby_box.isChecked())
        )
        self.remove_button.clicked.connect(lambda _on=False: self.remove_wanted.emit())
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.reread_button)
        foot.addWidget(self.ruby_box)
        foot.addStretch(1)
        foot.addWidget(self.remove_button)
        return foot

    def show_book(self, book: Book, cover: bytes) -> None:
        """Show a book; ``cover`` is its picture as the file held it, b"" for none."""
        self.heading.setText(book.title)
        figures = _("{characters} characters · {passages} passages · {tokens} tokens").format(
            characters=f"{book.characters:,}",
            passages=f"{book.passages:,}",
            tokens=f"{book.tokens:,}",
        )
        origin = _("{format}, {encoding}, from {file}").format(
            format=_(FORMATS.get(book.format, book.format)),
            encoding=book.encoding,
            file=book.source_name,
        )
        self.read.setText(f"{figures}\n{origin}")
        self._show_cover(cover)
        self.ruby_box.setVisible(find_language(book.language).has_ruby)
        self.ruby_box.setChecked(book.ruby)
        for name, field in self.about.fields.items():
            # What is being typed there is not kept yet.
            if not (field.hasFocus() and field.isModified()):
                self.about.set_text(name, str(getattr(book, name)))
        self.about.rights.setCurrentIndex(self.about.rights.findData(book.rights))
        self._show_lists(book)

    def _show_lists(self, book: Book) -> None:
        self.dropped.clear()
        for dropped in book.dropped:
            counted = _("{what}: {n} characters") if dropped.characters else "{what}"
            title = name_dropped(dropped.what)
            self.dropped.addItem(counted.format(what=title, n=f"{dropped.characters:,}"))
        if not book.dropped:
            self.dropped.addItem(_("Nothing"))
        self.chapters.clear()
        for n, chapter in enumerate(book.chapters, 1):
            title = " ".join(chapter.title.split()) or _("(no heading)")
            around = "" if chapter.matter is Matter.BODY else _("  (skipped)")
            self.chapters.addItem(f"{n}  {title}{around}")

    def _show_cover(self, raw: bytes) -> None:
        picture = QPixmap()
        readable = bool(raw) and picture.loadFromData(raw)
        self.cover.setVisible(readable)
        if readable:
            keep, smooth = (
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.cover.setPixmap(picture.scaled(*COVER, keep, smooth))


def _plain_list(name: str) -> QListWidget:
    view = QListWidget()
    view.setObjectName("quiet")
    view.setAccessibleName(name)
    view.setMinimumHeight(52)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setWordWrap(True)
    view.setResizeMode(QListWidget.ResizeMode.Adjust)
    view.setSelectionMode(QListWidget.SelectionMode.NoSelection)
    return view
