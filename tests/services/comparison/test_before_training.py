"""The set that is asked before and after each run is remembered with the library."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from studio.domain.comparison import QuestionDraft
from studio.domain.run import Hyperparameters
from studio.domain.work import finish
from studio.providers.engine_setup import find_environment, is_installed
from studio.services.comparison import before_training, question_sets
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.training.follow import follow_run
from studio.services.training.order import Order
from studio.services.training.queue import enqueue, run_queue, start_next
from studio.services.training.start import RunStep, start_run
from studio.services.versions import freezing
from tests.services.provider_server import MODEL, ProviderServer
from tests.services.scripted_model import Model


def read_name(session: Session) -> str:
    chosen = before_training.read_asked_set(session)
    return chosen.name if chosen else ""


def test_a_set_is_chosen_and_no_other_is_when_it_is_gone(session: Session) -> None:
    assert read_name(session) == ""
    number = question_sets.make_set(session, "Held", [QuestionDraft("Why?")]).value
    before_training.choose_asked_set(session, number)
    assert read_name(session) == "Held"
    question_sets.delete_set(session, number)
    assert read_name(session) == ""
    review.undo(session)
    assert read_name(session) == "Held"
    before_training.choose_asked_set(session, None)
    assert read_name(session) == ""


DRAFTS = [QuestionDraft("Why?", "So."), QuestionDraft("How?"), QuestionDraft("When?")]


@pytest.fixture
def chosen(desk: Session, model: Model) -> int:
    """A set of three questions, asked before and after each run."""
    number = question_sets.make_set(desk, "Held", DRAFTS).value
    before_training.choose_asked_set(desk, number)
    desk.settings.set("monthly_budget_usd", 10)
    return number


def ask(session: Session, version: int, **more: Decimal) -> tuple[int | None, list[str]]:
    """What was recorded, and the lines that were said."""
    lines, job = [], before_training.ask_base(session, version, "custom", MODEL, **more)
    while True:
        try:
            lines.append(next(job).line)
        except StopIteration as end:
            return end.value.value, lines


def test_without_a_set_nothing_is_asked(desk: Session, model: Model, version: int) -> None:
    assert ask(desk, version) == (None, [])
    assert before_training.plan_before(desk, version, "custom", MODEL) is None


def test_what_the_base_has_answered_is_not_asked_again(
    desk: Session, model: Model, version: int, chosen: int
) -> None:
    plan = before_training.plan_before(desk, version, "custom", MODEL)
    assert plan is not None and (plan.questions, plan.new) == (3, 3) and plan.most_usd > 0
    assert "at most" in before_training.describe_before(desk, plan)
    first, _lines = ask(desk, version)
    assert first is not None and model.asked == 3
    before_training.note_run(desk, first, 7)
    question_sets.add_question(desk, chosen, QuestionDraft("Where?"))
    second, _lines = ask(desk, version)
    assert second != first and model.asked == 4
    answers = desk.library.comparisons.get(second or 0).questions
    assert all(question.answers[0].text == "Begin." for question in answers)
    plan = before_training.plan_before(desk, version, "custom", MODEL)
    assert plan is not None and (plan.new, plan.most_usd) == (0, 0)
    assert "already answered" in before_training.describe_before(desk, plan)


def test_another_system_message_is_another_base(
    desk: Session, model: Model, version: int, chosen: int
) -> None:
    ask(desk, version)
    review.set_system(desk, "Be a mentor.")
    other = freezing.freeze(desk, validation=0.2).value.number
    ask(desk, other)
    assert model.asked == 6


def test_one_that_was_broken_off_goes_on(
    desk: Session, model: Model, version: int, chosen: int
) -> None:
    job = before_training.ask_base(desk, version, "custom", MODEL)
    while next(job).done < 1:
        pass
    job.close()
    number, _lines = ask(desk, version)
    # All three were under way; the one that had answered is not asked again.
    assert number == 1 and model.asked == 5
    assert all(question.answers for question in desk.library.comparisons.get(1).questions)


def test_what_the_training_needs_is_left_and_the_training_goes_on(
    desk: Session, model: Model, version: int, chosen: int
) -> None:
    number, lines = ask(desk, version, beside=Decimal("9.999999"))
    assert number is None and model.asked == 0
    assert lines[-1].startswith("The base did not answer all questions: This would cost")


def test_the_base_answers_before_the_job_is_made_and_the_tuned_model_after_it(
    desk: Session, model: Model, version: int, chosen: int, server: ProviderServer
) -> None:
    job = start_run(desk, version, "custom", MODEL)
    for progress in job:
        if isinstance(progress, RunStep):
            break
        assert not server.jobs
    assert model.asked == 3
    run = finish(job).value
    assert before_training.list_awaited(desk) == []
    finish(follow_run(desk, run))
    assert before_training.list_awaited(desk) == [run]
    comparison = finish(before_training.ask_tuned(desk, run)).value
    assert model.asked == 6 and before_training.list_awaited(desk) == []
    record = desk.library.comparisons.get(comparison)
    assert (record.run, record.question_set, record.keys) == (run, chosen, ("base", f"run-{run}"))
    assert [contestant.name for contestant in record.contestants] == ["the base", f"run {run}"]
    assert all(len(question.answers) == 2 for question in record.questions)
    assert finish(before_training.ask_tuned(desk, run)).value is None


def test_the_queue_asks_each_model_and_goes_on_where_it_was_left(
    desk: Session, model: Model, version: int, chosen: int, server: ProviderServer
) -> None:
    orders = [Order(version, "custom", MODEL, Hyperparameters(epochs=epochs)) for epochs in (1, 2)]
    finish(enqueue(desk, orders))
    run = finish(start_next(desk)).value
    assert run is not None
    finish(follow_run(desk, run))  # and the program ends before its model was asked
    assert before_training.list_awaited(desk) == [run]
    jobs = [len(server.jobs) for step in run_queue(desk) if "Asking the tuned" in step.line]
    assert jobs[0] == 1, "the next training waits until this one's model was asked"
    assert jobs[-1] == 2 and before_training.list_awaited(desk) == []
    asked = desk.library.comparisons.list()
    assert sorted(record.run for record in asked if not record.is_waiting) == [1, 2]


@pytest.mark.slow
def test_on_a_real_engine_the_answers_stand_before_the_first_step(
    accepted: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_installed(find_environment()):
        pytest.skip("the local engine's environment is not set up; ./build/test does it")
    number = question_sets.make_set(accepted, "Held", DRAFTS).value
    before_training.choose_asked_set(accepted, number)
    version = freezing.freeze(accepted, validation=0.2).value.number
    try:
        job = start_run(accepted, version, "local", "rehearsal-tiny", Hyperparameters(epochs=1))
        while not isinstance(next(job), RunStep):
            pass
        (record,) = accepted.library.comparisons.list()
        questions = accepted.library.comparisons.get(record.id).questions
        assert all(q.answers and not q.answers[0].error for q in questions)
        (run,) = accepted.library.runs.list()
        assert record.run == run.id and run.job is None and run.metrics == ()
        finish(job)
        finish(follow_run(accepted, run.id))
        compared = finish(before_training.ask_tuned(accepted, run.id)).value
        answers = [
            a for q in accepted.library.comparisons.get(compared).questions for a in q.answers
        ]
        assert len(answers) == 6 and not any(answer.error for answer in answers)
    finally:
        accepted.engine().stop()
