"""What was removed stands in the trash until it is brought back or forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter
from studio.domain.suggestion import SuggestionKind
from studio.store.library import Library


def remove(library: Library, *pairs: int) -> None:
    with library.journal.edit("Remove"):
        library.pairs.delete(pairs)


def bring_back(library: Library) -> None:
    with library.journal.edit("Restore"):
        library.trash.bring_back_pairs(library.trash.pairs())


def test_a_removed_pair_comes_back_as_it_was(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    number = insert_pair(tags=["habit", "will"])
    with library.journal.edit("Reject"):
        library.pairs.set_status([number], Status.REJECTED, reason="Too long.")
    before = library.pairs.get(number)
    remove(library, number)
    (item,) = library.trash.list_pairs(library.trash.pairs())
    assert (item.pair, item.step.label) == (before, "Remove")
    bring_back(library)
    assert library.pairs.get(number) == before and not library.trash.pairs()
    assert library.counts()["rejected"] == 1
    library.journal.undo()
    assert len(library.trash.pairs()) == 1


def test_what_is_removed_twice_is_there_once(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    number = insert_pair()
    remove(library, number)
    bring_back(library)
    with library.journal.edit("Edit"):
        library.pairs.update(number, prompt="How?", answer="Now.", tokens=1, draft_prompt=False)
    remove(library, number)
    (item,) = library.trash.list_pairs(library.trash.pairs())
    assert item.pair.answer == "Now."


def test_what_was_undone_is_not_in_the_trash(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    number = insert_pair()
    library.journal.undo()
    assert not library.trash.pairs(), "it was never removed"
    library.journal.redo()
    remove(library, number)
    library.journal.undo()
    assert not library.trash.pairs()


def write_draft(library: Library, book: int) -> int:
    with library.journal.edit("Draft"):
        return library.pairs.insert(
            "?", "!", origin=Origin.EXTRACTIVE, tokens=1, passage=2, book=book, tags=["a"]
        )


def test_a_book_comes_back_with_all_that_went_with_it(library: Library, book: int) -> None:
    number = write_draft(library, book)
    before = library.pairs.get(number), library.books.get(book), library.passages.list([1, 2, 3])
    with library.journal.edit("Remove the book"):
        library.books.delete(book)
    assert not library.trash.pairs(), "it comes back with its book"
    (item,) = library.trash.list_books(library.trash.books())
    assert (item.title, item.passages, item.pairs) == ("Habit", 3, 1)
    with library.journal.edit("Restore"):
        library.trash.bring_back_book(item.entry)
    assert before == (
        library.pairs.get(number),
        library.books.get(book),
        library.passages.list([1, 2, 3]),
    )


def test_a_pair_outlives_its_book(library: Library, book: int) -> None:
    number = write_draft(library, book)
    remove(library, number)
    with library.journal.edit("Remove the book"):
        library.books.delete(book)
    bring_back(library)
    pair = library.pairs.get(number)
    assert (pair.book, pair.passage, pair.tags) == (None, None, ("a",))
    library.trash.empty()
    while library.journal.undo().value is not None:
        pass
    while library.journal.redo().value is not None:
        pass
    assert library.pairs.get(number) == pair


def count_words(library: Library, word: str) -> int:
    """In how many rows of any table a word stands."""
    total = 0
    tables = library.connection.select(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%_search%'"
    )
    for (table,) in tables:
        for row in library.connection.select(f"SELECT * FROM {table}"):
            total += any(word in str(value) for value in tuple(row))
    return total


def test_what_is_emptied_is_nowhere_any_more(
    library: Library, book: int, insert_pair: Callable[..., int]
) -> None:
    secret = insert_pair("Who is Xanthippe?", "Xanthippe is my wife.", tags=["Xanthippe"])
    kept = insert_pair()
    with library.journal.edit("Suggest"):
        library.suggestions.insert("?", "Xanthippe", kind=SuggestionKind.ANSWER, pair=secret)
    with library.journal.edit("Edit"):
        library.pairs.update(
            secret, prompt="Xanthippe?", answer="Xanthippe", tokens=1, draft_prompt=False
        )
        library.pairs.set_flagged([kept], True)
    with library.journal.edit("Untag"):
        library.pairs.remove_tag([secret], "Xanthippe")
    draft = write_draft(library, book)
    remove(library, secret)
    with library.journal.edit("Remove the book"):
        library.books.delete(book)
    assert count_words(library, "Xanthippe") and count_words(library, "Begin small")
    library.trash.empty()
    assert not library.trash.pairs() and not library.trash.books()
    assert count_words(library, "Xanthippe") == count_words(library, "Begin small") == 0
    assert [step.label for step in library.journal.steps()] == ["Edit", "Write a pair"]
    while library.journal.undo().value is not None:
        pass
    while library.journal.redo().value is not None:
        pass
    assert library.pairs.get(kept).flagged and not library.pairs.list([secret, draft])


def test_a_step_that_was_taken_back_comes_again_after_emptying(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    first, second = insert_pair(), insert_pair()
    remove(library, first)
    with library.journal.edit("Flag"):
        library.pairs.set_flagged([second], True)
    library.journal.undo()
    library.trash.empty()
    assert library.journal.redo_label == "Flag"
    library.journal.redo()
    assert library.pairs.get(second).flagged


def list_terms(library: Library, table: str) -> set[str]:
    """What the full-text index holds."""
    sqlite = library.connection.sqlite
    sqlite.execute(
        f"CREATE VIRTUAL TABLE temp.{table}_terms USING fts5vocab(main, {table}_search, row)"
    )
    return {row[0] for row in sqlite.execute(f"SELECT term FROM temp.{table}_terms").fetchall()}


def test_not_a_word_of_what_was_emptied_is_left_in_the_file(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    kept = insert_pair(answer="Begin with the smallest step, 目標.")
    number = insert_pair(answer="Whisper of zanzibar, 秘密事項.")
    with library.journal.edit("Edit"):
        library.pairs.update(number, prompt="?", answer="Quagmire.", tokens=1, draft_prompt=False)
    with library.journal.edit("Edit"):
        library.pairs.update(kept, prompt="How?", answer="Continue.", tokens=1, draft_prompt=False)
    assert b"zanzibar" in library.path.read_bytes() + wal_of(library).read_bytes()
    remove(library, number)
    library.trash.empty()
    terms = list_terms(library, "pair")
    assert {"continue", "smallest", "目標"} <= terms, "what is there or may come back is found"
    assert not {"zanzibar", "quagmire", "秘密"} & terms
    left = library.path.read_bytes() + wal_of(library).read_bytes()
    assert b"zanzibar" not in left and "秘密事項".encode() not in left
    # The steps before it can still be taken back, and what comes back is found.
    library.journal.undo()
    assert list(library.pairs.ids(PairFilter(search="smallest 目標"))) == [kept]
    assert not library.pairs.ids(PairFilter(search="zanzibar"))


def wal_of(library: Library) -> Path:
    """What stands beside the file until it is taken over."""
    return library.path.with_name(f"{library.path.name}-wal")
