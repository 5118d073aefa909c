"""What a training would take before it is started: tokens, money, time, what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.money import Quote
from studio.domain.run import Hyperparameters
from studio.i18n import _
from studio.providers.base_models import list_base_models
from studio.providers.endpoint_settings import restore_settings
from studio.providers.table import provider_of, rehearsal_of
from studio.services import budget
from studio.services.session import Session
from studio.services.settings.shutdowns import find_shutdown
from studio.services.training.order import count_billed_tokens, count_rows
from studio.services.training.setup import describe_setup, is_set_up
from studio.services.training.timing import (
    describe_memory,
    estimate_seconds,
    find_pace,
    find_timing,
    scale_last_run,
)


@dataclass(frozen=True)
class Estimate:
    """What a run would be. ``seconds`` is None where nobody can tell, ``setup_size`` in words.

    ``memory`` and ``free_memory`` are bytes, None where nobody can tell; ``measurable`` says that
    ``measure_pace`` would know how long it takes.
    """

    quote: Quote
    epochs: int
    seconds: float | None
    warning: str
    engine_ready: bool
    setup_size: str
    memory: int | None = None
    free_memory: int | None = None
    measurable: bool = False


def list_models(session: Session, endpoint: str) -> list[str]:
    """Models one can train at an endpoint, by the dated tables, the usual one first."""
    chosen = session.settings.endpoint(endpoint)
    # Where prices are not published, models that are known to be trained have a last day for it.
    priced = [
        price.model
        for price in session.prices.models.values()
        if price.endpoint == endpoint and (price.training is not None or price.training_ends)
    ]
    first = [chosen.default_model] if chosen.default_model else []
    return list(dict.fromkeys([*first, *priced, *provider_of(chosen).offers()]))


def find_languages(model: str) -> tuple[str, ...]:
    """The languages a model is known to answer in; none where nobody says."""
    return next((base.languages for base in list_base_models() if base.name == model), ())


def find_endpoint(session: Session, model: str) -> str:
    """Where a model is trained: as the price table says, or where it is offered; "" unknown."""
    if price := session.prices.model(model):
        return price.endpoint
    for endpoint in session.settings.endpoints():
        # A folder can be trained nowhere but here.
        is_folder = Path(model).expanduser().is_absolute()
        if model in provider_of(endpoint).offers() or (
            is_folder and provider_of(endpoint).capabilities.private
        ):
            return endpoint.name
    return ""


def estimate_run(
    session: Session,
    version: int,
    endpoint: str,
    model: str,
    hyperparameters: Hyperparameters | None = None,
    *,
    automatic_epochs: bool = False,
    settings: Mapping[str, str] | None = None,
) -> Estimate:
    """Tokens, money, time and what speaks against it; asks nobody and sends nothing.

    ``automatic_epochs`` leaves their number to the provider, whatever the settings say.
    ``settings`` are the endpoint's as they were recorded; those of now without.
    """
    frozen = session.library.versions.get(version)
    chosen = restore_settings(session.settings.endpoint(endpoint), settings)
    provider, rehearsal = provider_of(chosen), rehearsal_of(model)
    wishes = hyperparameters or Hyperparameters()
    rows, tokens = (
        count_rows(frozen, wishes),
        count_billed_tokens(session, endpoint, frozen, wishes),
    )
    epochs = budget.plan_epochs(
        session, model, rows, wishes.epochs, automatic=automatic_epochs, endpoint=endpoint
    ).epochs
    free = provider.capabilities.free
    quote = session.prices.quote(model, rows, tokens, epochs, free=free, at=chosen)
    pace, timing = find_pace(session, frozen, endpoint, model), find_timing(session, endpoint)
    if pace:
        seconds: float | None = estimate_seconds(pace, frozen, epochs, wishes)
    else:
        seconds = scale_last_run(session, endpoint, model, tokens * epochs)
    if seconds is None and rehearsal:
        seconds = rehearsal.estimate_seconds(tokens, epochs)
    return Estimate(
        quote=quote,
        epochs=epochs,
        seconds=seconds,
        warning=describe_memory(pace, timing) or _describe_doubts(session, endpoint, model, quote),
        engine_ready=is_set_up(chosen, model),
        setup_size=describe_setup(chosen, model),
        memory=pace.memory if pace else None,
        free_memory=timing.read_free_memory() if timing else None,
        measurable=timing is not None and pace is None,
    )


def note_on(model: str) -> str:
    """What has to be said beside every result of a model; "" for a real one."""
    rehearsal = rehearsal_of(model)
    return rehearsal.describe() if rehearsal else ""


def _describe_doubts(session: Session, endpoint: str, model: str, quote: Quote) -> str:
    """The one thing that speaks most against a run, or ""."""
    if note := note_on(model):
        return note
    if quote.usd is None:
        return budget.describe_missing_price(session, model, endpoint)
    price, today = session.price(model, endpoint), datetime.now(UTC).date()
    shutdown = find_shutdown(session, endpoint, model)
    if shutdown is not None and shutdown.days < 0:
        return _("{model} was shut down on {date}.").format(model=model, date=shutdown.day)
    if price and price.training_ends and price.training_ends < today:
        ended = _("The last day to start a training of {model} was {date}.")
        return ended.format(model=model, date=price.training_ends)
    if shutdown is None:
        return ""
    return _("{model} and everything trained on it ends on {date}, in {days} days.").format(
        model=model, date=shutdown.day, days=shutdown.days
    )
