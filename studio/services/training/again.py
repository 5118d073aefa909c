"""Starts a run again that made no model, after a last look for the one that is there."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.errors import CuratorError
from studio.domain.run import Run, RunStatus
from studio.domain.work import Change, Changes, Done, Job
from studio.i18n import _
from studio.services.session import Session
from studio.services.training.job_state import end_left_behind, is_left_behind
from studio.services.training.order import repeat_order
from studio.services.training.search import find_job
from studio.services.training.setup import set_up
from studio.services.training.start import start_order, start_waiting

DOUBTFUL = (RunStatus.UNCERTAIN, RunStatus.MISSING)


def can_start_again(run: Run) -> bool:
    """Whether a run is over, or waits for a job that nobody knows, and has made no model."""
    return run.status in (*DOUBTFUL, RunStatus.FAILED, RunStatus.CANCELLED) or is_left_behind(run)


def start_again(session: Session, number: int) -> Job[int]:
    """Order once more what a run ordered; the new run is the result.

    One whose job may exist is looked for first: where it turns up, it is the result, and nothing
    is ordered.
    """
    run = session.library.runs.get(number)
    if is_left_behind(run):
        end_left_behind(session, run)
        run = session.library.runs.get(number)
        if run.status is RunStatus.WAITING:
            yield from start_waiting(session, number)
            return Done(Changes(Change.RUNS, Change.LEDGER), number)
    if not can_start_again(run):
        raise CuratorError(
            _("Run {n} is still under way, or has already made its model.").format(n=number)
        )
    if run.status in DOUBTFUL:
        yield from set_up(session.settings.endpoint(run.endpoint))
        if (yield from find_job(session, number, session.trainer(run.endpoint, run.settings))):
            return Done(Changes(Change.RUNS, Change.LEDGER), number)
    # What was wrong may have been a setting of the endpoint, mended since.
    return (yield from start_order(session, replace(repeat_order(run), settings=None)))
