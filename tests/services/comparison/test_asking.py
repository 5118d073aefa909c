"""Asking: every contestant gets every question, and nothing on the way says which one it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.domain.comparison import QuestionDraft
from studio.domain.errors import CuratorError, EndpointError, KeyRefused, OverBudget, Unreachable
from studio.domain.work import finish
from studio.providers.table import PROVIDERS
from studio.services.comparison import asking
from studio.services.comparison.contestants import add_passages, add_system
from studio.services.comparison.voting import list_duels
from studio.services.session import Session
from tests.services.comparison.conftest import BASE, QUESTIONS, TUNED
from tests.services.scripted_model import Model, Stream


def begin(session: Session) -> asking.Job[int]:
    return asking.start_comparison(session, [BASE, TUNED], QUESTIONS, seed=5)


def read_answers(session: Session, number: int):
    return [a for q in session.library.comparisons.get(number).questions for a in q.answers]


def test_what_is_said_on_the_way_names_no_model(session: Session, model: Model) -> None:
    lines = {progress.line for progress in begin(session)}
    assert "Question 8 of 8" in lines
    names = (BASE.key, TUNED.key, BASE.model, TUNED.model)
    assert not any(name in line for line in lines for name in names)


def test_who_is_asked_first_changes_from_question_to_question(
    session: Session, model: Model
) -> None:
    finish(begin(session))
    first = {name for _text, name in model.questions[::2]}
    assert first == {BASE.model, TUNED.model}


def test_the_same_seed_asks_in_the_same_order(session: Session, model: Model) -> None:
    number, again = finish(begin(session)).value, finish(begin(session)).value
    orders = [
        [c.key for c in asking.shuffle_contestants(record, record.questions[0])]
        for record in (session.library.comparisons.get(n) for n in (number, again))
    ]
    assert len(orders) == 2 and sorted(orders[0]) == sorted(orders[1])


def test_a_question_that_failed_is_asked_again(session: Session, model: Model) -> None:
    model.streams = [Stream(fails=Unreachable("no answer")), Stream("Begin.")]
    number = finish(begin(session)).value
    assert sum(bool(answer.error) for answer in read_answers(session, number)) == 1
    finish(asking.resume_comparison(session, number))
    answers = {(answer.text, answer.error) for answer in read_answers(session, number)}
    assert answers == {("Begin.", "")}


def test_an_endpoint_that_dies_at_half_is_asked_no_further_and_the_other_goes_on(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying(Model):
        def answer(self, messages, *, model, **wishes):  # type: ignore[no-untyped-def]
            stream = super().answer(messages, model=model, **wishes)
            tuned = [name for _text, name in self.questions if name == TUNED.model]
            is_dead = model == TUNED.model and len(tuned) > 2
            return Stream(fails=Unreachable("It does not answer.")) if is_dead else stream

    dying = Dying()
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: dying)
    with pytest.raises(EndpointError, match=r"run 1 .* stopped answering.*3 are missing"):
        finish(begin(session))
    answers = read_answers(session, session.library.comparisons.list()[0].id)
    assert sum(answer.model == BASE.key and not answer.error for answer in answers) == 8
    assert sum(bool(answer.error) for answer in answers) == 3
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: Model())
    number = finish(asking.resume_comparison(session, 1)).value
    assert len(read_answers(session, number)) == 16
    assert not any(answer.error for answer in read_answers(session, number))


def test_a_refused_key_is_not_tried_eight_times(session: Session, model: Model) -> None:
    model.streams = [Stream(fails=KeyRefused("The key is wrong.", status=401)) for _n in range(16)]
    with pytest.raises(EndpointError, match="The key is wrong"):
        finish(begin(session))
    assert model.asked == 2


def test_where_the_money_ends_what_was_asked_is_kept_and_the_rest_waits(
    session: Session, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, left = asking.ask_model, iter(range(5))

    def ask_within(*args, **wishes):  # type: ignore[no-untyped-def]
        if next(left, None) is None:
            raise OverBudget("Nothing is left of the budget.")
        return (yield from ask(*args, **wishes))

    monkeypatch.setattr(asking, "ask_model", ask_within)
    monkeypatch.setattr(asking, "_count_at_once", lambda *_about: 4)
    with pytest.raises(OverBudget, match=r"Nothing is left.*11 are missing"):
        finish(begin(session))
    assert len(read_answers(session, 1)) == 5
    monkeypatch.setattr(asking, "ask_model", ask)
    finish(asking.resume_comparison(session, 1))
    assert len(read_answers(session, 1)) == 16


def test_a_model_that_answers_nothing_has_answered(session: Session, model: Model) -> None:
    model.streams = [Stream() for _n in range(16)]
    number = finish(begin(session)).value
    assert [(a.text, a.error) for a in read_answers(session, number)] == [("", "")] * 16
    duels = list_duels(session.library.comparisons.get(number), TUNED.key, BASE.key)
    assert all(duel.is_ready for duel in duels)


def test_more_questions_open_the_votes_again_and_leave_the_answers(
    session: Session, comparison: int, model: Model
) -> None:
    with session.library.transaction():
        session.library.comparisons.set_open(comparison, False)
    asked = model.asked
    finish(asking.ask_more(session, comparison, [QuestionDraft("And then?")]))
    record = session.library.comparisons.get(comparison)
    assert (len(record.questions), record.is_open, record.looks) == (9, True, 1)
    assert model.asked == asked + 2


def test_where_the_endpoint_tells_it_the_likelihood_of_the_reference_is_kept(
    session: Session, comparison: int
) -> None:
    (question, *_others) = session.library.comparisons.get(comparison).questions
    likelihoods = {answer.model: answer.measures["likelihood"] for answer in question.answers}
    assert likelihoods == {BASE.key: -1.0, TUNED.key: -0.5}


def test_a_contestant_with_a_prompt_is_asked_with_it(session: Session) -> None:
    request = asking.build_request(session, add_system(BASE, "Be brief."), "Why?")
    assert request[0] == {"role": "system", "content": "Be brief."}


def test_a_contestant_with_passages_reads_those_that_suit_the_question(
    session: Session, book: int
) -> None:
    request = asking.build_request(session, add_passages(BASE, 1), "What is said of gardens?")
    assert "garden" in str(request[-1]["content"])
    assert str(request[-1]["content"]).endswith("What is said of gardens?")


def test_a_provider_is_asked_several_at_once_and_this_computer_one_by_one(
    session: Session, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    for is_free, most in ((True, 1), (False, 4)):
        local = PROVIDERS["engine"]
        capabilities = replace(local.capabilities, free=is_free)
        monkeypatch.setitem(PROVIDERS, "engine", replace(local, capabilities=capabilities))
        model.streams = [Stream(*["word "] * 6) for _answer in range(16)]
        monkeypatch.setattr(asking, "require_answer_price", lambda *_about: None)
        monkeypatch.setattr("studio.services.spending.require_answer_price", lambda *_about: None)
        before, done, under_way = model.asked, 0, set()
        for progress in begin(session):
            done = progress.done if progress.total else done
            under_way.add(model.asked - before - done)
        assert max(under_way) == most


def test_the_same_contestant_twice_is_refused(session: Session, model: Model) -> None:
    with pytest.raises(CuratorError, match="is listed twice"):
        finish(asking.start_comparison(session, [BASE, BASE], QUESTIONS))
    assert model.asked == 0


def test_a_model_nobody_has_deployed_is_said_to_be_that(
    session: Session, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = PROVIDERS["engine"]
    elsewhere = replace(local, capabilities=replace(local.capabilities, needs_deployment=True))
    monkeypatch.setitem(PROVIDERS, "engine", elsewhere)
    model.streams = [Stream(fails=EndpointError("No such model.", status=404))]
    number = finish(begin(session)).value
    errors = [answer.error for answer in read_answers(session, number)]
    assert [error for error in errors if "deployed" in error]
