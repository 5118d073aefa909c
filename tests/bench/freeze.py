"""A version of many pairs frozen; and near copies found, beside the bare library and another one.

``python -m tests.bench.freeze PAIRS`` freezes so many and says in one JSON line how long that took.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from studio.domain.dataset import Version
from studio.domain.pair import build_messages
from studio.resources import RESOURCES
from studio.services.session import Session
from studio.services.versions import freezing
from studio.text import readers, tokens
from studio.text.similarity import near_copies, shingles

BOOKS, AUTHORS = 100, 20
TAGS = ("habit", "focus", "習慣", "時間")
PLANTED = 0.05
"""Share of the texts that are near copies of another one."""

TRIES = 5
SEED = 3
T = TypeVar("T")


@dataclass(frozen=True)
class Frozen:
    """The fastest and the median of several tries, in seconds; rows held out, and put back."""

    best: float
    median: float
    held_out: int
    moved: int


@dataclass(frozen=True)
class Found:
    """Seconds to find near copies, and the share of the planted ones that was found."""

    seconds: float
    share: float


class Texts:
    """Texts cut out of real books, of short stretches, so that no two are alike unless planted."""

    def __init__(self) -> None:
        samples = [
            readers.read(path)
            for path in sorted((RESOURCES / "samples").iterdir())
            if path.suffix in (".txt", ".epub")
        ]
        self._japanese = "".join(
            book.text.replace("\n", "") for book in samples if book.language == "ja"
        )
        self._english = " ".join(book.text for book in samples if book.language == "en").split()
        self._chance = random.Random(SEED)

    def text(self, *, japanese: bool, length: int) -> str:
        """About so many words, or three letters for each in Japanese."""
        if not japanese:
            return " ".join(self._chance.choices(self._english, k=length))
        stretches = []
        for _n in range(length // 2):
            at = self._chance.randrange(len(self._japanese) - 10)
            stretches.append(self._japanese[at : at + self._chance.randrange(3, 10)])
        return "".join(stretches)

    def near(self, text: str) -> str:
        """The text with a word or two changed, or as many letters as two words have."""
        units = text.split() if text.isascii() else list(text)
        for _n in range(2 if text.isascii() else 4):
            units[self._chance.randrange(len(units))] = "改" if not text.isascii() else "altered"
        return (" " if text.isascii() else "").join(units)


def fill(session: Session, count: int) -> None:
    """So many accepted pairs of many books, half of them Japanese, tagged; some near copies."""
    library, texts, chance = session.library, Texts(), random.Random(SEED)
    with library.journal.edit("Fill"):
        library.connection.execute("UPDATE journal_state SET bulk = 1")
        earlier: list[str] = []
        for number in range(BOOKS):
            source = library.connection.execute(
                "INSERT INTO book_source(text, raw, sha256) VALUES('', x'', ?)", [str(number)]
            )
            book = library.connection.execute(
                "INSERT INTO book(source, title, author, language, format, encoding, rights, "
                "characters, chapters, dropped, source_name) "
                "VALUES(?, ?, ?, ?, 'plain', 'utf-8', 'own', 0, '[]', '[]', 'b.txt')",
                [
                    source,
                    f"Book {number}",
                    f"Author {number % AUTHORS}",
                    "ja" if number % 2 else "en",
                ],
            )
            rows = list(_rows(texts, chance, number, count // BOOKS, earlier))
            earlier += [answer for _prompt, answer in rows[:50]]
            counts = tokens.count_rows([build_messages(*row) for row in rows], session.encoding())
            library.connection.execute(
                "INSERT OR IGNORE INTO counted_with VALUES(?)", [session.encoding()]
            )
            library.connection.execute_many(
                "INSERT INTO pair(book, prompt, answer, status, origin, tokens) "
                f"VALUES({book}, ?, ?, 'accepted', 'curator', ?)",
                ((*row, count) for row, count in zip(rows, counts, strict=True)),
            )
        library.connection.execute("UPDATE journal_state SET bulk = 0")
        library.connection.execute(
            "INSERT INTO pair_tag SELECT id, CASE id % 4 WHEN 0 THEN ? WHEN 1 THEN ? WHEN 2 THEN ? "
            "ELSE ? END FROM pair",
            TAGS,
        )


def _rows(
    texts: Texts, chance: random.Random, book: int, count: int, earlier: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Questions and answers of a book; some answers are near copies of those of earlier books."""
    japanese = bool(book % 2)
    for row in range(count):
        if earlier and chance.random() < PLANTED:
            answer = texts.near(chance.choice(earlier))
        else:
            answer = texts.text(japanese=japanese, length=32)
        yield f"{book}-{row} " + texts.text(japanese=japanese, length=12), answer


def frozen(count: int) -> Frozen:
    """Freeze so many pairs by book, with every check, several times over."""
    with TemporaryDirectory() as name:
        with Session.open(Path(name) / "many.studio", create=True) as session:
            fill(session, count)
            took = []
            for _try in range(TRIES):
                start = time.perf_counter()
                version = freezing.freeze(session, stratify=True).value
                took.append(time.perf_counter() - start)
            assert isinstance(version, Version)
            assert len({one.hash for one in session.library.versions.list()}) == 1
    return Frozen(min(took), sorted(took)[TRIES // 2], version.validation, version.report.moved)


def in_process(count: int) -> Frozen:
    """The same in a process of its own, which holds nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.freeze", str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    return Frozen(**json.loads(done.stdout))


def planted(count: int) -> tuple[list[str], list[tuple[int, int]]]:
    """So many texts in both scripts, and which two of them are near copies."""
    texts = Texts()
    made = [texts.text(japanese=bool(n % 2), length=40) for n in range(count)]
    pairs = []
    for n in range(int(count * PLANTED)):
        pairs.append((n, len(made)))
        made.append(texts.near(made[n]))
    return made, pairs


def ours(texts: Sequence[str], pairs: Sequence[tuple[int, int]]) -> Found:
    """As preflight finds them, verified."""

    def find() -> list[near_copies.CopyGroup]:
        index = near_copies.CopyIndex()
        index.add(enumerate(texts))
        return index.groups()

    groups, seconds = _timed(find)
    together = {member: group.members for group in groups for member in group.members}
    return Found(seconds, _share(pairs, lambda one, other: other in together.get(one, ())))


def bare(texts: Sequence[str], pairs: Sequence[tuple[int, int]]) -> Found:
    """Rensa as its own manual has it, over the same shingles; what shares a band is not verified."""
    from rensa import RMinHash, RMinHashLSH  # type: ignore[attr-defined]

    def find() -> list[list[int]]:
        index = RMinHashLSH(0.7, 128, 32)
        hashes = RMinHash.from_token_sets(list(map(shingles.cut_shingles, texts)), 128, SEED)
        index.insert_many(hashes)
        candidates: list[list[int]] = index.query_all(hashes)
        return candidates

    found, seconds = _timed(find)
    return Found(seconds, _share(pairs, lambda one, other: other in found[one]))


def datasketch(texts: Sequence[str], pairs: Sequence[tuple[int, int]]) -> Found | None:
    """Datasketch over the same shingles; None where it is not installed."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ModuleNotFoundError:
        return None

    def find() -> list[list[int]]:
        index = MinHashLSH(threshold=0.7, num_perm=128)
        cut = [[one.encode() for one in shingles.cut_shingles(text)] for text in texts]
        hashes = MinHash.bulk(cut, num_perm=128, seed=SEED)
        for number, one in enumerate(hashes):
            index.insert(number, one)
        return [index.query(one) for one in hashes]

    found, seconds = _timed(find)
    return Found(seconds, _share(pairs, lambda one, other: other in found[one]))


def _share(pairs: Sequence[tuple[int, int]], found: Callable[[int, int], bool]) -> float:
    return sum(found(one, other) for one, other in pairs) / len(pairs)


def _timed(deed: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    result = deed()
    return result, time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(asdict(frozen(int(sys.argv[1])))))
