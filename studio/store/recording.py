"""How steps are recorded: beside each curated table stands one with its rows as they were before.

A step has a recording, and a row has one entry in it, however often the step wrote it: how it was
before the step, in the columns that the step changed. So a step is taken back by statements about
whole tables (``replaying``), and what became of a row is read step by step (``history``).

An entry's number is the recording's and the row's in one: entries of a recording lie side by side,
and that of one row is found at once, without an index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from studio.domain.work import Change

CURATED = {
    "setting": Change.SETTINGS,
    "book": Change.BOOKS,
    "passage": Change.PASSAGES,
    "pair": Change.PAIRS,
    "pair_tag": Change.PAIRS,
    "suggestion": Change.PAIRS,
    "question_set": Change.COMPARISONS,
    "set_question": Change.COMPARISONS,
}
"""Curated tables, and the kind of change that a change of them is.

To add one: a row here, behind the tables it refers to, and ``record_changes`` in the migration that
makes it. A column that is added later wants ``record_changes`` once more.
"""

ROW_BITS = 32
"""Bits of an entry's number that are the row's; the others are the recording's."""

ROW = f"(id & {(1 << ROW_BITS) - 1})"
"""SQL for the number of the row that an entry is about."""


class Column(NamedTuple):
    """A column that is recorded, and its bit in an entry's ``changed``."""

    name: str  # in quotes
    bit: int


def bound(recording: int) -> tuple[int, int]:
    """The least and the greatest number that an entry of this recording may have."""
    return recording << ROW_BITS, ((recording + 1) << ROW_BITS) - 1


def list_columns(sqlite: sqlite3.Connection, table: str) -> list[Column]:
    """The columns of a curated table but the row's own number, in the order of their bits."""
    names = [
        f'"{name}"'
        for _position, name, kind, _required, _default, key in sqlite.execute(
            f"PRAGMA table_info({table})"
        )
        if not (key and kind == "INTEGER")
    ]
    # Columns are only ever added behind the others, so that a bit keeps its meaning.
    return [Column(name, 1 << position) for position, name in enumerate(names)]


def record_changes(sqlite: sqlite3.Connection, table: str) -> None:
    """Record what changes in ``table`` from now on, and refuse a change where no edit is open."""
    columns = list_columns(sqlite, table)
    sqlite.execute(
        f"CREATE TABLE IF NOT EXISTS {table}_before("
        "id INTEGER PRIMARY KEY, action TEXT NOT NULL, changed INTEGER NOT NULL)"
    )
    recorded = {f'"{row[1]}"' for row in sqlite.execute(f"PRAGMA table_info({table}_before)")}
    for column in columns:
        if column.name not in recorded:
            # Without a type, so that a value comes back as exactly what it was.
            sqlite.execute(f"ALTER TABLE {table}_before ADD COLUMN {column.name}")
    for action in ("insert", "update", "delete"):
        sqlite.execute(f"DROP TRIGGER IF EXISTS journal_{table}_{action}")
    for statement in _write_triggers(table, columns):
        sqlite.execute(statement)


def keep_first(columns: Iterable[Column]) -> str:
    """SQL assignments by which an entry keeps what it knew of a row before something later."""
    return ", ".join(
        f"{name} = CASE WHEN changed & {bit} THEN {name} ELSE excluded.{name} END"
        for name, bit in columns
    )


def _write_triggers(table: str, columns: list[Column]) -> Iterable[str]:
    names = ", ".join(column.name for column in columns)
    old = ", ".join(f"old.{column.name}" for column in columns)
    everything = sum(column.bit for column in columns)
    differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name, _bit in columns)
    changed = " + ".join(f"(old.{name} IS NOT new.{name}) * {bit}" for name, bit in columns)
    old_changed = ", ".join(
        f"CASE WHEN old.{name} IS NOT new.{name} THEN old.{name} END" for name, _bit in columns
    )
    entry = f"INSERT INTO {table}_before(id, action, changed"
    # What was there before the step is known from its first write; a later one adds nothing to it,
    # and of a row that the step itself added there was nothing.
    yield (
        f"CREATE TRIGGER journal_{table}_insert AFTER INSERT ON {table} BEGIN "
        f"{entry}) SELECT {_number('new')}, 'added', 0 FROM journal_state WHERE true "
        f"ON CONFLICT(id) DO NOTHING; END"
    )
    yield (
        f"CREATE TRIGGER journal_{table}_update AFTER UPDATE ON {table} WHEN {differs} BEGIN "
        f"{entry}, {names}) SELECT {_number('old')}, 'changed', {changed}, {old_changed} "
        f"FROM journal_state WHERE true ON CONFLICT(id) DO UPDATE SET {keep_first(columns)}, "
        f"changed = changed | excluded.changed WHERE action = 'changed'; END"
    )
    yield (
        f"CREATE TRIGGER journal_{table}_delete AFTER DELETE ON {table} BEGIN "
        f"{entry}, {names}) SELECT {_number('old')}, 'removed', {everything}, {old} "
        f"FROM journal_state WHERE true ON CONFLICT(id) DO UPDATE SET {keep_first(columns)}, "
        f"changed = {everything}, action = 'removed' WHERE action = 'changed'; END"
    )


def _number(row: str) -> str:
    # Nothing curated changes unnoticed: a write that nobody could undo is refused.
    return (
        "CASE WHEN recording IS NULL THEN RAISE(ABORT, 'no edit is open') "
        f"ELSE (recording << {ROW_BITS}) + {row}.rowid END"
    )
