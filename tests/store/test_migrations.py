"""Migrations: a library takes what it lacks, in order, each whole; a newer one is known by its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from studio.store.connection import Connection
from studio.store.migrations import Migrations


@pytest.fixture
def connection() -> Connection:
    sqlite = sqlite3.connect(":memory:", isolation_level=None)
    sqlite.row_factory = sqlite3.Row
    return Connection(sqlite, Path("library.studio"))


def make_migrations(*names: str) -> Migrations:
    migrations = Migrations()
    for name in names:

        def make_table(db, name=name):
            db.execute(f"CREATE TABLE {name}(id)")

        make_table.__name__ = name
        migrations()(make_table)
    return migrations


def find_tables(connection: Connection) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
    return [row["name"] for row in connection.select(sql)]


def test_what_is_missing_is_taken_in_order_and_once(connection: Connection) -> None:
    migrations = make_migrations("first", "second")
    assert migrations.find_missing(connection) == ["first", "second"]
    migrations.apply(connection.sqlite)
    migrations.apply(connection.sqlite)
    assert migrations.find_missing(connection) == []
    assert find_tables(connection) == ["first", "second"]
    later = make_migrations("first", "second", "third")
    assert later.find_missing(connection) == ["third"]
    later.apply(connection.sqlite)
    assert find_tables(connection) == ["first", "second", "third"]


def test_what_a_newer_program_has_taken_is_unknown(connection: Connection) -> None:
    make_migrations("first", "second").apply(connection.sqlite)
    older = make_migrations("first")
    assert older.find_unknown(connection) == ["second"]
    assert older.find_missing(connection) == []


def test_migrations_of_other_programs_are_theirs(connection: Connection) -> None:
    make_migrations("first").apply(connection.sqlite)
    connection.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES('other', 'x', '')"
    )
    assert make_migrations("first").find_unknown(connection) == []


def test_one_that_fails_leaves_nothing_of_itself(connection: Connection) -> None:
    migrations = make_migrations("first")

    @migrations()
    def breaks_off(db):
        db.execute("CREATE TABLE half(id)")
        raise ValueError("no power")

    with pytest.raises(ValueError, match="no power"):
        migrations.apply(connection.sqlite)
    assert find_tables(connection) == ["first"]
    assert migrations.find_missing(connection) == ["breaks_off"]


def test_a_library_that_has_all_is_opened_without_the_tool_that_migrates(library) -> None:
    path = library.path
    library.close()
    script = (
        "import sys; from pathlib import Path; from studio.store.library import Library; "
        "Library.open(Path(sys.argv[1])).close(); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
