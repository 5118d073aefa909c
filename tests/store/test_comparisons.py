"""A comparison keeps its questions, each contestant's answer, and the votes."""

from __future__ import annotations

import pytest

from studio.domain.comparison import Answer, Contestant, QuestionDraft, Verdict, Vote
from studio.domain.errors import LibraryError
from studio.store.library import Library

CONTESTANTS = (
    Contestant("base", "", "local", "tiny", is_base=True),
    Contestant("run-1+prompt", "", "local", "ft:tiny", system="Be brief.", run=1),
)


@pytest.fixture
def comparison(library: Library) -> int:
    with library.transaction():
        return library.comparisons.insert(
            CONTESTANTS, [QuestionDraft("q1", "r1", must=("now",)), QuestionDraft("q2")], seed=9
        )


def test_questions_stand_in_their_order_without_answers_at_first(
    library: Library, comparison: int
) -> None:
    kept = library.comparisons.get(comparison)
    assert [(q.text, q.reference, q.must, q.votes, q.answers) for q in kept.questions] == [
        ("q1", "r1", ("now",), (), ()),
        ("q2", "", (), (), ()),
    ]


def test_contestants_come_back_as_they_were(library: Library, comparison: int) -> None:
    (listed,) = library.comparisons.list()
    assert (listed.contestants, listed.seed, listed.questions) == (CONTESTANTS, 9, ())


def test_an_answer_asked_for_again_takes_the_place_of_the_first(
    library: Library, comparison: int
) -> None:
    question = library.comparisons.get(comparison).questions[1].id
    last = Answer(question, "base", "Begin.", tokens=3, seconds=0.5, measures={"length": 6.0})
    with library.transaction():
        library.comparisons.insert_answer(Answer(question, "base", "", error="no answer"))
        library.comparisons.insert_answer(last)
    assert library.comparisons.get(comparison).questions[1].answers == (last,)


def test_each_judge_keeps_a_vote_of_its_own(library: Library, comparison: int) -> None:
    question = library.comparisons.get(comparison).questions[0].id
    own = Vote(question, "base", "run-1+prompt", Verdict.SECOND, reasons=("invented",))
    judged = Vote(question, "base", "run-1+prompt", Verdict.FIRST, judge="gpt", turned=True)
    with library.transaction():
        for vote in (own, judged):
            library.comparisons.set_vote(vote)
    assert set(library.comparisons.get(comparison).questions[0].votes) == {own, judged}
    with library.transaction():
        library.comparisons.remove_vote(question, "base", "run-1+prompt")
    assert library.comparisons.get(comparison).questions[0].votes == (judged,)


def test_closing_the_votes_is_a_look_and_opening_them_none(
    library: Library, comparison: int
) -> None:
    with library.transaction():
        for is_open in (False, False, True, False):
            library.comparisons.set_open(comparison, is_open)
    kept = library.comparisons.get(comparison)
    assert (kept.is_open, kept.looks) == (False, 2)


def test_one_that_is_not_there_is_named(library: Library) -> None:
    with pytest.raises(LibraryError, match="no comparison 7"):
        library.comparisons.get(7)
