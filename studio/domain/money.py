"""Money: prices with the date they were read, quotes in dollars and yen, the budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True)
class ModelPrice:
    """What one model costs, in US dollars per million tokens, and when it ends.

    ``encoding`` is the name of its tiktoken encoding, None where it has a tokenizer of its own.
    A price that is None is not known, or there is none: it is never 0.
    """

    model: str
    endpoint: str  # "openai", "local", …
    encoding: str | None
    training: Decimal | None  # None: can't be trained, as far as is known
    input: Decimal | None
    output: Decimal | None
    shutdown: date | None
    max_tokens: int | None  # per training row; longer ones are cut from the end
    note: str = ""
    training_ends: date | None = None  # the last day on which a training may be started
    as_of: date | None = None  # when this was read
    source: str = ""  # where this was read
    methods: tuple[str, ...] = ()  # how it can be trained, in OpenAI's words; (): not known

    @property
    def priced(self) -> bool:
        """Whether any price of it is known."""
        return any(price is not None for price in (self.training, self.input, self.output))


@dataclass(frozen=True)
class Quote:
    """What a training would cost, before paying; ``usd`` is None where no price is known.

    ``training_type`` is the provider's word where one model has several prices there, "" elsewhere.
    """

    model: str
    examples: int
    tokens: int
    epochs: int
    billed_tokens: int
    usd: Decimal | None
    jpy: Decimal | None
    prices_as_of: date
    exchange_as_of: date
    shutdown: date | None = None
    training_type: str = ""
    endpoint: str = ""  # "": wherever the price table has the model first


class Payment(NamedTuple):
    """A line of the ledger: when, what for, US dollars, and the run or comparison it was for."""

    at: datetime
    purpose: str
    usd: Decimal
    run: int | None
    comparison: int | None = None


@dataclass(frozen=True)
class LedgerEntry:
    """Money set aside for something, and what became of it: spent, given back, or still open.

    ``amount_usd`` is what was set aside, ``spent_usd`` what it cost in the end (0 where it was
    given back, or has not ended). ``library`` is the path of the library it was for.
    """

    id: int
    at: datetime
    purpose: str
    library: str
    run: int | None
    amount_usd: Decimal
    ended: datetime | None = None
    spent_usd: Decimal = Decimal(0)
    note: str = ""

    @property
    def open(self) -> bool:
        """Whether the money is still set aside."""
        return self.ended is None
