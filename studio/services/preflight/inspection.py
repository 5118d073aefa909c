"""Preflight: look at a data set as an experienced engineer would, before it costs money.

What is known of each pair is found out once and kept in a ``Cache``; the checks add it up. A
check is a row of ``CHECKS`` in ``services.preflight.table``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from studio.domain.book import Book
from studio.domain.conversation import (
    ChatRow,
    chat_messages,
    earlier,
    is_preference,
    pictures_of,
    rejected_text,
    row_of,
    text_of,
)
from studio.domain.dataset import Severity, Split, Version
from studio.domain.pair import Pair, Status
from studio.domain.preflight import (
    Coverage,
    Lesson,
    Light,
    PreflightFinding,
    Report,
)
from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.services.pairs.review import system_message
from studio.services.preflight.balance import balance_of
from studio.services.preflight.check_table import CHECKS
from studio.services.preflight.checks.voice import FEWEST_ALIKE, TEMPLATE
from studio.services.preflight.data_set import ASKED_FIRST, Alike, Desk, Seen
from studio.services.session import Session
from studio.services.settings.endpoint_limits import Limits, places
from studio.services.versions import consent
from studio.text.languages import find_language
from studio.text.quality.pair_facts import examine_pair
from studio.text.quality.question_kinds import normalize_question, split_question
from studio.text.quality.question_templates import Templates
from studio.text.rows.rules import find_row_faults
from studio.text.similarity.boilerplate import Boilerplate
from studio.text.similarity.near_copies import CopyIndex, reduce_to_letters

BLOCK = 500
SPARE = 10_000
"""Serial numbers a cache may hold beyond twice the pairs that are there."""
ASKED = 80
"""Characters of a prompt that are kept, to be shown."""
AROUND = 90
"""Bytes of a line's marks and role names."""
MANY_PAIRS, SAMPLE = 4_000, 1_000
"""Pairs from which what their answers share is learnt first, and from how many of them."""
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
    answers: CopyIndex = field(default_factory=CopyIndex)
    prompts: Templates = field(default_factory=Templates)
    shared: Boilerplate = field(default_factory=Boilerplate)  # words of many answers
    serials: list[int] = field(default_factory=list)  # a serial number's pair; -1: superseded
    serial_of: dict[int, int] = field(default_factory=dict)
    held_out: dict[int, frozenset[int]] = field(default_factory=dict)  # pairs, by version
    seen: Sequence[Seen] = ()  # what the last report is about

    def clear(self) -> None:
        """Forget everything."""
        self.known, self.serials, self.serial_of, self.held_out = {}, [], {}, {}
        self.answers, self.prompts, self.shared = CopyIndex(), Templates(), Boilerplate()

    def keep(self, seen: Seen, mark: int) -> int:
        """Keep what is known of a pair; the serial number its words are indexed under."""
        old = self.serial_of.get(seen.id)
        if old is not None:
            self.serials[old] = -1
        serial = self.serial_of[seen.id] = len(self.serials)
        self.serials.append(seen.id)
        self.known[seen.id] = (mark, seen)
        return serial

    def outgrown(self, pairs: int) -> bool:
        """Whether more is kept of pairs edited or gone than of so many that are there."""
        return len(self.serials) > 2 * pairs + SPARE


def check(session: Session, cache: Cache | None = None, *, endpoint: str = "") -> Job:
    """Look at the accepted pairs, or, where none is accepted yet, at the drafts.

    They are held against the limits of ``endpoint``, or of the plan in the settings. The result is a ``Report``. With a ``Cache`` of an earlier look only what changed is read.
    """
    cache = cache if cache is not None else Cache()
    library = session.library
    status = Status.ACCEPTED if library.counts()["accepted"] else Status.DRAFT
    ids = library.pair_ids(status=status)
    if cache.outgrown(len(ids)):
        cache.clear()
    if not cache.known and len(ids) >= MANY_PAIRS:
        sample = library.pairs(ids[:: len(ids) // SAMPLE])
        cache.shared.learn(pair.answer for pair in sample)
    system = system_message(session)
    seen: list[Seen] = []
    for done, block in enumerate(_blocks(ids), 1):
        _look(session, cache, block, system)
        seen += [cache.known[number][1] for number in block if number in cache.known]
        yield Progress(min(done * BLOCK, len(ids)), len(ids), _("Looking at pairs"))
    cache.seen = seen
    desk = _desk(session, cache, seen, status, places(session, endpoint))
    findings = [found for row in CHECKS for found in row.find(desk)]
    findings.sort(key=_weight)
    return Changes(result=_report(session, desk, findings, status))


def _look(session: Session, cache: Cache, block: Sequence[int], system: str) -> None:
    """Find the facts of those pairs of a block that are new or were edited."""
    library = session.library
    marks = {
        number: mark
        for number, mark in library.pair_marks(block)
        if number not in cache.known or cache.known[number][0] != mark
    }
    if not marks:
        return
    pairs = library.pairs(list(marks))
    wanted = {pair.passage for pair in pairs if pair.passage}
    passages = library.passage_words(list(wanted))
    answers = []
    for pair in pairs:
        words = split_question(pair.prompt)
        row = row_of(pair, system)
        one = _seen(pair, row, words, passages.get(pair.passage or 0, ("", "")), system)
        serial = cache.keep(one, marks[pair.id])
        if pair.answer.strip():
            answers.append((serial, _compared(cache, pair, row, one)))
        # What follows other turns is asked in fewer words: no form of the data set's.
        cache.prompts.add(pair.id, words if one.alone else ())
    cache.answers.add(answers)


def _compared(cache: Cache, pair: Pair, row: ChatRow, one: Seen) -> str:
    """The words by which it is told whether a pair is a copy of another."""
    if len(pair.answer) >= find_language(one.language).shortest_copy:
        text = cache.shared.without(pair.answer)
    elif one.alone:  # a label or a number may be the answer to many questions
        text = f"{pair.prompt}\n{pair.answer}"
    else:  # "You too!" ends many conversations
        text = "\n".join(map(text_of, chat_messages(row)))
    # Two rows may prefer one answer to two others.
    return f"{text}\n{rejected_text(row)}" if one.preference else text


def _seen(
    pair: Pair, row: ChatRow, words: Sequence[str], passage: tuple[str, str], system: str
) -> Seen:
    """What is known of one pair: ``words`` are its prompt's, ``passage`` its text and language."""
    preference, turns = is_preference(row), chat_messages(row) if pair.row else []
    rejected = rejected_text(row) if preference else None
    before = earlier(pair)
    told = "".join(map(text_of, before))
    source, language = passage
    return Seen(
        id=pair.id,
        tokens=pair.tokens,
        bytes=_bytes(pair, system),
        author=pair.voice,
        work=pair.book_title or pair.file,
        book=pair.book,
        passage=pair.passage,
        tags=pair.tags,
        asked=pair.prompt[:ASKED],
        letters=hash((told, "".join(words))),
        asks=hash((told, normalize_question(words))) if pair.prompt.strip() else 0,
        alone=all(turn.get("role") in ("system", "developer") for turn in before),
        preference=preference,
        prefers=(hash(reduce_to_letters(pair.answer)), hash(reduce_to_letters(rejected or "")))
        if preference
        else (0, 0),
        unasked=preference and (len(turns) < 2 or turns[-2].get("role") != "user"),
        pictures=pictures_of(row) if pair.row else 0,
        weighted=any(turn.get("weight") == 0 for turn in turns),
        facts=examine_pair(
            pair.prompt, pair.answer, source, language, told=told, rejected=rejected
        ),
        faults=tuple(find_row_faults(row, "dpo" if preference else "sft")),
    )


def _bytes(pair: Pair, system: str) -> int:
    """About how many bytes its line has; the marks around the words are in every line."""
    words = pair.row or f"{system}{pair.prompt}{pair.answer}"
    return len(words.encode("utf-8", "replace")) + AROUND


def _groups(cache: Cache, here: set[int]) -> list[Alike]:
    """Groups of the pairs looked at now, without what was edited away."""
    found = []
    for group in cache.answers.groups():
        members = (cache.serials[serial] for serial in group.members)
        kept = tuple(number for number in members if number in here)
        if len(kept) > 1:
            found.append(Alike(kept, group.likeness == 1))
    return found


def _equal(seen: Sequence[Seen]) -> list[tuple[int, ...]]:
    """Groups of pairs that ask the same of the same things after the same words."""
    often = {asks for asks, count in Counter(one.asks for one in seen).items() if count > 1}
    found: defaultdict[int, list[int]] = defaultdict(list)
    for one in seen:
        if one.asks in often and one.asks:
            found[one.asks].append(one.id)
    return [tuple(group) for group in found.values()]


def _held_out(session: Session, cache: Cache, versions: Sequence[Version]) -> frozenset[int]:
    """Pairs that the latest version holds out; a version never changes, so it is read once."""
    if not versions or not versions[0].validation:
        return frozenset()
    number = versions[0].number
    if number not in cache.held_out:
        rows = session.library.rows(number, Split.VALIDATION)
        cache.held_out = {number: frozenset(row.pair for row in rows)}
    return cache.held_out[number]


def _desk(
    session: Session, cache: Cache, seen: list[Seen], status: Status, plan: Sequence[Limits]
) -> Desk:
    library = session.library
    here = {one.id for one in seen}
    books = {book.id: book for book in library.books()}
    versions = library.versions()
    accepted = _accepted_by_book(seen) if status is Status.ACCEPTED else Counter()
    coverage = tuple(_coverage(session, books, accepted))
    return Desk(
        session=session,
        seen=seen,
        places=plan,
        books=books,
        versions=versions,
        runs=library.runs(),
        comparisons=library.comparisons(),
        coverage=coverage,
        balance=balance_of(seen, books),
        copies=_groups(cache, here),
        template=cache.prompts.largest(here, max(FEWEST_ALIKE, round(TEMPLATE * len(seen)))),
        questions=_equal(seen),
        held_out=_held_out(session, cache, versions),
        agreed=consent.agreed(session),
    )


def _accepted_by_book(seen: Iterable[Seen]) -> Counter[int]:
    return Counter(one.book for one in seen if one.book is not None)


def _coverage(
    session: Session, books: Mapping[int, Book], accepted: Counter[int]
) -> Iterator[Coverage]:
    for row in session.library.book_coverage():
        book, title, passages, used, skipped = row
        yield Coverage(book, title, passages, used, skipped, accepted.get(book, 0))


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
        tokens=sum(one.tokens for one in desk.seen),
        lights=lights,
        findings=tuple(findings),
        balance=desk.balance,
        coverage=desk.coverage,
        made=datetime.now(UTC),
        matters=_matters(serious or findings),
        places=tuple(place.endpoint for place in desk.places),
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
    if all(one.code.startswith(ASKED_FIRST) for one in serious):
        return _("Not ready: rights or personal data have to be settled first.")
    errors = sum(
        1
        for one in serious
        if one.severity is Severity.ERROR and not one.code.startswith(ASKED_FIRST)
    )
    if errors:
        return _("Not ready: a provider would refuse or cut it. Reasons: {n}.").format(n=errors)
    if len(serious) == 1:
        return _("Not ready: one thing is likely to make the tuned model worse.")
    return _("Not ready: {n} things are likely to make the tuned model worse.").format(
        n=len(serious)
    )


def _blocks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + BLOCK] for at in range(0, len(ids), BLOCK))
