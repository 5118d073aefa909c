"""Filters of questions: nothing that names a side while votes are taken."""

import pytest

from studio.domain.comparison import Answer, Question, QuestionKind, Verdict, Vote
from studio.services.comparison.voting import Duel
from studio.ui.comparison.question_filters import DIFFERENT, LOST, OPEN, QuestionFilters


def make_duel(number, texts, verdict=None, kind=QuestionKind.WRITTEN):
    answers = tuple(Answer(number, key, text) for key, text in zip("ab", texts, strict=True))
    vote = Vote(number, "a", "b", verdict) if verdict else None
    return Duel(Question(number, "?", kind=kind, answers=answers), "a", "b", vote)


DUELS = [
    make_duel(1, ("same", "same"), Verdict.TIE),
    make_duel(2, ("one", "two"), Verdict.SECOND),
    make_duel(3, ("one", "two"), kind=QuestionKind.FACT),
]


@pytest.fixture
def filters(qtbot):
    filters = QuestionFilters()
    qtbot.addWidget(filters)
    filters.show()
    return filters


def choose(filters, name, *, is_open):
    filters.show_state(DUELS, is_open=is_open)
    filters._chips[name].setChecked(True)
    return [duel.question.id for duel in filters.choose(DUELS, "a")]


def test_what_is_still_to_judge(filters):
    assert choose(filters, OPEN, is_open=True) == [3]


def test_where_they_differ(filters):
    assert choose(filters, DIFFERENT, is_open=True) == [2, 3]


def test_what_was_lost_is_told_once_the_votes_are_closed(filters):
    filters.show_state(DUELS, is_open=True)
    assert not filters._chips[LOST].isVisible()
    assert choose(filters, LOST, is_open=False) == [2]


def test_one_kind_alone(filters):
    filters.show_state(DUELS, is_open=True)
    filters.kind.setCurrentIndex(filters.kind.findData(QuestionKind.FACT.value))
    assert [duel.question.id for duel in filters.choose(DUELS, "a")] == [3]
