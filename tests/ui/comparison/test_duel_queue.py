"""The queue of duels: where one stands stays, whatever is voted, filtered or written meanwhile."""

import pytest

from studio.domain.comparison import Answer, QuestionDraft, Verdict, Vote
from studio.services.comparison.rewriting import Rewriting, write_anew
from studio.ui.comparison.duel_queue import DuelQueue
from tests.ui.comparison.test_comparison_page import BASE, TUNED


@pytest.fixture
def number(empty_session):
    """A comparison of four questions, all answered, none judged."""
    library = empty_session.library
    with library.transaction():
        number = library.comparisons.insert(
            [BASE, TUNED], [QuestionDraft(f"How {n}?") for n in range(4)]
        )
        for question in library.comparisons.get(number).questions:
            for key in (BASE.key, TUNED.key):
                library.comparisons.insert_answer(Answer(question.id, key, f"{key} says so."))
    return number


def vote(session, question, verdict):
    """The curator's vote, the base named first."""
    with session.library.transaction():
        session.library.comparisons.set_vote(Vote(question, BASE.key, TUNED.key, verdict))


def let_all(duels, _contestant, _is_to_fix):
    return duels


def let_open(duels, _contestant, _is_to_fix):
    return [duel for duel in duels if duel.vote is None]


def let_to_fix(duels, _contestant, is_to_fix):
    return [duel for duel in duels if is_to_fix(duel)]


def test_a_question_that_was_just_judged_stays_until_one_goes_on(empty_session, number):
    queue = DuelQueue()
    assert queue.read(empty_session, number)
    queue.filter(let_open, again=True)
    queue.at = 1
    judged = queue.current.question.id
    vote(empty_session, judged, Verdict.TIE)
    assert not queue.read(empty_session, number)
    queue.filter(let_open)
    assert queue.current.question.id == judged and len(queue.duels) == 4
    assert queue.find_open(queue.at + 1) == 2
    queue.filter(let_open, again=True)
    assert queue.find_row(judged) is None and len(queue.duels) == 3
    assert [line.number for line in queue.list_lines()] == [1, 3, 4], "each keeps its number"


def test_what_was_lost_is_to_be_fixed_until_something_better_is_written(empty_session, number):
    queue = DuelQueue()
    queue.read(empty_session, number)
    lost = queue.all[0].question
    vote(empty_session, lost.id, Verdict.FIRST)
    queue.read(empty_session, number)
    queue.filter(let_to_fix, again=True)
    assert queue.duels == [] and queue.find_bad() is None, "nothing is told while votes are open"
    with empty_session.library.transaction():
        empty_session.library.comparisons.set_open(number, False)
    queue.read(empty_session, number)
    queue.filter(let_to_fix, again=True)
    bad = queue.find_bad()
    assert (bad.question.id, bad.text) == (lost.id, "run-1 says so.")
    text = Rewriting(lost.text, "Lay a stone.")
    write_anew(empty_session, bad.comparison, lost.id, bad.contestant, text)
    queue.read(empty_session, number)
    queue.filter(let_to_fix, again=True)
    assert queue.duels == []
    queue.filter(let_all, again=True)
    assert [line.is_rewritten for line in queue.list_lines()].count(True) == 1


def test_without_a_comparison_there_is_nothing_to_stand_at(empty_session):
    queue = DuelQueue()
    assert not queue.read(empty_session, None)
    queue.filter(let_all)
    assert queue.current is None and queue.number is None and queue.find_open(0) == 0
    assert not queue.is_open and not queue.is_closed and queue.list_lines() == []
