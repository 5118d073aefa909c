"""Answers: what teaches making things up, and whether there is anything to check with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.desk import (
    GEKHMAN,
    MANY,
    NOTE,
    OPENAI,
    OVADIA,
    WARNING,
    Desk,
    ids_of,
    per_cent,
)


def made_up(desk: Desk) -> Iterator[PreflightFinding]:
    """Answers with figures or names that stand in neither prompt nor passage."""
    with_source = [one for one in desk.seen if one.pair.passage]
    pairs = [one for one in with_source if one.facts.ungrounded]
    share = len(pairs) / max(1, len(with_source))
    if pairs and share > 0.02:
        yield PreflightFinding(
            "ungrounded", Lesson.ANSWERS, WARNING if share > MANY else NOTE,
            _("{n} answers ({share}) name a figure or a name that their passage does not have: that "
              "teaches making things up.").format(n=f"{len(pairs):,}", share=per_cent(share)),
            len(pairs), ids_of(pairs), source=GEKHMAN,
        )  # fmt: skip


def refusals(desk: Desk) -> Iterator[PreflightFinding]:
    """Answers that refuse."""
    pairs = [one for one in desk.seen if one.facts.refusal]
    share = desk.share(len(pairs))
    if pairs and share > 0.01:
        yield PreflightFinding(
            "refusals", Lesson.ANSWERS, WARNING if share > 0.05 else NOTE,
            _("{n} answers ({share}) refuse or apologise: a model of OpenAI's guide refused far more "
              "often after such rows.").format(n=f"{len(pairs):,}", share=per_cent(share)),
            len(pairs), ids_of(pairs), source=OPENAI, fix="reject",
        )  # fmt: skip


def one_phrasing(desk: Desk) -> Iterator[PreflightFinding]:
    """Facts asked for in one way only."""
    asked = Counter(one.pair.passage for one in desk.seen if one.pair.passage)
    once = sum(1 for count in asked.values() if count == 1)
    if len(asked) >= 20 and once / len(asked) > 0.95:
        yield PreflightFinding(
            "one-phrasing", Lesson.ANSWERS, NOTE,
            _("{n} of {all} passages are asked about in one phrasing only: this teaches the form, not "
              "the fact.").format(n=f"{once:,}", all=f"{len(asked):,}"),
            once, source=OVADIA,
        )  # fmt: skip


def nothing_to_check(desk: Desk) -> Iterator[PreflightFinding]:
    """No rows held out, no answers looked at."""
    if not desk.seen:
        return
    latest = desk.versions[0] if desk.versions else None
    if latest is None or not latest.validation:
        yield PreflightFinding(
            "no-validation", Lesson.ANSWERS, WARNING,
            _("No rows are held out to check the answers with: freeze a version with a validation "
              "share of about a tenth."), len(desk.seen), fix="freeze",
        )  # fmt: skip
    elif latest.leaks:
        yield PreflightFinding(
            "leaks", Lesson.ANSWERS, WARNING,
            _("{n} validation rows of version {version} share words with training rows: their score "
              "says nothing.").format(n=latest.leaks, version=latest.number), latest.leaks, fix="freeze",
        )  # fmt: skip
    if not desk.comparisons:
        yield PreflightFinding(
            "base-unseen", Lesson.ANSWERS, NOTE,
            _("The base model's own answers were never looked at: without them nobody knows whether "
              "training is needed."), len(desk.seen),
        )  # fmt: skip
