"""The ledger of a person holds what is set aside as well as what is spent, whoever writes it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from studio.domain.errors import LibraryError, OverBudget
from studio.store.person_ledger import PersonLedger

ROOT = Path(__file__).resolve().parents[2]
ONE = Decimal("1.00")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[PersonLedger]:
    with PersonLedger.open(tmp_path / "data" / "ledger.sqlite") as opened:
        yield opened


def test_what_is_set_aside_is_held_until_it_is_settled(ledger: PersonLedger) -> None:
    entry = ledger.reserve(Decimal("0.78"), "train run 1", library="mentor.studio", run=1)
    assert (ledger.reserved(), ledger.spent()) == (Decimal("0.78"), 0)
    assert ledger.settle(entry, Decimal("0.65"), "as the provider counted")
    assert (ledger.reserved(), ledger.spent()) == (0, Decimal("0.65"))
    (line,) = ledger.entries()
    assert (line.library, line.run, line.note) == ("mentor.studio", 1, "as the provider counted")
    assert not line.open and line.amount_usd == Decimal("0.78")


def test_three_requests_under_way_do_not_fit_into_a_limit_of_one(ledger: PersonLedger) -> None:
    ledger.reserve(Decimal("0.004"), "train", limit_usd=Decimal("0.005"))
    for _again in range(2):
        with pytest.raises(OverBudget, match=r"\$0.004 is set aside"):
            ledger.reserve(Decimal("0.004"), "train", limit_usd=Decimal("0.005"))
    assert len(ledger.entries()) == 1


def test_what_is_released_can_be_spent_again(ledger: PersonLedger) -> None:
    entry = ledger.reserve(ONE, "train", limit_usd=ONE)
    assert ledger.release(entry, "the provider refused it")
    ledger.reserve(ONE, "train", limit_usd=ONE)
    assert ledger.spent() == 0 and ledger.reserved() == ONE


def test_the_limit_is_reached_to_the_cent_and_no_further(ledger: PersonLedger) -> None:
    ledger.settle(ledger.reserve(Decimal("0.90"), "draft"), Decimal("0.90"))
    ledger.reserve(Decimal("0.10"), "draft", limit_usd=ONE)
    with pytest.raises(OverBudget):
        ledger.reserve(Decimal("0.0001"), "draft", limit_usd=ONE)
    ledger.reserve(Decimal(0), "the local engine", limit_usd=ONE)


def test_another_month_has_its_own_spending_but_keeps_what_is_open(ledger: PersonLedger) -> None:
    ledger.settle(ledger.reserve(ONE, "train"), ONE)
    later = date.today() + timedelta(days=62)
    ledger.reserve(ONE, "train", limit_usd=ONE, month=later)
    with pytest.raises(OverBudget):
        ledger.reserve(ONE, "train", limit_usd=ONE, month=later)
    assert ledger.spent(datetime.now(UTC) + timedelta(days=1)) == 0


def test_a_second_settlement_changes_nothing(ledger: PersonLedger) -> None:
    entry = ledger.reserve(ONE, "train")
    assert ledger.settle(entry, Decimal("0.5")) is True
    assert ledger.settle(entry.id, ONE) is False and ledger.release(entry) is False
    assert ledger.spent() == Decimal("0.5")


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "-0.0001"])
def test_what_is_no_amount_of_money_is_refused(ledger: PersonLedger, amount: str) -> None:
    entry = ledger.reserve(ONE, "train")
    with pytest.raises(ValueError):
        ledger.reserve(Decimal(amount), "train")
    with pytest.raises(ValueError):
        ledger.settle(entry, Decimal(amount))
    assert ledger.reserved() == ONE


@pytest.mark.parametrize("table", ["reservation", "settlement"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET usd = '0'", "DELETE FROM {}"])
def test_no_line_is_ever_changed(ledger: PersonLedger, table: str, statement: str) -> None:
    ledger.settle(ledger.reserve(ONE, "train"), ONE)
    with sqlite3.connect(ledger.path) as other:
        with pytest.raises(sqlite3.IntegrityError, match="never changes"):
            other.execute(statement.format(table))
    other.close()


SPENDER = """
import sys
from decimal import Decimal
from pathlib import Path
from studio.domain.errors import OverBudget
from studio.store.person_ledger import PersonLedger
paid = 0
with PersonLedger.open(Path(sys.argv[1])) as ledger:
    for number in range(30):
        try:
            entry = ledger.reserve(Decimal("0.10"), sys.argv[2], limit_usd=Decimal("2.00"))
        except OverBudget:
            continue
        paid += 1
        if number % 2:
            ledger.settle(entry, Decimal("0.10"))
print(paid)
"""


def test_two_processes_at_once_never_spend_more_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    spenders = [
        subprocess.Popen(
            [sys.executable, "-c", SPENDER, str(path), name],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    paid = [int(spender.communicate()[0]) for spender in spenders]
    with PersonLedger.open(path) as ledger:
        assert sum(paid) == len(ledger.entries()) == 20
        assert ledger.spent() + ledger.reserved() == Decimal("2.00")


@pytest.mark.parametrize("content", [b"money\n" * 400, b"SQLite format 3\0" + b"x" * 4096])
def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="Nothing was sent") as error:
        PersonLedger.open(path)
    assert "\n" not in str(error.value) and path.read_bytes() == content


def test_it_is_read_while_another_process_writes_it(ledger: PersonLedger) -> None:
    ledger.settle(ledger.reserve(ONE, "train"), ONE)
    with sqlite3.connect(ledger.path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with PersonLedger.open(ledger.path) as reader:
            assert reader.spent() == ONE
        other.execute("ROLLBACK")
    other.close()


def test_a_library_is_not_taken_for_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "mentor.studio"
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA application_id = 1347638357")
    other.close()
    with pytest.raises(LibraryError):
        PersonLedger.open(path)


def test_each_line_waits_for_the_disk(ledger: PersonLedger) -> None:
    assert ledger._connection.select("PRAGMA synchronous")[0][0] == 2
