"""How long a run still takes, by the pace of its steps so far, whatever the clock did meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from studio.domain.run import Event, Run
from studio.services.training.job_state import now

LONG_GAP = 20
"""Times the usual gap between two steps: a computer that slept, or a clock that was set, is no pace
of training."""
ALWAYS_A_PACE = 60.0
"""Seconds between two steps that a validation or a checkpoint may well take."""


def estimate_time_left(run: Run, events: Sequence[Event] = ()) -> float | None:
    """Seconds until the last step; None while that can't be told.

    By the times at which the steps were told, where they were; else by when the run began.
    """
    last = run.metrics[-1] if run.metrics else None
    if not last or not last.total_steps or run.started is None or not last.step:
        return None
    left = last.total_steps - last.step
    if pace := _measure_pace(events):
        return pace * left
    elapsed = (now() - run.started).total_seconds()
    if elapsed <= 0:  # the clock was set back meanwhile
        return None
    return max(0.0, elapsed / last.step * left)


def _measure_pace(events: Sequence[Event]) -> float | None:
    """Seconds of a step."""
    gaps = list(_iterate_gaps(events))
    if not gaps:
        return None
    longest = max(ALWAYS_A_PACE, LONG_GAP * median(seconds / steps for seconds, steps in gaps))
    usual = [(seconds, steps) for seconds, steps in gaps if seconds <= longest * steps]
    seconds, steps = (sum(each) for each in zip(*usual, strict=True)) if usual else (0, 0)
    return seconds / steps if seconds and steps else None


def _iterate_gaps(events: Sequence[Event]) -> Iterator[tuple[float, int]]:
    """Seconds and steps between one telling of steps and the next, where both went forward."""
    points = [event for event in events if event.metric]
    for before, after in pairwise(points):
        assert before.metric and after.metric
        seconds = (after.created - before.created).total_seconds()
        steps = after.metric.step - before.metric.step
        # A training that went on from a checkpoint tells steps again.
        if seconds >= 0 and steps > 0:
            yield seconds, steps
