"""Keeps what is written of questions, in turn: a new one once, whatever is written meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.domain.comparison import QuestionDraft
from studio.services.comparison import question_sets
from studio.ui.page import Page


class QuestionKeeping(QObject):
    """``numbered`` comes with the sign of a new question and the number it got, ``failed`` with a
    line, ``ended`` when everything that was written is in the library."""

    numbered = Signal(int, int)
    failed = Signal(str)
    ended = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._writing = 0
        self._numbers: dict[int, int] = {}
        """The numbers of questions that were new, by their signs."""
        self._waiting: dict[int, QuestionDraft | None] = {}
        """New questions on their way, each with what was written further meanwhile."""

    def is_writing(self) -> bool:
        """Whether something that was written is not in the library yet."""
        return self._writing > 0

    def keep(self, number: int, question: int, draft: QuestionDraft) -> None:
        """Keep a question of a set; ``question`` is its number, or below 0 a new one's sign."""
        question = self._numbers.get(question, question)
        if not question:
            return
        if question > 0:
            self._write(question, draft)
        elif question in self._waiting:
            self._waiting[question] = draft
        else:
            self._waiting[question] = None
            self._writing += 1
            self._page.run(
                lambda session: question_sets.add_question(session, number, draft),
                lambda made: self._number(question, made),
                on_error=self.failed.emit,
                on_end=lambda: self._end(question),
            )

    def _write(self, question: int, draft: QuestionDraft) -> None:
        self._writing += 1
        self._page.run(
            lambda session: question_sets.write_question(session, question, draft),
            on_error=self.failed.emit,
            on_end=self._end,
        )

    def _number(self, sign: int, number: int) -> None:
        self._numbers[sign] = number
        self.numbered.emit(sign, number)
        draft = self._waiting.get(sign)
        if draft is not None:
            self._write(number, draft)

    def _end(self, sign: int = 0) -> None:
        # One that could not be added is tried again with the next letter.
        self._waiting.pop(sign, None)
        self._writing -= 1
        if not self._writing:
            self.ended.emit()
