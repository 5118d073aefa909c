"""The log of libraries made before steps had recordings: reverse statements, as text.

Migrations that were released then still write its triggers; ``convert`` makes recordings of it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from studio.store.recording import ROW_BITS, Column, keep_first, list_columns

_VALUE = r"X'[0-9A-F]*'|'(?:[^']|'')*'|[^,']+"
_ASSIGNMENT = re.compile(rf'("?\w+"?)=({_VALUE})(?:,|$)', re.ASCII)


def write_journal_triggers(table: str, columns: Sequence[str]) -> Iterable[str]:
    """The triggers that log the reverse of each change of ``table`` under the open step."""
    # A row comes back under its old number, which pairs and passages refer to.
    names = ["rowid", *columns]
    old_values = " || ',' || ".join(f"quote(old.{name})" for name in names)
    assignments = " || ',' || ".join(f"'{name}=' || quote(old.{name})" for name in columns)
    differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in columns)
    log = "INSERT INTO undo_log(step, kind, statement) SELECT step,"
    # Nothing curated changes unnoticed: a write that nobody could undo is refused.
    guard = "SELECT RAISE(ABORT, 'no edit is open') WHERE (SELECT step FROM journal_state) IS NULL;"
    yield (
        f"CREATE TRIGGER journal_{table}_insert AFTER INSERT ON {table} BEGIN {guard} "
        f"{log} '{table}', 'DELETE FROM {table} WHERE rowid=' || new.rowid FROM journal_state; END"
    )
    yield (
        f"CREATE TRIGGER journal_{table}_update AFTER UPDATE ON {table} BEGIN {guard} "
        f"{log} '{table}', 'UPDATE {table} SET ' || {assignments} || ' WHERE rowid=' || old.rowid "
        f"FROM journal_state WHERE {differs}; END"
    )
    yield (
        f"CREATE TRIGGER journal_{table}_delete AFTER DELETE ON {table} BEGIN {guard} "
        f"{log} '{table}', 'INSERT INTO {table}({','.join(names)}) VALUES(' || {old_values} || ')' "
        f"FROM journal_state; END"
    )


def find_pairs_read(sqlite: sqlite3.Connection) -> Iterable[int]:
    """Pairs that a step was about alone: somebody looked at that one."""
    steps: dict[int, set[int]] = {}
    # A step of many statements is a job or a selection; its texts need not be read.
    for step, statement in sqlite.execute(
        "SELECT step, statement FROM undo_log WHERE step IN (SELECT step FROM undo_log "
        "GROUP BY step HAVING count(*) < 50 AND min(kind) = 'pair' AND max(kind) = 'pair') "
        "AND step IN (SELECT id FROM step WHERE NOT undone) AND statement LIKE 'UPDATE pair SET %'"
    ).fetchall():
        steps.setdefault(step, set()).add(int(statement.rpartition("rowid=")[2]))
    return {number for pairs in steps.values() if len(pairs) == 1 for number in pairs}


def convert(sqlite: sqlite3.Connection, tables: Iterable[str]) -> None:
    """Make each step's recording out of its statements, row by row as they were logged."""
    layouts = {
        table: {column.name.strip('"'): column for column in list_columns(sqlite, table)}
        for table in tables
    }
    entries = sqlite.execute("SELECT step, kind, statement FROM undo_log ORDER BY id")
    for step, table, statement in entries:
        _insert_entry(sqlite, layouts[table], step, table, statement)


def _insert_entry(
    sqlite: sqlite3.Connection, layout: dict[str, Column], step: int, table: str, statement: str
) -> None:
    if statement.startswith("DELETE"):
        number = int(statement.rpartition("rowid=")[2])
        sqlite.execute(
            f"INSERT INTO {table}_before(id, action, changed) VALUES(?, 'added', 0) "
            "ON CONFLICT(id) DO NOTHING",
            [(step << ROW_BITS) + number],
        )
        return
    action = "removed" if statement.startswith("INSERT") else "changed"
    read = _read_insert if action == "removed" else _read_update
    number, literals = read(statement)
    columns = [layout[name] for name in literals]
    names = ", ".join(column.name for column in columns)
    bits = sum(column.bit for column in columns)
    # SQLite wrote these literals itself, so it reads them best.
    sqlite.execute(
        f"INSERT INTO {table}_before(id, action, changed, {names}) SELECT "
        f"{(step << ROW_BITS) + number}, '{action}', {bits}, {', '.join(literals.values())} "
        f"WHERE true ON CONFLICT(id) DO UPDATE SET {keep_first(columns)}, "
        f"changed = changed | {bits}, action = excluded.action WHERE action = 'changed'"
    )


def _read_update(statement: str) -> tuple[int, dict[str, str]]:
    head, _where, number = statement.rpartition(" WHERE rowid=")
    assignments = head.partition(" SET ")[2]
    return int(number), {
        name.strip('"'): literal for name, literal in _ASSIGNMENT.findall(assignments)
    }


def _read_insert(statement: str) -> tuple[int, dict[str, str]]:
    head, _values, tail = statement.partition(") VALUES(")
    names = head.partition("(")[2].replace('"', "").split(",")
    literals = dict(zip(names, _split_literals(tail[:-1]), strict=True))
    return int(literals.pop("rowid")), literals


def _split_literals(values: str) -> Iterator[str]:
    return (match.group() for match in re.finditer(_VALUE, values))
