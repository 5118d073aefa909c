"""The desk: the passage in its book, what became of its sentences, and the pair made of it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from studio.domain.book import Passage, Span
from studio.domain.dataset import Finding
from studio.domain.pair import Pair, Status
from studio.i18n import _
from studio.services.pairs.drafting_methods import condense_passage
from studio.services.settings.settings import Settings
from studio.store.library import Library
from studio.text.quality.grounding import measure_grounding
from studio.text.similarity.sentence_marks import (
    Fate,
    Mark,
    find_new_sentences,
    mark_sentences,
    restore,
    take_in,
    take_out,
)
from studio.ui.review.condensing_view import CondensingView
from studio.ui.review.conversation_view import ConversationView
from studio.ui.review.decision_row import DecisionRow
from studio.ui.review.guidelines_view import GuidelinesView
from studio.ui.review.model_view import ModelView
from studio.ui.review.pair_editor import PairEditor
from studio.ui.review.passage_context import PassageContext, describe_marks
from studio.ui.review.side_card import SideCard
from studio.ui.review.source_card import SourceCard
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.split import Split

THREE_ABREAST = 1_400
"""Pixels of the desk from which passage, condensing and pair stand side by side; below, a line of
the passage would be too short to be read, and the condensing stands under it."""


class Desk(QWidget):
    """Shows one pair beside its passage; what is typed and pressed there, its parts emit.

    ``reworded`` is emitted with another answer, and what was done to make it one.
    """

    # The label as an object: Qt's own text would forget which sentence it is.
    reworded = Signal(str, object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = SourceCard()
        self.condensing = CondensingView()
        self.side = SideCard()
        self.side.add_view("condensing", _("Condensing"), self.condensing, "sentences")
        self.conversation = ConversationView()
        self.side.add_view("conversation", _("Conversation"), self.conversation, "conversation")
        self.guidelines = GuidelinesView()
        self.side.add_view("guidelines", _("Guidelines"), self.guidelines, "guidelines")
        self.model = ModelView()
        self.side.add_view("model", _("As the model sees it"), self.model, "model-row")
        self.side.turn("condensing")
        self.editor = PairEditor()
        self.decisions = DecisionRow()
        self.editor.body.addWidget(self.decisions)
        self._pair = 0
        self.passage: Passage | None = None
        self._context: PassageContext | None = None
        self._sentences: tuple[Span, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._book_passages: dict[int, array[int]] = {}
        self._left = Split(
            "desk-left",
            Qt.Orientation.Vertical,
            (self.source, 7),
            (self.side, 4),
            settings=settings,
        )
        panes = Split(
            "desk",
            Qt.Orientation.Horizontal,
            self._left,
            self.editor,
            settings=settings,
        )
        lay_out(self, make_row(panes))
        self.source.passage.chosen.connect(self.change_sentence)
        self.source.passage.needs_more.connect(self._read_on)
        self.condensing.chosen.connect(self.change_sentence)
        self.condensing.pointed.connect(self._point)
        self.conversation.followed.connect(self.editor.prompt.setFocus)

    def forget_books(self) -> None:
        """Read the passages of books anew: they are others now."""
        self._book_passages.clear()

    def show_pair(self, library: Library, pair: Pair, findings: Sequence[Finding]) -> None:
        """Show a pair, and the passage it came from where it has one."""
        self.editor.show_pair(pair, findings)
        self.decisions.show_reopen(pair.status is not Status.DRAFT)
        self._show_source(library, pair)
        self._show_turns(library, pair)
        self.side.offer("condensing", self.passage is not None)
        self.show_figures()
        if pair.id != self._pair:
            self._pair = pair.id
            self._scroll_to_answer()

    def _scroll_to_answer(self) -> None:
        """Begin where the answer does: a passage may open with a page of what was dropped."""
        first = next((n for n, mark in enumerate(self._marks) if mark.answer_span is not None), 0)
        if (item := self.condensing.item(max(0, first - 1))) is not None:
            top = QAbstractItemView.ScrollHint.PositionAtTop
            self.condensing.scrollToItem(item, top)
        self.source.passage.show_sentence(first)

    def _show_turns(self, library: Library, pair: Pair) -> None:
        number = self.conversation.show_pair(pair, library.settings.get("system_message"))
        title = _("Conversation {n}").format(n=number + 2) if number else _("Conversation")
        self.side.rename("conversation", title)

    def show_figures(self) -> None:
        """Say how the answer, as it now is, compares with its passage."""
        answer = self.editor.answer.text()
        if self.passage is None:
            self._marks = ()
            self.editor.show_grounding([], None)
            return
        text, language = self.passage.text, self.passage.language
        self._marks = mark_sentences(text, self._sentences, answer, language)
        self.source.passage.set_marks(self._marks)
        new = find_new_sentences(self._marks, answer, language)
        self.condensing.show_marks(text, self._marks, answer, new)
        if not answer.strip():
            # Of nothing nothing can be said, least of all that all of it is borne out.
            self.editor.show_grounding([], None)
            return
        grounding = measure_grounding(answer, text, language)
        self.editor.show_grounding(describe_marks(text, self._marks, answer), grounding)

    def change_sentence(self, number: int) -> None:
        """Take a dropped sentence into the answer, a kept one out; give a rewritten one the book's
        words again."""
        if self.passage is None or self.editor.composing() or number >= len(self._marks):
            return
        answer, text, language = (
            self.editor.answer.text(),
            self.passage.text,
            self.passage.language,
        )
        fate = self._marks[number].fate
        if fate is Fate.DROPPED:
            changed = take_in(text, self._marks, number, answer, language)
            label = _("Take a sentence into the answer")
        elif fate is Fate.KEPT:
            changed = take_out(self._marks, number, answer)
            label = _("Take a sentence out of the answer")
        else:
            changed = restore(text, self._marks, number, answer, language)
            label = _("Give a sentence the book's words again")
        self.reworded.emit(changed, label)

    def go_to_sentences(self) -> None:
        """Put the keyboard into the list of sentences, at the first one that was dropped."""
        if self.passage is None:
            return
        self.side.turn("condensing")
        dropped = [n for n, mark in enumerate(self._marks) if mark.fate is Fate.DROPPED]
        if self.condensing.current_sentence() is None:
            self.condensing.setCurrentRow(next(iter(dropped), 0))
        self.condensing.setFocus()

    def turn(self, view: str) -> None:
        """Open a view of the side card, or go back to the first one where it is open."""
        first = "condensing" if self.passage is not None else ""
        self.side.turn(first if self.side.view() == view else view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= THREE_ABREAST
        self._left.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    def _show_source(self, library: Library, pair: Pair) -> None:
        if pair.passage is None or pair.book is None:
            self.passage = self._context = None
            self.source.show_no_passage(pair)
            return
        if pair.book not in self._book_passages:
            self._book_passages[pair.book] = library.passages.ids(book=pair.book)
        same = self._context is not None and self._context.passage.id == pair.passage
        context = PassageContext(library, pair.passage, self._book_passages[pair.book])
        self.passage = context.passage
        self._sentences = condense_passage(context.passage).sentences
        if not same:
            self.condensing.setCurrentRow(-1)
        if self.source.show_passage(context, self._sentences):
            self._context = context

    def _read_on(self, direction: int) -> None:
        """Show more of the book where one scrolls towards an end of what is shown."""
        if self._context is None:
            return
        before = self._context.read_before() if direction < 0 else ""
        after = self._context.read_after() if direction > 0 else ""
        self.source.passage.show_more(before, after)

    def _point(self, number: int) -> None:
        self.source.passage.point_at(None if number < 0 else number)
