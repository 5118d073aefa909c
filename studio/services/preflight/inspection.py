"""Preflight: look at a data set as an experienced engineer would, before it costs money.

Each pair is summarised once (``pair_summaries``); the checks of ``check_table`` add up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from studio.domain.dataset import Split, Version
from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.domain.preflight import Coverage, PreflightFinding, Report
from studio.domain.work import Changes, Done, Job, Progress
from studio.i18n import _
from studio.services.comparison.leaks import list_asked
from studio.services.pairs.review import system_message
from studio.services.preflight import verdict
from studio.services.preflight.balance import balance_of
from studio.services.preflight.check_table import CHECKS
from studio.services.preflight.checks.voice import FEWEST_ALIKE, TEMPLATE
from studio.services.preflight.data_set import DataSet, PairSummary
from studio.services.preflight.pair_summaries import Cache, summarize_block
from studio.services.session import Session
from studio.services.settings.endpoint_limits import Limits, planned_limits
from studio.services.versions import consent

BLOCK = 500
MANY_PAIRS, SAMPLE = 4_000, 1_000
"""Pairs from which what their answers share is learnt first, and from how many of them."""


def check(session: Session, cache: Cache | None = None, *, endpoint: str = "") -> Job[Report]:
    """Look at the accepted pairs, or, where none is accepted yet, at the drafts; but at none that
    is held back.

    They are held against the limits of ``endpoint``, or of the plan in the settings. The result is
    a ``Report``. With the ``Cache`` of an earlier check only what was edited is read.
    """
    cache = cache if cache is not None else Cache()
    library = session.library
    # Before anything is accepted, the drafts are what there is to be warned of.
    status = Status.ACCEPTED if library.pairs.accepted_tokens()[0] else Status.DRAFT
    ids = library.pairs.ids(PairFilter(status=status, held_back=False))
    if cache.is_outgrown(len(ids)):
        cache.clear()
    # Headings and greetings that many answers share would make copies of them all.
    if not cache.summaries and len(ids) >= MANY_PAIRS:
        sample = library.pairs.list(ids[:: len(ids) // SAMPLE])
        cache.shared.learn(pair.answer for pair in sample)
    cache.leaks.set_questions(list_asked(session))
    system = system_message(session)
    pairs: list[PairSummary] = []
    for start in range(0, len(ids), BLOCK):
        block = ids[start : start + BLOCK]
        summarize_block(session, cache, block, system)
        pairs += cache.list_summaries(block)
        yield Progress(start + len(block), len(ids), _("Checking pairs"))
    cache.checked = pairs
    data = _gather(session, cache, pairs, status, planned_limits(session, endpoint))
    findings = [finding for row in CHECKS for finding in row.find(data)]
    # The sort is stable: of equal weight, the order of the table stays.
    findings.sort(key=verdict.sort_key)
    return Done(Changes(), _report(data, findings, status))


def _gather(
    session: Session,
    cache: Cache,
    pairs: list[PairSummary],
    status: Status,
    endpoints: Sequence[Limits],
) -> DataSet:
    """Add up beforehand what more than one check looks at."""
    library = session.library
    present = {pair.id for pair in pairs}
    books = {book.id: book for book in library.books.list()}
    versions = library.versions.list()
    return DataSet(
        session=session,
        pairs=pairs,
        endpoints=endpoints,
        books=books,
        versions=versions,
        row_files=library.row_files.list(),
        runs=library.runs.list(),
        comparisons=library.comparisons.list(),
        coverage=tuple(_coverage(session, pairs, status)),
        balance=balance_of(pairs, books),
        copies=cache.group_copies(present),
        template=cache.prompts.largest(present, max(FEWEST_ALIKE, round(TEMPLATE * len(pairs)))),
        questions=_group_questions(pairs),
        asked=cache.leaks.list_leaks(present),
        held_out=_read_held_out(session, cache, versions),
        agreed=consent.agreed(session),
    )


def _group_questions(pairs: Sequence[PairSummary]) -> list[tuple[int, ...]]:
    """Groups of pairs that ask the same of the same things after the same words."""
    counts = Counter(pair.question_hash for pair in pairs)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for pair in pairs:
        # A list for each question that is asked once would be most of the memory, and of the time.
        if pair.question_hash and counts[pair.question_hash] > 1:
            groups[pair.question_hash].append(pair.id)
    return [tuple(group) for group in groups.values()]


def _read_held_out(session: Session, cache: Cache, versions: Sequence[Version]) -> frozenset[int]:
    """Pairs that the latest version holds out; a version never changes, so it is read once."""
    if not versions or not versions[0].validation:
        return frozenset()
    number = versions[0].number
    if number not in cache.held_out:
        rows = session.library.versions.rows(number, Split.VALIDATION)
        cache.held_out = {number: frozenset(row.pair for row in rows)}
    return cache.held_out[number]


def _coverage(session: Session, pairs: Sequence[PairSummary], status: Status) -> Iterator[Coverage]:
    by_book = Counter(pair.book for pair in pairs if status is Status.ACCEPTED)
    for book, title, passages, used, skipped in session.library.books.coverage():
        yield Coverage(book, title, passages, used, skipped, by_book.get(book, 0))


def _report(data: DataSet, findings: Sequence[PreflightFinding], status: Status) -> Report:
    serious = verdict.serious(findings)
    subject = (
        _("{n} accepted pairs") if status is Status.ACCEPTED else _("{n} drafts, none accepted yet")
    )
    return Report(
        ready=bool(data.pairs) and not serious,
        verdict=verdict.pronounce(len(data.pairs), serious),
        of=subject.format(n=f"{len(data.pairs):,}"),
        pairs=len(data.pairs),
        tokens=sum(pair.tokens for pair in data.pairs),
        lights=verdict.light_lessons(findings),
        findings=tuple(findings),
        balance=data.balance,
        coverage=data.coverage,
        made=datetime.now(UTC),
        matters=verdict.first_of_lessons(serious or findings),
        endpoints=tuple(limits.endpoint for limits in data.endpoints),
    )
