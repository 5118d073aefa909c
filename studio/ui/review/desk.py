"""The desk: the passage in its chapter on one side, the pair that is made of it on the other."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.domain.book import Passage
from studio.domain.dataset import Finding
from studio.domain.pair import Pair, Status
from studio.services.pairs.drafting_methods import condense_passage
from studio.services.settings.settings import Settings
from studio.store.library import Library
from studio.ui.review.decision_row import DecisionRow
from studio.ui.review.pair_editor import PairEditor
from studio.ui.review.passage_context import describe_answer, read_context
from studio.ui.review.source_card import SourceCard
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.split import Split


class Desk(QWidget):
    """Shows one pair beside its passage; what is typed and pressed there, its parts emit."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = SourceCard()
        self.editor = PairEditor()
        self.decisions = DecisionRow()
        self.editor.body.addWidget(self.decisions)
        self.passage: Passage | None = None
        self._book_passages: dict[int, array[int]] = {}
        panes = Split(
            "desk",
            Qt.Orientation.Horizontal,
            (self.source, 11),
            (self.editor, 10),
            settings=settings,
        )
        lay_out(self, make_row(panes))

    def forget_books(self) -> None:
        """Read the passages of books anew: they are others now."""
        self._book_passages.clear()

    def show_pair(self, library: Library, pair: Pair, findings: Sequence[Finding]) -> None:
        """Show a pair, and the passage it came from where it has one."""
        self.editor.show_pair(pair, findings)
        self.decisions.show_reopen(pair.status is not Status.DRAFT)
        self._show_source(library, pair)
        self.show_figures()

    def show_figures(self) -> None:
        """Say how the answer, as it now is, compares with its passage."""
        answer = self.editor.answer.text()
        figures = (
            ""
            if self.passage is None
            else describe_answer(self.passage, condense_passage(self.passage), answer)
        )
        self.editor.figures.setText(figures)

    def _show_source(self, library: Library, pair: Pair) -> None:
        if pair.passage is None or pair.book is None:
            self.passage = None
            self.source.show_no_passage(pair)
            return
        if pair.book not in self._book_passages:
            self._book_passages[pair.book] = library.passages.ids(book=pair.book)
        context = read_context(library, pair.passage, self._book_passages[pair.book])
        self.passage = context.passage
        self.source.show_passage(context, condense_passage(context.passage))
