"""Why a pair was rejected: a short list to choose from, or words of one's own."""

from __future__ import annotations

from studio.domain.errors import CuratorError
from studio.i18n import N_, _

REASONS = {
    "wrong": N_("Wrong or misleading"),
    "not-useful": N_("Nothing to learn from it"),
    "unclear": N_("Can't be understood alone"),
    "repeated": N_("Said by another pair already"),
    "tone": N_("Not how the model should speak"),
}
"""To add one: a row here, the name that is kept and its words. The desk gives it the next digit."""

OF_THE_PROGRAM = {
    "asked": N_("Kept as a question of a comparison"),
}
"""Reasons that a rule gives and nobody chooses. To add one: a row here, its name and its words."""

LONGEST = 200


def describe_reason(reason: str) -> str:
    """A reason in the reader's language; what somebody wrote stays as it is."""
    reasons = REASONS | OF_THE_PROGRAM
    return _(reasons[reason]) if reason in reasons else reason


def check_reason(reason: str) -> str:
    """A reason as it can be kept; CuratorError where it is too long."""
    reason = " ".join(reason.replace("\0", "").split()).encode("utf-8", "ignore").decode("utf-8")
    if len(reason) > LONGEST:
        raise CuratorError(_("A reason has at most {n} characters.").format(n=LONGEST))
    return reason
