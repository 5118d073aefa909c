"""Finding pairs: filters, facets and searches in a library of 100,000 pairs and 300,000 passages."""

from __future__ import annotations

import random
from pathlib import Path

from studio.domain.book import Chapter, Matter, ReadBook, Rights
from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter
from studio.resources import RESOURCES
from studio.store.judgements import Judgement
from studio.store.library import Library
from studio.text import readers

BOOKS, PASSAGES, PAIRS = 100, 3_000, 1_000
"""How many books, and passages and pairs of each."""
LENGTH = {"ja": 200, "en": 500}
"""Characters of a passage."""
CHAPTERS = 30
FIRST_ROWS = 60
"""Rows that a list shows before one scrolls."""
TAGS = ("money/debt", "money/saving", "habit", "work/rest", "work/focus", "習慣", "お金")

HITS = {"common": ("こと", "the"), "few": ("読書", "patience"), "words": ("心 こと", "the mind")}
"""Searches that find something, by how much."""
NO_HITS = ("zyzzyva", "鱻", "龘麤", "はにこがの", "the zyzzyva", "[99999]", "mind 鱻")
"""Searches that find nothing: a rare word, rare letters, common letters in an order that never
comes, a common word beside a rare one, signs."""


def read_samples() -> dict[str, str]:
    """The text of the sample books, by language."""
    texts = {"ja": "", "en": ""}
    for path in sorted((RESOURCES / "samples").iterdir()):
        if path.suffix in (".txt", ".epub"):
            book = readers.read(path)
            texts[book.language] = texts.get(book.language, "") + book.text
    return texts


def fill(path: Path) -> Library:
    """Write the library; every third book is English."""
    samples, chance = read_samples(), random.Random(7)
    library = Library.create(path)
    for number in range(BOOKS):
        language = "en" if number % 3 == 0 else "ja"
        with library.journal.edit("Add a book"):
            book = _add_book(library, number, samples[language], language, chance)
        with library.journal.edit("Draft"):
            _add_pairs(library, book, samples[language], language, chance)
    library.journal.forget()
    return library


def _add_book(
    library: Library, number: int, sample: str, language: str, chance: random.Random
) -> int:
    length, parts = LENGTH[language], []
    for _passage in range(PASSAGES):
        at = chance.randrange(len(sample) - length)
        parts.append(sample[at : at + length - 8] + f"[{chance.randrange(99)}]\n")
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    every = PASSAGES // CHAPTERS
    book = ReadBook(
        title=f"Book {number}",
        author=f"Author {number % 40}",
        language=language,
        format="plain",
        encoding="utf-8",
        text="".join(parts),
        chapters=tuple(
            Chapter(f"Chapter {at}", starts[at * every], starts[(at + 1) * every], Matter.BODY)
            for at in range(CHAPTERS)
        ),
        rights=Rights.PUBLIC_DOMAIN,
    )
    identity = library.books.insert(book, str(number).encode(), f"{number}.txt")
    rows = (
        (at // every, starts[at], starts[at + 1], length // 3, parts[at].partition("[")[0])
        for at in range(PASSAGES)
    )
    library.passages.insert_many(identity, rows)
    return identity


def _add_pairs(
    library: Library, book: int, sample: str, language: str, chance: random.Random
) -> None:
    passages = library.passages.ids(book=book)
    judgements = []
    for number in range(PAIRS):
        at = chance.randrange(len(sample) - 400)
        pair = library.pairs.insert(
            sample[at : at + 40],
            sample[at + 40 : at + 160],
            origin=chance.choice(list(Origin)),
            tokens=chance.randrange(20, 400),
            passage=passages[number * 3],
            book=book,
            tags=[chance.choice(TAGS)],
        )
        judgements.append(Judgement(pair, chance.random(), chance.randrange(30), ("leans",)))
    ids = library.pairs.ids(PairFilter(book=book))
    library.pairs.set_status(ids[::3], Status.ACCEPTED)
    library.pairs.set_status(ids[1::7], Status.REJECTED, reason="wrong")
    library.judgements.insert(judgements)
