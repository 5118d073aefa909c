"""Follow a run to its end, and pick it up again whenever it was left."""

from __future__ import annotations

from datetime import timedelta

from studio.domain.errors import CuratorError, EndpointError, EngineError, KeyRefused, StudioError
from studio.domain.run import JobState, Run, RunStatus
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _
from studio.providers.base import Trainer
from studio.providers.table import provider_of
from studio.services.session import Session
from studio.services.settings.shutdowns import refresh_shutdowns
from studio.services.training.creation import describe_uncertain
from studio.services.training.event_words import translate_event
from studio.services.training.job_state import (
    apply_state,
    end_left_behind,
    end_without_job,
    is_left_behind,
    note,
    now,
)
from studio.services.training.pauses import lengthen, wait
from studio.services.training.search import find_job
from studio.services.training.setup import set_up
from studio.services.training.uploads import delete_uploads, has_leftovers

UNSENT = frozenset({RunStatus.WAITING, RunStatus.PREPARED})
"""Nothing was ordered yet, so there is nothing to ask of anybody."""
MOST_FAILED_STARTS = 5
"""Of the engine on this computer, in a row."""
LONG_SILENCE = timedelta(hours=24)
ENDS_THE_WATCH = frozenset({401, 403, 404})
"""Statuses after which asking again is in vain: a wrong key, a job nobody knows."""


def follow_run(session: Session, number: int) -> Job[None]:
    """Follow a run until it has ended; may be dropped at any time and called again."""
    run = session.library.runs.get(number)
    if is_left_behind(run):
        end_left_behind(session, run)
        run = session.library.runs.get(number)
        if run.status is RunStatus.WAITING:
            return Done(Changes(Change.RUNS))
    elif run.status is RunStatus.WAITING:
        raise CuratorError(_("Run {n} is waiting in the queue.").format(n=number))
    elif run.status is RunStatus.PREPARED:
        raise CuratorError(_("Run {n} is just being started.").format(n=number))
    if has_leftovers(run) and run.status is not RunStatus.MISSING:
        _delete_quietly(session, run)
    if run.status.ended and run.status is not RunStatus.MISSING:
        return Done(Changes(Change.RUNS))
    endpoint = session.settings.endpoint(run.endpoint)
    yield from set_up(endpoint)
    trainer = session.trainer(run.endpoint, run.settings)
    if run.job is None and not (yield from find_job(session, number, trainer)):
        return Done(Changes(Change.RUNS, Change.LEDGER))
    yield from _watch(session, number, trainer)
    return Done(Changes(Change.RUNS, Change.LEDGER))


def cancel_run(session: Session, number: int) -> Done[None]:
    """Ask the provider to stop a run; what it had trained may still be charged there."""
    # In one breath: the job that starts it looks in the same way before it orders anything.
    with session.library.transaction():
        run = session.library.runs.get(number)
        if run.job is None and run.status in UNSENT:
            end_without_job(session, number, RunStatus.CANCELLED)
            return Done(Changes(Change.RUNS, Change.LEDGER))
    if run.status.ended:
        return Done(Changes())
    if run.job is None:
        if run.status is RunStatus.UNCERTAIN:
            raise CuratorError(
                _("{doubt} Cancel it when that is known.").format(
                    doubt=describe_uncertain(session, number)
                )
            )
        end_without_job(session, number, RunStatus.CANCELLED)
        return Done(Changes(Change.RUNS, Change.LEDGER))
    if not session.capabilities(run.endpoint).cancels:
        raise CuratorError(
            _("{endpoint} can't be told to stop a training; stop it on its own pages.").format(
                endpoint=run.endpoint
            )
        )
    trainer = session.trainer(run.endpoint, run.settings)
    state = _look_before(session, run, trainer)
    if state is None or not state.status.ended:
        state = trainer.cancel(run.job)
    apply_state(session, session.library.runs.get(number), state)
    return Done(Changes(Change.RUNS, Change.LEDGER))


def pause_run(session: Session, number: int) -> Done[None]:
    """Ask the provider to stop a run for a while; ``CuratorError`` where it never does."""
    return _ask_to_change(session, number, RunStatus.PAUSED)


def resume_run(session: Session, number: int) -> Done[None]:
    """Ask the provider to go on with a run that was paused."""
    return _ask_to_change(session, number, RunStatus.RUNNING)


def _ask_to_change(session: Session, number: int, wish: RunStatus) -> Done[None]:
    run = session.library.runs.get(number)
    if run.job is None or run.status.ended:
        raise CuratorError(_("Run {n} is not under way.").format(n=number))
    if not session.capabilities(run.endpoint).pauses:
        line = _("{endpoint} can't pause a training, only cancel it.")
        raise CuratorError(line.format(endpoint=run.endpoint))
    trainer = session.trainer(run.endpoint, run.settings)
    ask = trainer.pause if wish is RunStatus.PAUSED else trainer.resume
    apply_state(session, run, ask(run.job))
    return Done(Changes(Change.RUNS))


def list_unfinished(session: Session) -> list[Run]:
    """Runs to pick up when the window opens: under way, or with files left at the provider."""
    return [
        run
        for run in session.library.runs.list()
        if (not run.status.ended and run.status is not RunStatus.WAITING)
        or (has_leftovers(run) and run.status is not RunStatus.MISSING)
    ]


def _look_before(session: Session, run: Run, trainer: Trainer) -> JobState | None:
    """The state of a job that is to be cancelled, None where it can't be had.

    Whether it had begun is written down: what it trained until it is cancelled is billed.
    """
    try:
        state = trainer.state(run.job or "")
    except EndpointError:
        state = None  # nobody knows; to count it as begun is the safer guess
    if run.started is None and (state is None or state.status is RunStatus.RUNNING):
        note(session, run.id, started=now())
    return state


def _watch(session: Session, number: int, trainer: Trainer) -> Job[None]:
    """Ask for the job's state until it has ended; a provider that fails is asked more rarely."""
    library = session.library
    endpoint = session.settings.endpoint(library.runs.get(number).endpoint)
    pause = provider_of(endpoint).capabilities.seconds_between_looks
    failures = 0
    while not (run := library.runs.get(number)).status.ended:
        try:
            yield _look(session, run, trainer)
            failures = 0
        except EndpointError as error:
            if error.status in ENDS_THE_WATCH:
                raise _describe_end_of_watch(number, error) from error
            failures += 1
            yield Progress(line=str(error))
            try:
                # A fresh client: on this computer it starts the engine again, which resumes.
                trainer = session.trainer(run.endpoint, run.settings)
            except EngineError as stuck:
                # One that is just held up, by a computer that wakes, answers the next time.
                if failures >= MOST_FAILED_STARTS:
                    raise
                yield Progress(line=str(stuck))
        run = library.runs.get(number)
        if not run.status.ended:
            yield from wait(lengthen(pause, failures), *_count_steps(run))
    return Done(Changes(Change.RUNS))


def _look(session: Session, run: Run, trainer: Trainer) -> Progress:
    """Fetch what is new of a run and write it down."""
    assert run.job is not None
    state = trainer.state(run.job)
    fresh = _fetch_events(session, run, trainer)
    if state.status.ended:
        _fetch_checkpoints(session, run, trainer)
        if session.capabilities(run.endpoint).tells_shutdowns and state.fine_tuned_model:
            refresh_shutdowns(run.endpoint, trainer, [state.fine_tuned_model, run.model])
    apply_state(session, session.library.runs.get(run.id), state)
    moved = fresh or state.status is not run.status
    line = _describe_unknown(run, state) or _describe_silence(session, run, state)
    line = line or _read_last_line(session, run.id)
    return Progress(
        *_count_steps(session.library.runs.get(run.id)),
        line,
        Changes(Change.RUNS) if moved else Changes(),
    )


def _fetch_events(session: Session, run: Run, trainer: Trainer) -> int:
    """How many lines were new. Events are no part of the run: it ends without them too."""
    if not session.capabilities(run.endpoint).reports_metrics:
        return 0
    before = session.library.runs.events(run.id)
    try:
        events = trainer.events(run.job or "", before[-1].id if before else None)
    except EndpointError:
        return 0
    with session.library.transaction():
        return session.library.runs.insert_events(run.id, events)


def _fetch_checkpoints(session: Session, run: Run, trainer: Trainer) -> None:
    if not session.capabilities(run.endpoint).keeps_checkpoints:
        return
    try:
        note(session, run.id, checkpoints=trainer.checkpoints(run.job or ""))
    except EndpointError:
        return  # some providers keep none, and a trained model is trained without them


def _describe_end_of_watch(number: int, error: EndpointError) -> StudioError:
    line = _(
        "{reason} Only the watching ends here: the training goes on at "
        "the provider. Watch run {n} again once that is fixed."
    ).format(reason=error, n=number)
    kind = KeyRefused if error.status == 401 else EndpointError
    return kind(line, status=error.status, code=error.code)


def _describe_unknown(run: Run, state: JobState) -> str:
    if not state.unknown_word or state.status.ended:
        return ""
    return _(
        "{endpoint} calls its state “{word}”, which is not known here; still watching."
    ).format(endpoint=run.endpoint, word=state.unknown_word)


def _count_steps(run: Run) -> tuple[int, int]:
    last = run.metrics[-1] if run.metrics else None
    return (last.step, last.total_steps or 0) if last else (0, 0)


def _describe_silence(session: Session, run: Run, state: JobState) -> str:
    """That nothing was heard of a run for long: it may be stuck, and nobody else would say so."""
    if state.status.ended:
        return ""
    heard_at = [event.created for event in session.library.runs.events(run.id)[-1:]]
    # By whatever was heard last; a provider's clock may be wrong, ours is among them.
    silent = now() - max([run.created, *filter(None, (run.started,)), *heard_at])
    if silent < LONG_SILENCE:
        return ""
    return _(
        "Nothing was heard of run {n} for {hours} hours, though "
        "{endpoint} says that it is running. Check there, or cancel "
        "it; it is still being watched."
    ).format(n=run.id, hours=int(silent.total_seconds() // 3600), endpoint=run.endpoint)


def _read_last_line(session: Session, number: int) -> str:
    events = session.library.runs.events(number)
    return translate_event(events[-1].message) if events else ""


def _delete_quietly(session: Session, run: Run) -> None:
    """Files left behind are no reason to trouble anybody: what fails is tried at the next start."""
    try:
        delete_uploads(session, run.id, session.trainer(run.endpoint, run.settings))
    except StudioError:
        return
