"""Experiments: what came out, what differs, how it grows, and what to try next."""

from __future__ import annotations

import pytest

from studio.domain.comparison import QuestionDraft, Verdict
from studio.domain.run import Event, Hyperparameters, Metric, RunStatus
from studio.services.comparison import experiments as ex
from studio.services.comparison import voting
from studio.services.comparison.contestants import list_contestants
from studio.services.session import Session
from studio.services.versions import freezing


def make_run(
    session: Session, losses: list[float], *, epochs: int = 0, share: float = 1.0, version: int = 1
) -> int:
    """A run that succeeded, with a validation loss at the end of each epoch."""
    runs = session.library.runs
    settings = Hyperparameters(epochs=epochs or len(losses) or 1, share=share)
    with session.library.transaction():
        number = runs.insert(
            version=version,
            endpoint="local",
            model="rehearsal-tiny",
            hyperparameters=settings,
            seed=1,
            suffix="",
            nonce=f"nonce-{len(runs.list())}",
            estimate_usd=0,
        )
        runs.update(number, status=RunStatus.SUCCEEDED, fine_tuned_model=f"ft:{number}")
        created = runs.get(number).created
        runs.insert_events(
            number,
            [
                Event(str(at), created, "info", "", Metric(at, full_valid_loss=loss, epoch=at))
                for at, loss in enumerate(losses, 1)
            ],
        )
    return number


def compare_run(session: Session, number: int, wins: int, losses: int) -> None:
    """A comparison of a run with its base, all questions voted on, the votes closed."""
    library = session.library
    contestants = list_contestants(session, library.runs.get(number))
    drafts = [QuestionDraft(f"Question {n}?") for n in range(wins + losses)]
    with library.transaction():
        comparison = library.comparisons.insert(contestants, drafts, run=number)
    record = library.comparisons.get(comparison)
    duels = voting.list_duels(record, f"run-{number}", "base")
    for place, duel in enumerate(duels):
        winner = f"run-{number}" if place < wins else "base"
        verdict = Verdict.FIRST if duel.left == winner else Verdict.SECOND
        voting.vote_for(session, comparison, duel, verdict)
    voting.close_votes(session, comparison)


@pytest.fixture
def frozen(accepted: Session) -> Session:
    freezing.freeze(accepted, validation=0)
    return accepted


def suggest(session: Session) -> ex.NextExperiment:
    return ex.suggest_next(session, ex.list_experiments(session))


def test_a_run_that_came_out_worse_stands_first(frozen: Session) -> None:
    worse, newer = make_run(frozen, [2.0, 1.9]), make_run(frozen, [2.0, 1.8])
    compare_run(frozen, worse, wins=1, losses=14)
    compare_run(frozen, newer, wins=14, losses=1)
    first, second = ex.list_experiments(frozen)
    assert (first.run.id, first.is_worse, second.is_worse) == (worse, True, False)


def test_votes_that_are_open_say_nothing_yet(frozen: Session) -> None:
    number = make_run(frozen, [2.0, 1.9])
    library = frozen.library
    with library.transaction():
        contestants = list_contestants(frozen, library.runs.get(number))
        library.comparisons.insert(contestants, [QuestionDraft("Why?")], run=number)
    assert ex.list_experiments(frozen)[0].standing is None


def test_only_what_differs_between_two_runs_is_listed(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.9]), make_run(frozen, [2.0, 1.8, 1.7], share=0.5)
    second, first = ex.list_experiments(frozen)
    assert ex.list_differences(first, second) == [
        ("Training rows", "30", "15"),
        ("Epochs", "2", "3"),
        ("Lowest validation loss", "1.900", "1.700"),
    ]


def test_the_first_step_is_to_train(session: Session) -> None:
    assert suggest(session).step is ex.Step.TRAIN


def test_a_loss_that_turned_asks_for_fewer_epochs(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.7, 1.9, 2.4])
    step = suggest(frozen)
    assert (step.step, step.epochs) == (ex.Step.FEWER_EPOCHS, 2)
    assert "lowest after epoch 2" in step.reason


def test_a_run_nobody_compared_is_to_be_compared(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.99, 1.98])
    assert suggest(frozen).step is ex.Step.COMPARE


def test_a_run_that_lost_leads_to_its_rows(frozen: Session) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.9]), wins=1, losses=14)
    assert suggest(frozen).step is ex.Step.FIX


def test_a_lead_that_is_not_proven_asks_for_more_questions(frozen: Session) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.99]), wins=9, losses=6)
    step = suggest(frozen)
    assert step.step is ex.Step.MORE_QUESTIONS and step.questions > 15


def test_a_loss_that_still_falls_asks_for_more_epochs(frozen: Session) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.5]), wins=14, losses=1)
    step = suggest(frozen)
    assert (step.step, step.epochs) == (ex.Step.MORE_EPOCHS, 4)


def test_a_proven_run_of_one_size_asks_for_half_its_rows(frozen: Session) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.999]), wins=14, losses=1)
    assert suggest(frozen).step is ex.Step.HALF


def test_the_learning_curve_tells_the_next_doubling() -> None:
    growth = ex.measure_growth([(100, 0.5), (200, 0.6), (400, 0.7)])
    assert growth.per_doubling == pytest.approx(0.1)
    assert growth.next_doubling == (800, pytest.approx(0.8))
    assert growth.spread == pytest.approx(0, abs=1e-9)


def test_two_sizes_are_no_learning_curve() -> None:
    assert ex.measure_growth([(100, 0.5), (200, 0.6), (200, 0.61)]) is None
