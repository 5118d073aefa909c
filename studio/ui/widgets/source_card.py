"""The book's side of a review: where the passage stands, the passage, and how far the book is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.domain.book import Condensed, Passage
from studio.i18n import _
from studio.ui.widgets.card import Card
from studio.ui.widgets.meter import Meter
from studio.ui.widgets.passage_view import PassageView
from studio.ui.widgets.words import words


@dataclass(frozen=True)
class Place:
    """Where a passage stands in its book (counted from 1), and what became of the book so far."""

    number: int
    passages: int
    accepted: int = 0
    rejected: int = 0
    drafts: int = 0


class SourceCard(Card):
    """Shows a passage in its chapter, or says that a pair has none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = words("", "strong")
        # A long title gives way, so that the window can be narrow.
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.where = words("", "muted")
        self.passage = PassageView()
        self.meter = Meter()
        self.progress = words("", "muted")
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.where)
        self.body.setSpacing(8)
        self.body.addLayout(top)
        self.body.addWidget(self.passage, 1)
        self.body.addWidget(self.meter)
        self.body.addWidget(self.progress)

    def show_passage(
        self, passage: Passage, condensed: Condensed, place: Place, before: str, after: str
    ) -> None:
        self.heading.setText(
            " · ".join(part for part in (passage.book_title, passage.author) if part)
        )
        passage_words = _("passage {n} of {total}").format(n=place.number, total=place.passages)
        parts = (_short(passage.chapter_title), passage_words)
        self.where.setText(" · ".join(part for part in parts if part))
        self.passage.show_passage(
            passage.text,
            condensed.sentences,
            condensed.kept,
            before=before,
            after=after,
            language=passage.language,
        )
        self._show_place(place)

    def show_no_passage(self) -> None:
        """For a pair that was written by hand or came with rows."""
        self.heading.setText(_("No book"))
        self.where.setText("")
        self.passage.show_passage(_("This pair was written by hand; it has no passage."))
        self.meter.hide()
        self.progress.setText("")

    def _show_place(self, place: Place) -> None:
        self.meter.show()
        reviewed = place.accepted + place.rejected
        self.meter.set_share(reviewed / (reviewed + place.drafts) if reviewed else 0.0)
        said = (
            _("This book {n} of {total}").format(n=place.number, total=place.passages),
            _("{n} accepted").format(n=place.accepted),
            _("{n} rejected").format(n=place.rejected),
            _("{n} drafts left").format(n=place.drafts),
        )
        self.progress.setText(" · ".join(said))


def _short(title: str, most: int = 18) -> str:
    title = " ".join(title.split())
    return title if len(title) <= most else title[: most - 1] + "…"
