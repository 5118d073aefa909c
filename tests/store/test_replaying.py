"""A step is taken back by statements about whole tables."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from studio.domain.book import PassageStatus
from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter
from studio.store import replaying
from studio.store.library import Library


def list_statements(library: Library, action: Callable[[], object]) -> list[str]:
    """The statements that SQLite was given."""
    statements: list[str] = []
    library.connection.sqlite.set_trace_callback(statements.append)
    action()
    library.connection.sqlite.set_trace_callback(None)
    # SQLite names the statement again whenever one of its triggers runs.
    return [line for line, _again in groupby(statements) if not line.startswith("--")]


def test_a_thousand_pairs_take_no_more_statements_than_ten(library: Library) -> None:
    counts = []
    for pairs in (10, 1000):
        with library.journal.edit("Write"):
            ids = [
                library.pairs.insert("?", "!", origin=Origin.CURATOR, tokens=1, tags=["a"])
                for _number in range(pairs)
            ]
        with library.journal.edit("Change"):
            library.pairs.set_status(ids[::2], Status.ACCEPTED)
            library.pairs.mark_read(ids[::3])
            library.pairs.delete(ids[:5])
        counts.append(len(list_statements(library, library.journal.undo)))
        library.journal.undo()
    assert counts[0] == counts[1] < 100


def test_more_rows_than_fit_into_a_block_come_back(library: Library) -> None:
    with library.journal.edit("Write"):
        ids = [
            library.pairs.insert(f"{n}?", f"{n}.", origin=Origin.CURATOR, tokens=n)
            for n in range(replaying.ROWS_AT_ONCE + 7)
        ]
    before = library.pairs.list(ids)
    with library.journal.edit("Remove"):
        library.pairs.delete(ids)
    assert library.counts()["draft"] == 0
    replay = library.journal.undo().value
    assert replay is not None and list(replay.pairs) == ids
    assert library.pairs.list(ids) == before
    assert library.counts()["draft"] == len(ids)


def test_a_book_comes_back_with_what_hangs_on_it(library: Library, book: int) -> None:
    with library.journal.edit("Draft"):
        pair = library.pairs.insert(
            "?", "!", origin=Origin.EXTRACTIVE, tokens=1, passage=2, book=book, tags=["a"]
        )
        library.passages.set_status([2], PassageStatus.DRAFTED)
    with library.journal.edit("Remove"):
        library.books.delete(book)
    library.journal.undo()
    assert library.pairs.get(pair).passage == 2 and library.pairs.get(pair).tags == ("a",)
    assert library.passages.get(2).status == PassageStatus.DRAFTED


def test_things_are_pairs_where_there_are_any(library: Library, book: int) -> None:
    assert library.journal.steps()[0].things == 3, "passages of the book"
    with library.journal.edit("Draft"):
        library.pairs.insert("?", "!", origin=Origin.EXTRACTIVE, tokens=1, tags=["a", "b"])
        library.passages.set_status([1, 2, 3], PassageStatus.SKIPPED)
    assert library.journal.steps()[0].things == 1


def test_what_comes_back_is_found_by_its_words(library: Library) -> None:
    with library.journal.edit("Write"):
        number = library.pairs.insert("何を？", "休む。", origin=Origin.CURATOR, tokens=1)
    with library.journal.edit("Edit"):
        library.pairs.update(number, prompt="何を？", answer="進む。", tokens=1, draft_prompt=False)
    with library.journal.edit("Remove"):
        library.pairs.delete([number])
    for answer, other in (("進む", "休む"), ("休む", "進む")):
        library.journal.undo()
        assert list(library.pairs.ids(PairFilter(search=answer))) == [number]
        assert list(library.pairs.ids(PairFilter(search=other))) == []
