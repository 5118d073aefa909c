"""Preference rows: whether they say which answer is better, and what else they would teach."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.data_set import ERROR, NOTE, OPENAI, PARK, WARNING, Desk, ids_of
from studio.services.settings.endpoint_limits import NONE, ONE_TURN

WORDS = (
    (
        "rejected-empty",
        WARNING,
        _(
            "The answer that is not preferred is empty in {part} rows: anything is "
            "better than nothing, so nothing is learnt."
        ),
    ),
    (
        "answers-same",
        WARNING,
        _(
            "Both answers say the same in {part} rows, but for blanks, punctuation and "
            "capitals: there is nothing to prefer."
        ),
    ),
    (
        "answers-near",
        NOTE,
        _("Both answers are nearly the same in {part} rows: next to nothing tells them apart."),
    ),
    (
        "answer-stub",
        NOTE,
        _(
            "One of the two answers is next to nothing in {part} rows: that teaches length, "
            "not which answer is better."
        ),
    ),
)
FEWEST = 30
LONGER, BY = 0.9, 1.5
"""Share of rows whose preferred answer is the longer one by that factor, from which a preference is
learnt as one for length (house heuristic)."""


def preferences(desk: Desk) -> Iterator[PreflightFinding]:
    """Rows that do not say which of two answers is better, by kind."""
    for code, severity, words in WORDS:
        pairs = [one for one in desk.preferences if code in one.facts.preference]
        if pairs:
            yield PreflightFinding(
                code,
                Lesson.CLEAN,
                severity,
                words.format(part=desk.part(len(pairs))),
                len(pairs),
                ids_of(pairs),
                source=OPENAI,
                fix="reject",
            )


def reversed_preferences(desk: Desk) -> Iterator[PreflightFinding]:
    """The same two answers to the same question, preferred once so and once so."""
    known = {(one.asks, one.prefers) for one in desk.preferences}
    pairs = [
        one
        for one in desk.preferences
        if one.prefers[0] != one.prefers[1] and (one.asks, one.prefers[::-1]) in known
    ]
    if pairs:
        yield PreflightFinding(
            "preference-reversed",
            Lesson.CLEAN,
            WARNING,
            _("{part} rows prefer of two answers the one that another row rejects.").format(
                part=desk.part(len(pairs))
            ),
            len(pairs),
            ids_of(pairs),
            source=OPENAI,
            fix="redraft",
        )


def longer(desk: Desk) -> Iterator[PreflightFinding]:
    """A preference for the longer answer."""
    rows = [one for one in desk.preferences if one.facts.rejected > 0]
    pairs = [one for one in rows if one.facts.characters > BY * one.facts.rejected]
    if len(rows) >= FEWEST and len(pairs) > LONGER * len(rows):
        yield PreflightFinding(
            "prefers-long",
            Lesson.ANSWERS,
            NOTE,
            _(
                "The preferred answer is by far the longer one in {part} rows: the model learns to be "
                "long."
            ).format(part=desk.part(len(pairs))),
            len(pairs),
            ids_of(pairs),
            source=PARK,
        )


def taken(desk: Desk) -> Iterator[PreflightFinding]:
    """Preference rows where they are not taken, or in more turns than are."""
    rows = desk.preferences
    if not rows:
        return
    turns = [one for one in rows if not one.alone or one.unasked]
    for place in desk.places:
        if place.preference == NONE and len(rows) == len(desk.seen):
            yield PreflightFinding(
                "preference-refused",
                Lesson.CLEAN,
                ERROR if len(desk.places) == 1 else NOTE,
                _(
                    "{endpoint} trains on no preference rows; a version of the other kind takes their "
                    "preferred answers."
                ).format(endpoint=place.endpoint),
                len(rows),
                ids_of(rows),
                source=place.cited,
            )
        elif place.preference == ONE_TURN and turns:
            yield PreflightFinding(
                "preference-turns",
                Lesson.CLEAN,
                WARNING,
                _(
                    "{endpoint} learns preferences from one turn each: a question and two answers. "
                    "{part} rows have turns before it, or no question at their end."
                ).format(endpoint=place.endpoint, part=desk.part(len(turns))),
                len(turns),
                ids_of(turns),
                source=place.cited,
                fix="reject",
            )
        elif not place.preference:
            yield PreflightFinding(
                "preference-unknown",
                Lesson.CLEAN,
                NOTE,
                _("Whether {endpoint} trains on preference rows is not known.").format(
                    endpoint=place.endpoint
                ),
                len(rows),
                ids_of(rows),
            )
