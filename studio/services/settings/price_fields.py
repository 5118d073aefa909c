"""What a price table says of a model: one row a field, from which file and window are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

from studio.domain.errors import CuratorError
from studio.i18n import _

HIGHEST_PRICE = Decimal(100_000)
"""US dollars per million tokens: beyond it somebody has slipped by a few zeros."""
RATES = (Decimal(1), Decimal(10_000))
"""Yen per US dollar, at least and at most."""
DECIMALS = 6
LONGEST = 300  # characters of a text
LONGEST_NAME = 120

Value = Decimal | date | str
"""What a field holds; without a value it is None."""


class Kind(Enum):
    """What a field holds, and so how it is read."""

    MONEY = "money"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True)
class Field:
    """One field of a model. ``name`` is the key in the file and the attribute of ``ModelPrice``."""

    name: str
    kind: Kind
    title: str
    about: str
    low: Decimal = Decimal(0)
    high: Decimal = HIGHEST_PRICE

    def checked(self, value: object) -> Value | None:
        """A value as typed or as the file has it, in the type of its kind; "" is None.

        ``CuratorError`` says in one line what is wrong with it.
        """
        text = str(value).strip()
        if not text:
            return None
        if self.kind is Kind.MONEY:
            return self._money(text)
        if self.kind is Kind.DATE:
            return self._date(text)
        if len(text) > LONGEST or not text.isprintable():
            raise self._wrong(text, _("at most {n} characters on one line").format(n=LONGEST))
        return text

    def _money(self, text: str) -> Decimal:
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not text.isascii() or "_" in text or not amount.is_finite():
            raise self._wrong(text, _("write a number with a point, such as 1.20"))
        if int(amount.as_tuple().exponent) < -DECIMALS:
            raise self._wrong(text, _("at most {n} decimals").format(n=DECIMALS))
        if not self.low <= amount <= self.high:
            between = _("it must lie between {low} and {high}")
            raise self._wrong(text, between.format(low=self.low, high=f"{self.high:,}"))
        return Decimal(f"{amount:f}")  # 1e3 is 1000 from here on

    def _date(self, text: str) -> date:
        try:
            if len(text) == len("2027-01-14"):  # 20270114 is one, too, but not what we ask for
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self._wrong(text, _("write a date as year-month-day, such as 2027-01-14"))

    def _wrong(self, text: str, reason: str) -> CuratorError:
        shown = text if len(text) <= 40 else text[:39] + "…"
        return CuratorError(
            _("“{text}” can't be used for “{field}”: {reason}.").format(
                text=shown, field=self.title, reason=reason
            )
        )


FIELDS = (
    Field("training", Kind.MONEY, _("Training"), _("US dollars per million trained tokens")),
    Field("input", Kind.MONEY, _("Input"), _("US dollars per million tokens it is asked with")),
    Field("output", Kind.MONEY, _("Output"), _("US dollars per million tokens of its answers")),
    Field("training_ends", Kind.DATE, _("Last training"), _("The last day to start a training")),
    Field("shutdown", Kind.DATE, _("Shut down"), _("The day it and all trained on it ends")),
    Field("as_of", Kind.DATE, _("As of"), _("The day on which this was read")),
    Field("source", Kind.TEXT, _("Source"), _("Where this was read")),
)
RATE = Field("usd_jpy", Kind.MONEY, _("Yen per US dollar"), _("What one dollar costs"), *RATES)
RATE_AS_OF = Field("as_of", Kind.DATE, _("Rate as of"), _("The day on which the rate was read"))
BY_NAME = {field.name: field for field in FIELDS}


def checked_name(text: str) -> str:
    """The name of a model, or ``CuratorError`` when it can be none."""
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or " " in name:
        raise CuratorError(
            _("A model needs a name of at most {n} characters without blanks.").format(
                n=LONGEST_NAME
            )
        )
    return name
