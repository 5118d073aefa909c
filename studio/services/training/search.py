"""Looks for a job that may exist: several times over minutes, before it is called missing."""

from __future__ import annotations

from collections.abc import Generator

from studio.domain.errors import EndpointError, KeyRefused, StudioError
from studio.domain.run import RunStatus
from studio.domain.work import Change, Changes, Progress
from studio.i18n import _, add_in_brackets
from studio.providers.base import Trainer
from studio.services.session import Session
from studio.services.training.creation import describe_uncertain
from studio.services.training.job_state import apply_state, end_without_job
from studio.services.training.pauses import wait
from studio.services.training.uploads import delete_uploads

LOOK_PAUSES = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0)
"""Seconds between looks: a list may lag behind by minutes, and a server may be down as long."""


def find_job(session: Session, number: int, trainer: Trainer) -> Generator[Progress, None, bool]:
    """Look for the job of a run; whether it was found.

    Not found by the last look, the run is ``MISSING`` and what was reserved for it is free again;
    a later look may still find it. ``EndpointError``, and the run stays uncertain, where the
    provider could not be asked.
    """
    answered = 0
    failure: EndpointError | None = None
    for pause in (*LOOK_PAUSES, 0.0):
        try:
            if _look(session, number, trainer):
                yield Progress(line=_("Found the job again"), changes=Changes(Change.RUNS))
                return True
            answered += 1
        except KeyRefused as error:
            raise _doubt(session, number, error) from error
        except EndpointError as error:
            failure = error
        yield Progress(line=describe_uncertain(session, number))
        yield from wait(pause)
    if failure is not None and not answered:
        raise _doubt(session, number, failure) from failure
    _give_up(session, number, trainer, answered)
    return False


def _look(session: Session, number: int, trainer: Trainer) -> bool:
    run = session.library.runs.get(number)
    state = trainer.find(run.nonce, training_file=run.training_file or None)
    if state is None:
        return False
    apply_state(session, run, state)
    return True


def _give_up(session: Session, number: int, trainer: Trainer, looks: int) -> None:
    run = session.library.runs.get(number)
    if run.status is RunStatus.MISSING:
        return
    error = _(
        "{endpoint} lists no job of run {n}, asked {looks} times: it was most likely never "
        "created. Watch run {n} to look once more."
    ).format(endpoint=run.endpoint, n=number, looks=looks)
    end_without_job(session, number, RunStatus.MISSING, error)
    # Without its files a job that turns up after all fails instead of being paid.
    delete_uploads(session, number, trainer)


def _doubt(session: Session, number: int, error: EndpointError) -> StudioError:
    line = add_in_brackets(describe_uncertain(session, number), error)
    return type(error)(line, status=error.status, code=error.code)
