"""The ledger of a library keeps every payment to the last digit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from studio.store.library import Library


def test_payments_are_summed_exactly(library: Library) -> None:
    with library.transaction():
        for _again in range(3):
            library.ledger.insert("train", Decimal("0.1"), run=4)
        library.ledger.insert("draft", Decimal("0.0000001"))
    assert library.ledger.spent() == Decimal("0.3000001")
    last = library.ledger.list()[-1]
    assert (last.purpose, last.usd, last.run) == ("draft", Decimal("0.0000001"), None)


def test_what_was_paid_since_a_moment_is_told_apart(library: Library) -> None:
    with library.transaction():
        library.ledger.insert("train", Decimal(1))
    now = datetime.now(UTC)
    assert library.ledger.spent(now - timedelta(minutes=1)) == 1
    assert library.ledger.spent(now + timedelta(minutes=1)) == 0
