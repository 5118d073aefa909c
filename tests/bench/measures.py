"""What is measured, and how far each may go: every figure is a ratio or a size of one run."""

from __future__ import annotations

import re
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from studio.domain.pair import Origin
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services import budget, demo
from studio.services.books import ingest
from studio.services.pairs import review
from studio.services.session import Session
from studio.store.library import Library
from studio.text import tokens
from studio.text.passages.splitting import split
from tests.bench import (
    actions,
    alike,
    books,
    comparing,
    curator,
    export,
    finding,
    freeze,
    near_copies,
    preflight,
    rows,
    training_steps,
)
from tests.bench.probe import Seen, probe

ROOT = Path(__file__).resolve().parents[2]
PAIRS, PASSAGES = 100_000, 300_000
MANY, ALIKE = 20_000, 100_000
FEW_ROWS = 10_000
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Figure:
    """One outcome: the value in ``unit``, and the raw times or sizes it was made of."""

    value: float
    made_of: str


@dataclass(frozen=True)
class Measure:
    """A row of the table: what is measured, in which unit, the most it may be."""

    name: str
    what: str
    unit: str
    most: float
    take: Callable[[], Figure]


def milliseconds(deed: Callable[[], object], *, times: int = 9) -> float:
    """The median of several tries, after one that warms up."""
    deed()
    tries = []
    for _try in range(times):
        start = time.perf_counter()
        deed()
        tries.append(time.perf_counter() - start)
    return statistics.median(tries) * 1000


@contextmanager
def fresh_session() -> Iterator[Session]:
    with (
        TemporaryDirectory() as folder,
        Session.open(Path(folder) / "bench.studio", create=True) as made,
    ):
        yield made


def fill(session: Session, pairs: int) -> None:
    """So many drafts, in one edit."""
    library = session.library
    with library.journal.edit("Fill"):
        for number in range(pairs):
            library.pairs.insert(
                f"How do I reach goal {number}?",
                f"Take step {number} today, and write down what it taught you.",
                origin=Origin.CURATOR,
                tokens=32,
            )


@cache
def _folder() -> TemporaryDirectory[str]:
    """Where the libraries of this run lie; gone with it."""
    return TemporaryDirectory()


@cache
def sample_library() -> Path:
    path = Path(_folder().name) / "sample.studio"
    finish(demo.sample_library(path))
    return path


@cache
def library_of(pairs: int) -> Path:
    path = Path(_folder().name) / f"{pairs}-pairs.studio"
    with Session.open(path, create=True) as session:
        fill(session, pairs)
    return path


def opened(library: Path) -> Seen:
    """The studio's window on this library, the median start of three."""
    tries = sorted((probe("studio", library) for _try in range(3)), key=lambda seen: seen.ready)
    return tries[1]


@cache
def crowded_library() -> Path:
    path = Path(_folder().name) / "large.studio"
    finding.fill(path).close()
    return path


def finding_rows() -> Figure:
    """First rows of every filter, order and search; the slowest of them stands."""
    with Library.open(crowded_library()) as library:
        times = finding.first_rows(library)
    slowest = sorted(times, key=lambda name: times[name])[-3:]
    return Figure(
        max(times.values()),
        f"{len(times)} filters; slowest: "
        + ", ".join(f"`{name}` {times[name]:.0f} ms" for name in slowest),
    )


def finding_nothing() -> Figure:
    with Library.open(crowded_library()) as library:
        ours, bare = finding.misses(library)
    return Figure(
        ours / bare, f"{ours:.1f} ms, bare {bare:.1f} ms, {len(finding.NO_HITS)} searches"
    )


def finding_counts() -> Figure:
    with Library.open(crowded_library()) as library:
        return Figure(finding.counts(library), "eleven facets and four histograms")


def finding_emptied() -> Figure:
    path = crowded_library().with_name("emptied.studio")
    shutil.copyfile(crowded_library(), path)
    try:
        slowest, seconds = finding.empty_half(path)
    finally:
        path.unlink()
    return Figure(slowest, f"the index is made anew in {seconds:.0f} s, beside the window")


def finding_first() -> Figure:
    path = crowded_library()
    return Figure(
        finding.open_and_list(path), f"{path.stat().st_size / MEGABYTE:.0f} MB, 300,000 passages"
    )


def window() -> Figure:
    empty = statistics.median(probe("empty").ready for _try in range(3))
    studio = opened(sample_library()).ready
    return Figure(studio - empty, f"{studio:.2f} s, an empty window {empty:.2f} s")


def keystroke() -> Figure:
    """Growing a long answer by a letter, in a library of many pairs."""
    prompt = "How do I begin what I have put off for years?"
    answer = "Begin with the smallest part of it today; what is begun draws the rest along. " * 26
    load = tokens.load()
    with Session.open(library_of(MANY)) as session:
        review.accept(session, session.library.pairs.ids())
        letters = iter(range(10**6))

        def recount() -> None:
            grown = answer + str(next(letters))
            review.row_tokens(session, prompt, grown)
            budget.format_money(session, budget.quote_training(session).usd)

        bare = milliseconds(lambda: load.encode_ordinary(answer + str(next(letters))), times=101)
        ours = milliseconds(recount, times=101)
    return Figure(ours / bare, f"{ours:.3f} ms, bare {bare:.3f} ms, {len(answer)} characters")


def passages() -> Figure:
    """Each sample book cut into passages with their tokens; the worst of them stands."""
    with fresh_session() as session:
        figures = [_cutting(session, path) for path in demo.sample_books()]
    return max(figures, key=lambda figure: figure.value)


def _cutting(session: Session, path: Path) -> Figure:
    book = ingest.read_file(path)
    target, most = (int(session.settings.get(name)) for name in ("target_tokens", "max_tokens"))
    load = tokens.load()

    def cut() -> list[int]:
        spans = split(
            book.text,
            book.chapters,
            count=tokens.count,
            count_each=tokens.count_each,
            language=book.language,
            target_tokens=target,
            max_tokens=most,
        )
        return [span.tokens for span in spans]

    bare = milliseconds(lambda: load.encode_ordinary(book.text), times=25)
    ours = milliseconds(cut, times=25)
    return Figure(ours / bare, f"{ours:.1f} ms, bare {bare:.1f} ms, “{book.title}”")


def books_in() -> Figure:
    """Every real book: bytes to passages, against one count of each book's text."""
    with fresh_session() as session:
        taken = books.taken_in(session)
    made_of = (
        f"read {taken.read * 1000:.0f} ms, cut {taken.cut * 1000:.0f} ms, bare "
        f"{taken.bare * 1000:.0f} ms, {len(books.real_books())} books"
    )
    return Figure(taken.ratio, made_of)


def books_linear() -> Figure:
    """The worst growth of what length alone could make slow."""
    grown = [books.growth(case) for case in books.CASES]
    return Figure(max(times for times, _figures in grown), "; ".join(text for _, text in grown))


def books_memory() -> Figure:
    lines = [books.long(case, books.CASES[case].large) for case in ("line", "line-ja")]
    return Figure(max(line.megabytes for line in lines), "the text itself among them")


def memory() -> Figure:
    seen = probe("studio", sample_library())
    return Figure(seen.megabytes, "resident, the window open and the encodings loaded")


def installed() -> Figure:
    """Every file of the locked base libraries, and of the studio itself."""
    lock = (ROOT / "build/requirements.txt").read_text(encoding="utf-8")
    total = 0
    for name in re.findall(r"^([a-z0-9.-]+)==", lock, re.M):
        try:
            files = metadata.files(name) or []
        except metadata.PackageNotFoundError:
            continue  # for another system
        total += sum(
            path.stat().st_size for file in files if (path := Path(file.locate())).is_file()
        )
    own = [*(ROOT / "studio").rglob("*.py"), *RESOURCES.rglob("*")]
    total += sum(path.stat().st_size for path in own if path.is_file())
    return Figure(total / MEGABYTE, "the libraries of build/requirements.txt and the studio")


def large_library() -> Figure:
    small, large = opened(library_of(100)), opened(library_of(PAIRS))
    made_of = f"{large.ready:.2f} s, with 100 pairs {small.ready:.2f} s"
    return Figure(large.ready / small.ready, made_of)


def scrolling() -> Figure:
    seen = probe("scrolled", library_of(PAIRS))
    if seen.rows < PAIRS:
        raise RuntimeError(f"only {seen.rows} of {PAIRS} pairs can be scrolled to")
    return Figure(seen.frame, f"the slowest of {seen.frames} steps over {seen.rows:,} rows")


def rows_in() -> Figure:
    """A hundred thousand rows taken in, beside what storing and counting them costs alone."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows.write_rows(folder / "rows.jsonl", PAIRS)
        megabytes = (folder / "rows.jsonl").stat().st_size / MEGABYTE
        stored, counted = rows.bare(folder / "rows.jsonl", folder)
        ours = rows.imported(folder / "rows.jsonl", folder)
    made_of = (
        f"{ours:.1f} s for {megabytes:.0f} MB; executemany {stored:.1f} s, tiktoken {counted:.1f} s"
    )
    return Figure(ours / (stored + counted), made_of)


def rows_memory() -> Figure:
    seconds, megabytes = rows.in_process(PAIRS)
    return Figure(megabytes, f"peak of a process that imports {PAIRS:,} rows in {seconds:.1f} s")


def rows_linear() -> Figure:
    """Seconds a row at a hundred times as many, and what more memory they take."""
    few, small = rows.in_process(FEW_ROWS)
    many, large = rows.in_process(100 * FEW_ROWS)
    made_of = f"{few:.1f} s and {small:.0f} MB for {FEW_ROWS:,}, {many:.0f} s and {large:.0f} MB for {100 * FEW_ROWS:,}"
    return Figure(many / (100 * few), made_of)


@cache
def _exported() -> export.Written:
    return export.written(PAIRS)


def export_counting() -> Figure:
    took = _exported()
    return Figure(took.first / took.tiktoken, f"{took.first:.1f} s, tiktoken {took.tiktoken:.1f} s")


def export_again() -> Figure:
    took = _exported()
    return Figure(took.again / took.orjson, f"{took.again:.2f} s, orjson {took.orjson:.2f} s")


def validate() -> Figure:
    took = _exported()
    made_of = f"{took.validated:.2f} s, orjson.loads {took.parsed:.2f} s"
    return Figure(took.validated / took.parsed, made_of)


@cache
def _preflight(pairs: int) -> preflight.Looked:
    return preflight.in_process(pairs)


def preflight_few() -> Figure:
    """The median of three first looks."""
    tries = sorted(preflight.in_process(1_300).first for _try in range(3))
    return Figure(tries[1], "the first look at 1,300 pairs with passages of real books")


def preflight_many() -> Figure:
    seen = _preflight(PAIRS)
    return Figure(
        seen.first, f"at most {seen.megabytes:.0f} MB, {seen.grown:.0f} of them for the look"
    )


def preflight_again() -> Figure:
    return Figure(_preflight(PAIRS).again, "every pair is asked for, only the edited one is read")


def preflight_asked() -> Figure:
    return Figure(
        _preflight(PAIRS).asked, f"{preflight.QUESTIONS:,} questions held beside every pair"
    )


def freezing() -> Figure:
    """The fastest of several tries: what the computer can do where others leave it alone."""
    took = freeze.in_process(PAIRS)
    made_of = (
        f"the median of {freeze.TRIES} tries {took.median:.1f} s; {took.held_out:,} held out by "
        f"book, {took.moved:,} near copies put back"
    )
    return Figure(took.best, made_of)


@cache
def _freeze_alike() -> tuple[float, float]:
    return alike.in_process(PAIRS)


def freezing_alike() -> Figure:
    seconds, megabytes = _freeze_alike()
    return Figure(seconds, f"a process of {megabytes:.0f} MB; imported and accepted before")


def freezing_alike_memory() -> Figure:
    return Figure(_freeze_alike()[1], "the whole process, the encoding loaded")


@cache
def _actions() -> list[actions.Timed]:
    return actions.in_process(PAIRS)


def acting() -> Figure:
    times = ", ".join(f"{line.name} {line.done:.1f}" for line in _actions())
    return Figure(max(line.done for line in _actions()), f"{times} s")


def undoing() -> Figure:
    times = ", ".join(f"{line.name} {line.undone:.1f}" for line in _actions())
    again = max(line.redone for line in _actions())
    return Figure(
        max(line.undone for line in _actions()), f"{times} s; the slowest redo {again:.1f}"
    )


def acting_memory() -> Figure:
    worst = max(_actions(), key=lambda line: line.megabytes)
    return Figure(worst.megabytes, f"{worst.name}, beside what was there before")


@cache
def _curated() -> curator.Curated:
    path = Path(_folder().name) / "curated.studio"
    curator.fill(path, PAIRS, PASSAGES)
    return curator.in_process(path)


def curating() -> Figure:
    took = _curated()
    return Figure(took.milliseconds, f"{took.keys:.0f} keys and input-method events a pair")


def curating_key() -> Figure:
    took = _curated()
    made_of = (
        f"99 % of them, {took.key_work:.1f} ms of it work; the median {took.key_median:.1f} ms"
    )
    return Figure(took.key_99, made_of)


def curating_next() -> Figure:
    took = _curated()
    made_of = f"the median, {took.next_work:.0f} ms of it work; the worst {took.next_worst:.0f} ms"
    return Figure(took.next_median, made_of)


@cache
def _near() -> tuple[freeze.Found, freeze.Found, freeze.Found | None]:
    texts, planted = freeze.planted(ALIKE)
    freeze.ours(texts[:100], planted[:1])
    return (
        freeze.ours(texts, planted),
        freeze.bare(texts, planted),
        freeze.datasketch(texts, planted),
    )


def near() -> Figure:
    ours, bare, _other = _near()
    return Figure(ours.seconds / bare.seconds, f"{ours.seconds:.2f} s, bare {bare.seconds:.2f} s")


def near_missed() -> Figure:
    ours, bare, other = _near()
    shares = f"rensa {1 - bare.share:.1%}, datasketch {f'{1 - other.share:.1%}' if other else '?'}"
    return Figure((1 - ours.share) * 100, f"of {ALIKE * freeze.PLANTED:,.0f} planted; {shares}")


def near_datasketch() -> Figure:
    ours, _bare, other = _near()
    if other is None:
        return Figure(0, "not measured: `pip install datasketch` first")
    if other.share > ours.share:
        raise RuntimeError(f"datasketch finds {other.share:.1%}, the studio {ours.share:.1%}")
    return Figure(ours.seconds / other.seconds, f"datasketch {other.seconds:.2f} s")


@cache
def _alike() -> dict[tuple[str, str], tuple[near_copies.Look, near_copies.Look]]:
    """Each kind of rows, looked through as freezing and as preflight do: few of them, and many."""
    return {
        (kind, search): (
            near_copies.look_in_process(kind, near_copies.FEW, search),
            near_copies.look_in_process(kind, near_copies.MANY, search),
        )
        for kind in near_copies.ROWS
        for search in near_copies.SEARCHES
    }


def near_alike() -> Figure:
    """The worst kind's processor time for a row among many, in milliseconds."""
    times = {key: many.seconds / near_copies.MANY * 1e3 for key, (_few, many) in _alike().items()}
    listed = "; ".join(f"{kind}, {search} {took:.3f}" for (kind, search), took in times.items())
    return Figure(max(times.values()), listed)


def near_alike_linear() -> Figure:
    """The worst kind's time for a row among many, beside one among few, where it costs anything."""
    prose = {search: _alike()["prose", search][1].seconds for search in near_copies.SEARCHES}
    slower = {
        (kind, search): many.seconds / few.seconds / (near_copies.MANY / near_copies.FEW)
        for (kind, search), (few, many) in _alike().items()
        if many.seconds > prose[search] / 4
    }
    (kind, search), ratio = max(slower.items(), key=lambda item: item[1])
    return Figure(ratio, f"{kind}, {search}, is the worst of {len(slower)}")


def near_alike_memory() -> Figure:
    megabytes = {key: many.megabytes for key, (_few, many) in _alike().items()}
    (kind, search), most = max(megabytes.items(), key=lambda item: item[1])
    return Figure(most, f"{kind}, {search}, beside {near_copies.MANY:,} rows themselves")


def near_alike_missed() -> Figure:
    """Of near copies planted on both sides of a split among rows that are all alike."""
    shares = {
        kind: many.share for (kind, search), (_few, many) in _alike().items() if search == "split"
    }
    listed = "; ".join(f"{kind} {1 - share:.1%}" for kind, share in shares.items())
    return Figure((1 - min(shares.values())) * 100, listed)


def comparing_open() -> Figure:
    seconds = comparing.timed()[0]
    contestants = len(comparing.CONTESTANTS)
    return Figure(seconds, f"{comparing.QUESTIONS:,} questions, {contestants} contestants")


def comparing_sets() -> Figure:
    return Figure(comparing.timed_sets(), f"a set of {comparing.QUESTIONS:,} questions")


def comparing_filter() -> Figure:
    return Figure(comparing.timed()[1] * 1000, "where the answers differ")


def training_step() -> Figure:
    times = training_steps.take()
    if not times:
        return Figure(0.0, "not measured: the engine is not installed")
    made_of = f"{times['studio'] * 1000:.0f} ms of the processor, TRL's {times['bare'] * 1000:.0f}"
    return Figure(times["studio"] / times["bare"], made_of)


MEASURES = (
    Measure(
        "window", "the window usable, after an empty PySide6 window would be", "s", 1.5, window
    ),
    Measure(
        "keystroke",
        "a keystroke's recount, in a library of 20,000 pairs",
        "× tiktoken",
        3,
        keystroke,
    ),
    Measure("passages", "book → passages with tokens", "× tiktoken", 2, passages),
    Measure("books", "all real books read, cut, cleaned and counted", "× tiktoken", 2, books_in),
    Measure(
        "books-linear",
        "a character's or a heading's time in a text four times as long",
        "× in the short one",
        1.5,
        books_linear,
    ),
    Measure(
        "books-memory", "memory while 50 MB without a line end are cut", "MB", 64, books_memory
    ),
    Measure("training-step", "a step of the engine's trainer", "× TRL's loop", 1.1, training_step),
    Measure("memory", "memory with the sample library open", "MB", 200, memory),
    Measure("installed", "the base install, without the engine", "MB", 450, installed),
    Measure(
        "large-library",
        "the window usable on a library of 100,000 pairs",
        "× one of 100",
        1.5,
        large_library,
    ),
    Measure(
        "rows",
        "100,000 rows of Japanese chat imported, indexed and counted",
        "× executemany + tiktoken",
        2.5,
        rows_in,
    ),
    Measure("rows-memory", "memory while they come in", "MB", 500, rows_memory),
    Measure("rows-linear", "a row's time among 1,000,000", "× one among 10,000", 1.3, rows_linear),
    Measure(
        "export-counting",
        "100,000 pairs validated, counted and written",
        "× tiktoken",
        1.3,
        export_counting,
    ),
    Measure(
        "export", "the same, where they were counted before", "× orjson writing", 2, export_again
    ),
    Measure(
        "validate", "a file of 100,000 rows judged, without tokens", "× orjson.loads", 8, validate
    ),
    Measure("preflight", "the whole preflight of 1,300 rows", "s", 1, preflight_few),
    Measure("preflight-many", "the whole preflight of 100,000 pairs", "s", 60, preflight_many),
    Measure("preflight-again", "the same again after one edit", "s", 2, preflight_again),
    Measure(
        "preflight-asked",
        "the same again after a question set was written",
        "s",
        10,
        preflight_asked,
    ),
    Measure(
        "freeze",
        "100,000 pairs frozen: grouped, tags even, checked for near copies",
        "s",
        3,
        freezing,
    ),
    Measure(
        "freeze-alike",
        "100,000 imported rows frozen that are ten sentences in any order",
        "s",
        6,
        freezing_alike,
    ),
    Measure("freeze-alike-memory", "memory for that", "MB", 500, freezing_alike_memory),
    Measure("action", "the slowest action on 100,000 imported pairs", "s", 3, acting),
    Measure("undo", "the slowest undo of one", "s", 6, undoing),
    Measure("action-memory", "memory for the largest of them", "MB", 400, acting_memory),
    Measure(
        "near-duplicates",
        "near copies among 105,000 texts, half Japanese",
        "× bare rensa",
        1.3,
        near,
    ),
    Measure("near-missed", "planted near copies that are not found", "%", 5, near_missed),
    Measure("near-alike", "a row of 100,000 that are all alike looked at", "ms", 0.4, near_alike),
    Measure(
        "near-alike-linear",
        "a row's time among 100,000 that are all alike",
        "× one among 10,000",
        4,
        near_alike_linear,
    ),
    Measure("near-alike-memory", "memory for that", "MB", 600, near_alike_memory),
    Measure("near-alike-missed", "near copies among them not found", "%", 5, near_alike_missed),
    Measure(
        "near-datasketch",
        "the same search, where it finds no more",
        "× datasketch",
        1,
        near_datasketch,
    ),
    Measure(
        "curator",
        "a pair bettered and accepted by a scripted curator, 100,000 pairs, 300,000 passages",
        "ms",
        250,
        curating,
    ),
    Measure("curator-key", "a key of theirs until it is drawn", "ms", 16, curating_key),
    Measure("curator-next", "accept and the next pair drawn", "ms", 50, curating_next),
    Measure(
        "finding-rows",
        "first rows of any filter, order or search among 100,000 pairs, 300,000 passages",
        "ms",
        100,
        finding_rows,
    ),
    Measure(
        "finding-nothing",
        "searches there that find nothing",
        "× bare SQLite FTS5",
        5,
        finding_nothing,
    ),
    Measure(
        "finding-counts", "all facets there counted, beside the window", "ms", 900, finding_counts
    ),
    Measure(
        "finding-emptied",
        "a search there that finds nothing, after half of it was emptied out of the trash",
        "ms",
        100,
        finding_emptied,
    ),
    Measure(
        "finding-first", "that library opened and its first rows read", "s", 0.5, finding_first
    ),
    Measure("comparison", "a comparison of 1,000 questions shown", "s", 0.5, comparing_open),
    Measure("question-sets", "the window of question sets opened", "s", 0.5, comparing_sets),
    Measure("comparison-filter", "its questions filtered", "ms", 100, comparing_filter),
    Measure("scrolling", "one step of scrolling through 100,000 pairs", "ms", 50, scrolling),
)
"""Every promise about speed and size; docs/bench.md is made from it."""
