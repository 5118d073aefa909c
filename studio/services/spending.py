"""Spending: money is set aside before a request leaves, and settled when it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from studio.domain.errors import OverBudget
from studio.domain.money import LedgerEntry, ModelPrice
from studio.domain.run import Run
from studio.i18n import _
from studio.services import budget
from studio.services.session import Session
from studio.services.settings.prices import overrides_file

FORGOTTEN_AFTER = timedelta(hours=1)
"""An answer never takes so long: a program that set money aside for it has died meanwhile."""
MILLION = 1_000_000


# -- trainings: set aside by one process, settled by whichever sees the end ----------------------


def reserve_run(session: Session, run: Run) -> None:
    """Set a run's estimate aside; ``OverBudget``, and nothing is, when that is too much."""
    if run.estimate_usd:
        budget.refuse_above_run_limit(session, run.estimate_usd)
        _reserve(session, run.estimate_usd, _describe_run(run), run=run.id)


def refuse_overdrawn(session: Session, run: Run) -> None:
    """``OverBudget`` where a limit was lowered since the run's money was set aside, and what is set
    aside and spent is above it now."""
    if not run.estimate_usd:
        return
    budget.refuse_above_run_limit(session, run.estimate_usd)
    budget.check_readable(session)
    month, own_limit = budget.read_month(session), budget.read_library_limit(session)
    entries = session.person_ledger.entries()
    own = sum(
        (_count(entry) for entry in entries if entry.library == _library(session)), Decimal(0)
    )
    if month.left_usd >= 0 and (own_limit is None or own <= own_limit):
        return
    raise OverBudget(
        _(
            "Run {n} waits: the budget was lowered since it was queued, and what is spent and set "
            "aside is above it now. Nothing was sent; raise the budget, or cancel trainings that "
            "wait."
        ).format(n=run.id),
        leads_to="settings",
    )


def _count(entry: LedgerEntry) -> Decimal:
    """What an entry takes of a budget: what is set aside, later what was spent."""
    return entry.amount_usd if entry.open else entry.spent_usd or Decimal(0)


def settle_run(session: Session, run: Run, usd: Decimal, note: str = "") -> None:
    """Enter what a run cost in place of what was set aside for it; once, however often asked."""
    if not usd and not run.estimate_usd:
        return  # nothing was set aside for what is free
    entries = _entries_of(session, run)
    open_entries = [entry for entry in entries if entry.open]
    if not open_entries and usd and not any(entry.spent_usd for entry in entries):
        # It was given up, and turned up after all: what was spent is entered whatever the limit.
        ledger = session.person_ledger
        open_entries = [ledger.reserve(usd, _describe_run(run), _library(session), run.id)]
    for number, entry in enumerate(open_entries):
        if number == 0 and usd:
            session.person_ledger.settle(entry, usd, note)
        else:
            session.person_ledger.release(entry, note)


def release_run(session: Session, run: Run) -> None:
    """Let go what was set aside for a run that came to nothing."""
    settle_run(session, run, Decimal(0))


def _describe_run(run: Run) -> str:
    """With the run's own mark: libraries are moved, and another may have a run of this number."""
    return _("Run {n} · {model}").format(n=run.id, model=run.model) + f" ({run.nonce[:8]})"


def _entries_of(session: Session, run: Run) -> list[LedgerEntry]:
    mark = f"({run.nonce[:8]})"
    entries = session.person_ledger.entries()
    return [entry for entry in entries if entry.run == run.id and entry.purpose.endswith(mark)]


# -- batches: set aside for as long as a provider takes, settled by whoever fetches ----------------

BATCH = 0
"""In place of a run's number: no run has it, and money for a batch is never taken for forgotten."""


def reserve_batch(session: Session, usd: Decimal, purpose: str, nonce: str) -> int:
    """Set aside what a batch may cost at most, once however often asked; the entry's id, 0 where
    it is free. ``OverBudget``, and nothing is, when that is too much."""
    if not usd:
        return 0
    mark = f"({nonce[:8]})"
    for entry in session.person_ledger.open_entries():
        if entry.run == BATCH and entry.purpose.endswith(mark):
            return entry.id
    return _reserve(session, usd, f"{purpose} {mark}", run=BATCH).id


def settle_batch(session: Session, entry: int, usd: Decimal, note: str = "") -> None:
    """Enter what a batch cost in place of what was set aside for it; once, however often asked."""
    if entry and usd:
        session.person_ledger.settle(entry, usd, note)
    elif entry:
        session.person_ledger.release(entry, note)


# -- answers: set aside and settled by one process, within minutes --------------------------------


@dataclass
class Purchase:
    """An answer that is being bought. Say what was used of it; what nobody says was not used."""

    price: ModelPrice | None = None
    tokens_in: int = 0
    tokens_out: int = 0

    def use(self, tokens_in: int, tokens_out: int) -> None:
        self.tokens_in, self.tokens_out = tokens_in, tokens_out

    @property
    def usd(self) -> Decimal:
        return price_answer(self.price, self.tokens_in, self.tokens_out)


@contextmanager
def buy_answer(
    session: Session,
    endpoint: str,
    model: str,
    purpose: str,
    *,
    tokens_in: int,
    most_out: int,
    left_usd: Decimal | None = None,
) -> Iterator[Purchase]:
    """Set aside what an answer may cost at most, and settle what it did cost on leaving.

    ``OverBudget`` before anything is sent: above the limit, or above what is left of a budget of
    its own (``left_usd``), or without a price.
    """
    price = require_answer_price(session, endpoint, model)
    purchase = Purchase(price)
    most = price_answer(price, tokens_in, most_out)
    if left_usd is not None and most > left_usd:
        raise OverBudget(
            _(
                "The next answer could cost {cost}, and {left} is left. It was not asked for."
            ).format(
                cost=budget.format_money(session, most), left=budget.format_money(session, left_usd)
            )
        )
    if not most:
        yield purchase
        return
    entry = _reserve(session, most, purpose)
    try:
        yield purchase
    finally:
        if purchase.usd:
            session.person_ledger.settle(entry, purchase.usd)
        else:
            session.person_ledger.release(entry)


def require_answer_price(session: Session, endpoint: str, model: str) -> ModelPrice | None:
    """The price of a model's answers, None where they are free; ``OverBudget``: not known."""
    if session.capabilities(endpoint).free:
        return None
    price = session.prices.model(model)
    if price is None or price.input is None or price.output is None:
        raise OverBudget(
            _(
                "Nothing was sent. No price is known for asking {model}, so it "
                "can't be checked against the budget. Enter one under "
                "Settings, Prices (0 if it costs nothing), or in {file}."
            ).format(model=model, file=overrides_file())
        )
    return price


def price_answer(price: ModelPrice | None, tokens_in: int, tokens_out: int) -> Decimal:
    """US dollars for tokens read and written; 0 without a price."""
    if price is None or price.input is None or price.output is None:
        return Decimal(0)
    return (price.input * tokens_in + price.output * tokens_out) / MILLION


def _reserve(session: Session, usd: Decimal, purpose: str, run: int | None = None) -> LedgerEntry:
    _settle_forgotten(session)
    ledger = session.person_ledger
    # What a library spent before there was a ledger for the person counts as spent all the same.
    limit = max(Decimal(0), budget.read_limit(session) - budget.read_unlisted(session))
    own_limit = budget.read_library_limit(session)
    return ledger.reserve(
        usd, purpose, _library(session), run, limit_usd=limit, library_limit_usd=own_limit
    )


def _settle_forgotten(session: Session) -> None:
    """What a program that died had set aside for an answer is taken for spent."""
    oldest = datetime.now(UTC) - FORGOTTEN_AFTER
    for entry in session.person_ledger.open_entries():
        if entry.run is None and entry.at < oldest:
            note = _("the program ended before the answer did")
            session.person_ledger.settle(entry, entry.amount_usd, note)


def _library(session: Session) -> str:
    return str(session.library.path.resolve())
