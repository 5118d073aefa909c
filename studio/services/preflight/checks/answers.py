"""Answers: what teaches making things up, and whether there is anything to check with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.i18n import N_
from studio.services.preflight.data_set import (
    GEKHMAN,
    MANY,
    NOTE,
    OPENAI,
    OVADIA,
    WARNING,
    DataCheck,
    DataSet,
)
from studio.text.rows.validation import FEWEST_ROWS

UNGROUNDED = FindingKind(
    "ungrounded",
    Lesson.ANSWERS,
    NOTE,
    N_(
        "{part} answers name a figure or a name that neither their question nor their passage has: "
        "that teaches making things up."
    ),
    source=GEKHMAN,
    fix="redraft",
    harms_from=MANY,
)
REFUSALS = FindingKind(
    "refusals",
    Lesson.ANSWERS,
    NOTE,
    N_("{part} answers refuse or apologise: a model refuses as often as its examples do."),
    source=OPENAI,
    fix="reject",
)
HEDGES = FindingKind(
    "hedges",
    Lesson.ANSWERS,
    NOTE,
    N_(
        "{part} answers hedge (perhaps, I think, it depends): a mentor made of them is sure of "
        "nothing."
    ),
    fix="redraft",
)
ONE_PHRASING = FindingKind(
    "one-phrasing",
    Lesson.ANSWERS,
    NOTE,
    N_(
        "{part} passages are asked about in one phrasing only: this teaches the form, not the fact."
    ),
    source=OVADIA,
    fix="draft",
)
NO_VALIDATION = FindingKind(
    "no-validation",
    Lesson.ANSWERS,
    WARNING,
    N_(
        "No rows are held out to check the answers with: freeze a version with a validation share "
        "of about a tenth."
    ),
    source=OPENAI,
    fix="freeze",
    order=3,
)
NOT_FROZEN = FindingKind(
    "not-frozen",
    Lesson.ANSWERS,
    NOTE,
    N_(
        "No version is frozen yet. Freezing holds out {share:.0%} of the rows to check the answers "
        "with."
    ),
    source=OPENAI,
    fix="freeze",
)
BASE_UNSEEN = FindingKind(
    "base-unseen",
    Lesson.ANSWERS,
    NOTE,
    N_(
        "The base model's own answers have not been looked at: without "
        "them nobody knows whether training is needed."
    ),
    fix="compare",
)

REFUSING, FEWEST_REFUSALS = 0.2, 5
"""Share of answers that refuse, and how many at least, from which a model refuses too much: a few
are there on purpose, so that it says no to what it can't do (house heuristic)."""
HEDGING = 0.2
"""Share of answers that hedge from which the model sounds unsure of everything (house heuristic)."""


def find_ungrounded(data: DataSet) -> Iterator[PreflightFinding]:
    """Answers with figures or names that stand in neither prompt nor passage."""
    # Without a passage nobody can tell what an answer was made of.
    with_source = [pair for pair in data.pairs if pair.passage]
    pairs = [pair for pair in with_source if pair.facts.ungrounded]
    if pairs and len(pairs) > 0.02 * len(with_source):
        yield data.finding(UNGROUNDED, pairs, of=len(with_source))


def find_refusals(data: DataSet) -> Iterator[PreflightFinding]:
    """Answers that refuse."""
    pairs = [pair for pair in data.pairs if pair.facts.refusal]
    share = data.share(len(pairs))
    if pairs and share > 0.01:
        harmful = share > REFUSING and len(pairs) >= FEWEST_REFUSALS
        yield data.finding(REFUSALS, pairs, severity=WARNING if harmful else NOTE)


def find_hedges(data: DataSet) -> Iterator[PreflightFinding]:
    """Answers that are unsure of themselves."""
    pairs = [pair for pair in data.pairs if pair.facts.hedge]
    if data.share(len(pairs)) > HEDGING:
        yield data.finding(HEDGES, pairs)


def find_one_phrasing(data: DataSet) -> Iterator[PreflightFinding]:
    """Facts asked for in one way only."""
    questions = Counter(pair.passage for pair in data.pairs if pair.passage)
    once = {passage for passage, count in questions.items() if count == 1}
    if len(questions) >= 20 and len(once) / len(questions) > 0.95:
        pairs = [pair for pair in data.pairs if pair.passage in once]
        yield data.finding(ONE_PHRASING, pairs, of=len(questions), count=len(once))


def find_nothing_to_check_with(data: DataSet) -> Iterator[PreflightFinding]:
    """No rows held out, no answers looked at."""
    if len(data.pairs) < FEWEST_ROWS:
        return
    share = float(data.session.settings.get("validation_share"))
    if not data.versions and share:
        # The freeze to come holds rows out by itself, so nothing is wrong yet.
        yield data.finding(NOT_FROZEN, share=share)
    elif not data.versions or not data.versions[0].validation:
        yield data.finding(NO_VALIDATION)
    # A comparison asks the base model the same questions.
    if not data.comparisons:
        yield data.finding(BASE_UNSEEN)


CHECKS = (
    DataCheck("made up", find_ungrounded, (UNGROUNDED,)),
    DataCheck("refusals", find_refusals, (REFUSALS,)),
    DataCheck("hedges", find_hedges, (HEDGES,)),
    DataCheck("one phrasing", find_one_phrasing, (ONE_PHRASING,)),
    DataCheck(
        "nothing to check with",
        find_nothing_to_check_with,
        (NO_VALIDATION, NOT_FROZEN, BASE_UNSEEN),
    ),
)
