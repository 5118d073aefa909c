"""Filters of questions: nothing that names a side while votes are taken."""

import time

import pytest

from studio.domain.comparison import Answer, Question, QuestionKind, Verdict, Vote
from studio.services.comparison.voting import Duel
from studio.ui.comparison.question_filters import DIFFERENT, LOST, OPEN, TO_FIX, QuestionFilters


def make_duel(number, texts, verdict=None, kind=QuestionKind.WRITTEN, author=None, tags=()):
    answers = tuple(Answer(number, key, text) for key, text in zip("ab", texts, strict=True))
    vote = Vote(number, "a", "b", verdict) if verdict else None
    return Duel(
        Question(number, "?", kind=kind, author=author, tags=tags, answers=answers), "a", "b", vote
    )


DUELS = [
    make_duel(1, ("same", "same"), Verdict.TIE),
    make_duel(2, ("one", "two"), Verdict.SECOND, author="Seneca", tags=("money/debt",)),
    make_duel(3, ("one", "two"), kind=QuestionKind.FACT, author="Epictetus", tags=("money",)),
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


def test_what_is_to_be_fixed_the_page_says(filters):
    filters.show_state(DUELS, is_open=False)
    filters._chips[TO_FIX].click()
    chosen = filters.choose(DUELS, "a", lambda duel: duel.question.id == 2)
    assert [duel.question.id for duel in chosen] == [2]


@pytest.mark.parametrize(
    ("box", "value", "numbers"),
    [
        ("author", "Seneca", [2]),
        ("tag", "money", [2, 3]),
        ("tag", "money/debt", [2]),
    ],
)
def test_whose_words_and_what_they_are_about(filters, box, value, numbers):
    filters.show_state(DUELS, is_open=True)
    chosen = getattr(filters, box)
    chosen.setCurrentIndex(chosen.findData(value))
    assert [duel.question.id for duel in filters.choose(DUELS, "a")] == numbers
    filters.show_state(DUELS, is_open=False)
    assert chosen.currentData() == value, "what was chosen stays"
    filters.show_state(DUELS[:1], is_open=False)
    assert not filters.author.isVisible() and not filters.tag.isVisible()
    assert [duel.question.id for duel in filters.choose(DUELS[:1], "a")] == [1]


def test_a_thousand_questions_are_filtered_at_once(filters):
    many = [make_duel(n, ("one", "two"), Verdict.SECOND, tags=("a/b/c",)) for n in range(1_000)]
    began = time.thread_time()  # of this thread alone: others use this machine
    filters.show_state(many, is_open=False)
    filters._chips[LOST].click()
    assert len(filters.choose(many, "a")) == 1_000
    assert time.thread_time() - began < 0.1
