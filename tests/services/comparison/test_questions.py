"""Questions: spread over the rows that were held out."""

from __future__ import annotations

import json

from studio.domain.comparison import QuestionKind
from studio.domain.dataset import Row, Split
from studio.domain.run import Hyperparameters, Run
from studio.services.comparison.questions import (
    choose_held_out,
    choose_questions,
    has_held_out,
    read_rows,
)
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing


def test_an_empty_library_has_nothing_to_ask(session: Session) -> None:
    assert choose_questions(session, None) == []


def test_without_a_version_the_pairs_are_asked_about(accepted: Session) -> None:
    questions = choose_questions(accepted, None, 3)
    assert len(questions) == 3 and all(question.reference for question in questions)
    assert len({question.author for question in questions}) == 3, "spread over all of them"
    review.reopen(accepted, accepted.library.pairs.ids())
    assert len(choose_questions(accepted, None, 3)) == 3, "drafts, where nothing is accepted yet"


def test_a_question_held_out_says_whose_words_it_asks_about_and_what_of(accepted: Session) -> None:
    review.tag(accepted, accepted.library.pairs.ids(), "habit")
    freezing.freeze(accepted, validation=0.2)
    questions = choose_questions(accepted, None, 3)
    assert len(questions) == 3
    for question in questions:
        assert question.kind is QuestionKind.VALIDATION
        assert question.author is not None and question.author.startswith("Author ")
        assert question.tags == ("habit",)


def test_questions_held_out_are_spread_over_a_version(accepted: Session) -> None:
    version = freezing.freeze(accepted, validation=0.2).value
    assert len(choose_held_out(accepted, version.number, 100)) == version.validation
    assert len(choose_held_out(accepted, version.number, 2)) == 2


def insert_run(session: Session, version: int) -> Run:
    with session.library.transaction():
        number = session.library.runs.insert(
            version=version,
            endpoint="local",
            model="rehearsal-tiny",
            hyperparameters=Hyperparameters(),
            seed=None,
            suffix="",
            nonce=f"n{version}",
            estimate_usd=0,
        )
    return session.library.runs.get(number)


def test_what_was_trained_on_is_not_called_held_out(accepted: Session) -> None:
    version = freezing.freeze(accepted, validation=0).value
    run = insert_run(accepted, version.number)
    assert not has_held_out(accepted, run)
    questions = choose_questions(accepted, run, 3)
    assert {question.kind for question in questions} == {QuestionKind.WRITTEN}
    again = freezing.freeze(accepted, validation=0.2).value
    assert has_held_out(accepted, insert_run(accepted, again.number))


def test_rows_of_preference_and_of_several_turns_are_asked_as_well(session: Session) -> None:
    turns = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "How do I begin?"},
        {"role": "assistant", "content": "Small."},
        {"role": "user", "content": "And then?"},
        {"role": "assistant", "content": "Go on."},
    ]
    preference = {
        "input": {"messages": [{"role": "user", "content": "Why?"}]},
        "preferred_output": [{"role": "assistant", "content": "So."}],
        "non_preferred_output": [{"role": "assistant", "content": "No."}],
    }
    rows = [
        Row(json.dumps(row), Split.TRAIN, 0, pair=9, group="")
        for row in ({"messages": turns}, preference, {"messages": []})
    ]
    questions = read_rows(session, rows)
    assert [(question.text, question.reference) for question in questions] == [
        ("How do I begin?", "Small."),
        ("Why?", "So."),
    ]
