"""The ledger of a library: what was paid for it, line by line."""

from __future__ import annotations

import builtins
from datetime import UTC, datetime
from decimal import Decimal

from studio.domain.money import Payment
from studio.store.connection import Row, Shelf


class Ledger(Shelf):
    """Payments in US dollars; lines are added and never changed."""

    def list(self) -> builtins.list[Payment]:
        """Every payment, the oldest first."""
        rows = self._connection.select(
            "SELECT at, what, usd, run, comparison FROM ledger ORDER BY id"
        )
        return self._parse_rows(_parse_payment, rows)

    def insert(
        self,
        purpose: str,
        usd: Decimal,
        run: int | None = None,
        *,
        comparison: int | None = None,
    ) -> None:
        """Note a payment made now, of a run, of a comparison or of something else."""
        self._connection.execute(
            "INSERT INTO ledger(at, run, what, usd, comparison) VALUES(?,?,?,?,?)",
            [datetime.now(UTC).isoformat(), run, purpose, str(usd), comparison],
        )

    def spent(self, since: datetime | None = None) -> Decimal:
        """US dollars spent, all or since a moment."""
        payments = (line.usd for line in self.list() if not since or line.at >= since)
        return sum(payments, Decimal(0))


def _parse_payment(row: Row) -> Payment:
    moment = datetime.fromisoformat(row["at"])
    return Payment(moment, row["what"], Decimal(row["usd"]), row["run"], row["comparison"])
