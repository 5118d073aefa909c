"""A transaction keeps all that is written inside or nothing, and can wait for the disk."""

from __future__ import annotations

from decimal import Decimal

import pytest

from studio.domain.errors import LibraryError
from studio.store.connection import build_where
from studio.store.library import Library


def synchronous(library: Library) -> int:
    return int(library.connection.select("PRAGMA synchronous")[0][0])


def test_an_exception_leaves_nothing_of_a_transaction(library: Library) -> None:
    with pytest.raises(ZeroDivisionError), library.transaction():
        library.ledger.insert("a draft", Decimal(1))
        raise ZeroDivisionError
    assert library.ledger.list() == []


def test_an_inner_transaction_ends_with_the_outer(library: Library) -> None:
    with pytest.raises(ZeroDivisionError), library.transaction():
        with library.transaction():
            library.ledger.insert("a draft", Decimal(1))
        raise ZeroDivisionError
    assert library.ledger.list() == []


def test_a_durable_transaction_waits_for_the_disk_and_only_that_one_does(library: Library) -> None:
    assert synchronous(library) == 1
    with library.transaction(durable=True):
        assert synchronous(library) == 2
        library.ledger.insert("a run", Decimal(1))
    assert synchronous(library) == 1 and len(library.ledger.list()) == 1


def test_a_durable_transaction_can_not_be_part_of_one_that_is_not(library: Library) -> None:
    with library.transaction(), pytest.raises(RuntimeError):
        with library.transaction(durable=True):
            pass


def test_what_another_connection_writes_is_waited_for_and_then_said(library: Library) -> None:
    with library.on_thread() as other:
        other.connection.execute("PRAGMA busy_timeout = 1")
        with library.transaction():
            with pytest.raises(LibraryError, match="written by another program"):
                with other.transaction():
                    pass


def test_numbers_come_packed_and_rows_in_blocks(library: Library) -> None:
    with library.transaction():
        for number in range(1200):
            library.ledger.insert(str(number), Decimal(0))
    ids = library.connection.select_numbers("SELECT id FROM ledger ORDER BY id")
    assert ids.itemsize * len(ids) == 8 * 1200
    rows = library.connection.select_ids("SELECT what FROM ledger WHERE id IN ({ids})", ids)
    assert [row["what"] for row in rows] == [str(number) for number in range(1200)]


def test_a_condition_without_a_value_is_left_out() -> None:
    assert build_where(("a = ?", 1), ("b = ?", None)) == ("1 AND a = ?", [1])
    assert build_where() == ("1", [])
