"""Repeat and money: something to compare with, and what a series of tries costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services import budget
from studio.services.preflight.data_set import NOTE, RECORDS, WARNING, Desk


def nothing_to_compare(desk: Desk) -> Iterator[PreflightFinding]:
    """The first try: nothing stands beside it."""
    if desk.seen and not desk.runs:
        yield PreflightFinding(
            "first-try",
            Lesson.REPEAT,
            NOTE,
            _(
                "There is no earlier run to compare with: plan at least two, with the same questions "
                "and seed."
            ),
            len(desk.seen),
            fix="train",
        )
    elif desk.seen and not any(run.seed is not None for run in desk.runs):
        yield PreflightFinding(
            "no-seed",
            Lesson.REPEAT,
            NOTE,
            _("No run names a seed, so none can be repeated as it was."),
            len(desk.runs),
        )


def experiments(epochs: int) -> Decimal:
    """What the least useful series of tries costs, in runs: half the rows, all of them, all with
    one epoch more, and the best once again with another seed."""
    return Decimal("0.5") + 1 + Decimal(epochs + 1) / Decimal(epochs) + 1


def money(desk: Desk) -> Iterator[PreflightFinding]:
    """What a series of tries costs, against what is left of the month."""
    session = desk.session
    tokens = sum(one.tokens for one in desk.seen)
    if not desk.seen:
        return
    quote = budget.quote(session, tokens=tokens, examples=len(desk.seen))
    if quote.usd is None:
        yield PreflightFinding(
            "no-price",
            Lesson.MONEY,
            WARNING,
            budget.describe_missing_price(quote.model),
            len(desk.seen),
            source=RECORDS,
            fix="settings",
        )
        return
    state = budget.month(session)
    left = max(Decimal(0), state.limit_usd - state.spent_usd)
    series = quote.usd * experiments(quote.epochs)
    figures = _(
        "one run costs {run}, a series of four {series}, and {left} are left this month"
    ).format(
        run=budget.text(session, quote.usd),
        series=budget.text(session, series),
        left=budget.text(session, left),
    )
    prices = _("prices as of {date:%Y-%m-%d}").format(date=quote.prices_as_of)
    if not state.limit_usd:
        yield PreflightFinding(
            "no-budget",
            Lesson.MONEY,
            WARNING,
            _("No budget is set: {figures}.").format(figures=figures),
            len(desk.seen),
            source=prices,
            fix="settings",
        )
    elif series > left:
        yield PreflightFinding(
            "budget-short",
            Lesson.MONEY,
            WARNING,
            _(
                "The budget allows too few tries: {figures}. Train fewer rows, or a cheaper model."
            ).format(figures=figures),
            len(desk.seen),
            source=prices,
            fix="settings",
        )
    elif not session.settings.is_chosen("monthly_budget_usd"):
        yield PreflightFinding(
            "budget-unchosen",
            Lesson.MONEY,
            NOTE,
            _("The month's limit is the studio's default, not yours: {figures}.").format(
                figures=figures
            ),
            len(desk.seen),
            source=prices,
            fix="settings",
        )
