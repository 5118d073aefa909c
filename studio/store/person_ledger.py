"""What a person spends, over all libraries: money is set aside before a request, and settled after.

A file of its own in the studio's data folder, because two libraries that are open at once spend
from one purse. Lines are added and never changed; SQLite itself refuses anything else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from studio.domain.errors import LibraryError, OverBudget
from studio.domain.money import LedgerEntry
from studio.i18n import _
from studio.store.connection import Connection, Row, parse_time

APPLICATION_ID = 0x5053544C  # "PSTL"
BUSY_SECONDS = 30.0
"""How long another process may keep the ledger; a line takes it some milliseconds."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS reservation("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, what TEXT NOT NULL, "
    "library TEXT NOT NULL, run INTEGER, usd TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS settlement("
    "reservation INTEGER PRIMARY KEY REFERENCES reservation(id), at TEXT NOT NULL, "
    "usd TEXT, note TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS settled_at ON settlement(at)",
    *(
        f"CREATE TRIGGER IF NOT EXISTS keep_{table}_{action.lower()} BEFORE {action} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'a line of the ledger never changes'); END"
        for table in ("reservation", "settlement")
        for action in ("UPDATE", "DELETE")
    ),
)
_ENTRY = (
    "SELECT reservation.*, settlement.at AS ended, settlement.usd AS settled, note "
    "FROM reservation LEFT JOIN settlement ON settlement.reservation = reservation.id"
)


class PersonLedger:
    """The open ledger. Any number of processes may have it open; each line is on the disk before
    its method returns."""

    def __init__(self, connection: Connection) -> None:
        self.path = connection.path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> PersonLedger:
        """Open the ledger at ``path``, or begin one; LibraryError where the file is no ledger."""
        with _explain_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            sqlite = sqlite3.connect(
                path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
            )
            sqlite.row_factory = sqlite3.Row
            ledger = cls(Connection(sqlite, path))
            try:
                ledger._prepare()
            except BaseException:
                sqlite.close()
                raise
        return ledger

    def close(self) -> None:
        """Let go of the file."""
        self._connection.sqlite.close()

    def __enter__(self) -> PersonLedger:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def reserve(
        self,
        amount_usd: Decimal,
        purpose: str,
        library: str = "",
        run: int | None = None,
        limit_usd: Decimal | None = None,
        month: date | None = None,
        library_limit_usd: Decimal | None = None,
    ) -> LedgerEntry:
        """Set US dollars aside for ``purpose``, before they are spent.

        ``library_limit_usd`` is what may be spent for ``library`` in all (None: no limit).

        OverBudget where they, what is set aside and what was spent in the month of the day
        ``month`` (UTC; None: today's) come to more than ``limit_usd`` (None: no limit). Nobody
        else gets in between the look and the line. 0 always passes.
        """
        _refuse_negative(amount_usd)
        now = datetime.now(UTC)
        day = month or now.date()
        begin = datetime(day.year, day.month, 1, tzinfo=UTC)
        with _explain_errors(self.path), self._connection.transaction():
            if limit_usd is not None and amount_usd > 0:
                self._refuse_above(limit_usd, amount_usd, begin)
            if library_limit_usd is not None and amount_usd > 0:
                self._refuse_above_library(library_limit_usd, amount_usd, library)
            number = self._connection.execute(
                "INSERT INTO reservation(at, what, library, run, usd) VALUES(?, ?, ?, ?, ?)",
                [now.isoformat(), purpose, library, run, str(amount_usd)],
            )
        return self.get(number)

    def settle(self, entry: LedgerEntry | int, amount_usd: Decimal, note: str = "") -> bool:
        """Say what an entry really cost, in US dollars; False where that was said before.

        What was said first stands: after a crash one may settle again without paying twice.
        """
        _refuse_negative(amount_usd)
        return self._end(entry, str(amount_usd), note)

    def release(self, entry: LedgerEntry | int, note: str = "") -> bool:
        """Give back what was set aside, because nothing was spent; False where it has ended."""
        return self._end(entry, None, note)

    def get(self, number: int) -> LedgerEntry:
        """One entry; LibraryError when it is not there."""
        row = self._connection.select_first(f"{_ENTRY} WHERE reservation.id = ?", [number])
        if row is None:
            raise LibraryError(_("There is no entry {number} in the ledger.").format(number=number))
        return _parse_entry(row)

    def entries(self) -> list[LedgerEntry]:
        """Every entry, the oldest first."""
        with _explain_errors(self.path):
            rows = self._connection.select(f"{_ENTRY} ORDER BY reservation.id")
        return [_parse_entry(row) for row in rows]

    def spent(self, since: datetime | None = None) -> Decimal:
        """US dollars that were settled, all or since a moment."""
        with _explain_errors(self.path):
            # By its index: this is asked before every answer, and a year has thousands of lines.
            rows = self._connection.select(
                "SELECT usd FROM settlement WHERE usd IS NOT NULL AND at >= ?",
                [since.astimezone(UTC).isoformat() if since else ""],
            )
        return sum((Decimal(row["usd"]) for row in rows), Decimal(0))

    def reserved(self) -> Decimal:
        """US dollars that are set aside and neither spent nor given back."""
        return sum((entry.amount_usd for entry in self.open_entries()), Decimal(0))

    def begun(self) -> datetime | None:
        """When its first line was written; None while there is none."""
        with _explain_errors(self.path):
            row = self._connection.select_first("SELECT MIN(at) AS at FROM reservation", [])
        return parse_time(row["at"]) if row else None

    def open_entries(self) -> list[LedgerEntry]:
        """What is still set aside, the oldest first."""
        with _explain_errors(self.path):
            rows = self._connection.select(
                f"{_ENTRY} WHERE settlement.reservation IS NULL ORDER BY reservation.id"
            )
        return [_parse_entry(row) for row in rows]

    def _prepare(self) -> None:
        sqlite = self._connection.sqlite
        # A request may leave right after the line is written: it must outlive a power cut.
        sqlite.execute("PRAGMA synchronous = FULL")
        (application,) = sqlite.execute("PRAGMA application_id").fetchone()
        if (
            application not in (0, APPLICATION_ID)
            or sqlite.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok"
        ):
            raise sqlite3.DatabaseError("file is not a database")
        # One that is there and of today is only read: neither another process that is writing nor a
        # folder that can't be written keeps anybody from seeing what was spent.
        if sqlite.execute("PRAGMA user_version").fetchone()[0] >= len(_TABLES):
            return
        with self._connection.transaction():
            sqlite.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            for statement in _TABLES:
                sqlite.execute(statement)
            sqlite.execute(f"PRAGMA user_version = {len(_TABLES)}")

    def _refuse_above(self, limit: Decimal, amount: Decimal, since: datetime) -> None:
        spent, reserved = self.spent(since), self.reserved()
        if spent + reserved + amount > limit:
            raise OverBudget(
                _(
                    "This would cost ${amount}. Of this month's ${limit}, ${spent} is spent and "
                    "${reserved} is set aside for what is under way. Nothing was sent; raise the "
                    "budget in the settings, or wait."
                ).format(amount=amount, limit=limit, spent=spent, reserved=reserved)
            )

    def _refuse_above_library(self, limit: Decimal, amount: Decimal, library: str) -> None:
        rows = self._connection.select(
            "SELECT COALESCE(settlement.usd, CASE WHEN settlement.reservation IS NULL "
            "THEN reservation.usd ELSE '0' END) AS usd FROM reservation LEFT JOIN settlement "
            "ON settlement.reservation = reservation.id WHERE library = ?",
            [library],
        )
        used = sum((Decimal(row["usd"]) for row in rows), Decimal(0))
        if used + amount > limit:
            raise OverBudget(
                _(
                    "This would cost ${amount}. Of this library's ${limit}, ${used} is spent or "
                    "set aside. Nothing was sent; raise the library's budget, or train less."
                ).format(amount=amount, limit=limit, used=used)
            )

    def _end(self, entry: LedgerEntry | int, usd: str | None, note: str) -> bool:
        number = entry if isinstance(entry, int) else entry.id
        with _explain_errors(self.path), self._connection.transaction():
            lines = self._connection.execute_many(
                "INSERT OR IGNORE INTO settlement(reservation, at, usd, note) VALUES(?, ?, ?, ?)",
                [(number, datetime.now(UTC).isoformat(), usd, note)],
            )
        return lines > 0


@contextmanager
def _explain_errors(path: Path) -> Iterator[None]:
    """A ledger that can't be used in one line: without it nothing may be spent."""
    try:
        yield
    except (sqlite3.Error, OSError, LibraryError) as error:
        raise LibraryError(
            _(
                "The ledger of what you spent, {path}, can't be used: {why}. "
                "Nothing was sent. Fix its folder, or move the file away to "
                "begin a new one."
            ).format(path=path, why=error.__cause__ or error)
        ) from error


def _refuse_negative(amount: Decimal) -> None:
    # A negative or endless amount would let everything after it pass.
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{amount} is no amount of money")


def _parse_entry(row: Row) -> LedgerEntry:
    return LedgerEntry(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        purpose=row["what"],
        library=row["library"],
        run=row["run"],
        amount_usd=Decimal(row["usd"]),
        ended=parse_time(row["ended"]),
        spent_usd=Decimal(row["settled"] or 0),
        note=row["note"] or "",
    )
