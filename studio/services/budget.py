"""Money before it is spent: quotes in the curator's currency, and what is left of the month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from studio.domain.errors import OverBudget
from studio.domain.money import Quote
from studio.i18n import _
from studio.services.session import Session
from studio.services.settings.prices import overrides_file


@dataclass(frozen=True)
class BudgetState:
    """What was spent this month of what may be; ``share`` is 0.0 to 1.0 and above."""

    spent_usd: Decimal
    limit_usd: Decimal
    spent_text: str
    limit_text: str
    share: float


def quote_training(
    session: Session,
    *,
    tokens: int | None = None,
    examples: int | None = None,
    model: str | None = None,
    epochs: int | None = None,
) -> Quote:
    """What training would cost; by default the accepted pairs, the chosen model, its epochs."""
    rows, sum_of_tokens = session.library.pairs.accepted_tokens()
    examples = rows if examples is None else examples
    tokens = sum_of_tokens if tokens is None else tokens
    epochs = epochs or choose_epochs(session, examples)
    return session.prices.quote(model or session.model(), examples, tokens, epochs)


def describe_missing_price(model: str) -> str:
    """That a model has no price, and where a curator gives it one."""
    return _(
        "No price is known for training {model}, so no budget can hold it. Enter one under "
        "Settings, Prices (0 if it costs nothing), or in {file}."
    ).format(model=model, file=overrides_file())


def choose_epochs(session: Session, examples: int) -> int:
    """The curator's choice of epochs, or the provider's rule for this many examples."""
    chosen = int(session.settings.get("epochs") or 0)
    return chosen or session.prices.auto_epochs(max(examples, 1))


def format_money(session: Session, usd: Decimal | None) -> str:
    """An amount, the curator's currency first and the other in brackets: ``¥117 ($0.78)``."""
    if usd is None:
        return _("no price known")
    dollars = format_dollars(usd)
    yen = f"¥{session.prices.to_jpy(usd):,.0f}"
    if session.settings.get("curator_currency") == "USD":
        return f"{dollars} ({yen})"
    return f"{yen} ({dollars})"


def format_short(session: Session, usd: Decimal | None) -> str:
    """An amount in the curator's currency alone."""
    return format_money(session, usd).partition(" (")[0]


def format_dollars(usd: Decimal) -> str:
    """Cents, or as many digits as a small amount needs: never a price of $0.00 that is not."""
    if usd and abs(usd) < Decimal("0.01"):
        return f"${usd.normalize():.2g}" if usd >= Decimal("0.0001") else "<$0.0001"
    return f"${usd:,.2f}"


def read_month(session: Session) -> BudgetState:
    """This calendar month's spending against the budget."""
    now = datetime.now(UTC)
    spent = session.library.ledger.spent(
        now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    )
    limit = Decimal(str(session.settings.get("monthly_budget_usd")))
    return BudgetState(
        spent,
        limit,
        format_short(session, spent),
        format_short(session, limit),
        float(spent / limit) if limit else 0.0,
    )


def require(session: Session, quote: Quote) -> Decimal:
    """What a quote comes to, in US dollars; ``OverBudget`` when that is more than may be spent.

    More than what is left of the month, or not known at all: a guess of 0 would let everything
    pass. 0 itself always passes.
    """
    usd, state = quote.usd, read_month(session)
    if usd is None:
        raise OverBudget(
            _("Nothing was sent. {why}").format(why=describe_missing_price(quote.model))
        )
    left = state.limit_usd - state.spent_usd
    if usd > 0 and usd > left:
        raise OverBudget(
            _(
                "This would cost {cost}, and {left} is left of this month's {limit}. Nothing was "
                "sent; raise the budget in the settings or train less."
            ).format(
                cost=format_money(session, usd),
                left=format_money(session, max(left, Decimal(0))),
                limit=state.limit_text,
            )
        )
    return usd
