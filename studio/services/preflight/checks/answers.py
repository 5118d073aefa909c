"""Answers: what teaches making things up, and whether there is anything to check with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.data_set import (
    GEKHMAN,
    MANY,
    NOTE,
    OPENAI,
    OVADIA,
    WARNING,
    Desk,
    ids_of,
    part,
)
from studio.text.rows.validation import FEWEST_ROWS


def made_up(desk: Desk) -> Iterator[PreflightFinding]:
    """Answers with figures or names that stand in neither prompt nor passage."""
    with_source = [one for one in desk.seen if one.passage]
    pairs = [one for one in with_source if one.facts.ungrounded]
    share = len(pairs) / max(1, len(with_source))
    if pairs and share > 0.02:
        yield PreflightFinding(
            "ungrounded",
            Lesson.ANSWERS,
            WARNING if share > MANY else NOTE,
            _(
                "{part} answers name a figure or a name that neither their question nor their passage "
                "has: that teaches making things up."
            ).format(part=part(len(pairs), len(with_source))),
            len(pairs),
            ids_of(pairs),
            source=GEKHMAN,
            fix="redraft",
        )


REFUSING, REFUSALS = 0.2, 5
"""Share of answers that refuse, and how many at least, from which a model refuses too much: a few
are there on purpose, so that it says no to what it can't do (house heuristic)."""


def refusals(desk: Desk) -> Iterator[PreflightFinding]:
    """Answers that refuse."""
    pairs = [one for one in desk.seen if one.facts.refusal]
    share = desk.share(len(pairs))
    if pairs and share > 0.01:
        yield PreflightFinding(
            "refusals",
            Lesson.ANSWERS,
            WARNING if share > REFUSING and len(pairs) >= REFUSALS else NOTE,
            _(
                "{part} answers refuse or apologise: a model refuses as often as its examples do."
            ).format(part=desk.part(len(pairs))),
            len(pairs),
            ids_of(pairs),
            source=OPENAI,
            fix="reject",
        )


HEDGING = 0.2
"""Share of answers that hedge from which the model sounds unsure of everything (house heuristic)."""


def hedges(desk: Desk) -> Iterator[PreflightFinding]:
    """Answers that are unsure of themselves."""
    pairs = [one for one in desk.seen if one.facts.hedge]
    if desk.share(len(pairs)) > HEDGING:
        yield PreflightFinding(
            "hedges",
            Lesson.ANSWERS,
            NOTE,
            _(
                "{part} answers hedge (perhaps, I think, it depends): a mentor made of them is sure "
                "of nothing."
            ).format(part=desk.part(len(pairs))),
            len(pairs),
            ids_of(pairs),
            fix="redraft",
        )


def one_phrasing(desk: Desk) -> Iterator[PreflightFinding]:
    """Facts asked for in one way only."""
    asked = Counter(one.passage for one in desk.seen if one.passage)
    once = {passage for passage, count in asked.items() if count == 1}
    if len(asked) >= 20 and len(once) / len(asked) > 0.95:
        pairs = [one for one in desk.seen if one.passage in once]
        yield PreflightFinding(
            "one-phrasing",
            Lesson.ANSWERS,
            NOTE,
            _(
                "{part} passages are asked about in one phrasing only: this teaches the form, not "
                "the fact."
            ).format(part=part(len(once), len(asked))),
            len(once),
            ids_of(pairs),
            source=OVADIA,
            fix="draft",
        )


def nothing_to_check(desk: Desk) -> Iterator[PreflightFinding]:
    """No rows held out, no answers looked at."""
    if len(desk.seen) < FEWEST_ROWS:
        return
    latest = desk.versions[0] if desk.versions else None
    if latest is None or not latest.validation:
        yield PreflightFinding(
            "no-validation",
            Lesson.ANSWERS,
            WARNING,
            _(
                "No rows are held out to check the answers with: freeze a version with a validation "
                "share of about a tenth."
            ),
            len(desk.seen),
            source=OPENAI,
            fix="freeze",
        )
    if not desk.comparisons:
        yield PreflightFinding(
            "base-unseen",
            Lesson.ANSWERS,
            NOTE,
            _(
                "The base model's own answers were never looked at: without them nobody knows whether "
                "training is needed."
            ),
            len(desk.seen),
            fix="compare",
        )
