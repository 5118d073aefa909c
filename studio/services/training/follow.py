"""Follow a run to its end, and pick it up again whenever it was left."""

from __future__ import annotations

import time

from studio.domain.errors import CuratorError, Unreachable
from studio.domain.run import Run, RunStatus
from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.providers.base import Trainer
from studio.providers.table import provider_of
from studio.services.session import Session
from studio.services.training.job_state import apply_state, note, now
from studio.services.training.setup import set_up

BREATH_SECONDS = 0.1
"""Between two yields while waiting, so that cancelling is felt at once."""


def follow_run(session: Session, number: int) -> Job:
    """Follow a run until it has ended; may be dropped at any time and called again."""
    library = session.library
    run = library.runs.get(number)
    if run.status is RunStatus.PREPARED:
        # The program went away before anything was sent: nothing to find, nothing was billed.
        error = _("The program ended before the job was created; nothing was sent. Start it again.")
        note(session, number, status=RunStatus.FAILED, error=error, ended=now())
        return Changes.of("runs")
    if run.status.ended:
        return Changes()
    endpoint = session.settings.endpoint(run.endpoint)
    yield from set_up(endpoint)
    trainer = session.trainer(run.endpoint)
    pause = provider_of(endpoint).capabilities.seconds_between_looks
    if run.job is None:
        _find(session, run, trainer)
        yield Progress(line=_("Found the job again"), changes=Changes.of("runs"))
    while True:
        try:
            fresh = _refresh(session, number, trainer)
        except Unreachable as error:
            # A fresh client: on this computer it starts the engine again, which resumes.
            trainer = session.trainer(run.endpoint)
            fresh = 0
            yield Progress(line=str(error))
        run = library.runs.get(number)
        last = run.metrics[-1] if run.metrics else None
        yield Progress(
            last.step if last else 0,
            (last.total_steps or 0) if last else 0,
            _last_line(session, number),
            Changes.of("runs") if fresh else Changes(),
            payload=number,
        )
        if run.status.ended:
            return Changes.of("runs", "ledger", result=number)
        next_look = time.monotonic() + pause
        while time.monotonic() < next_look:
            time.sleep(BREATH_SECONDS)
            yield Progress(last.step if last else 0, (last.total_steps or 0) if last else 0)


def cancel_run(session: Session, number: int) -> Changes:
    """Ask the provider to stop a run; what it had trained may still be charged there."""
    run = session.library.runs.get(number)
    if run.status.ended:
        return Changes()
    if run.job is None:
        if run.status is RunStatus.UNCERTAIN:
            raise CuratorError(
                _(
                    "It is not known yet whether this job exists at the provider. Open the run "
                    "while there is a connection, then cancel it."
                )
            )
        note(session, number, status=RunStatus.CANCELLED, ended=now())
        return Changes.of("runs")
    state = session.trainer(run.endpoint).cancel(run.job)
    apply_state(session, run, state)
    return Changes.of("runs")


def list_unfinished(session: Session) -> list[Run]:
    """Runs to pick up when the window opens."""
    return [run for run in session.library.runs.list() if not run.status.ended]


def estimate_time_left(run: Run) -> float | None:
    """Seconds until the last step at the pace so far; None while that can't be told."""
    last = run.metrics[-1] if run.metrics else None
    if not last or not last.total_steps or run.started is None or not last.step:
        return None
    elapsed = (now() - run.started).total_seconds()
    return max(0.0, elapsed / last.step * (last.total_steps - last.step))


def _find(session: Session, run: Run, trainer: Trainer) -> None:
    state = trainer.find(run.nonce, training_file=run.training_file)
    if state is not None:
        apply_state(session, run, state)
        return
    error = _("The provider knows no such job: it was never created. Start it again.")
    note(session, run.id, status=RunStatus.FAILED, error=error, ended=now())
    raise CuratorError(error)


def _refresh(session: Session, number: int, trainer: Trainer) -> int:
    """Fetch what is new of a run; how many lines were new, or 1 when its state moved."""
    library = session.library
    run = library.runs.get(number)
    assert run.job is not None
    state = trainer.state(run.job)
    events_before = library.runs.events(number)
    events = trainer.events(run.job, events_before[-1].id if events_before else None)
    with library.transaction():
        fresh = library.runs.insert_events(number, events)
    if state.status.ended:
        library_checkpoints = trainer.checkpoints(run.job)
        note(session, number, checkpoints=library_checkpoints)
    apply_state(session, run, state)
    return fresh + (state.status is not run.status)


def _last_line(session: Session, number: int) -> str:
    events = session.library.runs.events(number)
    return events[-1].message if events else ""
