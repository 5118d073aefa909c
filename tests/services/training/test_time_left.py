"""The time left follows the pace of the steps, and no clock that is set, nor a night's sleep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from studio.domain.run import Event, Hyperparameters, Metric, Run, RunStatus
from studio.services.training import time_left
from studio.services.training.time_left import estimate_time_left

BEGAN = datetime(2026, 11, 27, 9, tzinfo=UTC)


def make_run(step: int, total: int = 100) -> Run:
    return Run(
        1,
        1,
        "local",
        "m",
        Hyperparameters(),
        None,
        "",
        "n",
        RunStatus.RUNNING,
        BEGAN,
        started=BEGAN,
        metrics=(Metric(step, total_steps=total),),
        estimate_usd=Decimal(0),
    )


def tell(seconds: Sequence[float], *, first: int = 1) -> list[Event]:
    """A step at each of these times after the beginning."""
    return [
        Event(f"e{n}", BEGAN + timedelta(seconds=each), "info", "", Metric(n, total_steps=100))
        for n, each in enumerate(seconds, first)
    ]


def test_it_is_the_pace_of_the_steps_times_what_is_left() -> None:
    assert estimate_time_left(make_run(10), tell([4 * n for n in range(10)])) == 4 * 90


@pytest.mark.parametrize("jump", [timedelta(hours=5), -timedelta(hours=5), timedelta(days=400)])
def test_a_clock_that_jumps_or_a_lid_that_was_shut_changes_nothing(jump: timedelta) -> None:
    events = tell([4 * n for n in range(20)])
    later = [Event(e.id, e.created + jump, e.level, "", e.metric) for e in events[10:]]
    assert estimate_time_left(make_run(20), [*events[:10], *later]) == 4 * 80


def test_steps_that_were_told_again_after_a_restart_count_once_each_way() -> None:
    again = tell([100 + 4 * n for n in range(5)], first=6)
    left = estimate_time_left(make_run(10), [*tell([4 * n for n in range(10)]), *again])
    assert left == pytest.approx(4 * 90)


def test_steps_in_the_same_second_are_not_without_time() -> None:
    assert estimate_time_left(make_run(8), tell([0, 0, 0, 0, 1, 1, 1, 2])) == pytest.approx(
        2 / 7 * 92
    )


def test_without_times_it_goes_by_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_left, "now", lambda: BEGAN + timedelta(seconds=30))
    assert estimate_time_left(make_run(10)) == 270
    assert estimate_time_left(make_run(10), tell([0])) == 270
    monkeypatch.setattr(time_left, "now", lambda: BEGAN - timedelta(hours=3))
    assert estimate_time_left(make_run(10)) is None
