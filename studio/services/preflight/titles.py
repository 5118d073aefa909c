"""What lessons, lights and severities are called, on the page and in a report alike."""

from __future__ import annotations

from studio.domain.dataset import Severity
from studio.domain.preflight import Lesson, Light, PreflightFinding
from studio.i18n import N_, _

LESSONS = {
    Lesson.CLEAN: N_("Clean"),
    Lesson.VOICE: N_("Voice"),
    Lesson.AMOUNT: N_("Amount"),
    Lesson.ANSWERS: N_("Answers"),
    Lesson.REPEAT: N_("Repeatable"),
    Lesson.MONEY: N_("Money"),
}
AIMS = {
    Lesson.CLEAN: N_("conclusions instead of raw prose, no copies, nothing private"),
    Lesson.VOICE: N_("no author, book or question drowns the others"),
    Lesson.AMOUNT: N_("neither too much training nor too little"),
    Lesson.ANSWERS: N_("something to check the answers with, nothing made up, nothing unread"),
    Lesson.REPEAT: N_("something to compare the next try with"),
    Lesson.MONEY: N_("a limit, and what is planned against it"),
}
"""What a lesson asks."""
LIGHTS = {
    Light.GOOD: N_("good"),
    Light.NOTE: N_("worth a look"),
    Light.WARNING: N_("likely harm"),
    Light.BAD: N_("would fail"),
}
SEVERITIES = {
    Severity.ERROR: N_("would be refused or cut"),
    Severity.WARNING: N_("likely harm"),
    Severity.NOTE: N_("note"),
}
SETTLE_FIRST = N_("to be settled first")
"""What it is called where nobody refuses the rows, and no model is worse for them."""
HEURISTIC = N_("Passage Studio's rule of thumb")
"""The source of what nobody has published."""


def severity_title(finding: PreflightFinding) -> str:
    """How bad a finding is, in the reader's language."""
    if finding.kind.settle_first and finding.severity is not Severity.NOTE:
        return _(SETTLE_FIRST)
    return _(SEVERITIES[finding.severity])


def source_title(finding: PreflightFinding) -> str:
    """Where a finding's claim is from, in the reader's language."""
    return _(finding.source or HEURISTIC)
