"""A bad answer written anew: a pair, what was refused for it, and the row both become."""

from __future__ import annotations

import json

import pytest

from studio.domain.comparison import Answer, Comparison, QuestionDraft
from studio.domain.dataset import Recipe
from studio.domain.errors import CuratorError
from studio.domain.pair import Status
from studio.domain.suggestion import SuggestionState
from studio.services.comparison import question_sets
from studio.services.comparison.rewriting import (
    Rewriting,
    list_beginnings,
    list_flagged,
    list_rewritten,
    write_anew,
)
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.comparison.conftest import BASE, TUNED

BETTER = Rewriting("How do I begin?", "Lay one stone today.")


@pytest.fixture
def judged(accepted: Session) -> Comparison:
    """A question of a set, which the tuned model answered badly and another one not at all."""
    drafts = [QuestionDraft("How do I begin?", "Begin small."), QuestionDraft("And then?")]
    kept = question_sets.make_set(accepted, "Held out", drafts).value
    library = accepted.library
    with library.transaction():
        number = library.comparisons.insert([BASE, TUNED], drafts, question_set=kept)
        first, second = library.comparisons.get(number).questions
        library.comparisons.insert_answer(Answer(first.id, BASE.key, "Begin somewhere."))
        library.comparisons.insert_answer(Answer(first.id, TUNED.key, "To begin is to begin."))
        library.comparisons.insert_answer(Answer(second.id, TUNED.key, ""))
    return library.comparisons.get(number)


def write(session: Session, judged: Comparison, rewriting: Rewriting = BETTER, at: int = 0) -> int:
    return write_anew(session, judged, judged.questions[at].id, TUNED, rewriting).value


def test_a_bad_answer_becomes_a_row_of_preference(accepted: Session, judged: Comparison) -> None:
    review.set_system(accepted, "You are a mentor.")
    write(accepted, judged)
    version = freezing.freeze(accepted, Recipe(profile="dpo", validation=0)).value
    rows = [json.loads(row.json) for row in accepted.library.versions.rows(version.number)]
    assert rows == [
        {
            "input": {
                "messages": [
                    {"role": "system", "content": "You are a mentor."},
                    {"role": "user", "content": "How do I begin?"},
                ]
            },
            "preferred_output": [{"role": "assistant", "content": "Lay one stone today."}],
            "non_preferred_output": [{"role": "assistant", "content": "To begin is to begin."}],
        }
    ]


def test_it_is_accepted_read_and_says_where_it_comes_from(
    accepted: Session, judged: Comparison
) -> None:
    pair = accepted.library.pairs.get(write(accepted, judged))
    assert pair.status is Status.ACCEPTED and pair.is_read
    (refused,) = accepted.library.suggestions.of_pair(pair.id)
    assert refused.state is SuggestionState.REFUSED and refused.model == TUNED.model
    assert refused.reason == f"a bad answer of run 1 in comparison {judged.id}"
    first = judged.questions[0].id
    assert list_rewritten(accepted, judged.id) == {(first, TUNED.key): pair.id}
    assert list_rewritten(accepted, judged.id + 1) == {}


def test_what_waited_for_it_is_ticked_off_and_its_question_leaves_the_set(
    accepted: Session, judged: Comparison
) -> None:
    ids = list(accepted.library.pairs.ids()[:3])
    review.flag(accepted, ids)
    write(accepted, judged, Rewriting("How do I begin?", "Today.", fixed=tuple(ids[:2])))
    assert list_flagged(accepted, ids) == ids[2:]
    (kept,) = accepted.library.question_sets.list()
    texts = [each.draft.text for each in accepted.library.question_sets.get(kept.id).questions]
    assert texts == ["And then?"]


def test_all_of_it_is_one_step_to_undo(accepted: Session, judged: Comparison) -> None:
    ids = list(accepted.library.pairs.ids()[:1])
    review.flag(accepted, ids)
    number = write(accepted, judged, Rewriting("How do I begin?", "Today.", fixed=tuple(ids)))
    review.undo(accepted)
    assert not accepted.library.pairs.list([number])
    assert accepted.library.suggestions.of_pair(number) == []
    assert list_flagged(accepted, ids) == ids
    assert list_rewritten(accepted, judged.id) == {}
    review.redo(accepted)
    assert list_rewritten(accepted, judged.id) == {(judged.questions[0].id, TUNED.key): number}


def test_where_the_model_said_nothing_there_is_nothing_to_refuse(
    accepted: Session, judged: Comparison
) -> None:
    number = write(accepted, judged, Rewriting("And then?", "Lay another."), at=1)
    assert accepted.library.suggestions.of_pair(number) == []


@pytest.mark.parametrize(
    ("prompt", "answer", "why"),
    [
        ("How?", " ", "write both"),
        ("", "So.", "write both"),
        ("How?", "To begin is to begin. ", "the same as the bad one"),
    ],
)
def test_what_betters_nothing_is_refused(
    accepted: Session, judged: Comparison, prompt: str, answer: str, why: str
) -> None:
    with pytest.raises(CuratorError, match=why):
        write(accepted, judged, Rewriting(prompt, answer))


def test_one_can_begin_from_the_reference_and_from_the_others(judged: Comparison) -> None:
    first, second = (question.id for question in judged.questions)
    assert [text for _name, text in list_beginnings(judged, first, TUNED.key)] == [
        "Begin small.",
        "Begin somewhere.",
    ]
    assert list_beginnings(judged, second, TUNED.key) == []
