"""Agreement of two readers is counted as Cohen counted it."""

from __future__ import annotations

import pytest

from tests.drafts.__main__ import CRITERIA, compare_readers
from tests.drafts.agreement import measure_agreement


def test_kappa_is_what_chance_leaves() -> None:
    first = [True] * 25 + [False] * 25
    second = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    share, kappa = measure_agreement(first, second)
    assert (share, kappa) == (pytest.approx(0.7), pytest.approx(0.4))


def test_where_all_are_the_same_nothing_is_left_to_agree_on() -> None:
    assert measure_agreement([True, True], [True, True]) == (1.0, None)


def test_every_criterion_has_its_row() -> None:
    lines = list(compare_readers())
    assert len(lines) == 2 + len(CRITERIA) + 1
    assert len({line.count("|") for line in lines}) == 1
