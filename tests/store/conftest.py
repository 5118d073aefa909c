"""A fresh library for each test, and a book, a passage and pairs to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.domain.book import Chapter, Dropped, Matter, Page, ReadBook, Rights
from studio.domain.pair import Origin
from studio.store.judgements import Judgement
from studio.store.library import Library

TEXT = "Preface.\nBegin small. Rest well."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "mentor.studio") as made:
        yield made


@pytest.fixture
def read_book() -> ReadBook:
    """A book of two chapters as a reader hands it over."""
    return ReadBook(
        title="Habit",
        author="William James",
        language="en",
        format="plain",
        encoding="utf-8",
        text=TEXT,
        chapters=(Chapter("", 0, 9, Matter.FRONT), Chapter("First", 9, len(TEXT))),
        dropped=(Dropped("licence", 2000),),
        rights=Rights.PUBLIC_DOMAIN,
        year="1890",
        pages=(Page("i", 0), Page("1", 9)),
        cover=b"PNG",
    )


@pytest.fixture
def book(library: Library, read_book: ReadBook) -> int:
    """A book on the shelf, cut into three passages."""
    with library.journal.edit("Add a book"):
        number = library.books.insert(read_book, b"raw", "habit.txt", sketch=b"s")
        rows = [
            (0, 0, 9, 2, "Preface."),
            (1, 9, 22, 3, "Begin small."),
            (1, 22, 32, 3, "Rest well."),
        ]
        library.passages.insert_many(number, rows)
    return number


@pytest.fixture
def insert_pair(library: Library) -> Callable[..., int]:
    """Adds a pair in an edit of its own; what is not said of it is the same for all."""

    def insert(prompt: str = "How?", answer: str = "Begin.", **fields: object) -> int:
        values: dict[str, object] = {"origin": Origin.CURATOR, "tokens": 9, **fields}
        grounding = values.pop("grounding", None)
        with library.journal.edit("Write a pair"):
            number = library.pairs.insert(prompt, answer, **values)  # type: ignore[arg-type]
            if isinstance(grounding, float):
                library.judgements.insert([Judgement(number, grounding, 0, ())])
        return number

    return insert
