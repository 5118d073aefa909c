"""What is written down of a run: what was done, and what the provider says of its job."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from studio.domain.run import JobState, Run, RunStatus
from studio.i18n import _
from studio.providers.table import provider_of
from studio.services.session import Session


def note(session: Session, number: int, **fields: object) -> None:
    """Write down what became known of a run."""
    with session.library.transaction():
        session.library.runs.update(number, **fields)


def apply_state(session: Session, run: Run, state: JobState) -> None:
    """Write down what the provider says of a job; its price once, when it ends."""
    fields: dict[str, object] = {
        "job": state.job,
        "status": state.status,
        "fine_tuned_model": state.fine_tuned_model,
        "trained_tokens": state.trained_tokens,
    }
    error = ": ".join(word for word in (state.error_code, state.error_message) if word)
    fields["error"] = error
    if state.status is RunStatus.RUNNING and run.started is None:
        fields["started"] = now()
    if state.epochs and run.hyperparameters.epochs is None:
        fields["hyperparameters"] = replace(run.hyperparameters, epochs=state.epochs)
    cost = None
    if state.status.ended and not run.status.ended:
        fields["ended"] = now()
        cost = price_of(session, run, state)
        fields["cost_usd"] = cost
    with session.library.transaction():
        session.library.runs.update(run.id, **fields)
        if cost:
            session.library.ledger.insert(
                _("Run {n} · {model}").format(n=run.id, model=run.model), cost, run.id
            )


def price_of(session: Session, run: Run, state: JobState) -> Decimal:
    provider = provider_of(session.settings.endpoint(run.endpoint))
    if provider.capabilities.free or not state.trained_tokens:
        return Decimal(0)
    price = session.prices.model(run.model)
    if price is None or price.training is None:
        return run.estimate_usd
    return price.training * state.trained_tokens / 1_000_000


def now() -> datetime:
    return datetime.now(UTC)
