"""Pairs are judged as they are written, and those that came otherwise in the background."""

from __future__ import annotations

import time
from collections.abc import Sequence

from studio.domain.dataset import Severity
from studio.domain.pair import Pair
from studio.domain.work import Changes, Done, Job, Progress
from studio.i18n import _
from studio.services.session import Session
from studio.store.judgements import Judgement
from studio.text.quality.grounding import measure_grounding
from studio.text.quality.pair_checks import check_pair

BLOCK = 40
"""Pairs that are judged and kept at once: an edit waits for no longer than that."""
REST_SECONDS = 0.06
"""Between two blocks, so that who types has the computer, and an edit gets the library."""
WEIGHTS = {Severity.ERROR: 100, Severity.WARNING: 10, Severity.NOTE: 1}
"""How much a finding weighs where the worst pairs come first."""


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
    return Done(Changes(), len(due))


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
