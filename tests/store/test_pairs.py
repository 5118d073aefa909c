"""Pairs are found by what a curator knows of them, and counted as they change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studio.domain.errors import LibraryError
from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter
from studio.domain.row_import import ImportedRow
from studio.store.library import Library

InsertPair = Callable[..., int]


def test_a_pair_comes_back_with_where_it_is_from(library: Library, book: int) -> None:
    passage = library.passages.ids()[1]
    with library.journal.edit("Draft"):
        number = library.pairs.insert(
            "How?",
            "Begin.",
            origin=Origin.MODEL,
            tokens=9,
            passage=passage,
            book=book,
            draft_prompt=True,
            tags=["start", "habit"],
        )
    pair = library.pairs.get(number)
    assert (pair.book_title, pair.author, pair.chapter_title) == ("Habit", "William James", "First")
    assert (pair.tags, pair.draft_prompt, pair.status) == (("start", "habit"), True, Status.DRAFT)


def test_pairs_are_found_by_status_book_tag_and_author(
    library: Library, book: int, insert_pair: InsertPair
) -> None:
    first = insert_pair(book=book, tags=["habit"])
    second = insert_pair("Why?")
    with library.journal.edit("Accept"):
        assert library.pairs.set_status([first, second], Status.ACCEPTED) == 2
        assert library.pairs.set_status([first], Status.ACCEPTED) == 0
    assert [*library.pairs.ids(PairFilter(status=Status.ACCEPTED))] == [first, second]
    for found in ({"book": book}, {"tags": ("habit",)}, {"author": "William James"}):
        assert [*library.pairs.ids(PairFilter(**found))] == [first]
    assert [*library.pairs.ids(PairFilter(book=book, search="why"))] == []


def test_pairs_come_in_the_order_they_are_asked_for(
    library: Library, insert_pair: InsertPair
) -> None:
    ids = [insert_pair(f"q{n}") for n in range(3)][::-1]
    assert [pair.id for pair in library.pairs.list([*ids, 99])] == ids
    with pytest.raises(LibraryError, match="no pair 99"):
        library.pairs.get(99)


def test_a_tag_is_given_once_and_taken_off(library: Library, insert_pair: InsertPair) -> None:
    ids = [insert_pair(), insert_pair()]
    with library.journal.edit("Tag"):
        library.pairs.add_tag(ids, "habit")
        library.pairs.add_tag(ids[:1], "habit")
        library.pairs.add_tag(ids[:1], "rest")
    assert library.pairs.tags() == [("habit", 2), ("rest", 1)]
    with library.journal.edit("Untag"):
        library.pairs.remove_tag(ids, "habit")
    assert library.pairs.tags() == [("rest", 1)]


def test_a_fingerprint_changes_with_the_words_and_with_nothing_else(
    library: Library, insert_pair: InsertPair
) -> None:
    number = insert_pair()
    (before,) = library.pairs.fingerprints([number])
    with library.journal.edit("Accept"):
        library.pairs.set_status([number], Status.ACCEPTED)
    assert [*library.pairs.fingerprints([number])] == [before]
    with library.journal.edit("Edit"):
        library.pairs.update(number, prompt="How?", answer="B", tokens=9, draft_prompt=False)
    assert [*library.pairs.fingerprints([number])] != [before]


def test_candidates_are_accepted_pairs_with_and_without_a_tag(
    library: Library, insert_pair: InsertPair
) -> None:
    ids = [insert_pair(tags=tags) for tags in (["a"], ["a", "b"], [])]
    insert_pair(tags=["a"])
    with library.journal.edit("Accept"):
        library.pairs.set_status(ids, Status.ACCEPTED)
    assert [row.pair for row in library.pairs.candidates()] == ids
    assert [row.pair for row in library.pairs.candidates(tag="a")] == ids[:2]
    assert [row.pair for row in library.pairs.candidates(tag="a", without="b")] == ids[:1]
    assert library.pairs.accepted_tags() == {ids[0]: ("a",), ids[1]: ("a", "b")}


def test_rows_of_a_file_come_in_at_once_and_are_known_again(library: Library) -> None:
    rows = [ImportedRow(f"q{n}", "a", '{"messages": []}', "{}", n, 5, n * 7) for n in range(1, 4)]
    with library.transaction():
        file = library.row_files.insert("rows.jsonl", "chat", {})
    with library.journal.edit("Import"):
        library.pairs.insert_rows(file, rows, encoding="o200k_base")
    pair = library.pairs.get(1)
    assert (pair.file, pair.line, pair.extra, pair.origin) == ("rows.jsonl", 1, "{}", "imported")
    assert library.pairs.find_digests([7, 8, 14]) == {7, 14}
    assert library.connection.select("SELECT * FROM tally WHERE status = 'draft'")[0][1:] == (3, 15)


def test_tokens_are_shifted_and_say_with_what_they_are_counted(
    library: Library, insert_pair: InsertPair
) -> None:
    ids = [insert_pair(encoding="o200k_base"), insert_pair(encoding="o200k_base")]
    assert library.pairs.encodings() == {"o200k_base"}
    with library.journal.edit("Count"):
        library.pairs.shift_tokens(2, encoding="cl100k_base")
    assert [pair.tokens for pair in library.pairs.list(ids)] == [11, 11]
    assert library.pairs.encodings() == {"o200k_base", "cl100k_base"}


def test_pairs_of_a_passage_hang_on_another(library: Library, book: int) -> None:
    first, second, _third = library.passages.ids()
    with library.journal.edit("Join"):
        number = library.pairs.insert("q", "a", origin=Origin.MODEL, tokens=1, passage=first)
        library.pairs.move(first, second)
    assert library.pairs.get(number).passage == second
