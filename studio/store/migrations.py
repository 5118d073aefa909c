"""The steps by which a library came to its tables: which there are, which it has, taking them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.store.connection import Connection

if TYPE_CHECKING:
    from sqlite_utils import Database

    Migration = Callable[[Database], None]

SET = "studio"
"""The name that our migrations bear among those of other programs in the same file."""


class Migrations:
    """The migrations in their order, each a function that bears its name.

    They are kept as ``sqlite_utils`` keeps them and taken by it. It is loaded only then: it brings
    7 MB with it, and nearly every library that is opened has them all.
    """

    def __init__(self) -> None:
        self._functions: list[Migration] = []

    def __call__(self) -> Callable[[Migration], Migration]:
        """Let a function be the last migration: ``@migrations()``."""

        def add(function: Migration) -> Migration:
            self._functions.append(function)
            return function

        return add

    def find_missing(self, connection: Connection) -> list[str]:
        """Those that a library has not taken yet."""
        applied = set(_find_applied(connection))
        return [name for name in self._names() if name not in applied]

    def find_unknown(self, connection: Connection) -> list[str]:
        """Those that a library has taken from a newer program."""
        return [name for name in _find_applied(connection) if name not in self._names()]

    def apply(self, sqlite: sqlite3.Connection) -> None:
        """Take what is missing, each in a transaction of its own."""
        import sqlite_utils  # heavy: only where a library is made or is an older one

        steps = sqlite_utils.Migrations(SET)
        for function in self._functions:
            steps()(function)
        steps.apply(sqlite_utils.Database(sqlite, recursive_triggers=False))

    def _names(self) -> list[str]:
        return [function.__name__ for function in self._functions]


def _find_applied(connection: Connection) -> list[str]:
    table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
    if not connection.select(table):
        return []
    rows = connection.select("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [SET])
    return [str(row["name"]) for row in rows]
