"""Taking books in: how fast next to bare tokenising, and whether length alone makes it slow.

``python -m tests.bench.books CASE SIZE`` cuts one long text in a process of its own and says in one
JSON line how many seconds and how much memory beyond the text that took.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from studio.services import demo
from studio.services.passages.borders import cut_text
from studio.services.session import Session
from studio.text import readers, tokens
from studio.text.cleaning.rules import RULES, find_replacements
from studio.text.passages.splitting import split

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "books"
KINDS = (".txt", ".htm", ".html", ".epub", ".docx")
MILLION = 1_000_000
TRIES = 7


def real_books() -> list[Path]:
    """Real books in every format but PDF; the sample books where the shared ones are not."""
    found = sorted(path for path in SHARED.glob("*/*") if path.suffix in KINDS)
    return found or list(demo.sample_books())


@dataclass(frozen=True)
class Taken:
    """Seconds it took to read all books, to cut, clean and count them, and to tokenise them."""

    read: float
    cut: float
    bare: float

    @property
    def ratio(self) -> float:
        return (self.read + self.cut) / self.bare


def taken_in(session: Session) -> Taken:
    """The median of several times through all books."""
    files = [(path.name, path.read_bytes()) for path in real_books()]
    load = tokens.load(session.encoding())
    tries = []
    for _try in range(TRIES + 1):
        read = cut = bare = 0.0
        gc.collect()
        for name, raw in files:
            start = time.perf_counter()
            book = readers.read_bytes(raw, name)
            after_reading = time.perf_counter()
            cut_text(session, book.text, book.chapters, book.language, rules=_all_rules())
            after_cutting = time.perf_counter()
            load.encode_ordinary(book.text)
            read += after_reading - start
            cut += after_cutting - after_reading
            bare += time.perf_counter() - after_cutting
        tries.append(Taken(read, cut, bare))
    return sorted(tries[1:], key=lambda one: one.ratio)[TRIES // 2]


@cache
def _all_rules() -> tuple[str, ...]:
    return tuple(rule.name for rule in RULES)


ENGLISH = "The quick brown fox jumps over the lazy dog, and then it sleeps for a while. "
JAPANESE = "吾輩は猫である、名前はまだ無い。どこで生れたかとんと見当がつかぬ。"


def _cut(text: str, language: str) -> None:
    count = tokens.count
    for _passage in split(text, [], count=count, count_each=tokens.count_each, language=language):
        pass


def _headings(number: int) -> None:
    text = "".join(f"# Heading {n}\n\nSome words under heading {n}.\n\n" for n in range(number))
    book = readers.read_bytes(text.encode(), "headings.md")
    if len(book.chapters) != number:
        raise RuntimeError(f"{len(book.chapters)} chapters of {number} headings")
    for _passage in split(
        book.text,
        book.chapters,
        count=tokens.count,
        count_each=tokens.count_each,
        language=book.language,
    ):
        pass


def _long(piece: str, language: str, characters: int) -> None:
    _cut(piece * (characters // len(piece)), language)


HOSTILE = (
    "_",
    "_a",
    "[",
    "[Illustration",
    "[Pg 1",
    "(",
    "{1",
    "《",
    "漢《あ",
    "［＃",
    "｜",
    "* ",
    "-",
    "a-\n",
    "12\n",
    "1",
    " ",
    "\t",
    "　",
    "\n",
    " \n",
    "¹",
    "†",
    "\xad",
)


def _hostile(characters: int) -> None:
    """Every cleaning rule over texts that are nothing but what it looks for."""
    for piece in HOSTILE:
        text = piece * (characters // len(piece))
        for language in ("en", "ja"):
            find_replacements(text, RULES, language)


@dataclass(frozen=True)
class Case:
    """A text of any size, in units of ``unit``, at a small and at a large size."""

    what: str
    unit: str
    take: Callable[[int], None]
    small: int
    large: int


CASES = {
    "headings": Case("headings", "heading", _headings, 5_000, 20_000),
    "sentence": Case(
        "one sentence",
        "million characters",
        partial(_long, "word and ", "en"),
        MILLION // 4,
        MILLION,
    ),
    "sentence-ja": Case(
        "one Japanese sentence",
        "million characters",
        partial(_long, "吾輩は猫", "ja"),
        MILLION // 4,
        MILLION,
    ),
    "line": Case(
        "no line end, English",
        "million characters",
        partial(_long, ENGLISH, "en"),
        12 * MILLION,
        50 * MILLION,
    ),
    "line-ja": Case(  # three bytes a character
        "no line end, Japanese",
        "million characters",
        partial(_long, JAPANESE, "ja"),
        4 * MILLION,
        16_700_000,
    ),
    "hostile": Case(
        "hostile texts, every rule", "million characters", _hostile, MILLION // 10, MILLION * 2 // 5
    ),
}
"""What length alone could make slow."""


@dataclass(frozen=True)
class Long:
    """Seconds, and megabytes of memory at the most beyond what was there before."""

    seconds: float
    megabytes: float


@cache
def long(case: str, size: int) -> Long:
    """One case at one size, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.books", case, str(size)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=False
    )
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"the case {case} failed:\n{done.stderr}")
    return Long(**json.loads(done.stdout.splitlines()[-1]))


def growth(case: str) -> tuple[float, str]:
    """How much more one unit takes at the large size than at the small one, and both times."""
    row = CASES[case]
    small, large = long(case, row.small), long(case, row.large)
    scale = 1 if row.unit == "heading" else MILLION
    each = [one.seconds / size * scale for one, size in ((small, row.small), (large, row.large))]
    figures = f"{row.what} {each[0] * 1000:.3g} → {each[1] * 1000:.3g} ms a {row.unit}"
    return each[1] / each[0], figures


def main(case: str, size: str) -> int:
    tokens.load()
    _cut(ENGLISH * 1_000, "en")  # enough to load the encoder for many texts as well
    _forget_peak()
    before = _peak()
    start = time.perf_counter()
    CASES[case].take(int(size))
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "megabytes": _peak() - before}))
    return 0


def _forget_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> float:
    """The most memory this process had since it was last forgotten; 0 where nobody says."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
