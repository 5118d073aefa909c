"""Rows and tokens by status, kept as pairs change, so that reading them costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from studio.store.connection import Connection

LARGE_SHARE = 20
"""One pair in so many: from there on counting all anew is quicker than following each change."""

_ADD = "UPDATE tally SET pairs = pairs + 1, tokens = tokens + new.tokens WHERE status = new.status;"
_TAKE = _ADD.replace("+", "-").replace("new.", "old.")
_UNLESS_BULK = "(SELECT bulk FROM journal_state) = 0"

TRIGGERS = {
    "tally_insert": f"AFTER INSERT ON pair WHEN {_UNLESS_BULK} BEGIN {_ADD} END",
    "tally_delete": f"AFTER DELETE ON pair WHEN {_UNLESS_BULK} BEGIN {_TAKE} END",
    "tally_update": "AFTER UPDATE OF status, tokens ON pair "
    "WHEN (old.status <> new.status OR old.tokens <> new.tokens) "
    f"AND {_UNLESS_BULK} BEGIN {_TAKE} {_ADD} END",
}
"""The triggers that keep the tally. To add one: its name, and all of it behind the name."""


@contextmanager
def in_bulk(connection: Connection, pairs: int) -> Iterator[None]:
    """Where so many ``pairs`` are written inside, leave the tally alone and count it at the end."""
    row = connection.select_first("SELECT sum(pairs), (SELECT bulk FROM journal_state) FROM tally")
    total, is_bulk = row or (0, 0)
    if is_bulk or pairs * LARGE_SHARE < total or not pairs:
        yield
        return
    connection.execute("UPDATE journal_state SET bulk = 1")
    yield
    connection.execute("UPDATE journal_state SET bulk = 0")
    _count(connection)


@contextmanager
def adding_drafts(connection: Connection, pairs: int, tokens: int) -> Iterator[None]:
    """Add so many drafts inside, and to the tally at once."""
    connection.execute("UPDATE journal_state SET bulk = 1")
    yield
    connection.execute("UPDATE journal_state SET bulk = 0")
    connection.execute(
        "UPDATE tally SET pairs = pairs + ?, tokens = tokens + ? WHERE status = 'draft'",
        [pairs, tokens],
    )


def _count(connection: Connection) -> None:
    connection.execute("UPDATE tally SET pairs = 0, tokens = 0")
    connection.execute(
        "UPDATE tally SET pairs = counted.pairs, tokens = counted.tokens FROM (SELECT status AS "
        "place, count(*) AS pairs, sum(tokens) AS tokens FROM pair GROUP BY status) AS counted "
        "WHERE status = place"
    )
