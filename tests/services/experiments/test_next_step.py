"""What to try next: the weightiest first, each with its reason, its price, and what is queued."""

from __future__ import annotations

from decimal import Decimal

from studio.domain.comparison import Verdict
from studio.domain.run import RunStatus
from studio.domain.work import finish
from studio.services.comparison import voting
from studio.services.experiments.experiments import format_cost, list_experiments
from studio.services.experiments.learning_curve import plan_curve
from studio.services.experiments.next_step import (
    NextExperiment,
    Step,
    list_suggestions,
    queue_step,
    suggest_next,
)
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.comparison.conftest import model
from tests.services.experiments.test_experiments import compare_run, frozen, make_run, measure_run
from tests.services.scripted_model import Model

__all__ = ["frozen", "model"]


def suggest(session: Session) -> NextExperiment:
    return suggest_next(session, list_experiments(session))


def list_steps(session: Session) -> list[Step]:
    return [step.step for step in list_suggestions(session, list_experiments(session))]


def test_the_first_step_is_to_train(session: Session) -> None:
    assert suggest(session).step is Step.TRAIN


def test_a_loss_that_turned_asks_for_fewer_epochs(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.7, 1.9, 2.4])
    step = suggest(frozen)
    assert (step.step, step.epochs) == (Step.FEWER_EPOCHS, 2)
    assert "lowest after epoch 2" in step.reason
    assert [order.wishes.epochs for order in step.orders] == [2]


def test_a_run_nobody_compared_is_to_be_compared(frozen: Session, model: Model) -> None:
    freezing.freeze(frozen, validation=0.5)
    number = make_run(frozen, [2.0, 1.99, 1.98], version=2)
    step = suggest(frozen)
    assert (step.step, step.questions) == (Step.COMPARE, 12)
    comparison = finish(queue_step(frozen, step)).value
    record = frozen.library.comparisons.get(comparison)
    assert (record.run, len(record.questions)) == (number, 12)
    assert all(len(question.answers) == 2 for question in record.questions)


def test_a_run_that_only_was_measured_is_to_be_voted_on(frozen: Session) -> None:
    comparison = measure_run(frozen, make_run(frozen, [2.0, 1.99]), gains=[0.1, -0.1] * 4)
    step = suggest(frozen)
    assert (step.step, step.comparison, step.is_queueable) == (Step.VOTE, comparison, False)


def test_votes_that_were_begun_are_gone_on_with(frozen: Session) -> None:
    comparison = measure_run(frozen, make_run(frozen, [2.0, 1.99]), gains=[0.1, -0.1] * 4)
    duel = voting.list_duels(frozen.library.comparisons.get(comparison), "run-1", "base")[0]
    voting.vote_for(frozen, comparison, duel, Verdict.TIE)
    step = suggest(frozen)
    assert (step.step, step.comparison) == (Step.VOTE, comparison)
    assert "are open" in step.reason


def test_a_run_that_lost_leads_to_its_answers_and_to_nothing_dear(frozen: Session) -> None:
    comparison = compare_run(frozen, make_run(frozen, [2.0, 1.9]), wins=1, losses=14)
    step = suggest(frozen)
    assert (step.step, step.comparison) == (Step.FIX, comparison)
    assert list_steps(frozen) == [Step.FIX]


def test_a_run_without_held_out_rows_is_not_asked_what_it_learned(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.99, 1.98])
    step = suggest(frozen)
    assert (step.step, step.is_queueable) == (Step.COMPARE, False)


def test_a_share_for_a_learning_curve_is_not_what_one_goes_on_with(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.7, 1.9, 2.4])
    make_run(frozen, [2.0, 1.7, 1.9, 2.4], share=0.5)
    assert suggest(frozen).run == 1


def test_nobody_says_no_worse_of_a_run_that_nobody_compared(frozen: Session) -> None:
    for share in (0.25, 0.5, 1.0):
        make_run(frozen, [2.0, 1.99, 1.98], share=share)
    assert Step.MORE_DATA not in list_steps(frozen)


def test_a_lead_that_is_not_proven_asks_for_more_questions(frozen: Session, model: Model) -> None:
    freezing.freeze(frozen, validation=0.5)
    number = make_run(frozen, [2.0, 1.99], version=2)
    comparison = compare_run(frozen, number, wins=9, losses=6)
    step = suggest(frozen)
    assert step.step is Step.MORE_QUESTIONS
    # No more are asked than were held out, and that is said.
    assert step.questions == 18 and "left to ask" in step.reason
    asked = len(frozen.library.comparisons.get(comparison).questions)
    finish(queue_step(frozen, step))
    questions = frozen.library.comparisons.get(comparison).questions
    assert len(questions) == asked + step.questions
    assert len({question.text for question in questions}) == len(questions)


def test_a_loss_that_still_falls_asks_for_more_epochs(frozen: Session) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.5]), wins=14, losses=1)
    step = suggest(frozen)
    assert (step.step, step.epochs) == (Step.MORE_EPOCHS, 4)


def test_a_proven_run_of_one_size_asks_for_its_learning_curve(frozen: Session) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.999]), wins=14, losses=1)
    step = suggest(frozen)
    assert step.step is Step.LEARNING_CURVE
    # A quarter of thirty rows is fewer than a training is worth.
    assert [order.wishes.share for order in step.orders] == [0.5]
    assert list_steps(frozen) == [Step.LEARNING_CURVE, Step.MORE_DATA]


def test_what_is_suggested_waits_in_the_queue_after_one_press(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.7, 1.9, 2.4])
    assert finish(queue_step(frozen, suggest(frozen))).value is None
    run = frozen.library.runs.list()[0]
    assert (run.status, run.hyperparameters.epochs) == (RunStatus.WAITING, 2)


def test_a_suggestion_has_its_price_where_it_is_paid(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.7, 1.9, 2.4], endpoint="openai", model="gpt-4.1-mini-2025-04-14")
    step = suggest(frozen)
    assert step.usd is not None and step.usd > Decimal(0)


def test_runs_of_an_endpoint_that_is_gone_are_still_listed(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.7, 1.9, 2.4], endpoint="gone", model="m")
    step = suggest(frozen)
    assert not step.is_queueable and "no endpoint “gone”" in step.reason
    experiments = list_experiments(frozen)
    assert "no endpoint" in plan_curve(frozen, experiments[0], experiments).trouble
    assert format_cost(frozen, experiments[0].run) == "no price known"


def test_what_has_no_price_says_so_and_is_not_queued(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.7, 1.9, 2.4], endpoint="openai", model="gpt-unheard-of")
    step = suggest(frozen)
    assert not step.is_queueable and "No price is known" in step.reason
