"""What a training would take before it is started: tokens, money, time, what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from studio.domain.money import Quote
from studio.domain.run import Hyperparameters, RunStatus
from studio.i18n import _
from studio.providers.table import provider_of, rehearsal_of
from studio.services import budget
from studio.services.session import Session
from studio.services.training.order import count_billed_tokens, count_rows
from studio.services.training.setup import describe_setup, is_set_up


@dataclass(frozen=True)
class Estimate:
    """What a run would be. ``seconds`` is None where nobody can tell, ``setup_size`` in words."""

    quote: Quote
    epochs: int
    seconds: float | None
    warning: str
    engine_ready: bool
    setup_size: str


def list_models(session: Session, endpoint: str) -> list[str]:
    """Models one can train at an endpoint, by the dated price table, the usual one first."""
    chosen = session.settings.endpoint(endpoint)
    priced = [price.model for price in session.prices.trainable(endpoint)]
    first = [chosen.default_model] if chosen.default_model else []
    return list(dict.fromkeys(first + priced))


def estimate_run(
    session: Session,
    version: int,
    endpoint: str,
    model: str,
    hyperparameters: Hyperparameters | None = None,
    *,
    automatic_epochs: bool = False,
) -> Estimate:
    """Tokens, money, time and what speaks against it; asks nobody and sends nothing.

    ``automatic_epochs`` leaves their number to the provider, whatever the settings say.
    """
    frozen = session.library.versions.get(version)
    chosen = session.settings.endpoint(endpoint)
    provider, rehearsal = provider_of(chosen), rehearsal_of(model)
    wishes = hyperparameters or Hyperparameters()
    rows, tokens = (
        count_rows(frozen, wishes),
        count_billed_tokens(session, endpoint, frozen, wishes),
    )
    epochs = budget.plan_epochs(
        session, model, rows, wishes.epochs, automatic=automatic_epochs, endpoint=endpoint
    ).epochs
    quote = session.prices.quote(model, rows, tokens, epochs, free=provider.capabilities.free)
    seconds = _measure_pace(session, endpoint, model, tokens * epochs)
    if seconds is None and rehearsal:
        seconds = rehearsal.estimate_seconds(tokens, epochs)
    return Estimate(
        quote=quote,
        epochs=epochs,
        seconds=seconds,
        warning=_describe_doubts(session, model, quote),
        engine_ready=is_set_up(chosen),
        setup_size=describe_setup(chosen),
    )


def note_on(model: str) -> str:
    """What has to be said beside every result of a model; "" for a real one."""
    rehearsal = rehearsal_of(model)
    return rehearsal.describe() if rehearsal else ""


def _measure_pace(session: Session, endpoint: str, model: str, tokens: int) -> float | None:
    """Seconds for so many tokens at the pace of the last run like it; None where there was none."""
    for run in session.library.runs.list():
        alike = (run.endpoint, run.model, run.status) == (endpoint, model, RunStatus.SUCCEEDED)
        if not alike or run.started is None or run.ended is None or not run.hyperparameters.epochs:
            continue
        # By the tokens of the version: a model's own tokenizer may count them otherwise.
        trained = session.library.versions.get(run.version).train_tokens
        took = (run.ended - run.started).total_seconds()
        if trained and took > 0:
            return took * tokens / (trained * run.billed_epochs)
    return None


def _describe_doubts(session: Session, model: str, quote: Quote) -> str:
    """The one thing that speaks most against a run, or ""."""
    if note := note_on(model):
        return note
    if quote.usd is None:
        return budget.describe_missing_price(model)
    price, today = session.prices.model(model), datetime.now(UTC).date()
    if quote.shutdown is not None and quote.shutdown < today:
        return _("{model} was shut down on {date}.").format(model=model, date=quote.shutdown)
    if price and price.training_ends and price.training_ends < today:
        ended = _("The last day to start a training of {model} was {date}.")
        return ended.format(model=model, date=price.training_ends)
    if quote.shutdown is None:
        return ""
    days = (quote.shutdown - today).days
    return _("{model} and everything trained on it ends on {date}, in {days} days.").format(
        model=model, date=quote.shutdown, days=days
    )
