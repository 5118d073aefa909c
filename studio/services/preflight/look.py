"""Preflight: look at a data set as an experienced engineer would, before it costs money.

What is known of each pair is found out once and kept in a ``Cache``; the checks add it up. A
check is a row of ``CHECKS`` in ``services.preflight.table``.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from studio.domain.book import Book
from studio.domain.conversation import is_preference, row_of
from studio.domain.dataset import Severity
from studio.domain.pair import Status
from studio.domain.preflight import (
    Balance,
    Coverage,
    Lesson,
    Light,
    PreflightFinding,
    Report,
    Share,
)
from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.services.preflight.desk import Desk, Seen
from studio.services.preflight.table import CHECKS
from studio.services.review import system_message
from studio.services.session import Session
from studio.text.facts import facts_of
from studio.text.row_rules import row_faults
from studio.text.similarity import Index

BLOCK = 500
LENGTHS = (0, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
"""Where the bins of the histogram of tokens begin."""
WORST = 3
"""Findings that are said to matter most."""
CAUSES = ("raw-prose", "one-question", "one-author", "no-validation", "copies")
"""Findings from which others follow: said before them."""
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_LIGHTS = {Severity.ERROR: Light.BAD, Severity.WARNING: Light.WARNING, Severity.NOTE: Light.NOTE}


@dataclass
class Cache:
    """What is known of pairs already seen, so that a second look costs what was edited only."""

    known: dict[int, tuple[int, Seen]] = field(default_factory=dict)
    answers: Index = field(default_factory=Index)
    prompts: Index = field(default_factory=lambda: Index(0.8))
    serials: list[int] = field(default_factory=list)  # a serial number's pair; -1: superseded
    serial_of: dict[int, int] = field(default_factory=dict)


def check(session: Session, cache: Cache | None = None) -> Job:
    """Look at the accepted pairs, or, where none is accepted yet, at the drafts.

    The result is a ``Report``. With a ``Cache`` of an earlier look only what changed is read.
    """
    cache = cache if cache is not None else Cache()
    library = session.library
    status = Status.ACCEPTED if library.counts()["accepted"] else Status.DRAFT
    ids = library.pair_ids(status=status)
    system = system_message(session)
    seen: list[Seen] = []
    fresh: list[Seen] = []
    for done, block in enumerate(_blocks(ids), 1):
        new = _look(session, cache, block, system)
        fresh += new
        seen += [cache.known[number][1] for number in block if number in cache.known]
        yield Progress(min(done * BLOCK, len(ids)), len(ids), _("Looking at pairs"))
    _add_to_indexes(cache, fresh)
    yield Progress(len(ids), len(ids), _("Looking for copies"))
    desk = _desk(session, cache, seen, status)
    findings = [found for row in CHECKS for found in row.find(desk)]
    findings.sort(key=_weight)
    return Changes(result=_report(session, desk, findings, status))


def _look(session: Session, cache: Cache, block: Sequence[int], system: str) -> list[Seen]:
    """Facts of those pairs of a block that are new or were edited."""
    library = session.library
    wanted = []
    for number, mark in library.pair_marks(block):
        known = cache.known.get(number)
        if known is None or known[0] != mark:
            wanted.append((number, mark))
    if not wanted:
        return []
    marks = dict(wanted)
    pairs = library.pairs(list(marks))
    passages = {p.id: p for p in library.passages([p.passage for p in pairs if p.passage])}
    fresh = []
    for pair in pairs:
        passage = passages.get(pair.passage or 0)
        source = passage.text if passage else ""
        language = passage.language if passage else ""
        row = row_of(pair, system)
        profile = "dpo" if is_preference(row) else "sft"
        faults = tuple(row_faults(row, profile))
        facts = facts_of(pair.prompt, pair.answer, source, language)
        one = Seen(pair, facts, faults, language)
        cache.known[pair.id] = (marks[pair.id], one)
        fresh.append(one)
    return fresh


def _add_to_indexes(cache: Cache, fresh: Iterable[Seen]) -> None:
    numbered = []
    for one in fresh:
        old = cache.serial_of.get(one.pair.id)
        if old is not None:
            cache.serials[old] = -1
        cache.serial_of[one.pair.id] = len(cache.serials)
        cache.serials.append(one.pair.id)
        numbered.append((cache.serial_of[one.pair.id], one.pair))
    cache.answers.add((n, pair.answer) for n, pair in numbered if pair.answer.strip())
    cache.prompts.add((n, pair.prompt) for n, pair in numbered if pair.prompt.strip())


def _groups(cache: Cache, index: Index, here: set[int]) -> list[tuple[int, ...]]:
    """Groups of the pairs looked at now, without what was edited away."""
    found = []
    for group in index.groups():
        members = (cache.serials[serial] for serial in group.members)
        kept = tuple(number for number in members if number in here)
        if len(kept) > 1:
            found.append(kept)
    return found


def _desk(session: Session, cache: Cache, seen: list[Seen], status: Status) -> Desk:
    library = session.library
    here = {one.pair.id for one in seen}
    books = {book.id: book for book in library.books()}
    versions = library.versions()
    accepted = _accepted_by_book(seen) if status is Status.ACCEPTED else Counter()
    coverage = tuple(_coverage(session, books, accepted))
    return Desk(
        session=session, seen=seen, books=books, versions=versions, runs=library.runs(),
        comparisons=library.comparisons(), coverage=coverage,
        balance=_balance(seen, books),
        copies=_groups(cache, cache.answers, here),
        questions=_groups(cache, cache.prompts, here),
    )  # fmt: skip


def _accepted_by_book(seen: Iterable[Seen]) -> Counter[int]:
    return Counter(one.pair.book for one in seen if one.pair.book is not None)


def _coverage(
    session: Session, books: Mapping[int, Book], accepted: Counter[int]
) -> Iterator[Coverage]:
    for row in session.library.book_coverage():
        book, title, passages, used, skipped = row
        yield Coverage(book, title, passages, used, skipped, accepted.get(book, 0))


def _balance(seen: Sequence[Seen], books: Mapping[int, Book]) -> Balance:
    total = len(seen)

    def shares(names: Iterable[tuple[str, int]]) -> tuple[Share, ...]:
        pairs: Counter[str] = Counter()
        tokens: defaultdict[str, int] = defaultdict(int)
        for name, size in names:
            pairs[name] += 1
            tokens[name] += size
        return tuple(
            Share(name, count, tokens[name], count / max(1, total))
            for name, count in pairs.most_common()
        )

    views = {number: getattr(book, "viewpoint", "") for number, book in books.items()}
    authors = shares((one.author, one.pair.tokens) for one in seen)
    bins: Counter[int] = Counter()
    for one in seen:
        bins[max(start for start in LENGTHS if start <= one.pair.tokens)] += 1
    return Balance(
        authors=authors,
        works=shares((one.work, one.pair.tokens) for one in seen),
        languages=shares((one.language, one.pair.tokens) for one in seen if one.language),
        viewpoints=shares(
            (views.get(one.pair.book or 0, ""), one.pair.tokens)
            for one in seen
            if views.get(one.pair.book or 0, "")
        ),
        tags=shares((tag, one.pair.tokens) for one in seen for tag in one.pair.tags),
        openings=shares((one.facts.opening, one.pair.tokens) for one in seen)[:20],
        lengths=tuple((start, bins[start]) for start in LENGTHS if bins[start]),
        effective_authors=effective(share.share for share in authors if share.name),
    )


def effective(shares: Iterable[float]) -> float:
    """How many of equal weight would be as diverse: the exponential of Shannon's entropy
    (Hill 1973, "Diversity and evenness"). Shares are made to add up to one."""
    known = [share for share in shares if share > 0]
    total = sum(known)
    return math.exp(-sum(s / total * math.log(s / total) for s in known)) if known else 0.0


def _report(
    session: Session, desk: Desk, findings: Sequence[PreflightFinding], status: Status
) -> Report:
    lights = {lesson: Light.GOOD for lesson in Lesson}
    for finding in reversed(findings):
        lights[finding.lesson] = _LIGHTS[finding.severity]
    serious = [one for one in findings if one.severity is not Severity.NOTE]
    what = (
        _("{n} accepted pairs") if status is Status.ACCEPTED else _("{n} drafts, none accepted yet")
    )
    return Report(
        ready=bool(desk.seen) and not serious,
        verdict=_verdict(desk, serious),
        of=what.format(n=f"{len(desk.seen):,}"),
        pairs=len(desk.seen),
        tokens=sum(one.pair.tokens for one in desk.seen),
        lights=lights,
        findings=tuple(findings),
        balance=desk.balance,
        coverage=desk.coverage,
        made=datetime.now(UTC),
        matters=_matters(serious or findings),
    )


def _weight(finding: PreflightFinding) -> tuple[int, int, int]:
    """What a finding is sorted by: how bad, causes before their symptoms, how many."""
    cause = CAUSES.index(finding.code) if finding.code in CAUSES else len(CAUSES)
    return _ORDER[finding.severity], cause, -finding.count


def _matters(findings: Sequence[PreflightFinding]) -> tuple[PreflightFinding, ...]:
    """The first of each lesson, the worst lessons first."""
    first: dict[Lesson, PreflightFinding] = {}
    for finding in findings:
        first.setdefault(finding.lesson, finding)
    return tuple(first.values())[:WORST]


def _verdict(desk: Desk, serious: Sequence[PreflightFinding]) -> str:
    if not desk.seen:
        return _("There is nothing to train on yet: accept pairs, or import rows.")
    if not serious:
        return _("Ready: nothing that is known to make a training fail was found.")
    errors = sum(1 for one in serious if one.severity is Severity.ERROR)
    if errors:
        return _("Not ready: a provider would refuse or cut it. Reasons: {n}.").format(n=errors)
    if len(serious) == 1:
        return _("Not ready: one thing is likely to make the tuned model worse.")
    return _("Not ready: {n} things are likely to make the tuned model worse.").format(
        n=len(serious)
    )


def _blocks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + BLOCK] for at in range(0, len(ids), BLOCK))
