"""A run is kept as far as its provider has told of it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from studio.domain.errors import LibraryError
from studio.domain.run import Checkpoint, Event, Hyperparameters, Metric, RunStatus
from studio.store.library import Library

NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def run(library: Library) -> int:
    with library.transaction():
        return library.runs.insert(
            version=1,
            endpoint="openai",
            model="gpt-4.1-mini",
            hyperparameters=Hyperparameters(epochs=3),
            seed=7,
            suffix="mentor",
            nonce="n-1",
            estimate_usd=Decimal("0.78"),
        )


def test_a_new_run_is_prepared_and_nothing_was_sent(library: Library, run: int) -> None:
    kept = library.runs.get(run)
    assert (kept.status, kept.job, kept.cost_usd) == (RunStatus.PREPARED, None, None)
    assert (kept.hyperparameters.epochs, kept.estimate_usd) == (3, Decimal("0.78"))
    assert library.runs.list() == [kept]
    assert library.runs.ids(version=1) == [run] and library.runs.ids(version=2) == []


def test_settings_of_the_endpoint_are_kept_and_unknown_in_runs_from_before(
    library: Library, run: int
) -> None:
    assert library.runs.get(run).settings is None
    with library.transaction():
        second = library.runs.insert(
            version=1,
            endpoint="foundry",
            model="gpt-4.1-mini",
            hyperparameters=Hyperparameters(),
            seed=None,
            suffix="",
            nonce="n-2",
            estimate_usd=Decimal(0),
            settings={"training_type": "Developer"},
        )
    assert library.runs.get(second).settings == {"training_type": "Developer"}


def test_what_becomes_known_is_noted(library: Library, run: int) -> None:
    checkpoints = (Checkpoint(10, "ft:ckpt-1", 0.9),)
    with library.transaction():
        library.runs.update(
            run,
            status=RunStatus.SUCCEEDED,
            cost_usd=Decimal("0.1234567891"),
            ended=NOW,
            checkpoints=checkpoints,
            hyperparameters=Hyperparameters(epochs=4),
        )
    kept = library.runs.get(run)
    assert (kept.cost_usd, kept.ended) == (Decimal("0.1234567891"), NOW)
    assert (kept.checkpoints, kept.hyperparameters.epochs) == (checkpoints, 4)


def test_what_is_no_field_of_a_run_is_refused(library: Library, run: int) -> None:
    with pytest.raises(ValueError), library.transaction():
        library.runs.update(run, **{"nonce = 'x' --": 1})


def test_events_that_come_again_are_kept_once_and_the_curve_is_in_order(
    library: Library, run: int
) -> None:
    events = [
        Event(f"e{step}", NOW, "info", f"Step {step}", Metric(step, train_loss=1 / step))
        for step in (2, 1)
    ]
    with library.transaction():
        assert library.runs.insert_events(run, events) == 2
        assert library.runs.insert_events(run, [*events, Event("e3", NOW, "info", "Done")]) == 1
    assert [event.id for event in library.runs.events(run)] == ["e2", "e1", "e3"]
    assert [metric.step for metric in library.runs.get(run).metrics] == [1, 2]


def test_steps_that_were_taken_again_stand_once_in_the_curve(library: Library, run: int) -> None:
    told = [(1, 3.0), (2, 2.0), (3, 1.9), (2, 2.5), (3, 2.4), (4, 2.3)]
    with library.transaction():
        library.runs.insert_events(
            run,
            [
                Event(f"e{number}", NOW, "info", "Step", Metric(step, train_loss=loss))
                for number, (step, loss) in enumerate(told)
            ],
        )
    curve = [(metric.step, metric.train_loss) for metric in library.runs.get(run).metrics]
    assert curve == [(1, 3.0), (2, 2.5), (3, 2.4), (4, 2.3)]
    assert library.runs.list(curves=True)[0].metrics == library.runs.get(run).metrics


def test_a_run_that_is_not_there_is_named(library: Library) -> None:
    with pytest.raises(LibraryError, match="no run 7"):
        library.runs.get(7)


def test_the_list_of_runs_shows_the_same_curves_as_each_run(library: Library, run: int) -> None:
    points = [Metric(step, train_loss=3.0 / step, total_steps=364) for step in (364, 2, 1)]
    with library.transaction():
        library.runs.insert_events(
            run, [Event(f"e{m.step}", NOW, "info", f"Step {m.step}", m) for m in points]
        )
    (listed,) = library.runs.list(curves=True)
    assert listed.metrics == library.runs.get(run).metrics
    assert [metric.step for metric in listed.metrics] == [1, 2, 364]
    assert library.runs.list()[0].metrics == ()
