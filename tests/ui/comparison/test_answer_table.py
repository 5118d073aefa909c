"""The table of all answers: a column a contestant, votes beside the answers, a row leads back."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from studio.domain.comparison import Answer, Comparison, Question, Verdict, Vote
from studio.ui.comparison.answer_table import AnswerTable
from studio.ui.comparison.standings_view import StandingsView
from tests.ui.comparison.test_comparison_page import BASE, TUNED

LONG = "Begin\nsmall. " * 60
QUESTION = Question(
    7,
    "How?",
    answers=(Answer(7, BASE.key, LONG), Answer(7, TUNED.key, "<b>Now</b>")),
    votes=(Vote(7, BASE.key, TUNED.key, Verdict.SECOND),),
)


def make(*contestants):
    failed = Question(8, "Why?", answers=(Answer(8, TUNED.key, "", error="No such model"),))
    return Comparison(
        1, 1, contestants, datetime.now(UTC), is_open=False, questions=(QUESTION, failed)
    )


@pytest.fixture
def table(qtbot):
    table = AnswerTable()
    qtbot.addWidget(table)
    table.answers.show_comparison(make(TUNED, BASE))
    return table


def read(table, number):
    """A question's cells as they are seen."""
    model = table.answers
    (row,) = [at for at in range(model.rowCount()) if model.find_question(at) == number]
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_the_rival_comes_first_and_votes_stand_before_the_answers(table):
    heads = [
        table.answers.headerData(n, Qt.Orientation.Horizontal)
        for n in range(table.answers.columnCount())
    ]
    assert heads == ["Question", "the base", "run 1"]
    question, base, tuned = read(table, 7)
    assert (question, tuned) == ("How?", "▲ <b>Now</b>")
    assert base.startswith("Begin small. Begin") and "\n" not in base


def test_a_failure_says_why_and_an_answer_nobody_gave_is_a_dash(table):
    assert read(table, 8) == ["Why?", "–", "No such model"]


def test_a_row_leads_to_its_question(table, qtbot):
    at = table.answers.index(0, 1)
    with qtbot.waitSignal(table.question_wanted) as wanted:
        table.activated.emit(at)
    assert wanted.args == [table.answers.find_question(0)]


def test_many_contestants_scroll_to_the_side_instead_of_being_squeezed(table):
    table.resize(400, 300)
    table.show()
    assert table.columnWidth(1) == 190


def test_the_contestants_leave_the_answers_the_room_they_do_not_need(qtbot):
    view = StandingsView()
    qtbot.addWidget(view)
    view.resize(1000, 600)
    view.show_standings(make(BASE, TUNED), {})
    view.show()
    assert view.answers.height() > 2 * view.table.height()
