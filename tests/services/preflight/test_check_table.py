"""The table of checks and kinds of finding: what one row has to bring along."""

from __future__ import annotations

from collections import Counter

from studio.domain.preflight import Lesson
from studio.services.preflight import fixes
from studio.services.preflight.check_table import CHECKS, KINDS
from studio.services.preflight.checks import people


def test_every_lesson_has_a_kind_of_finding() -> None:
    assert {kind.lesson for kind in KINDS.values()} == set(Lesson)


def test_a_code_stands_in_one_check_alone() -> None:
    checks = Counter(code for check in CHECKS for code in {kind.code for kind in check.kinds})
    assert [code for code, count in checks.items() if count > 1] == []


def test_what_a_kind_names_as_its_fix_is_there() -> None:
    assert {kind.fix for kind in KINDS.values() if kind.fix} <= set(fixes.BY_NAME)


def test_whatever_is_asked_about_is_settled_first() -> None:
    asked = [kind for kind in KINDS.values() if kind.question]
    assert set(asked) <= set(people.KINDS) and all(kind.settle_first for kind in asked)
