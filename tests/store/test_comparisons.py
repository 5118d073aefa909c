"""A comparison keeps its questions, each model's answer, and the verdict."""

from __future__ import annotations

import pytest

from studio.domain.errors import LibraryError
from studio.domain.run import Answer, Verdict
from studio.store.library import Library


@pytest.fixture
def comparison(library: Library) -> int:
    with library.transaction():
        return library.comparisons.insert(
            run=None,
            models=["base", "tuned"],
            endpoint="local",
            questions=[("q1", "r1"), ("q2", "")],
        )


def test_questions_stand_in_their_order_without_answers_at_first(
    library: Library, comparison: int
) -> None:
    kept = library.comparisons.get(comparison)
    assert [(q.text, q.reference, q.verdict, q.answers) for q in kept.questions] == [
        ("q1", "r1", None, ()),
        ("q2", "", None, ()),
    ]
    (listed,) = library.comparisons.list()
    assert listed.models == ("base", "tuned") and listed.questions == ()


def test_an_answer_asked_for_again_takes_the_place_of_the_first(
    library: Library, comparison: int
) -> None:
    question = library.comparisons.get(comparison).questions[1].id
    last = Answer(question, "tuned", "Begin.", tokens=3, seconds=0.5)
    with library.transaction():
        library.comparisons.insert_answer(Answer(question, "tuned", "", error="no answer"))
        library.comparisons.insert_answer(last)
    assert library.comparisons.get(comparison).questions[1].answers == (last,)


def test_a_verdict_is_kept_and_taken_back(library: Library, comparison: int) -> None:
    question = library.comparisons.get(comparison).questions[0].id
    for verdict in (Verdict.SECOND, None):
        with library.transaction():
            library.comparisons.set_verdict(question, verdict)
        assert library.comparisons.get(comparison).questions[0].verdict is verdict


def test_one_that_is_not_there_is_named(library: Library) -> None:
    with pytest.raises(LibraryError, match="no comparison 7"):
        library.comparisons.get(7)
