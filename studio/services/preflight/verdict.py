"""The verdict over a data set: whether it is ready, in one sentence, and what matters most."""

from __future__ import annotations

from collections.abc import Sequence

from studio.domain.dataset import Severity
from studio.domain.preflight import Lesson, Light, PreflightFinding
from studio.i18n import _, join_sentences

WORST = 3
"""Findings that are said to matter most."""
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_LIGHTS = {Severity.ERROR: Light.BAD, Severity.WARNING: Light.WARNING, Severity.NOTE: Light.NOTE}


def sort_key(finding: PreflightFinding) -> tuple[int, int, int]:
    """How bad, causes before their symptoms, how many pairs."""
    return _ORDER[finding.severity], finding.kind.order, -finding.count


def light_lessons(findings: Sequence[PreflightFinding]) -> dict[Lesson, Light]:
    """How each lesson stands: as its worst finding, which is sorted first."""
    lights = dict.fromkeys(Lesson, Light.GOOD)
    # From the least to the worst, so that the worst is written last.
    for finding in reversed(findings):
        lights[finding.lesson] = _LIGHTS[finding.severity]
    return lights


def serious(findings: Sequence[PreflightFinding]) -> list[PreflightFinding]:
    """The findings for which a data set is not ready."""
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


def first_of_lessons(findings: Sequence[PreflightFinding]) -> tuple[PreflightFinding, ...]:
    """The first of each lesson, the worst lessons first."""
    first: dict[Lesson, PreflightFinding] = {}
    for finding in findings:
        first.setdefault(finding.lesson, finding)
    return tuple(first.values())[:WORST]


def pronounce(pairs: int, findings: Sequence[PreflightFinding]) -> str:
    """The verdict in a sentence or two; ``findings`` are the serious ones."""
    if not pairs:
        return _("There is nothing to train on yet: accept pairs, or import rows.")
    if not findings:
        return _("Ready: nothing that is known to make a training fail was found.")
    headlines = [finding.headline for finding in findings if finding.headline]
    others = [finding for finding in findings if not finding.headline]
    if not headlines:
        return _("Not ready: {reason}.").format(reason=_sum_up(others))
    verdict = _("Not ready: {reason}.").format(reason=_("; ").join(headlines))
    also = _("Also, {reason}.").format(reason=_sum_up(others)) if others else ""
    return join_sentences(verdict, also)


def _sum_up(findings: Sequence[PreflightFinding]) -> str:
    """The reasons that have no headline of their own, in one clause: the worst of them counts."""
    harmful = [finding for finding in findings if not finding.kind.settle_first]
    if not harmful:
        return _("rights or personal data have to be settled first")
    refused = sum(finding.severity is Severity.ERROR for finding in harmful)
    if refused == 1:
        return _("a provider would refuse or cut the rows, for one reason")
    if refused:
        return _("a provider would refuse or cut the rows, for {n} reasons").format(n=refused)
    if len(findings) == 1:
        return _("one thing is likely to make the tuned model worse")
    return _("{n} things are likely to make the tuned model worse").format(n=len(findings))
