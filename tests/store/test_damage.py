"""Damage that SQLite finds, and the one sort that it does not; `tests/cli/test_damage.py` goes
through a whole file and every command."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studio.domain.errors import LibraryError
from studio.store.damage import TEXTS, refuse_damage
from studio.store.library import Library

PAGE = 4096


def rewrite(library: Library, start: int, text: bytes) -> None:
    """Change the file of a closed library behind SQLite's back."""
    library.close()
    data = bytearray(library.path.read_bytes())
    data[start : start + len(text)] = text
    library.path.write_bytes(data)


def test_a_sound_library_passes(library: Library, book: int) -> None:
    refuse_damage(library.connection)


def test_the_end_of_a_long_text_overwritten_with_zeros_is_found(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    insert_pair(answer="long " * 4_000)
    library.connection.select("PRAGMA wal_checkpoint(TRUNCATE)")
    data = library.path.read_bytes()
    last = max(
        number
        for number in range(len(data) // PAGE)
        if b"long long" in data[number * PAGE :][:PAGE]
    )
    rewrite(library, last * PAGE, bytes(PAGE))
    with pytest.raises(LibraryError, match="damaged"):
        Library.open(library.path)


def test_zeros_in_the_file_of_a_book_are_no_damage(library: Library, read_book) -> None:
    with library.journal.edit("Add a book"):
        library.books.insert(read_book, bytes(10 * PAGE), "habit.txt")
    library.close()
    with Library.open(library.path) as opened:
        assert opened.books.original(1) == bytes(10 * PAGE)


def test_every_column_of_the_list_is_one(library: Library) -> None:
    for table, columns in TEXTS.items():
        library.connection.select(f"SELECT {','.join(columns)} FROM {table}")


def test_a_large_library_is_searched_when_it_matters(library: Library) -> None:
    rewrite(library, 3 * PAGE, b"\xff" * PAGE)
    with Library.open(library.path, read_only=True, checked_bytes=0) as opened:
        with pytest.raises(LibraryError, match="damaged"):
            opened.refuse_damage()
