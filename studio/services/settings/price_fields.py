"""What a price table says of a model: one row a field, from which file and window are made.

To add one: give ``ModelPrice`` an attribute and ``FIELDS`` a row of the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

from studio.domain.errors import CuratorError
from studio.i18n import N_, _

HIGHEST_PRICE = Decimal(100_000)
"""US dollars per million tokens: beyond it somebody has slipped by a few zeros."""
LOWEST_RATE, HIGHEST_RATE = Decimal(1), Decimal(10_000)
"""Yen per US dollar."""
DECIMALS = 6
LONGEST = 300  # characters of a text
LONGEST_NAME = 120

Value = Decimal | date | str
"""What a field holds; without a value it is None."""


class FieldKind(Enum):
    """What a field holds, and so how it is read."""

    MONEY = "money"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True)
class PriceField:
    """One field of a model. ``name`` is the key in the file and the attribute of ``ModelPrice``."""

    name: str
    kind: FieldKind
    label: str
    about: str
    low: Decimal = Decimal(0)
    high: Decimal = HIGHEST_PRICE

    @property
    def title(self) -> str:
        return _(self.label)

    @property
    def help(self) -> str:
        return _(self.about)

    def check(self, value: object) -> Value | None:
        """A value as typed or as the file has it, in the type of its kind; "" is None.

        ``CuratorError`` says in one line what is wrong with it.
        """
        text = str(value).strip()
        if not text:
            return None
        if self.kind is FieldKind.MONEY:
            return self._money(text)
        if self.kind is FieldKind.DATE:
            return self._date(text)
        if len(text) > LONGEST or not text.isprintable():
            raise self._wrong(text, _("at most {n} characters on one line").format(n=LONGEST))
        return text

    def _money(self, text: str) -> Decimal:
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal("NaN")
        # Python reads "1_000" and digits of other scripts; in a price they are slips.
        if not text.isascii() or "_" in text or not amount.is_finite():
            raise self._wrong(text, _("write a number with a point, such as 1.20"))
        if int(amount.as_tuple().exponent) < -DECIMALS:
            raise self._wrong(text, _("at most {n} decimals").format(n=DECIMALS))
        if not self.low <= amount <= self.high:
            between = _("it must be between {low} and {high}")
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
        excerpt = text if len(text) <= 40 else text[:39] + "…"
        return CuratorError(
            _("“{text}” can't be used for “{field}”: {reason}.").format(
                text=excerpt, field=self.title, reason=reason
            )
        )


FIELDS = (
    PriceField(
        name="training",
        kind=FieldKind.MONEY,
        label=N_("Training"),
        about=N_("US dollars per million trained tokens"),
    ),
    PriceField(
        name="input",
        kind=FieldKind.MONEY,
        label=N_("Input"),
        about=N_("US dollars per million tokens it is asked with"),
    ),
    PriceField(
        name="output",
        kind=FieldKind.MONEY,
        label=N_("Output"),
        about=N_("US dollars per million tokens of its answers"),
    ),
    PriceField(
        name="training_ends",
        kind=FieldKind.DATE,
        label=N_("Last training"),
        about=N_("The last day to start a training"),
    ),
    PriceField(
        name="shutdown",
        kind=FieldKind.DATE,
        label=N_("Shut down"),
        about=N_("The day it and all trained on it ends"),
    ),
    PriceField(
        name="as_of",
        kind=FieldKind.DATE,
        label=N_("As of"),
        about=N_("The day on which this was read"),
    ),
    PriceField(
        name="source",
        kind=FieldKind.TEXT,
        label=N_("Source"),
        about=N_("Where this was read"),
    ),
)
RATE = PriceField(
    name="usd_jpy",
    kind=FieldKind.MONEY,
    label=N_("Yen per US dollar"),
    about=N_("What one dollar costs"),
    low=LOWEST_RATE,
    high=HIGHEST_RATE,
)
RATE_AS_OF = PriceField(
    name="as_of",
    kind=FieldKind.DATE,
    label=N_("Rate as of"),
    about=N_("The day on which the rate was read"),
)
BY_NAME = {field.name: field for field in FIELDS}


def check_name(text: str) -> str:
    """The name of a model, or ``CuratorError`` when it can be none."""
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or " " in name:
        raise CuratorError(
            _("A model needs a name of at most {n} characters without blanks.").format(
                n=LONGEST_NAME
            )
        )
    return name
