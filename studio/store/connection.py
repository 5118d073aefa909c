"""The connection to a library's file: ways to read and write it, and the transaction."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store.sqlite_errors import DAMAGED, translate_errors

Row = sqlite3.Row
T = TypeVar("T")
IN_USE = 1
"""What ``user_version`` says in a library's file from its first change until it is closed.

Meanwhile changes may stand in the file beside it alone: a copy without that one lacks them.
"""

BLOCK = 500
"""Ids a statement asks for at once; SQLite's own limit of variables is higher."""


class Connection:
    """One connection to the file at ``path``, which all shelves of a library share.

    Reads stand anywhere; a write stands inside ``Journal.edit`` or ``transaction``.
    """

    def __init__(self, sqlite: sqlite3.Connection, path: Path, *, marks_use: bool = False) -> None:
        self.sqlite = sqlite
        self.path = path
        self.on_close: list[Callable[[], None]] = []
        self._is_marked = not marks_use

    def close(self) -> None:
        """Let go of the file."""
        self.sqlite.close()
        while self.on_close:
            self.on_close.pop()()

    def mark_in_use(self) -> None:
        """Say in the file itself that it is being changed, once."""
        if self._is_marked:
            return
        (mark,) = self.sqlite.execute("PRAGMA user_version").fetchone()
        if mark != IN_USE:
            self.sqlite.execute(f"PRAGMA user_version = {IN_USE}")
            # Without this it would stand beside the file, where it is of no use.
            self.sqlite.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self._is_marked = True

    def clear_mark(self) -> None:
        """Take the mark away: all changes are in the file once this connection is closed."""
        try:
            self._clear_mark()
        except sqlite3.Error:
            # The disk is full. What stands beside the file goes into it as it is closed, if there
            # is room for that, and a mark that stayed would make the file a copy that lacks its
            # last changes. So that goes first, which frees the room that the mark needs.
            with contextlib.suppress(sqlite3.Error):
                self.sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self._clear_mark()

    def _clear_mark(self) -> None:
        (mark,) = self.sqlite.execute("PRAGMA user_version").fetchone()
        if mark == IN_USE:
            self.sqlite.execute("PRAGMA user_version = 0")

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        with translate_errors(self.path):
            rows: list[Row] = self.sqlite.execute(sql, values).fetchall()
        return rows

    def select_first(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        with translate_errors(self.path):
            row: Row | None = self.sqlite.execute(sql, values).fetchone()
        return row

    def select_numbers(self, sql: str, values: Sequence[Any] = ()) -> array[int]:
        """One column of integers, packed: a million ids are 8 MB."""
        with translate_errors(self.path):
            return array("q", (row[0] for row in self.sqlite.execute(sql, values)))

    def select_ids(self, sql: str, ids: Sequence[int]) -> Iterator[Row]:
        """Rows for ids, in blocks; ``sql`` holds ``{ids}`` where the placeholders go."""
        for start in range(0, len(ids), BLOCK):
            block = list(ids[start : start + BLOCK])
            yield from self.select(sql.format(ids=",".join("?" * len(block))), block)

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a query as plain tuples, one after the other: for a hundred thousand of them."""
        with translate_errors(self.path):
            cursor = self.sqlite.cursor()
            # A plain tuple costs a third of a Row, and nobody asks these by name.
            cursor.row_factory = None
            yield from cursor.execute(sql, values)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one write inside the open edit or transaction; the id of a row that was added."""
        return int(self.sqlite.execute(sql, values).lastrowid or 0)

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Run one write for each of ``rows``; how many rows of the table changed."""
        return int(self.sqlite.executemany(sql, rows).rowcount)

    def change_ids(self, sql: str, ids: Iterable[int], values: Sequence[Any] = ()) -> int:
        """Run one write about all these ids at once; how many rows of the table changed.

        ``sql`` holds ``{ids}`` for a table of them with the column ``value``, and ``?1``, ``?2`` …
        for ``values``.
        """
        numbers = f"(SELECT value FROM json_each(?{len(values) + 1}))"
        cursor = self.sqlite.execute(sql.format(ids=numbers), [*values, json.dumps(list(ids))])
        return int(cursor.rowcount)

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """Commit all that is written inside, or nothing; an inner one belongs to the outer.

        What is committed survives the death of the process. ``durable`` makes it survive a power
        cut as well: it is on the disk before this returns. A durable one stands inside no other.
        """
        if self.sqlite.in_transaction:
            if durable:
                raise RuntimeError("a durable transaction can't stand inside another one")
            yield
            return
        with translate_errors(self.path), self._synchronous(durable):
            self.mark_in_use()
            self.sqlite.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.sqlite.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself where the disk was full.
                if self.sqlite.in_transaction:
                    self.sqlite.execute("ROLLBACK")
                raise

    @contextmanager
    def overwriting(self) -> Iterator[None]:
        """Overwrite in the file what a transaction inside lets go of: it is nobody's business any
        more."""
        self.sqlite.execute("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            self.sqlite.execute("PRAGMA secure_delete = OFF")
        self.sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _synchronous(self, durable: bool) -> Iterator[None]:
        """Wait for the disk at each commit inside; SQLite takes that only between transactions."""
        if not durable:
            yield
            return
        (usual,) = self.sqlite.execute("PRAGMA synchronous").fetchone()
        self.sqlite.execute("PRAGMA synchronous = FULL")
        try:
            yield
        finally:
            self.sqlite.execute(f"PRAGMA synchronous = {usual}")


class Shelf:
    """A part of a library: one kind of thing, read and written over the shared connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _parse_rows(self, parse: Callable[[Row], T], rows: Iterable[Row]) -> list[T]:
        """What rows say; LibraryError where one says what was never written there."""
        try:
            return [parse(row) for row in rows]
        except (ValueError, TypeError, KeyError, ArithmeticError) as error:
            raise LibraryError(_(DAMAGED).format(path=self._connection.path)) from error


def build_where(*conditions: tuple[str, object]) -> tuple[str, list[object]]:
    """The condition for rows that meet all of (SQL with one ``?``, value), and its values.

    One whose value is None is left out.
    """
    active = [(sql, value) for sql, value in conditions if value is not None]
    return " AND ".join(["1", *(sql for sql, _value in active)]), [value for _sql, value in active]


def parse_time(text: str | None) -> datetime | None:
    """An aware UTC time from its ISO text."""
    return datetime.fromisoformat(text) if text else None
