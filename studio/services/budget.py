"""Money before it is spent: quotes in the curator's currency, and what is left of the month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from studio.domain.errors import CuratorError, OverBudget
from studio.domain.money import Quote
from studio.domain.work import Change, Changes, Done
from studio.i18n import _, join_sentences
from studio.providers.table import rehearsal_of
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of
from studio.services.settings.prices import overrides_file

LIBRARY_LIMIT = "budget_usd"
"""The name of a library's own limit in its settings."""


@dataclass(frozen=True)
class BudgetState:
    """What was spent this month of what may be, and what is set aside for what is under way.

    ``share`` is that of both, 0.0 to 1.0 and above.
    """

    spent_usd: Decimal
    reserved_usd: Decimal
    limit_usd: Decimal
    spent_text: str
    limit_text: str
    share: float

    @property
    def left_usd(self) -> Decimal:
        """What may still be spent; below 0 where it is too much already."""
        return self.limit_usd - self.spent_usd - self.reserved_usd


@dataclass(frozen=True)
class EpochPlan:
    """How many epochs a run has, and whether they are ordered or left to the provider."""

    epochs: int
    ordered: bool


def quote_training(
    session: Session,
    *,
    tokens: int | None = None,
    examples: int | None = None,
    model: str | None = None,
    epochs: int | None = None,
    automatic: bool = False,
    free: bool = False,
    endpoint: str = "",
) -> Quote:
    """What training would cost; by default the accepted pairs, the chosen model, its epochs.

    ``automatic`` epochs are the provider's, whatever the settings say. ``free`` where it is
    trained on this computer, whatever the model. Without an ``endpoint`` it is where the price
    table has the model first.
    """
    rows, sum_of_tokens = session.library.pairs.accepted_tokens()
    examples = rows if examples is None else examples
    tokens = sum_of_tokens if tokens is None else tokens
    model = model or session.model()
    plan = plan_epochs(session, model, examples, epochs, automatic=automatic)
    at = session.settings.endpoint(endpoint) if endpoint else None
    return session.prices.quote(model, examples, tokens, plan.epochs, free=free, at=at)


def describe_missing_price(session: Session, model: str, endpoint: str = "") -> str:
    """That a model has no price, and where a curator gives it one."""
    line = _(
        "No price is known for training {model}, so it can't be "
        "checked against the budget. Enter one under Settings, Prices "
        "(0 if it costs nothing), or in {file}."
    ).format(model=model, file=overrides_file())
    return join_sentences(line, ask_for_type(session, endpoint))


def ask_for_type(session: Session, endpoint: str) -> str:
    """Which of several prices of a model is entered for an endpoint; "" where it has but one."""
    kinds = {each.name: each.kind for each in session.settings.endpoints()}
    types = session.prices.training_types.get(kinds.get(endpoint, ""))
    return types.ask() if types else ""


def plan_epochs(
    session: Session,
    model: str,
    examples: int,
    wish: int | None = None,
    *,
    automatic: bool = False,
    endpoint: str = "",
) -> EpochPlan:
    """The epochs of a run: as wished, else as set in the settings, else left to the provider.

    What the settings say is ordered, so that what was quoted is what is trained. A rehearsal
    model needs many more than a real one and has them unless the curator chose a number. What
    ``endpoint`` would choose itself is known of some; else it is OpenAI's published rule.
    """
    if wish is not None:
        return EpochPlan(wish, ordered=True)
    own = limits_of(session.settings.endpoint(endpoint)).auto_epochs if endpoint else None
    usual = EpochPlan(own or session.prices.auto_epochs(max(examples, 1)), ordered=False)
    if automatic:
        return usual
    rehearsal = rehearsal_of(model)
    if rehearsal and not session.settings.is_chosen("epochs"):
        return EpochPlan(rehearsal.choose_epochs(examples), ordered=True)
    if epochs := session.settings.get("epochs"):
        return EpochPlan(int(epochs), ordered=True)
    return usual


def explain_epochs(session: Session, model: str, rows: int, endpoint: str) -> str:
    """Why there are as many epochs as there are while nobody chooses, in a sentence."""
    plan = plan_epochs(session, model, rows, endpoint=endpoint)
    if rehearsal_of(model) and not session.settings.is_chosen("epochs"):
        return _("A rehearsal model needs {n} epochs to show a curve.").format(n=plan.epochs)
    if plan.ordered:
        return _("Set to {n} epochs in the settings.").format(n=plan.epochs)
    if limits_of(session.settings.endpoint(endpoint)).auto_epochs:
        return _("Left to the provider, which uses {n} by default.").format(n=plan.epochs)
    return _(
        "Left to the provider. By its published rule that is {n} for {rows} rows; its own choice "
        "is shown once it is known."
    ).format(n=plan.epochs, rows=rows)


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


def read_limit(session: Session) -> Decimal:
    """US dollars that may be spent in a month; CuratorError where nobody can tell.

    Settings that can't be read never mean the usual limit: the curator may have set a lower one.
    """
    return Decimal(str(session.settings.require("monthly_budget_usd")))


def read_library_limit(session: Session) -> Decimal | None:
    """US dollars that may be spent in this library in all; None where nobody set a limit."""
    text = session.library.settings.get(LIBRARY_LIMIT)
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return Decimal(0)  # somebody set one, and it can't be read: nothing, rather than anything


def set_library_limit(session: Session, usd: Decimal | None) -> Done[None]:
    """Say what may be spent in this library in all; None for no limit of its own."""
    if usd is not None and (not usd.is_finite() or usd < 0):
        raise CuratorError(_("A budget is 0 or more."))
    with session.library.journal.edit(_("Budget of the library")):
        session.library.settings.set(LIBRARY_LIMIT, "" if usd is None else str(usd))
    return Done(Changes(Change.SETTINGS))


def refuse_above_run_limit(session: Session, usd: Decimal) -> None:
    """``OverBudget`` where one training would cost more than one may."""
    limit = session.settings.get("run_budget_usd")
    if limit is not None and usd > limit:
        raise OverBudget(
            _(
                "This training would cost {cost}; the limit for one training "
                "is {limit}. Nothing was sent; raise the limit in the settings "
                "or train less."
            ).format(cost=format_money(session, usd), limit=format_money(session, limit))
        )


def check_readable(session: Session) -> None:
    """``CuratorError`` where what may be spent, or what was, can't be read: 0 would be a guess."""
    read_limit(session)
    session.person_ledger.reserved()


def read_unlisted(session: Session) -> Decimal:
    """US dollars of this month that only this library knows of: from before there was a ledger
    for the person."""
    begun = session.person_ledger.begun()
    lines = session.library.ledger.list()
    older = (line for line in lines if line.at >= month_begin() and (not begun or line.at < begun))
    return sum((line.usd for line in older), Decimal(0))


def month_begin() -> datetime:
    """The first moment of this calendar month."""
    return datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def read_month(session: Session) -> BudgetState:
    """This calendar month's spending, over all libraries, against the budget."""
    begin = month_begin()
    spent, reserved = session.library.ledger.spent(begin), Decimal(0)
    try:
        spent = session.person_ledger.spent(begin) + read_unlisted(session)
        reserved = session.person_ledger.reserved()
        limit = read_limit(session)
    except CuratorError:  # the ledger or the settings can't be read: nothing can be spent
        return BudgetState(
            spent, reserved, Decimal(0), format_short(session, spent), _("no budget"), 1.0
        )
    share = float((spent + reserved) / limit) if limit else 0.0
    return BudgetState(
        spent, reserved, limit, format_short(session, spent), format_short(session, limit), share
    )


def require(session: Session, quote: Quote) -> Decimal:
    """What a quote comes to, in US dollars; ``OverBudget`` when that is more than may be spent.

    Or not known at all: a guess of 0 would let everything pass. 0 itself always passes. This is
    to refuse early; what counts is that ``spending.reserve`` holds the amount back.
    """
    if quote.usd is None:
        why = describe_missing_price(session, quote.model, quote.endpoint)
        raise OverBudget(_("Nothing was sent. {why}").format(why=why))
    return require_amount(session, quote.usd)


def require_amount(session: Session, usd: Decimal) -> Decimal:
    """The amount; ``OverBudget`` when it is more than is left of the month."""
    if not usd:
        return usd
    check_readable(session)
    state = read_month(session)
    left = state.left_usd
    if usd > left:
        raise OverBudget(
            _(
                "This would cost {cost}, and {left} is left of this month's {limit}, of which "
                "{reserved} is set aside for what is under way. Nothing was sent; raise the budget "
                "in the settings or train less."
            ).format(
                cost=format_money(session, usd),
                left=format_money(session, max(left, Decimal(0))),
                limit=state.limit_text,
                reserved=format_money(session, state.reserved_usd),
            )
        )
    return usd
