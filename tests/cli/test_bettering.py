"""From a bad answer to the rows that taught it, and to a better answer, without a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from tests.cli.conftest import Desk, insert_judged


@pytest.fixture
def judged(desk: Desk, tmp_path: Path) -> Desk:
    """Two rows of which one is about beginning, made of a passage, and a comparison over them."""
    book = tmp_path / "steps.txt"
    book.write_text("To begin is to take one step. Then take the next one.", encoding="utf-8")
    desk("ingest", desk.library, book)
    with Session.open(desk.path) as session:
        pair = review.add(session, "How do I begin well?", "By going.", passage=1).value
        other = review.add(session, "What is a harbour for?", "For ships.").value
        review.accept(session, [pair, other])
        freezing.freeze(session, validation=0)
    insert_judged(desk.path)
    return desk


def test_the_answers_that_lost_lead_to_their_rows_and_passages(judged: Desk) -> None:
    status, found = judged("why", judged.library, 1, "--limit", 1)
    assert status == 0 and isinstance(found, dict)
    (bad,), (row,) = found["answers"], found["rows"]
    assert found["contestant"] == "run-1"
    assert (bad["question"], bad["answer"]) == ("How do I begin?", "So, run-1.")
    assert (row["question"], row["pair"], row["prompt"]) == (bad["id"], 1, "How do I begin well?")
    assert row["by_question"] > 0.5 and row["by_answer"] == 0
    assert row["passage"] == 1 and row["text"].startswith("To begin is")
    assert found["flagged"] == 0


def test_a_question_that_is_named_is_explained_though_it_was_won(judged: Desk) -> None:
    _status, found = judged("why", judged.library, 1, "--question", 2)
    assert isinstance(found, dict)
    assert [answer["question"] for answer in found["answers"]] == ["And then?"]


def test_where_nothing_was_lost_that_is_said(judged: Desk) -> None:
    with Session.open(judged.path) as session, session.library.transaction():
        for question in session.library.comparisons.get(1).questions:
            session.library.comparisons.remove_vote(question.id, "base", "run-1")
    status, found = judged("why", judged.library, 1)
    assert status == 0 and isinstance(found, dict) and found["answers"] == found["rows"] == []
    assert "No answer of run 1 was judged to be bad." in judged.messages


def test_its_rows_are_put_on_the_list_of_what_is_to_be_fixed(judged: Desk) -> None:
    _status, found = judged("why", judged.library, 1, "--limit", 1, "--flag")
    assert isinstance(found, dict) and found["flagged"] == 1
    with Session.open(judged.path) as session:
        assert list(session.library.pairs.ids(PairFilter(flagged=True))) == [1]


def test_what_can_not_be_explained_is_refused(judged: Desk) -> None:
    why = "why", judged.library, 1
    assert "Choose one of: base" in judged.refused(*why, "--contestant", "run-7")
    assert "trained here" in judged.refused(*why, "--contestant", "base", "--question", 1)
    assert "no such question" in judged.refused(*why, "--question", 99)
    with Session.open(judged.path) as session, session.library.transaction():
        session.library.comparisons.set_open(1, True)
    assert "close them" in judged.refused(*why)


def test_a_bad_answer_is_written_anew(judged: Desk, tmp_path: Path) -> None:
    judged("why", judged.library, 1, "--limit", 1, "--flag")
    better = tmp_path / "better.txt"
    better.write_text("Begin with one step.\n\nThen rest.\n", encoding="utf-8")
    words = "rewrite", judged.library, 1, "--question", 1, "--answer-from", better
    status, made = judged(*words, "--fixed", "1,2")
    assert status == 0
    assert made == {
        "pair": 3,
        "prompt": "How do I begin?",
        "answer": "Begin with one step.\n\nThen rest.",
        "refused": "So, run-1.",
        "fixed": [1],
        "questions_removed": 1,
    }
    with Session.open(judged.path) as session:
        pair = session.library.pairs.get(3)
        assert (pair.status, pair.answer) == (Status.ACCEPTED, made["answer"])
    _status, found = judged("why", judged.library, 1)
    assert isinstance(found, dict) and found["answers"][0]["rewritten"] == 3
    assert "as pair 3" in judged.refused(*words)
    judged("undo", judged.library)
    assert judged(*words, "--keep-question", "--prompt", "How?")[1]["questions_removed"] == 0  # type: ignore[index]


def test_an_answer_that_is_no_better_is_refused(judged: Desk) -> None:
    words = "rewrite", judged.library, 1, "--question", 1
    assert "the same as the bad one" in judged.refused(*words, "--answer", " So, run-1. ")
    assert "it is empty" in judged.refused(*words, "--answer", " ")
