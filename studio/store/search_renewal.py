"""The search index made anew beside the old one, a block at a time, after the trash was emptied.

The index can't tell whose a word was, so it can't let go of some words alone. Where there is much
to read again, the old index goes on answering meanwhile: it says too much, and the rows decide.
``search_renewal`` holds how far each source was read. The last block puts the new index into the
place of the old one, which is overwritten in the file.

Until then what is edited is read into both, and undo and redo note what they bring back as due.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from studio.store import search
from studio.store.search_index import PAST, TABLES, Past, create_index, read_past


class _Source(NamedTuple):
    """Rows by their ids: the table they stand in, and what reads those from one id to another."""

    table: str
    read: Callable[[sqlite3.Connection, int, int], None]


def _read_rows(table: str) -> _Source:
    def read(connection: sqlite3.Connection, first: int, last: int) -> None:
        ids = f"SELECT id FROM {table} WHERE id BETWEEN {first:d} AND {last:d}"
        search.read_into(connection, f"{table}_fresh", table, ids)

    return _Source(table, read)


def _read_entries(past: Past) -> _Source:
    def read(connection: sqlite3.Connection, first: int, last: int) -> None:
        read_past(connection, past, f"{past.table}_fresh", first, last)

    return _Source(past.entries, read)


# Rows come before what steps recorded of them: what leaves a row meanwhile is found there.
_SOURCES = (
    *map(_read_rows, TABLES),
    *map(_read_entries, PAST),
)


def begin(connection: sqlite3.Connection) -> None:
    """Make the new index, and begin with its first source; one that was begun begins anew."""
    for table in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}_fresh")
        create_index(connection, f"{table}_fresh")
    connection.execute("DELETE FROM search_renewal")
    connection.executemany(
        "INSERT INTO search_renewal VALUES(?, 0)", [(number,) for number in range(len(_SOURCES))]
    )


def read_block(connection: sqlite3.Connection) -> bool:
    """Read the next block, in a transaction; False where all was read: now ``take_over``."""
    for number, upto in connection.execute(
        "SELECT source, upto FROM search_renewal ORDER BY source"
    ).fetchall():
        source = _SOURCES[number]
        sql = f"SELECT id FROM {source.table} WHERE id > ? ORDER BY id LIMIT {search.BLOCK}"
        ids = [row[0] for row in connection.execute(sql, [upto])]
        if ids:
            source.read(connection, ids[0], ids[-1])
            connection.execute(
                "UPDATE search_renewal SET upto = ? WHERE source = ?", [ids[-1], number]
            )
            return True
    return False


def count_left(connection: sqlite3.Connection) -> int:
    """Rows and entries that are still to be read."""
    return sum(
        connection.execute(
            f"SELECT count(*) FROM {_SOURCES[number].table} WHERE id > ?", [upto]
        ).fetchone()[0]
        for number, upto in connection.execute("SELECT source, upto FROM search_renewal").fetchall()
    )


def take_over(connection: sqlite3.Connection) -> None:
    """Put the new index into the place of the old one; in a transaction that overwrites."""
    if not search.is_renewed(connection) or read_block(connection):
        return  # another connection was quicker, or has begun anew
    for table in TABLES:
        connection.execute(f"DROP TABLE {table}_search")
        connection.execute(f"ALTER TABLE {table}_fresh RENAME TO {table}_search")
    connection.execute("DELETE FROM search_renewal")
