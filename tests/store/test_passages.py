"""Passages part their book without a gap, and say where in it they stand."""

from __future__ import annotations

import pytest

from studio.domain.book import PassageStatus, Replacement
from studio.domain.errors import LibraryError
from studio.store.library import Library
from studio.store.passages import format_refused


def test_joined_they_are_the_book(library: Library, book: int) -> None:
    passages = library.passages.list(library.passages.ids(book=book))
    assert "".join(passage.source for passage in passages) == library.books.text(book)
    assert [passage.chapter_title for passage in passages] == ["", "First", "First"]
    assert [passage.page for passage in passages] == ["i", "1", "1"]


def test_they_come_in_the_order_they_are_asked_for(library: Library, book: int) -> None:
    ids = [*library.passages.ids()][::-1]
    assert [passage.id for passage in library.passages.list([*ids, 99])] == ids
    assert library.passages.texts(ids[:1]) == {ids[0]: ("Rest well.", "en")}


def test_one_that_is_not_there_is_named(library: Library) -> None:
    with pytest.raises(LibraryError, match="no passage 7"):
        library.passages.get(7)


def test_they_are_found_by_book_status_and_words(library: Library, book: int) -> None:
    first, second, third = library.passages.ids()
    with library.journal.edit("Skip"):
        library.passages.set_status([first], PassageStatus.SKIPPED)
    assert [*library.passages.ids(status=PassageStatus.SKIPPED)] == [first]
    assert [*library.passages.ids(search="small")] == [second]
    assert [*library.passages.ids(book=book, status=PassageStatus.NEW, search="rest")] == [third]
    assert [*library.passages.ids(book=book + 1)] == []


def test_one_is_moved_cleaned_and_refuses_a_change(library: Library, book: int) -> None:
    number = library.passages.ids()[1]
    refused = (Replacement("spaces", 1, 2, "–"),)
    with library.journal.edit("Move"):
        library.passages.move([(1, 10, 20, 7, "egin small", format_refused(refused), number)])
    moved = library.passages.get(number)
    assert (moved.start, moved.end, moved.tokens, moved.refused) == (10, 20, 7, refused)
    with library.journal.edit("Clean"):
        library.passages.set_texts([("small", 1, number)])
        library.passages.set_refused(number, ())
    cleaned = library.passages.get(number)
    assert (cleaned.text, cleaned.tokens, cleaned.refused) == ("small", 1, ())


def test_one_is_added_and_taken_out(library: Library, book: int) -> None:
    with library.journal.edit("Cut"):
        number = library.passages.insert(book, 1, 32, 40, 2, "more")
    assert library.passages.get(number).text == "more"
    with library.journal.edit("Join"):
        library.passages.delete([number])
    assert number not in library.passages.ids()
