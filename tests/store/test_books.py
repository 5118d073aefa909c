"""A book on the shelf is what the reader made of it, and what the curator corrected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.domain.book import ReadBook
from studio.domain.errors import LibraryError
from studio.store.books import TEXTS_KEPT
from studio.store.library import Library


def test_a_book_comes_back_as_it_was_read(library: Library, book: int, read_book: ReadBook) -> None:
    kept = library.books.get(book)
    for name in ("title", "author", "language", "rights", "year", "chapters", "dropped", "pages"):
        assert getattr(kept, name) == getattr(read_book, name)
    assert (kept.passages, kept.tokens, kept.characters) == (3, 8, len(read_book.text))
    assert library.books.list() == [kept]


def test_its_text_its_file_and_its_cover_are_kept(library: Library, book: int) -> None:
    assert library.books.text(book).startswith("Preface.")
    assert library.books.original(book) == b"raw" and library.books.cover(book) == b"PNG"
    assert library.books.find_file(b"raw") == book and library.books.find_file(b"other") is None
    assert library.books.sketches() == [(book, b"s")]


def test_a_file_that_was_garbled_is_not_handed_out(library: Library, book: int) -> None:
    library.connection.execute("UPDATE book_source SET raw = x'00'")
    with pytest.raises(LibraryError, match="damaged"):
        library.books.original(book)


def test_a_book_that_is_not_there_is_named(library: Library) -> None:
    for ask in (library.books.get, library.books.text):
        with pytest.raises(LibraryError, match="no book 7"):
            ask(7)


def test_another_reading_leaves_what_the_curator_corrected(
    library: Library, book: int, read_book: ReadBook
) -> None:
    with library.journal.edit("Correct"):
        library.books.update(book, title="Habits", rights="own")
    with library.journal.edit("Read again"):
        again = replace(read_book, title="HABIT", text="Other.", chapters=())
        source = library.books.insert_source(again, b"raw")
        library.books.set_reading(book, source, again, ruby=True)
    kept = library.books.get(book)
    assert (kept.title, kept.rights, kept.chapters, kept.ruby) == ("Habits", "own", (), True)
    assert library.books.text(book) == "Other."


def test_only_what_a_curator_may_correct_is_changed(library: Library, book: int) -> None:
    with pytest.raises(ValueError), library.journal.edit("Correct"):
        library.books.update(book, characters="0")


def test_rules_of_its_own_may_be_none_at_all(library: Library, book: int) -> None:
    assert library.books.rules(book) is None
    for rules in (("spaces", "notes"), ()):
        with library.journal.edit("Rules"):
            library.books.set_rules(book, rules)
        assert library.books.rules(book) == library.books.get(book).rules == rules


def test_a_deleted_book_takes_its_passages_and_pairs_and_undo_brings_them(
    library: Library, book: int
) -> None:
    passage = library.passages.ids()[1]
    with library.journal.edit("Draft"):
        library.pairs.insert(
            "q", "a", origin="model", tokens=1, passage=passage, book=book, tags=["habit"]
        )
    before = library.counts()
    with library.journal.edit("Delete"):
        library.books.delete(book)
    assert library.counts()["pairs"] == library.counts()["passages"] == 0
    library.journal.undo()
    assert library.counts() == before and library.pairs.tags() == [("habit", 1)]


def test_coverage_and_titles_say_how_far_a_book_was_used(library: Library, book: int) -> None:
    first, second, _third = library.passages.ids()
    with library.journal.edit("Use"):
        library.passages.set_status([first], "skipped")
        library.pairs.insert("q", "a", origin="model", tokens=1, passage=second, book=book)
    assert library.books.coverage() == [(book, "Habit", 3, 1, 1)]
    assert library.books.chapter_titles() == {book: ("Habit", "William James", ["", "First"])}


def test_more_books_than_are_held_in_memory_keep_their_texts(
    library: Library, read_book: ReadBook
) -> None:
    with library.journal.edit("Add books"):
        numbers = [
            library.books.insert(replace(read_book, text=f"Text {n}"), b"%d" % n, f"{n}.txt")
            for n in range(TEXTS_KEPT + 3)
        ]
    for _again in range(2):
        assert [library.books.text(number) for number in numbers] == [
            f"Text {n}" for n in range(len(numbers))
        ]
