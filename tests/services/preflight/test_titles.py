"""Every lesson, light and severity has a name, and what is to be settled first has its own."""

from __future__ import annotations

from studio.domain.dataset import Severity
from studio.domain.preflight import Lesson, Light, PreflightFinding
from studio.services.preflight import titles
from studio.services.preflight.checks import people, plan


def test_nothing_is_without_a_name() -> None:
    assert set(titles.LESSONS) == set(titles.AIMS) == set(Lesson)
    assert set(titles.LIGHTS) == set(Light) and set(titles.SEVERITIES) == set(Severity)


def test_nobody_refuses_what_has_to_be_settled_first() -> None:
    finding = PreflightFinding(people.UNKNOWN_RIGHTS, Severity.WARNING, "")
    assert titles.severity_title(finding) == "to be settled first"
    settled = PreflightFinding(people.UNKNOWN_RIGHTS, Severity.NOTE, "")
    assert titles.severity_title(settled) == "note"


def test_what_nobody_has_published_is_a_heuristic() -> None:
    finding = PreflightFinding(plan.FIRST_TRY, Severity.NOTE, "")
    assert titles.source_title(finding) == "Passage Studio's rule of thumb"
