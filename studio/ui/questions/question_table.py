"""The questions of a set as a table: each with its kind, its answer and where it is from."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QWidget

from studio.domain.comparison import SetQuestion
from studio.i18n import N_, _
from studio.services.comparison.leaks import Leak, describe_leak
from studio.services.session import Session
from studio.ui.comparison.question_filters import KINDS
from studio.ui.widgets.columns import remember_columns
from studio.ui.widgets.row_table import Column, RowModel, RowTable, one_line


@dataclass(frozen=True)
class QuestionRow:
    """A question, the book its passage is from, and where its like was trained on."""

    question: SetQuestion
    source: str = ""
    leaks: tuple[Leak, ...] = ()


COLUMNS: tuple[Column[QuestionRow], ...] = (
    Column(N_("Question"), lambda row: one_line(row.question.draft.text), tip=True),
    Column(N_("Kind"), lambda row: _(KINDS[row.question.draft.kind]), 96),
    Column(
        N_("Reference answer"), lambda row: one_line(row.question.draft.reference), 150, tip=True
    ),
    Column(
        N_("Must contain"), lambda row: one_line("; ".join(row.question.draft.must)), 100, tip=True
    ),
    Column(N_("Source"), lambda row: one_line(row.source), 90, tip=True),
    Column(
        N_("Trained on"),
        lambda row: describe_leak(row.leaks),
        210,
        tone=lambda _row: "warn",
        tip=True,
    ),
)
"""To add one: a row here."""


class QuestionTable(RowTable):
    """Emits ``chosen`` with the number of the question in hand (0: none), ``removed`` when the
    selected ones are to go, ``entered`` when one is to be written in."""

    chosen = Signal(int)
    removed = Signal()
    entered = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._session = session
        self._questions: Mapping[int, SetQuestion] = {}
        self._leaks: Mapping[int, tuple[Leak, ...]] = {}
        self._model = RowModel(COLUMNS, self._fetch)
        super().__init__(self._model, "questionTable", _("Questions"), parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        remember_columns(self, "questionTable", session.settings)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self._tell())
        self.activated.connect(lambda _index: self.entered.emit())

    def set_questions(self, questions: Sequence[SetQuestion], search: str = "") -> None:
        """Show these questions, or those of them that have the words of a search."""
        terms = _fold(search).split()
        rows = [
            question
            for question in questions
            if not terms or all(term in _search_text(question) for term in terms)
        ]
        self._questions = {question.id: question for question in rows}
        self._model.set_ids(array("q", self._questions))

    def set_leaks(self, leaks: Mapping[int, tuple[Leak, ...]]) -> None:
        """Show where the like of each question was trained on."""
        self._leaks = leaks
        self._model.set_ids(array("q", self._questions))

    def list_numbers(self) -> tuple[int, ...]:
        """The numbers of the questions that are listed, in their order."""
        return self._model.ids()

    def choose(self, number: int) -> None:
        """Take a question in hand by its number; the first one where it is not listed."""
        row = self._model.row_of(number)
        if self._questions:
            self.choose_row(max(0, row))

    def list_selected(self) -> list[int]:
        """The numbers of the questions that are selected."""
        return [
            self._model.id_at(row)
            for first, last in self.ranges_of_selection()
            for row in range(first, last + 1)
        ]

    def find_next(self, numbers: Sequence[int]) -> int:
        """The question behind these, or the last one before them; 0 where there is none."""
        listed = self.list_numbers()
        rest = [number for number in listed if number not in numbers]
        behind = listed[listed.index(numbers[-1]) + 1 :]
        return behind[0] if behind else rest[-1] if rest else 0

    def current(self) -> int:
        """The number of the question in hand, 0 for none."""
        row = self.currentIndex().row()
        return self._model.id_at(row) if 0 <= row < len(self._questions) else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.chosen.emit(self.current())

    def _fetch(self, numbers: Sequence[int]) -> Mapping[int, QuestionRow]:
        questions = [self._questions[n] for n in numbers if n in self._questions]
        passages = {question.draft.passage for question in questions} - {None}
        read = self._session.library.passages.list([n for n in passages if n is not None])
        titles = {passage.id: passage.book_title for passage in read}
        return {
            question.id: QuestionRow(
                question,
                titles.get(question.draft.passage or 0, question.draft.author or ""),
                self._leaks.get(question.id, ()),
            )
            for question in questions
        }


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _search_text(question: SetQuestion) -> str:
    draft = question.draft
    return _fold(" ".join((draft.text, draft.reference, *draft.must, *draft.tags)))
