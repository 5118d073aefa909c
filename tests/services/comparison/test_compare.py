"""Comparing: every model is asked every question, and nothing on the way says which one it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.domain.errors import EndpointError, Unreachable
from studio.domain.run import Verdict
from studio.domain.work import finish
from studio.providers.table import PROVIDERS
from studio.services.comparison import compare
from studio.services.session import Session
from tests.services.scripted_model import Model, Stream

BASE, TUNED = "rehearsal-tiny", "ft:rehearsal-tiny:desk"
QUESTIONS = [(f"How do I take step {n}?", "Slowly.") for n in range(8)]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    model = Model()
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: model)
    return model


def begin(session: Session) -> compare.Job[int]:
    return compare.start_comparison(
        session, models=[BASE, TUNED], endpoint="local", questions=QUESTIONS
    )


def test_what_is_said_on_the_way_names_no_model(session: Session, model: Model) -> None:
    lines = {progress.line for progress in begin(session)}
    assert "Question 8 of 8" in lines
    assert not any(name in line for line in lines for name in (BASE, TUNED))


def test_the_left_side_is_asked_first_whichever_model_it_shows(
    session: Session, model: Model
) -> None:
    number = finish(begin(session)).value
    for question in session.library.comparisons.get(number).questions:
        first = TUNED if compare.is_swapped(question) else BASE
        asked = [name for text, name in model.questions if text == question.text]
        assert asked[0] == first and len(asked) == 2


def test_a_question_that_failed_is_asked_again(session: Session, model: Model) -> None:
    model.streams = [Stream(fails=Unreachable("no answer")), Stream("Begin.")]
    number = finish(begin(session)).value
    answers = [a for q in session.library.comparisons.get(number).questions for a in q.answers]
    assert sum(bool(answer.error) for answer in answers) == 1
    finish(compare.resume_comparison(session, number))
    assert compare.count_votes(session.library.comparisons.get(number)).unvoted == 8
    answers = [a for q in session.library.comparisons.get(number).questions for a in q.answers]
    assert {(answer.text, answer.error) for answer in answers} == {("Begin.", "")}


def test_a_verdict_is_kept_and_can_be_taken_back(session: Session, model: Model) -> None:
    number = finish(begin(session)).value
    first = session.library.comparisons.get(number).questions[0]
    compare.vote(session, number, first.id, Verdict.SECOND)
    assert compare.count_votes(session.library.comparisons.get(number)).second == 1
    compare.vote(session, number, first.id, None)
    assert compare.count_votes(session.library.comparisons.get(number)).unvoted == 8


def test_a_model_nobody_has_deployed_is_said_to_be_that(
    session: Session, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = PROVIDERS["engine"]
    elsewhere = replace(local, capabilities=replace(local.capabilities, needs_deployment=True))
    monkeypatch.setitem(PROVIDERS, "engine", elsewhere)
    model.streams = [Stream(fails=EndpointError("No such model.", status=404))]
    number = finish(begin(session)).value
    answers = [a for q in session.library.comparisons.get(number).questions for a in q.answers]
    assert [answer.error for answer in answers if "deployed" in answer.error]
