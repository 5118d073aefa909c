"""What a filter asks for is what it finds, whatever the names hold, in every order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from studio.domain.book import ReadBook
from studio.domain.pair import Origin, Pair, Status
from studio.domain.pair_filter import PairFilter, Range, Sort
from studio.store.library import Library
from studio.store.pair_query import compile_filter, write_order

InsertPair = Callable[..., int]


@pytest.fixture
def shelf(library: Library, book: int, read_book: ReadBook, insert_pair: InsertPair) -> Library:
    """Five pairs that differ in whatever a filter asks for."""
    with library.journal.edit("Add"):
        other = library.books.insert(
            replace(read_book, title="論語", author="孔子", language="ja"), b"j", "j.txt"
        )
    passages = library.passages.ids()
    insert_pair(book=book, passage=passages[0], tags=["money/debt"], tokens=10, grounding=0.2)
    insert_pair(book=book, passage=passages[1], tags=["money"], tokens=20, grounding=0.9)
    insert_pair("学ぶとは？", "時に習う。", book=other, tags=["学び"], tokens=30)
    insert_pair("b" * 40, origin=Origin.MODEL, tokens=40)
    insert_pair("100%_'\"", tags=["100%_'\""], tokens=50)
    with library.journal.edit("Decide"):
        library.pairs.set_status([1, 2], Status.ACCEPTED)
        library.pairs.set_status([5], Status.REJECTED, reason="too long")
        library.pairs.set_flagged([3], True)
        library.pairs.mark_read([2])
    return library


@pytest.mark.parametrize(
    ("wish", "ids"),
    [
        (PairFilter(), [1, 2, 3, 4, 5]),
        (PairFilter(status=Status.ACCEPTED), [1, 2]),
        (PairFilter(tags=("money",)), [1, 2]),
        (PairFilter(tags=("money/debt",)), [1]),
        (PairFilter(tags=("debt",)), [1]),
        (PairFilter(tags=("Money",)), [2]),
        (PairFilter(tags=("money", "学び")), []),
        (PairFilter(without_tags=("money",)), [3, 4, 5]),
        (PairFilter(tags=("100%_'\"",)), [5]),
        (PairFilter(tags=("nothing",)), []),
        (PairFilter(author="William James"), [1, 2]),
        (PairFilter(author="james"), [1, 2]),
        (PairFilter(author="孔"), [3]),
        (PairFilter(author="'; DROP TABLE pair; --"), []),
        (PairFilter(title="Ｈabit"), [1, 2]),
        (PairFilter(language="ja"), [3]),
        (PairFilter(chapter="first"), [2]),
        (PairFilter(chapter="first", book=2), []),
        (PairFilter(book=1), [1, 2]),
        (PairFilter(origin=Origin.MODEL), [4]),
        (PairFilter(flagged=True), [3]),
        (PairFilter(flagged=False, status=Status.DRAFT), [4]),
        (PairFilter(read=True), [2]),
        (PairFilter(read=False, status=Status.ACCEPTED), [1]),
        (PairFilter(reason="too long"), [5]),
        (PairFilter(suggested=True), []),
        (PairFilter(tokens=Range(20, 40)), [2, 3, 4]),
        (PairFilter(characters=Range(40)), [4]),
        (PairFilter(grounding=Range(None, 0.5)), [1]),
        (PairFilter(date=Range("2000-01-01", "2000-01-02")), []),
        (PairFilter(only=frozenset({5, 2, 99})), [2, 5]),
        (PairFilter(only=frozenset()), []),
        (PairFilter(search="習う"), [3]),
        (PairFilter(search="begin", status=Status.ACCEPTED), [1, 2]),
        (PairFilter(sort=Sort.NEWEST), [5, 4, 3, 2, 1]),
        (PairFilter(sort=Sort.TOKENS, descending=True), [5, 4, 3, 2, 1]),
        (PairFilter(sort=Sort.LENGTH, only=frozenset({1, 4})), [1, 4]),
        (PairFilter(sort=Sort.WORST), [1, 2, 3, 4, 5]),
        (PairFilter(sort=Sort.AUTHOR), [4, 5, 1, 2, 3]),
    ],
)
def test_a_filter_finds(shelf: Library, wish: PairFilter, ids: list[int]) -> None:
    assert list(shelf.pairs.ids(wish)) == ids
    assert shelf.pairs.count(wish) == len(ids)


def test_a_day_holds_all_its_hours(shelf: Library) -> None:
    made = shelf.pairs.get(1).created_at
    assert made is not None
    day = made.date().isoformat()
    assert shelf.pairs.count(PairFilter(date=Range(day, day))) == 5


@pytest.mark.parametrize("sort", Sort)
def test_every_order_turns_round_and_loses_nothing(shelf: Library, sort: Sort) -> None:
    for descending in (False, True):
        ids = shelf.pairs.ids(PairFilter(sort=sort, descending=descending))
        assert sorted(ids) == [1, 2, 3, 4, 5]
    assert write_order(PairFilter(sort=Sort.TOKENS, descending=True)) == "pair.tokens DESC, pair.id"


def test_at_random_is_the_same_for_the_same_seed(library: Library, insert_pair: InsertPair) -> None:
    for _number in range(40):
        insert_pair()
    first, again, other = (
        list(library.pairs.ids(PairFilter(sort=Sort.RANDOM, seed=seed))) for seed in (1, 1, 2)
    )
    assert first == again != other and sorted(first) == sorted(other)


def test_a_decision_notes_when_and_why(shelf: Library) -> None:
    def read() -> Pair:
        return shelf.pairs.get(5)

    assert (read().reason, read().decided_at is None) == ("too long", False)
    with shelf.journal.edit("Another reason"):
        assert shelf.pairs.set_status([5], Status.REJECTED, reason="wrong") == 1
    shelf.journal.undo()
    assert read().reason == "too long"
    with shelf.journal.edit("Reopen"):
        shelf.pairs.set_status([5], Status.DRAFT)
    assert (read().reason, read().decided_at) == ("", None)


def test_the_list_of_a_queue_is_read_from_the_index(library: Library) -> None:
    where, values = compile_filter(library.connection, PairFilter(status=Status.DRAFT))
    sql = f"EXPLAIN QUERY PLAN SELECT pair.id FROM pair WHERE {where} ORDER BY pair.id"
    (plan,) = [row["detail"] for row in library.connection.select(sql, values)]
    assert "USING COVERING INDEX pair_facets" in plan
