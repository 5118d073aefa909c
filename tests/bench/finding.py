"""Finding pairs: filters, facets and searches in a library of 100,000 pairs and 300,000 passages."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from studio.domain.book import Chapter, Matter, ReadBook, Rights
from studio.domain.filter_words import write_filter
from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter, Range, Sort
from studio.resources import RESOURCES
from studio.store import search
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

SEARCHED_EACH = 50
"""Blocks of the index after which one searches, while it is made anew."""
HITS = {"common": ("こと", "the"), "few": ("読書", "patience"), "words": ("心 こと", "the mind")}
"""Searches that find something, by how much."""
NO_HITS = ("zyzzyva", "鱻", "龘麤", "はにこがの", "のにはとが", "the zyzzyva", "[99999]", "mind 鱻")
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
    # As the window does when nobody waits.
    while library.read_more():
        pass
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


FILTERS = (
    PairFilter(),
    PairFilter(status=Status.DRAFT),
    PairFilter(author="Author 3"),
    PairFilter(author="author"),
    PairFilter(book=3, chapter="Chapter 3"),
    PairFilter(chapter="Chapter 3"),
    PairFilter(tags=("money",)),
    PairFilter(tags=("nowhere",)),
    PairFilter(finding="leans", tokens=Range(100, 200)),
    PairFilter(grounding=Range(None, 0.3), status=Status.ACCEPTED),
    PairFilter(reason="wrong"),
    *(PairFilter(sort=sort, seed=3) for sort in Sort),
    *(PairFilter(search=text) for texts in HITS.values() for text in texts),
)
"""What a click or a search asks for."""


def clock(deed: Callable[[], object], times: int = 5) -> float:
    """Seconds of a deed, the median of some after one that warms up."""
    deed()
    tries = []
    for _try in range(times):
        start = time.perf_counter()
        deed()
        tries.append(time.perf_counter() - start)
    return sorted(tries)[times // 2]


def first_rows(library: Library) -> dict[str, float]:
    """Milliseconds until the first rows of each filter are read, by the filter's words."""

    def read(wish: PairFilter) -> object:
        return library.pairs.list(library.pairs.ids(wish, limit=FIRST_ROWS))

    return {
        write_filter(wish) or "all": 1000 * clock(lambda wish=wish: read(wish)) for wish in FILTERS
    }


def misses(library: Library) -> tuple[float, float]:
    """Milliseconds of all searches that find nothing: as the studio asks, and bare FTS5 alone."""

    def bare(text: str) -> list[object]:
        match = search.parse_query(text.split()).match
        sql = "SELECT rowid FROM pair_search WHERE pair_search MATCH ? ORDER BY rowid"
        return library.connection.sqlite.execute(sql, [match]).fetchall()

    ours = sum(
        clock(lambda text=text: library.pairs.ids(PairFilter(search=text))) for text in NO_HITS
    )
    theirs = sum(clock(lambda text=text: bare(text)) for text in NO_HITS)
    for text in NO_HITS:
        assert not library.pairs.ids(PairFilter(search=text)), text
    return 1000 * ours, 1000 * theirs


def open_and_list(path: Path) -> float:
    """Seconds from opening the library to the first rows of its drafts."""

    def read() -> None:
        with Library.open(path) as library:
            ids = library.pairs.ids(PairFilter(status=Status.DRAFT))
            library.pairs.list(ids[:FIRST_ROWS])

    return clock(read, 3)


def counts(library: Library) -> float:
    """Milliseconds in which all facets of the slowest of some filters are counted."""
    wishes = (PairFilter(), PairFilter(status=Status.DRAFT), PairFilter(search="the"))
    return 1000 * max(clock(lambda wish=wish: library.pairs.facets(wish), 3) for wish in wishes)


def empty_half(path: Path) -> tuple[float, float]:
    """Milliseconds of the slowest search without a hit after half of the books were emptied out of
    the trash, while the index is made anew; and seconds until it is."""
    with Library.open(path) as library:
        with library.journal.edit("Remove books"):
            for book in library.books.list()[::2]:
                library.books.delete(book.id)
        library.trash.empty()
        begun, slowest, searching, blocks = time.perf_counter(), 0.0, 0.0, 0
        going_on = True
        while going_on:
            if blocks % SEARCHED_EACH == 0:
                start = time.perf_counter()
                for text in NO_HITS:
                    once = time.perf_counter()
                    assert not library.pairs.ids(PairFilter(search=text)), text
                    slowest = max(slowest, time.perf_counter() - once)
                searching += time.perf_counter() - start
            going_on, blocks = library.read_more(), blocks + 1
        return 1000 * slowest, time.perf_counter() - begun - searching
