"""The book's side of a review: where the passage stands, the passage, and how far the book is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.domain.book import Span
from studio.domain.pair import Pair
from studio.i18n import _, plural
from studio.services.pairs.progress import ReviewProgress
from studio.ui.review.passage_context import BookProgress, PassageContext
from studio.ui.review.passage_view import PassageView
from studio.ui.review.row_view import RowView
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import ElidedLabel, words
from studio.ui.widgets.layout import make_row
from studio.ui.widgets.meter import Meter
from studio.ui.widgets.stack import Stack


class SourceCard(Card):
    """Shows a passage in its chapter, or says that a pair has none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A long title gives way, so that the window can be narrow.
        self.heading = ElidedLabel("", "strong")
        self.where = ElidedLabel("", "muted")
        self.where.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.open_button = QPushButton(_("In the book"))
        self.open_button.setObjectName("openPassage")
        self.open_button.setProperty("role", "chip")
        self.open_button.setToolTip(_("Show this passage among the others of its book (Ctrl+B)"))
        self.passage = PassageView()
        self.row = RowView()
        self.views = Stack(self.passage, self.row)
        self.meter = Meter()
        self.progress = ElidedLabel("", "muted")
        self.library_progress = words("", "muted")
        self.library_progress.setToolTip(
            _("Pairs you have read and decided on today, and how much of the library is reviewed")
        )
        top = QHBoxLayout()
        top.addWidget(self.heading, 4)
        top.addWidget(self.where, 3)
        top.addWidget(self.open_button)
        self.body.setSpacing(8)
        self.body.addLayout(top)
        self.body.addWidget(self.views, 1)
        self.body.addWidget(self.meter)
        self.body.addLayout(make_row((self.progress, 1), self.library_progress))

    def show_passage(self, context: PassageContext, sentences: Sequence[Span]) -> bool:
        """Show a passage in its book; whether it is another than the one in view."""
        passage, progress = context.passage, context.progress
        titles = (passage.book_title, passage.author)
        self.heading.setText(" · ".join(text for text in titles if text))
        page = _("p. {page}").format(page=passage.page) if passage.page else ""
        parts = (_short(passage.chapter_title), page)
        self.where.setText(" · ".join(text for text in parts if text))
        self.open_button.show()
        self.views.setCurrentWidget(self.passage)
        is_new = self.passage.show_passage(
            passage.text,
            sentences,
            before=context.before,
            after=context.after,
            language=passage.language,
        )
        self._show_progress(progress)
        return is_new

    def show_no_passage(self, pair: Pair, similar: Sequence[Pair] = ()) -> None:
        """For a pair that came with a file of rows, or was written by hand: what else the file
        says of it, and accepted pairs that are like it."""
        if pair.file:
            self.heading.setText(pair.file)
            self.where.setText(_("line {n}").format(n=pair.line))
        else:
            self.heading.setText(_("No book"))
            self.where.setText("")
        self.row.show_pair(pair, similar)
        self.views.setCurrentWidget(self.row)
        self.open_button.hide()
        self.meter.hide()
        self.progress.setText("")

    def _show_progress(self, progress: BookProgress) -> None:
        self.meter.show()
        reviewed = progress.accepted + progress.rejected
        self.meter.set_share(reviewed / (reviewed + progress.drafts) if reviewed else 0.0)
        drafts = plural("{n} draft left", "{n} drafts left", progress.drafts)
        figures = (
            _("Passage {n} of {total}").format(n=progress.number, total=progress.passages),
            _("{n} accepted").format(n=progress.accepted),
            _("{n} rejected").format(n=progress.rejected),
            drafts.format(n=progress.drafts),
        )
        self.progress.setText(" · ".join(figures))

    def show_library_progress(self, progress: ReviewProgress) -> None:
        """What was done today, and how far the whole library is."""
        today = plural("{n} today", "{n} today", progress.today).format(n=f"{progress.today:,}")
        library = _("library {n}%").format(n=progress.percent)
        self.library_progress.setText(f"{today} · {library}")


def _short(title: str, most: int = 18) -> str:
    title = " ".join(title.split())
    return title if len(title) <= most else title[: most - 1] + "…"
