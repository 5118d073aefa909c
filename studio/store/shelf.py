"""What every shelf of a library stands on: its connection, its path, and three ways to ask."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from studio.store.sqlite_errors import translated

Row = sqlite3.Row
BLOCK = 500
"""Ids a statement asks for at once; SQLite's own limit of variables is higher."""


class Shelf:
    """A part of a library; all parts share one connection."""

    db: Database
    path: Path

    def ask(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        with translated(self.path):
            rows: list[Row] = self.db.conn.execute(sql, values).fetchall()
        return rows

    def ask_one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        with translated(self.path):
            row: Row | None = self.db.conn.execute(sql, values).fetchone()
        return row

    def tell(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one write inside the open edit or record; the id of a row that was added."""
        return int(self.db.conn.execute(sql, values).lastrowid or 0)

    def ids(self, sql: str, values: Sequence[Any] = ()) -> array[int]:
        """One column of integers, packed: a million ids are 8 MB."""
        with translated(self.path):
            return array("q", (row[0] for row in self.db.conn.execute(sql, values)))

    def by_ids(self, sql: str, ids: Sequence[int]) -> Iterator[Row]:
        """Rows for ids, in blocks; ``sql`` holds ``{ids}`` where the placeholders go."""
        for at in range(0, len(ids), BLOCK):
            block = list(ids[at : at + BLOCK])
            yield from self.ask(sql.format(ids=",".join("?" * len(block))), block)

    @contextmanager
    def record(self) -> Iterator[None]:
        """One transaction over history tables, which are added to and never undone."""
        if self.db.conn.in_transaction:
            yield
            return
        with translated(self.path):
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.conn.execute("COMMIT")
            except BaseException:
                if self.db.conn.in_transaction:
                    self.db.conn.execute("ROLLBACK")
                raise


def moment(text: str | None) -> datetime | None:
    """An aware UTC time from its ISO text."""
    return datetime.fromisoformat(text) if text else None
