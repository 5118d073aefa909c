"""Reading: what the program made and no person has read or bettered yet.

A data set may be flawless in form and still be the program's own templates around a book's own
sentences; a model trained on that answers like the book. How much has to be read and bettered
before it is ready is the curator's to say (the setting “reviewed_share”).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.i18n import N_
from studio.services.preflight.checks.clean import consists_of_book
from studio.services.preflight.data_set import (
    LIMA,
    NOTE,
    RECORDS,
    WARNING,
    DataCheck,
    DataSet,
    PairSummary,
)

DRAFT_QUESTIONS = FindingKind(
    "draft-questions",
    Lesson.VOICE,
    NOTE,
    N_(
        "{part} questions are still the drafts the program made from templates; nobody asks like "
        "that. Write them as somebody who needs the answer would."
    ),
    headline=N_("{n} of {all} questions are still drafts"),
    source=RECORDS,
    fix="redraft",
    order=-3,
)
UNREAD = FindingKind(
    "unread",
    Lesson.ANSWERS,
    NOTE,
    N_(
        "Nobody has read {part} of the pairs: they were accepted many "
        "at once, or are drafts. A mistake that nobody reads shows in "
        "the model's answers, after the training was paid for."
    ),
    headline=N_("nobody has read {n} of {all} pairs"),
    source=RECORDS,
    fix="redraft",
    order=-2,
)
BOOK_SENTENCES = FindingKind(
    "book-sentences",
    Lesson.CLEAN,
    NOTE,
    N_(
        "{part} answers are nothing but the book's own sentences: the model learns the book's "
        "voice, not an answer. Say in words of your own what a mentor would."
    ),
    headline=N_("{n} of {all} answers are nothing but the book's own sentences"),
    source=LIMA,
    fix="redraft",
    order=-1,
)


def find_unfinished_work(data: DataSet) -> Iterator[PreflightFinding]:
    """Questions that are drafts, pairs nobody has read, answers that are the book's."""
    for kind, pairs in (
        (DRAFT_QUESTIONS, [pair for pair in data.pairs if pair.draft_question]),
        # What was imported or written by hand is somebody's own work, read where it was made.
        (UNREAD, [pair for pair in data.pairs if pair.drafted and not pair.is_read]),
        (BOOK_SENTENCES, [pair for pair in data.pairs if consists_of_book(pair)]),
    ):
        if pairs:
            yield _weigh(data, kind, pairs)


def _weigh(data: DataSet, kind: FindingKind, pairs: Sequence[PairSummary]) -> PreflightFinding:
    share = float(data.session.settings.get("reviewed_share"))
    finished = len(data.pairs) - len(pairs)
    # Less than half a pair is what a share loses in binary fractions.
    harmful = finished + 0.5 < share * len(data.pairs)
    return data.finding(kind, pairs, severity=WARNING if harmful else NOTE)


CHECKS = (
    DataCheck(
        "what nobody has read or bettered",
        find_unfinished_work,
        (DRAFT_QUESTIONS, UNREAD, BOOK_SENTENCES),
    ),
)
