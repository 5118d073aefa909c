"""The table says of each question what it is, where from, and what was trained on."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from studio.domain.comparison import QuestionDraft, QuestionKind, SetQuestion
from studio.services.comparison.leaks import Leak
from studio.services.session import Session
from studio.ui.questions.question_table import QuestionTable


@pytest.fixture
def table(desk_session: Session, qtbot: QtBot) -> QuestionTable:
    passage = desk_session.library.passages.ids()[0]
    made = QuestionTable(desk_session)
    qtbot.addWidget(made)
    fact = QuestionDraft("Why?", "So\nit is.", QuestionKind.FACT, ("so", "thus"), passage)
    made.set_questions(
        [SetQuestion(3, fact), SetQuestion(9, QuestionDraft("How?", author="James"))]
    )
    return made


def read_row(table: QuestionTable, row: int) -> list[str]:
    model = table.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_each_question_is_described(table: QuestionTable) -> None:
    table.set_leaks({9: (Leak("How?", 2, False, 4),)})
    assert read_row(table, 0) == [
        "Why?",
        "what the book says",
        "So it is.",
        "so; thus",
        "On Beginning",
        "",
    ]
    assert read_row(table, 1) == ["How?", "written", "", "", "James", "nearly, version 2"]


def test_the_question_in_hand_is_told(table: QuestionTable) -> None:
    told: list[int] = []
    table.chosen.connect(told.append)
    table.choose(9)
    assert (told, table.current(), table.list_selected()) == ([9], 9, [9])
    assert (table.find_next([3]), table.find_next([9]), table.find_next([3, 9])) == (9, 3, 0)
    table.choose(77)
    assert table.current() == 3


def test_a_search_finds_all_its_words_in_any_part(table: QuestionTable) -> None:
    questions = list(table._questions.values())
    table.set_questions(questions, "ＳＯ why")
    assert table.list_numbers() == (3,)
    table.set_questions(questions, "nothing")
    assert table.list_numbers() == () and table.current() == 0
