"""How a step is taken back: by statements about whole tables, however many rows it changed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from studio.domain.work import Changes
from studio.store import tally
from studio.store.connection import Connection
from studio.store.recording import CURATED, ROW, Column, bound, list_columns

ROWS_AT_ONCE = 4_000
"""Rows that one statement puts back: SQLite copies them aside first, which is to fit in memory."""

_ENTRY_ROW = ROW.replace("id", "entry.id")


def list_pairs(connection: Connection, recording: int) -> array[int]:
    """The pairs that a recording is about, also by their tags."""
    least, most = bound(recording)
    return connection.select_numbers(
        f"SELECT {ROW} FROM pair_before WHERE id BETWEEN ?1 AND ?2 "
        "UNION SELECT pair FROM pair_tag_before WHERE id BETWEEN ?1 AND ?2 AND pair IS NOT NULL "
        "UNION SELECT pair FROM pair_tag WHERE rowid IN "
        f"(SELECT {ROW} FROM pair_tag_before WHERE id BETWEEN ?1 AND ?2)",
        [least, most],
    )


def put_back(connection: Connection, recording: int, *, was_read: bool = True) -> Changes:
    """Make every row what it was before; the triggers record the way forth meanwhile.

    ``was_read`` says that the search index had read all there was when the step was taken.
    """
    tables = [table for table in CURATED if _has_entries(connection, table, recording)]
    # A row may come back before the one it refers to; at the end both are there.
    connection.execute("PRAGMA defer_foreign_keys = ON")
    # What comes back was read into the search index when it was written.
    connection.execute("UPDATE journal_state SET replaying = ?", [int(was_read)])
    with tally.in_bulk(connection, _count_entries(connection, "pair", recording)):
        for table in reversed(tables):
            _take_out_added(connection, table, recording)
        for table in tables:
            _set_changed(connection, table, recording)
        for table in tables:
            _bring_back_removed(connection, table, recording)
    connection.execute("UPDATE journal_state SET replaying = 0")
    drop(connection, recording)
    return Changes(*(CURATED[table] for table in tables))


def drop(connection: Connection, recording: int) -> None:
    """Forget a recording."""
    for table in CURATED:
        connection.execute(f"DELETE FROM {table}_before WHERE id BETWEEN ? AND ?", bound(recording))


def is_empty(connection: Connection, recording: int) -> bool:
    """Whether nothing was changed under a recording."""
    return not any(_has_entries(connection, table, recording) for table in CURATED)


def count_things(connection: Connection, recording: int) -> int:
    """How many things a recording changed: pairs, or else passages, books, settings."""
    counts = {table: _count_entries(connection, table, recording) for table in CURATED}
    pairs = len(list_pairs(connection, recording)) if counts["pair_tag"] else counts["pair"]
    return pairs or counts["passage"] or counts["book"] or counts["setting"]


def _has_entries(connection: Connection, table: str, recording: int) -> bool:
    sql = f"SELECT 1 FROM {table}_before WHERE id BETWEEN ? AND ? LIMIT 1"
    return connection.select_first(sql, bound(recording)) is not None


def _count_entries(connection: Connection, table: str, recording: int) -> int:
    sql = f"SELECT count(*) FROM {table}_before WHERE id BETWEEN ? AND ?"
    row = connection.select_first(sql, bound(recording))
    return int(row[0]) if row else 0


def _take_out_added(connection: Connection, table: str, recording: int) -> None:
    connection.execute(
        f"DELETE FROM {table} WHERE rowid IN "
        f"(SELECT {ROW} FROM {table}_before WHERE id BETWEEN ? AND ? AND action = 'added')",
        bound(recording),
    )


def _set_changed(connection: Connection, table: str, recording: int) -> None:
    """Give rows that are there their old values; a removed one is there if it was added again."""
    # Only columns that differ are set: others would have their indexes written for nothing.
    for changed, columns in _list_shapes(connection, table, recording):
        assignments = ", ".join(f"{name} = entry.{name}" for name, _bit in columns)
        for block in _list_blocks(connection, table, recording):
            connection.execute(
                f"UPDATE {table} SET {assignments} FROM {table}_before AS entry "
                f"WHERE entry.id BETWEEN ? AND ? AND changed = ? AND action <> 'added' "
                f"AND {table}.rowid = {_ENTRY_ROW}",
                [*block, changed],
            )


def _bring_back_removed(connection: Connection, table: str, recording: int) -> None:
    for changed, columns in _list_shapes(connection, table, recording, action="removed"):
        names = ", ".join(name for name, _bit in columns)
        for block in _list_blocks(connection, table, recording):
            connection.execute(
                f"INSERT INTO {table}(rowid, {names}) SELECT {_ENTRY_ROW}, {names} "
                f"FROM {table}_before AS entry WHERE entry.id BETWEEN ? AND ? AND changed = ? "
                "AND action = 'removed' "
                f"AND NOT EXISTS (SELECT 1 FROM {table} WHERE rowid = {_ENTRY_ROW})",
                [*block, changed],
            )


def _list_shapes(
    connection: Connection, table: str, recording: int, *, action: str = ""
) -> Iterable[tuple[int, list[Column]]]:
    """Which columns were changed together: the bits as they are stored, and the columns."""
    columns = list_columns(connection.sqlite, table)
    rows = connection.select(
        f"SELECT DISTINCT changed FROM {table}_before WHERE id BETWEEN ? AND ? AND changed <> 0"
        + (" AND action = ?" if action else ""),
        [*bound(recording), *([action] if action else [])],
    )
    for (changed,) in rows:
        yield changed, [column for column in columns if changed & column.bit]


def _list_blocks(connection: Connection, table: str, recording: int) -> list[tuple[int, int]]:
    """A recording's entries in blocks: the least and the greatest number of each."""
    least, most = bound(recording)
    starts = [
        row[0]
        for row in connection.select(
            f"SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place "
            f"FROM {table}_before WHERE id BETWEEN ? AND ?) WHERE place % {ROWS_AT_ONCE} = 1",
            [least, most],
        )
    ]
    return list(zip(starts, [start - 1 for start in starts[1:]] + [most], strict=True))
