"""What a run cost: what the provider reports, where that can be, else what was estimated."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from studio.domain.run import JobState, Run, RunStatus
from studio.i18n import _
from studio.services.session import Session
from studio.services.training.order import count_billed_tokens, count_rows
from studio.services.training.wishes import MOST_EPOCHS

LENIENCE = 4
"""How many times more, or less, than we sent a provider may count before it is not believed: other
tokenizers take up to three times the tokens, most of all for Japanese."""
FRAME_TOKENS = 100
"""Of a template around each row, that a small set may mostly consist of."""


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
    if tokens and _is_possible(session, run, state, tokens):
        return Cost(_price_tokens(session, run, tokens))
    if not begun or (state.status is RunStatus.FAILED and not tokens):
        return Cost(Decimal(0))
    return Cost(run.estimate_usd, _describe_doubt(state.status, tokens))


def _is_possible(session: Session, run: Run, state: JobState, tokens: int) -> bool:
    """Whether a provider can have trained so many tokens, by what was sent and how often.

    One that was stopped, or counts one epoch for all of them, reports less; never next to nothing.
    """
    version = session.library.versions.get(run.version)
    sent = count_billed_tokens(session, run.endpoint, version, run.hyperparameters)
    frames = count_rows(version, run.hyperparameters) * FRAME_TOKENS
    epochs = min(run.hyperparameters.epochs or MOST_EPOCHS, MOST_EPOCHS)
    least = sent // LENIENCE if state.status is RunStatus.SUCCEEDED else 0
    return least < tokens <= LENIENCE * (sent + frames) * epochs


def _price_tokens(session: Session, run: Run, tokens: int) -> Decimal:
    price = session.training_price(run.model, run.endpoint, run.settings)
    return run.estimate_usd if price is None else price * tokens / 1_000_000


def _describe_doubt(status: RunStatus, tokens: int | None) -> str:
    if tokens:
        return _("estimated: the provider reports {n} tokens, which can't be").format(n=tokens)
    if status is RunStatus.CANCELLED:
        return _("estimated: it was cancelled half-way")
    return _("estimated: the provider reports no tokens")
