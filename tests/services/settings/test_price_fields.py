"""What may stand in a price table, and what is said of what may not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from studio.domain.errors import CuratorError
from studio.services.settings.price_fields import BY_NAME, RATE, check_name


def test_money_is_exact_and_dates_are_dates() -> None:
    assert BY_NAME["training"].check(" 3.10 ") == Decimal("3.10")
    assert BY_NAME["shutdown"].check("2027-01-14") == date(2027, 1, 14)
    assert BY_NAME["training"].check("") is None


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("training", "cheap", "a number with a point"),
        ("training", "1,20", "a number with a point"),
        ("training", "nan", "a number with a point"),
        ("training", "1_000", "a number with a point"),
        ("training", "\uff11", "a number with a point"),
        ("training", "-1", "between 0 and 100,000"),
        ("training", "1e9", "between"),
        ("input", "1e-999999", "6 decimals"),
        ("shutdown", "14.1.2027", "year-month-day"),
        ("shutdown", "20270114", "year-month-day"),
        ("shutdown", "2027-02-30", "year-month-day"),
        ("source", "a\nb", "on one line"),
        ("source", "x" * 301, "300 characters"),
    ],
)
def test_a_wrong_value_says_what_is_wrong(field: str, text: str, said: str) -> None:
    with pytest.raises(CuratorError, match=said) as refused:
        BY_NAME[field].check(text)
    line = str(refused.value)
    assert BY_NAME[field].title in line and "\n" not in line.replace(text, "") and len(line) < 200


def test_an_exchange_rate_has_its_own_bounds() -> None:
    assert RATE.check("151.5") == Decimal("151.5")
    with pytest.raises(CuratorError, match="between 1 and 10,000"):
        RATE.check("0")


@pytest.mark.parametrize("name", ["", "two words", "x" * 121, "bell\a"])
def test_what_can_be_no_model_is_refused(name: str) -> None:
    with pytest.raises(CuratorError, match="A model needs a name"):
        check_name(name)
