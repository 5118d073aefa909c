"""What is written down of a run: what was done, and what the provider says of its job."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from studio.domain.run import JobState, Run, RunStatus
from studio.i18n import _, add_in_brackets
from studio.services import spending
from studio.services.session import Session
from studio.services.training.costs import Cost, price_run


def note(session: Session, number: int, **fields: object) -> None:
    """Write down what became known of a run."""
    with session.library.transaction():
        session.library.runs.update(number, **fields)


in_hand: set[str] = set()
"""The nonces of runs that this process is starting: prepared, and not left behind by a dead one.

A library has one writing process, so any other run that is prepared belongs to one that died.
"""


def is_left_behind(run: Run) -> bool:
    """Whether the program went away while a run was being prepared."""
    return run.status is RunStatus.PREPARED and run.nonce not in in_hand


def end_left_behind(session: Session, run: Run) -> None:
    """Nothing was ordered, so there is nothing to find, and nothing is billed.

    One of the queue waits in its place again, with the money that is set aside for it.
    """
    if run.sweep is not None:
        note(session, run.id, status=RunStatus.WAITING)
        return
    error = _("The program ended before the job was created; nothing was sent. Start it again.")
    end_without_job(session, run.id, RunStatus.FAILED, error)


def end_without_job(session: Session, number: int, status: RunStatus, error: str = "") -> None:
    """Write down that a run is over and nothing was made of it, so nothing is paid."""
    # The money first: should the program die in between, it is let go once more.
    spending.release_run(session, session.library.runs.get(number))
    note(session, number, status=status, error=error, ended=now())


def apply_state(session: Session, run: Run, state: JobState) -> None:
    """Write down what the provider says of a job; its price once, when it ends."""
    fields: dict[str, object] = {
        "job": state.job,
        "status": state.status,
        "fine_tuned_model": state.fine_tuned_model,
        "trained_tokens": state.trained_tokens,
        "error": _describe_fault(state),
    }
    if state.status is RunStatus.RUNNING and run.started is None:
        fields["started"] = now()
    if state.epochs and run.hyperparameters.epochs is None:
        fields["hyperparameters"] = replace(run.hyperparameters, epochs=state.epochs)
    # A run that was given up and turns up after all is not over, whatever stands there.
    over = run.status.ended and run.status is not RunStatus.MISSING
    if not state.status.ended or over:
        note(session, run.id, **fields)
        return
    cost = price_run(session, run, state)
    # Entered for the person first, which can be said twice, then in the library, which can't.
    spending.settle_run(session, run, cost.usd, cost.doubt)
    with session.library.transaction():
        session.library.runs.update(run.id, **fields, ended=now(), cost_usd=cost.usd)
        if cost.usd:
            session.library.ledger.insert(_describe_cost(run, cost), cost.usd, run.id)


def now() -> datetime:
    return datetime.now(UTC)


def _describe_fault(state: JobState) -> str:
    """Why a job failed, as its provider says it, or that its end has a name nobody knows."""
    fault = ": ".join(word for word in (state.error_code, state.error_message) if word)
    if not fault and state.unknown_word and state.status is RunStatus.FAILED:
        return _("The provider ended it as “{word}”.").format(word=state.unknown_word)
    return fault


def _describe_cost(run: Run, cost: Cost) -> str:
    line = _("Run {n} · {model}").format(n=run.id, model=run.model)
    return add_in_brackets(line, cost.doubt) if cost.doubt else line
