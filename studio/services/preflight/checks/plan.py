"""Repeat and money: something to compare with, and what a series of tries costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from studio.domain.money import Quote
from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.i18n import N_, _
from studio.services import budget
from studio.services.preflight.data_set import NOTE, RECORDS, WARNING, DataCheck, DataSet
from studio.services.session import Session

FIRST_TRY = FindingKind(
    "first-try",
    Lesson.REPEAT,
    NOTE,
    N_(
        "There is no earlier run to compare with: plan at least two, with the same questions and "
        "seed."
    ),
    fix="train",
)
NO_SEED = FindingKind(
    "no-seed",
    Lesson.REPEAT,
    NOTE,
    N_("No run names a seed, so none can be repeated as it was."),
)
NO_PRICE = FindingKind(
    "no-price", Lesson.MONEY, WARNING, "{reason}", source=RECORDS, fix="settings"
)
NO_BUDGET = FindingKind(
    "no-budget", Lesson.MONEY, WARNING, N_("No budget is set: {figures}."), fix="settings"
)
BUDGET_SHORT = FindingKind(
    "budget-short",
    Lesson.MONEY,
    WARNING,
    N_("The budget allows too few tries: {figures}. Train fewer rows, or a cheaper model."),
    fix="settings",
)
BUDGET_UNCHOSEN = FindingKind(
    "budget-unchosen",
    Lesson.MONEY,
    NOTE,
    N_("The month's limit is the program's default, not yours: {figures}."),
    fix="settings",
)


def find_nothing_to_compare_with(data: DataSet) -> Iterator[PreflightFinding]:
    """The first try: nothing stands beside it."""
    if data.pairs and not data.runs:
        yield data.finding(FIRST_TRY)
    elif data.pairs and not any(run.seed is not None for run in data.runs):
        yield data.finding(NO_SEED, count=len(data.runs))


def count_experiments(epochs: int) -> Decimal:
    """What the least useful series of tries costs, in runs: half the rows, all of them, all with
    one epoch more, and the best once again with another seed."""
    return Decimal("0.5") + 1 + Decimal(epochs + 1) / Decimal(epochs) + 1


def find_money_short(data: DataSet) -> Iterator[PreflightFinding]:
    """What a series of tries costs, against what is left of the month."""
    if not data.pairs:
        return
    session = data.session
    tokens = sum(pair.tokens for pair in data.pairs)
    quote = budget.quote_training(session, tokens=tokens, examples=len(data.pairs))
    if quote.usd is None:
        yield data.finding(
            NO_PRICE, reason=budget.describe_missing_price(data.session, quote.model)
        )
        return
    month = budget.read_month(session)
    # What was spent beyond the limit, before it was lowered, is no debt.
    left = max(Decimal(0), month.left_usd)
    series = quote.usd * count_experiments(quote.epochs)
    if not month.limit_usd:
        kind = NO_BUDGET
    elif series > left:
        kind = BUDGET_SHORT
    elif not session.settings.is_chosen("monthly_budget_usd"):
        kind = BUDGET_UNCHOSEN
    else:
        return
    prices = _("prices as of {date:%Y-%m-%d}").format(date=quote.prices_as_of)
    figures = _describe_costs(session, quote, series, left)
    yield data.finding(kind, source=prices, figures=figures)


def _describe_costs(session: Session, quote: Quote, series: Decimal, left: Decimal) -> str:
    return _(
        "one run costs {run}, a series of four {series}, and {left} are left this month"
    ).format(
        run=budget.format_money(session, quote.usd),
        series=budget.format_money(session, series),
        left=budget.format_money(session, left),
    )


CHECKS = (
    DataCheck("nothing to compare with", find_nothing_to_compare_with, (FIRST_TRY, NO_SEED)),
    DataCheck("money", find_money_short, (NO_PRICE, NO_BUDGET, BUDGET_SHORT, BUDGET_UNCHOSEN)),
)
