"""Money: prices with the date they were read, quotes in dollars and yen, the budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Money:
    """An amount in one currency."""

    amount: Decimal
    currency: str  # ISO 4217


@dataclass(frozen=True)
class ModelPrice:
    """What one model costs, in US dollars per million tokens, and when it ends.

    ``encoding`` is the name of its tiktoken encoding, None where it has a tokenizer of its own.
    """

    model: str
    endpoint: str  # "openai", "local", …
    encoding: str | None
    training: Decimal | None  # None: can't be trained
    input: Decimal | None
    output: Decimal | None
    shutdown: date | None
    max_tokens: int | None  # per training row; longer ones are cut from the end
    note: str = ""


@dataclass(frozen=True)
class Quote:
    """What a training would cost, before paying."""

    model: str
    examples: int
    tokens: int
    epochs: int
    billed_tokens: int
    usd: Decimal
    jpy: Decimal
    prices_as_of: date
    exchange_as_of: date
    shutdown: date | None = None
