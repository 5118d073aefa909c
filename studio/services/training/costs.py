"""What a run cost: what the provider reports, where that can be, else what was estimated."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from studio.domain.run import JobState, Run, RunStatus
from studio.i18n import _
from studio.services.session import Session
from studio.services.settings.endpoint_limits import most_row_tokens
from studio.services.training.wishes import MOST_EPOCHS

LONGEST_ROW = 65_536
"""Tokens of a row, where nobody says how many a model reads: the most that any does."""


@dataclass(frozen=True)
class Cost:
    """US dollars, and why they may not be what the provider will bill; "" where they should."""

    usd: Decimal
    doubt: str = ""


def price_run(session: Session, run: Run, state: JobState) -> Cost:
    """What a run that has ended cost.

    A job that succeeded, or was cancelled after it had begun, without a figure that can be is
    entered at its estimate: the provider will bill something. One that failed is not billed
    (Azure says so, nobody else says otherwise) unless it reports what was trained.
    """
    if session.capabilities(run.endpoint).free:
        return Cost(Decimal(0))
    tokens = state.trained_tokens
    begun = run.started is not None or bool(run.metrics) or state.status is RunStatus.SUCCEEDED
    if tokens and _is_possible(session, run, tokens):
        return Cost(_price_tokens(session, run, tokens))
    if not begun or (state.status is RunStatus.FAILED and not tokens):
        return Cost(Decimal(0))
    return Cost(run.estimate_usd, _describe_doubt(state.status, tokens))


def _is_possible(session: Session, run: Run, tokens: int) -> bool:
    """Whether a provider can have trained so many tokens: no more than whole rows in all epochs."""
    rows = session.library.versions.get(run.version).train
    longest = most_row_tokens(session, run.endpoint, run.model) or LONGEST_ROW
    epochs = min(run.hyperparameters.epochs or MOST_EPOCHS, MOST_EPOCHS)
    return 0 < tokens <= rows * longest * epochs


def _price_tokens(session: Session, run: Run, tokens: int) -> Decimal:
    price = session.prices.model(run.model)
    if price is None or price.training is None:
        return run.estimate_usd
    return price.training * tokens / 1_000_000


def _describe_doubt(status: RunStatus, tokens: int | None) -> str:
    if tokens:
        return _("estimated: the provider reports {n} tokens, which can't be").format(n=tokens)
    if status is RunStatus.CANCELLED:
        return _("estimated: it was cancelled half-way")
    return _("estimated: the provider reports no tokens")
