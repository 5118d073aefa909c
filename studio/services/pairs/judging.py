"""Pairs are judged as they are written, and those that came otherwise in the background."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Sequence
from pathlib import Path

from studio.domain.dataset import Severity
from studio.domain.pair import Pair, Status
from studio.domain.work import Changes, Done, Job, Progress
from studio.i18n import N_, _
from studio.services.session import Session
from studio.store.judgements import Judgement
from studio.text.quality.grounding import measure_grounding
from studio.text.quality.pair_checks import check_pair
from studio.text.similarity.near_copies import CopyIndex
from studio.text.similarity.shingles import is_label

BLOCK = 40
"""Pairs that are judged and kept at once: an edit waits for no longer than that."""
REST_SECONDS = 0.06
"""Between two blocks, so that who types has the computer, and an edit gets the library."""
NEAR_COPY = "near-copy"
"""The finding of a pair whose answer says nearly the same as another's."""
NEAR_COPY_WORDS = N_("The answer says nearly the same as another one.")
COPIES_BLOCK = 500
FEW = 1_000
"""Pairs up to which looking for copies is nothing."""
REST_A_PAIR = 0.006
"""Seconds for each pair of the library, ten minutes of 100,000, before copies are looked for again:
looking takes 3 seconds there, and each edit is a reason to."""
WEIGHTS = {Severity.ERROR: 100, Severity.WARNING: 10, Severity.NOTE: 1}
"""How much a finding weighs where the worst pairs come first."""

_looked: dict[Path, tuple[tuple[int, ...], float]] = {}
"""When copies were last looked for in each library, and what it held then."""


def judge(session: Session, ids: Sequence[int]) -> None:
    """Judge pairs as they now are; inside the edit that has written them."""
    library = session.library
    pairs = library.pairs.list(ids)
    passages = [pair.passage for pair in pairs if pair.passage is not None]
    texts = library.passages.texts(passages)
    library.judgements.insert(
        _judge(pair, *texts.get(pair.passage or 0, ("", ""))) for pair in pairs
    )


def judge_all(session: Session) -> Job[int]:
    """Judge the pairs that nobody has judged as they now are; how many."""
    library = session.library
    due = library.judgements.list_due()
    for start in range(0, len(due), BLOCK):
        yield Progress(start, len(due), _("Looking at pairs"))
        with library.transaction():
            judge(session, due[start : start + BLOCK])
        time.sleep(REST_SECONDS)
    changed = yield from _find_copies(session)
    return Done(Changes(), max(len(due), changed))


def _find_copies(session: Session) -> Generator[Progress, None, int]:
    """Note which answers say nearly the same as another's; of how many pairs that is news.

    Where nothing was written since the last look, and in a large library shortly after it, nobody
    looks again.
    """
    library = session.library
    state, (state_then, at) = _read_state(session), _looked.get(library.path, ((), -math.inf))
    rest = state[0] * REST_A_PAIR if state[0] > FEW else 0.0
    if state == state_then or time.monotonic() - at < rest:
        return 0
    index, ids = CopyIndex(), library.pairs.ids()
    for start in range(0, len(ids), COPIES_BLOCK):
        yield Progress(start, len(ids), _("Looking for near copies"))
        pairs = library.pairs.list(ids[start : start + COPIES_BLOCK])
        index.add(
            (pair.id, pair.answer)
            for pair in pairs
            # A label is the answer to many questions, and what was rejected is no copy any more.
            if pair.status is not Status.REJECTED and not is_label(pair.answer)
        )
    copies = [pair for group in index.groups() for pair in group.members]
    _looked[library.path] = (state, time.monotonic())
    with library.transaction():
        return library.judgements.set_copies(copies, NEAR_COPY, WEIGHTS[Severity.WARNING])


def _read_state(session: Session) -> tuple[int, ...]:
    """What is another one when pairs came or went or their words changed."""
    counts = session.library.counts()
    return (counts["pairs"], counts["rejected"], session.library.journal.last_step)


def _judge(pair: Pair, source: str, language: str) -> Judgement:
    findings = [
        finding
        for finding in check_pair(pair.prompt, pair.answer, source=source, language=language)
        # What such a finding misses may stand elsewhere in a row of several turns.
        if not (pair.row and finding.code.startswith("empty-"))
    ]
    return Judgement(
        pair.id,
        measure_grounding(pair.answer, source, language).share if source else None,
        sum(WEIGHTS[finding.severity] for finding in findings),
        tuple(finding.code for finding in findings),
    )
