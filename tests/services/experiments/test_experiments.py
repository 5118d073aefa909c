"""Experiments: what came out, what differs, how it grows, and what to try next."""

from __future__ import annotations

import pytest

from studio.domain.comparison import Answer, QuestionDraft, Verdict
from studio.domain.run import Event, Hyperparameters, Metric, RunStatus
from studio.services.comparison import voting
from studio.services.comparison.contestants import list_contestants
from studio.services.experiments.experiments import describe_experiment, list_experiments
from studio.services.session import Session
from studio.services.versions import freezing


def make_run(
    session: Session,
    losses: list[float],
    *,
    epochs: int = 0,
    share: float = 1.0,
    version: int = 1,
    endpoint: str = "local",
    model: str = "rehearsal-tiny",
    seed: int = 1,
) -> int:
    """A run that succeeded, with a validation loss at the end of each epoch."""
    runs = session.library.runs
    settings = Hyperparameters(epochs=epochs or len(losses) or 1, share=share)
    with session.library.transaction():
        number = runs.insert(
            version=version,
            endpoint=endpoint,
            model=model,
            hyperparameters=settings,
            seed=seed,
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


def compare_run(session: Session, number: int, wins: int, losses: int) -> int:
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
    return comparison


def measure_run(session: Session, *runs: int, gains: list[float], measure: str = "overlap") -> int:
    """A comparison that nobody voted in: the base and runs, which gain so much in a measure."""
    library = session.library
    contestants = list_contestants(session, library.runs.get(runs[0]))
    contestants += [list_contestants(session, library.runs.get(run))[-1] for run in runs[1:]]
    drafts = [QuestionDraft(f"Question {n}?", "Step by step.") for n in range(len(gains))]
    with library.transaction():
        number = library.comparisons.insert(contestants, drafts, run=runs[0])
        for question, gain in zip(library.comparisons.get(number).questions, gains, strict=True):
            for place, contestant in enumerate(contestants):
                figures = {measure: 0.4 + gain * place, "repetition": 0.1}
                text = f"Answer of {contestant.key} to {question.text}"
                answer = Answer(question.id, contestant.key, text, measures=figures)
                library.comparisons.insert_answer(answer)
    return number


@pytest.fixture
def frozen(accepted: Session) -> Session:
    freezing.freeze(accepted, validation=0)
    return accepted


def test_a_run_that_came_out_worse_stands_first(frozen: Session) -> None:
    worse, newer = make_run(frozen, [2.0, 1.9]), make_run(frozen, [2.0, 1.8])
    compare_run(frozen, worse, wins=1, losses=14)
    compare_run(frozen, newer, wins=14, losses=1)
    first, second = list_experiments(frozen)
    assert (first.run.id, first.is_worse, second.is_worse) == (worse, True, False)


def test_votes_that_are_open_say_nothing_yet(frozen: Session) -> None:
    number = make_run(frozen, [2.0, 1.9])
    library = frozen.library
    with library.transaction():
        contestants = list_contestants(frozen, library.runs.get(number))
        library.comparisons.insert(contestants, [QuestionDraft("Why?")], run=number)
    assert list_experiments(frozen)[0].standing is None


def test_where_nobody_voted_the_measures_say_whether_it_is_worse(frozen: Session) -> None:
    number = make_run(frozen, [2.0, 1.9])
    measure_run(frozen, number, gains=[-0.1] * 12 + [0.1])
    (experiment,) = list_experiments(frozen)
    assert (experiment.is_worse, experiment.is_judged) == (True, False)
    assert "Measured by “Reference overlap”; nobody has voted." in describe_experiment(experiment)


def test_votes_count_more_than_measures(frozen: Session) -> None:
    number = make_run(frozen, [2.0, 1.9])
    compare_run(frozen, number, wins=14, losses=1)
    measure_run(frozen, number, gains=[-0.1] * 12)
    assert not list_experiments(frozen)[0].is_worse


def test_who_is_voting_is_not_told_what_figures_say(frozen: Session) -> None:
    number = measure_run(frozen, make_run(frozen, [2.0]), gains=[-0.1] * 12)
    record = frozen.library.comparisons.get(number)
    duel = voting.list_duels(record, "run-1", "base")[0]
    voting.vote_for(frozen, number, duel, Verdict.TIE)
    assert list_experiments(frozen)[0].opinion is None


@pytest.mark.parametrize("measure", ["length", "refusal"])
def test_a_measure_of_which_more_is_not_better_decides_nothing(
    frozen: Session, measure: str
) -> None:
    measure_run(frozen, make_run(frozen, [2.0]), gains=[-0.1] * 12, measure=measure)
    assert list_experiments(frozen)[0].opinion is None
