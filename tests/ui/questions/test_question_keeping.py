"""A new question is added once; what is written on the way is written behind it."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from studio.domain.comparison import QuestionDraft
from studio.domain.work import Changes
from studio.services.comparison import question_sets
from studio.services.session import Session
from studio.ui.page import Page
from studio.ui.questions.question_keeping import QuestionKeeping


class Desk(Page):
    def refresh(self, changes: Changes) -> None: ...


def test_questions_are_kept_in_turn(
    empty_session: Session, qtbot: QtBot, settle: Callable[[Page], None]
) -> None:
    page = Desk(empty_session)
    qtbot.addWidget(page)
    keeping = QuestionKeeping(page)
    numbers: list[tuple[int, int]] = []
    keeping.numbered.connect(lambda sign, number: numbers.append((sign, number)))
    number = question_sets.begin_set(empty_session, "Held").value
    for sign, text in ((-1, "Wh"), (-1, "Why?"), (-2, "How?"), (-1, "Why not?")):
        keeping.keep(number, sign, QuestionDraft(text))
    assert keeping.is_writing()
    settle(page)
    keeping.keep(number, -2, QuestionDraft("How so?"))
    settle(page)
    questions = empty_session.library.question_sets.get(number).questions
    assert [question.draft.text for question in questions] == ["Why not?", "How so?"]
    assert numbers == [(-1, questions[0].id), (-2, questions[1].id)] and not keeping.is_writing()


def test_one_that_could_not_be_added_is_tried_again(
    empty_session: Session, qtbot: QtBot, settle: Callable[[Page], None]
) -> None:
    page = Desk(empty_session)
    qtbot.addWidget(page)
    keeping, lines = QuestionKeeping(page), list[str]()
    keeping.failed.connect(lines.append)
    number = question_sets.begin_set(empty_session, "Held").value
    keeping.keep(number, -1, QuestionDraft(" "))
    settle(page)
    keeping.keep(number, -1, QuestionDraft("Why?"))
    settle(page)
    assert len(lines) == 1
    assert len(empty_session.library.question_sets.get(number).questions) == 1
