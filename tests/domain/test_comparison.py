"""A comparison: its contestants by their keys, and verdicts in either order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from studio.domain.comparison import Comparison, Contestant, Verdict

BASE = Contestant("base", "", "local", "tiny", is_base=True)
COMPARISON = Comparison(1, None, (BASE,), datetime(2026, 11, 27, tzinfo=UTC))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_turned_twice_is_the_same(verdict: Verdict) -> None:
    assert verdict.turned.turned is verdict


def test_turned_the_first_is_the_second_and_a_tie_stays_one() -> None:
    assert Verdict.FIRST.turned is Verdict.SECOND
    assert Verdict.TIE.turned is Verdict.TIE


def test_a_contestant_is_found_by_its_key() -> None:
    assert COMPARISON.contestant("base") is BASE
    assert COMPARISON.keys == ("base",)
