"""Coverage of a book: which passages gave pairs, which wait, which were skipped and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from studio.domain.book import SkipReason
from studio.domain.coverage import CoveredPassage, Standing
from studio.i18n import N_, _

SKIP_REASONS: dict[SkipReason | None, str] = {
    None: N_("no reason recorded"),
    SkipReason.CHOICE: N_("you skipped it"),
    SkipReason.MATTER: N_("it stands before or after the book's own words"),
    SkipReason.SHORT: N_("too short to say anything"),
    SkipReason.HEADING: N_("headings, a title page or a table of contents"),
    SkipReason.VERSE: N_("verse"),
    SkipReason.NOTE: N_("a note, or words about the book itself"),
    SkipReason.DIALOGUE: N_("somebody else's words, quoted"),
    SkipReason.STORY: N_("it tells what happened"),
    SkipReason.LEANS: N_("nothing in it reads alone"),
    SkipReason.NOTHING: N_("no advice, nothing that holds for people in general"),
    SkipReason.TOPIC: N_("nothing one would ask about"),
    SkipReason.MODEL: N_("the model found nothing to learn in it"),
}
"""Why a passage was skipped, in words. To add one: a member of ``SkipReason``, and its row."""
STANDINGS: dict[Standing, tuple[str, str]] = {
    Standing.ACCEPTED: (N_("accepted"), N_("{n} accepted")),
    Standing.DRAFT: (N_("draft to review"), N_("{n} to review")),
    Standing.REJECTED: (N_("rejected"), N_("{n} rejected")),
    Standing.SKIPPED: (N_("skipped"), N_("{n} skipped")),
    Standing.WAITING: (N_("nothing made of it yet"), N_("{n} not drafted")),
}
"""What a passage's standing is called, and how many there are. To add one: a member of
``Standing``, and its row."""


def describe_skip(reason: SkipReason | None) -> str:
    """Why a passage was skipped, in the curator's language."""
    return _(SKIP_REASONS[reason])


def describe_passage(passage: CoveredPassage) -> str:
    """A passage's standing in words, with the reason where it was skipped."""
    text = _(STANDINGS[passage.standing][0])
    if passage.standing is Standing.SKIPPED:
        return _("{standing}: {reason}").format(standing=text, reason=describe_skip(passage.reason))
    return text


def count_standings(passages: Sequence[CoveredPassage]) -> list[tuple[Standing, str]]:
    """How many passages have each standing that any has, in words, in the order of the table."""
    counts = Counter(passage.standing for passage in passages)
    return [
        (standing, _(counted).format(n=f"{counts[standing]:,}"))
        for standing, (_name, counted) in STANDINGS.items()
        if counts[standing]
    ]
