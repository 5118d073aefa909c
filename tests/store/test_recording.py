"""Each row has one entry a step: how it was before, in what the step changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from studio.domain.pair import Status
from studio.store.library import Library
from studio.store.recording import CURATED, ROW_BITS, list_columns, record_changes


def entries(library: Library, table: str = "pair") -> list[tuple[object, ...]]:
    sql = f"SELECT id & {2**ROW_BITS - 1}, action, answer, status FROM {table}_before ORDER BY id"
    return [tuple(row) for row in library.connection.select(sql)]


def test_only_what_changed_is_kept(library: Library, insert_pair: Callable[..., int]) -> None:
    number = insert_pair()
    library.journal.forget()
    with library.journal.edit("Reject"):
        library.pairs.set_status([number], Status.REJECTED)
    assert entries(library) == [(number, "changed", None, "draft")]


def test_a_row_has_one_entry_a_step(library: Library, insert_pair: Callable[..., int]) -> None:
    number = insert_pair()
    library.journal.forget()
    with library.journal.edit("Edit, reject and remove"):
        for answer in ("A", "B"):
            library.pairs.update(number, prompt="How?", answer=answer, tokens=1, draft_prompt=False)
        library.pairs.set_status([number], Status.REJECTED)
        library.pairs.delete([number])
    assert entries(library) == [(number, "removed", "Begin.", "draft")]
    library.journal.undo()
    assert library.pairs.get(number).answer == "Begin."


def test_what_a_step_added_was_not_there_before(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    with library.journal.edit("Write and accept"):
        number = insert_pair()
        library.pairs.set_status([number], Status.ACCEPTED)
    assert entries(library) == [(number, "added", None, None)]


def test_a_write_where_no_edit_is_open_is_refused_in_every_table(library: Library) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="no edit is open"):
        library.connection.execute("INSERT INTO setting VALUES('a', 'b')")
    for table in CURATED:
        triggers = library.connection.select(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? "
            "AND name LIKE 'journal%'",
            [table],
        )
        assert len(triggers) == 3, table


def test_a_column_that_is_added_later_is_recorded_too(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    number = insert_pair()
    with library.journal.edit("Remove"):
        library.pairs.delete([number])
    sqlite = library.connection.sqlite
    sqlite.execute("ALTER TABLE pair ADD COLUMN mood REAL NOT NULL DEFAULT 0.5")
    record_changes(sqlite, "pair")
    library.journal.undo()
    assert sqlite.execute("SELECT mood FROM pair").fetchone()[0] == 0.5, "it had none when removed"
    with library.journal.edit("Cheer up"):
        sqlite.execute("UPDATE pair SET mood = 0.1 + 0.2")
    library.journal.undo()
    library.journal.redo()
    assert sqlite.execute("SELECT mood FROM pair").fetchone()[0] == 0.1 + 0.2, "to the last bit"


def test_bits_follow_the_order_of_columns(library: Library) -> None:
    columns = list_columns(library.connection.sqlite, "pair_tag")
    assert [tuple(column) for column in columns] == [('"pair"', 1), ('"tag"', 2)]
    assert '"id"' not in {c.name for c in list_columns(library.connection.sqlite, "pair")}
