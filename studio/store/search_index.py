"""The tables of the full-text index, and the triggers that tell it what to read.

Undo and redo note nothing: what a row said before stands in the index already.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from studio.store import search
from studio.store.recording import ROW

TABLES = ("passage", "pair")
"""What one can search. To add one: a row here, and how it is read and found in ``search``."""
_LAST_ENTRY = (1 << 63) - 1
_REPLAYING = "(SELECT replaying FROM journal_state)"
_PASSAGES_OF_BOOK = "SELECT id FROM passage WHERE book = new.id"
_PAIRS_OF_BOOK = "SELECT id FROM pair WHERE book = new.id AND passage IS NOT NULL"
_PAIRS_OF_PASSAGE = "SELECT id FROM pair WHERE passage = new.id"
_FORGET_DROPPED = "DELETE FROM passage_dropped WHERE id"
_PASSAGE = {"passage": "VALUES(new.id)", "pair": _PAIRS_OF_PASSAGE}
_UPDATES = (
    ("pair", "pair", ("prompt", "answer", "row_json", "passage"), {"pair": "VALUES(new.id)"}, ""),
    ("passage", "passage", ("text",), _PASSAGE, ""),
    ("place", "passage", ("start", '"end"'), _PASSAGE, f"{_FORGET_DROPPED} = new.id;"),
    (
        "book",
        "book",
        ("source",),
        {"passage": _PASSAGES_OF_BOOK, "pair": _PAIRS_OF_BOOK},
        f"{_FORGET_DROPPED} IN ({_PASSAGES_OF_BOOK});",
    ),
)
"""What changes the words of which rows: a name, a table, its columns, the rows to be read again,
and what is done besides, then also in a replay."""


class Past(NamedTuple):
    """What recorded steps would bring back, which has to be found again, too.

    ``entries`` is the table they stand in, ``row`` and ``words`` say in SQL which row of ``table``
    would have which words, ``where`` which entries have any.
    """

    table: str
    entries: str
    row: str
    words: str
    where: str
    join: str = ""


_OWN_TEXT = "search_words('', '', '', text, '')"
_TURNS = "coalesce(prompt, ''), coalesce(answer, ''), coalesce(row_json, '')"
PAST = (
    Past(
        "pair",
        "pair_before",
        ROW,
        f"search_words({_TURNS}, '', '')",
        "coalesce(prompt, answer, row_json) IS NOT NULL",
    ),
    Past("passage", "passage_before", ROW, _OWN_TEXT, "text IS NOT NULL"),
    Past(
        "pair",
        "passage_before",
        "pair.id",
        _OWN_TEXT,
        "text IS NOT NULL",
        f"JOIN pair ON pair.passage = {ROW.replace('id', 'passage_before.id')}",
    ),
)
"""Each text that a step keeps. To add one: a row here; an index that is made anew reads it, too."""


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index and its triggers anew, and read all rows into it."""
    sql = (
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'search!_%' ESCAPE '!'"
    )
    for (trigger,) in connection.execute(sql).fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("DROP TABLE IF EXISTS passage_dropped")
    make_renewal(connection)
    connection.execute("CREATE TABLE passage_dropped(id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    for table in TABLES:
        _make_tables(connection, table)
    for name, table, columns, notes, besides in _UPDATES:
        connection.execute(_write_trigger(name, table, columns, notes, besides))
    search.catch_up(connection)
    for past in PAST:
        read_past(connection, past, f"{past.table}_search")


def make_renewal(connection: sqlite3.Connection) -> None:
    """Make the table that says how far the index is being made anew; see ``search_renewal``."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS search_renewal("
        "source INTEGER PRIMARY KEY, upto INTEGER NOT NULL)"
    )


def forget_dropped(connection: sqlite3.Connection) -> None:
    """Forget what cleaning dropped of passages that are gone."""
    connection.execute(
        f"DELETE FROM passage_dropped WHERE id NOT IN (SELECT id FROM passage) "
        f"AND id NOT IN (SELECT {ROW} FROM passage_before)"
    )


def forget_words(connection: sqlite3.Connection) -> None:
    """Let go of every word, and note all rows that are there or may come back to be read anew.

    The index can't tell whose a word was, so it can't let go of some alone.
    """
    for table in TABLES:
        connection.execute(f"INSERT INTO {table}_search({table}_search) VALUES('delete-all')")
        connection.execute(f"DELETE FROM {table}_stale")
        connection.execute(f"INSERT OR IGNORE INTO {table}_due SELECT id FROM {table}")
    for past in PAST:
        read_past(connection, past, f"{past.table}_search")


def read_past(
    connection: sqlite3.Connection, past: Past, into: str, first: int = 0, last: int = _LAST_ENTRY
) -> None:
    """Read the entries from ``first`` to ``last`` into an index, and note their rows as stale."""
    table, entries, row, words, where, join = past
    chosen = f"FROM {entries} {join} WHERE {entries}.id BETWEEN {first:d} AND {last:d} AND {where}"
    connection.execute(f"INSERT INTO {into}(rowid, words) SELECT {row}, {words} {chosen}")
    connection.execute(f"INSERT OR IGNORE INTO {table}_stale SELECT {row} {chosen}")


def create_index(connection: sqlite3.Connection, name: str) -> None:
    """Make an empty full-text index."""
    connection.execute(
        f"CREATE VIRTUAL TABLE {name} USING fts5("
        "words, content='', detail=none, columnsize=0, tokenize=ascii)"
    )


def _make_tables(connection: sqlite3.Connection, table: str) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {table}_search")
    create_index(connection, f"{table}_search")
    connection.execute(f"DROP TABLE IF EXISTS {table}_stale")
    connection.execute(f"CREATE TABLE {table}_stale(id INTEGER PRIMARY KEY)")
    connection.execute(f"INSERT OR IGNORE INTO {table}_due SELECT id FROM {table}")
    connection.execute(
        f"CREATE TRIGGER search_{table}_insert AFTER INSERT ON {table} WHEN NOT {_REPLAYING} "
        f"BEGIN INSERT OR IGNORE INTO {table}_due VALUES(new.id); END"
    )


def _write_trigger(
    name: str, table: str, columns: Sequence[str], rows: dict[str, str], besides: str
) -> str:
    # The value decides, not that the column was written: typing sets both texts each time.
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
    condition = f"({changed})" if besides else f"({changed}) AND NOT {_REPLAYING}"
    notes = " ".join(
        f"INSERT OR IGNORE INTO {kind}_{state} {which};"
        for kind, which in rows.items()
        for state in ("due", "stale")
    )
    return (
        f"CREATE TRIGGER search_{name}_update AFTER UPDATE OF {','.join(columns)} ON {table} "
        f"WHEN {condition} BEGIN {besides} {notes} END"
    )
