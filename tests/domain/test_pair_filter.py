"""A filter knows whether it lets everything through, and can be asked without a condition."""

from __future__ import annotations

from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter, Range, Sort


def test_a_filter_without_conditions_is_open_in_any_order() -> None:
    assert PairFilter().is_open()
    assert PairFilter(sort=Sort.RANDOM, seed=3, descending=True).is_open()
    assert not PairFilter(status=Status.DRAFT).is_open()
    assert not PairFilter(only=frozenset()).is_open()


def test_conditions_can_be_left_out_by_name() -> None:
    wish = PairFilter(status=Status.DRAFT, tags=("money",), tokens=Range(1, 2))
    assert wish.without("tags", "tokens") == PairFilter(status=Status.DRAFT)
    assert Range().is_open() and not Range(0).is_open()
