"""Creates the job of a run: sent once, and after any doubt looked for, never sent again."""

from __future__ import annotations

from studio.domain.errors import CuratorError, EndpointError, StudioError
from studio.domain.run import JobState, Run, RunStatus
from studio.i18n import _
from studio.providers.base import Trainer
from studio.services.session import Session
from studio.services.training.job_state import apply_state, end_without_job, note
from studio.services.training.uploads import delete_uploads

REFUSALS = frozenset({400, 401, 403, 404, 405, 413, 415, 422, 429, 507})
"""Statuses that say that no job was made; any other, and silence, says nothing of it."""


def create_job(session: Session, number: int, trainer: Trainer) -> None:
    """Create the job of a run whose files are uploaded.

    ``EndpointError`` when it was refused; the run has failed then, and its files are deleted. When
    nobody knows, the run stays ``UNCERTAIN`` and the error says how to find out.
    """
    # On the disk before it is sent: a crash from here on must not lead to a second job. And in one
    # breath with the last look: whoever cancels a run whose files go up must not pay for it.
    with session.library.transaction(durable=True):
        run = session.library.runs.get(number)
        if run.status is not RunStatus.PREPARED:
            raise CuratorError(
                _("Run {n} was cancelled before its job was created: nothing was ordered.").format(
                    n=number
                )
            )
        session.library.runs.update(number, status=RunStatus.UNCERTAIN)
    try:
        state = _send(run, trainer)
    except EndpointError as error:
        state = _find_after(session, run, trainer, error)
    apply_state(session, run, state)


def describe_uncertain(session: Session, number: int) -> str:
    """That a job may exist, and what to do: everything but start it again."""
    run = session.library.runs.get(number)
    return _(
        "Run {n} may exist at {endpoint}: no clear answer came when its job was created. Watch run "
        "{n} to find out; don't start it again."
    ).format(n=number, endpoint=run.endpoint)


def _send(run: Run, trainer: Trainer) -> JobState:
    return trainer.create(
        model=run.model,
        training_file=run.training_file,
        validation_file=run.validation_file or None,
        hyperparameters=run.hyperparameters,
        seed=run.seed,
        suffix=run.suffix,
        nonce=run.nonce,
    )


def _find_after(session: Session, run: Run, trainer: Trainer, error: EndpointError) -> JobState:
    """The job all the same, though creating it failed; else the error that is to be shown.

    Even a refusal is looked behind: a gateway that sends twice gets a 409 for the second.
    """
    refused = error.status in REFUSALS
    try:
        job = trainer.find(run.nonce, training_file=run.training_file)
    except EndpointError:
        job = None
    if job is not None:
        return job
    if refused:
        end_without_job(session, run.id, RunStatus.FAILED, str(error))
        delete_uploads(session, run.id, trainer)
        raise error
    note(session, run.id, error=describe_uncertain(session, run.id))
    raise _doubt(session, run.id, error) from error


def _doubt(session: Session, number: int, error: EndpointError) -> StudioError:
    """The same kind of error, for those who tell kinds apart, without its own advice."""
    line = describe_uncertain(session, number)
    return type(error)(line, status=error.status, code=error.code)
