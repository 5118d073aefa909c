"""Preference rows: whether they say which answer is better, and what else they would teach."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.dataset import Severity
from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.i18n import N_
from studio.services.preflight.data_set import (
    ERROR,
    NOTE,
    OPENAI,
    PARK,
    WARNING,
    DataCheck,
    DataSet,
)
from studio.services.settings.endpoint_limits import NONE, ONE_TURN


def _nothing_preferred(code: str, severity: Severity, sentence: str) -> FindingKind:
    return FindingKind(code, Lesson.CLEAN, severity, sentence, source=OPENAI, fix="reject")


NOTHING_PREFERRED = (
    _nothing_preferred(
        "rejected-empty",
        WARNING,
        N_(
            "The answer that is not preferred is empty in {part} rows: anything is better than "
            "nothing, so nothing is learnt."
        ),
    ),
    _nothing_preferred(
        "answers-same",
        WARNING,
        N_(
            "Both answers are the same in {part} rows, but for spaces, "
            "punctuation and capitals: there is nothing to prefer."
        ),
    ),
    _nothing_preferred(
        "answers-near",
        NOTE,
        N_("Both answers are nearly the same in {part} rows: next to nothing tells them apart."),
    ),
    _nothing_preferred(
        "answer-stub",
        NOTE,
        N_(
            "One of the two answers is next to nothing in {part} rows: that teaches length, not "
            "which answer is better."
        ),
    ),
)
"""Rows that don't say which answer is better; the codes are those of ``text.quality.preference``."""
REVERSED = FindingKind(
    "preference-reversed",
    Lesson.CLEAN,
    WARNING,
    N_("{part} rows prefer of two answers the one that another row rejects."),
    source=OPENAI,
    fix="redraft",
)
PREFERS_LONG = FindingKind(
    "prefers-long",
    Lesson.ANSWERS,
    NOTE,
    N_(
        "The preferred answer is by far the longer one in {part} rows: the model learns to be long."
    ),
    source=PARK,
)
REFUSED = FindingKind(
    "preference-refused",
    Lesson.CLEAN,
    NOTE,
    N_(
        "{endpoint} does not train on preference rows; a version of "
        "the other kind takes their preferred answers."
    ),
)
TURNS = FindingKind(
    "preference-turns",
    Lesson.CLEAN,
    WARNING,
    N_(
        "{endpoint} learns preferences from one turn each: a question and two answers. {part} rows "
        "have turns before it, or no question at their end."
    ),
    fix="reject",
)
UNKNOWN = FindingKind(
    "preference-unknown",
    Lesson.CLEAN,
    NOTE,
    N_("Whether {endpoint} trains on preference rows is not known."),
)

FEWEST = 30
LONGER, BY = 0.9, 1.5
"""Share of rows whose preferred answer is the longer one by that factor, from which a preference is
learnt as one for length (house heuristic)."""


def find_nothing_preferred(data: DataSet) -> Iterator[PreflightFinding]:
    """Rows that do not say which of two answers is better, by kind."""
    for kind in NOTHING_PREFERRED:
        pairs = [pair for pair in data.preferences if kind.code in pair.facts.preference]
        if pairs:
            yield data.finding(kind, pairs)


def find_reversed(data: DataSet) -> Iterator[PreflightFinding]:
    """The same two answers to the same question, preferred once so and once so."""
    preferences = {(pair.question_hash, pair.answer_hashes) for pair in data.preferences}
    pairs = [
        pair
        for pair in data.preferences
        if pair.answer_hashes[0] != pair.answer_hashes[1]
        and (pair.question_hash, pair.answer_hashes[::-1]) in preferences
    ]
    if pairs:
        yield data.finding(REVERSED, pairs)


def find_preferred_length(data: DataSet) -> Iterator[PreflightFinding]:
    """A preference for the longer answer."""
    rows = [pair for pair in data.preferences if pair.facts.rejected > 0]
    longer = [pair for pair in rows if pair.facts.characters > BY * pair.facts.rejected]
    # In a few rows the longer answer may well be the better one each time.
    if len(rows) >= FEWEST and len(longer) > LONGER * len(rows):
        yield data.finding(PREFERS_LONG, longer)


def find_preferences_refused(data: DataSet) -> Iterator[PreflightFinding]:
    """Preference rows where they are not taken, or in more turns than are."""
    rows = data.preferences
    turns = [pair for pair in rows if not pair.alone or pair.unasked]
    for limits in data.endpoints if rows else ():
        name = limits.place
        if limits.preference == NONE and len(rows) == len(data.pairs):
            # Where another endpoint of the plan takes them, nothing is lost.
            severity = ERROR if len(data.endpoints) == 1 else NOTE
            yield data.finding(REFUSED, rows, severity=severity, source=limits.cited, endpoint=name)
        elif limits.preference == ONE_TURN and turns:
            yield data.finding(TURNS, turns, source=limits.cited, endpoint=name)
        elif not limits.preference:
            yield data.finding(UNKNOWN, rows, endpoint=name)


CHECKS = (
    DataCheck("preferences", find_nothing_preferred, NOTHING_PREFERRED),
    DataCheck("preferences reversed", find_reversed, (REVERSED,)),
    DataCheck("preferences refused", find_preferences_refused, (REFUSED, TURNS, UNKNOWN)),
    DataCheck("preferring length", find_preferred_length, (PREFERS_LONG,)),
)
