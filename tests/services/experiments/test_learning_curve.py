"""The learning curve: what a doubling of the data brought, and how sure the next one is."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from studio.domain.work import finish
from studio.services.comparison.paired_statistics import Interval
from studio.services.experiments.experiments import list_experiments
from studio.services.experiments.learning_curve import (
    CurvePlan,
    CurvePoint,
    Figure,
    build_curves,
    describe_curve,
    estimate_seconds,
    find_curve,
    fit_curve,
    plan_curve,
    quote_doubling,
)
from studio.services.session import Session
from studio.services.training.files import choose_rows
from studio.services.training.queue import enqueue
from tests.services.experiments.test_experiments import compare_run, frozen, make_run

__all__ = ["frozen"]


def plan(session: Session) -> CurvePlan:
    """What the newest experiment's curve lacks."""
    experiments = list_experiments(session)
    return plan_curve(session, experiments[0], experiments)


def make_points(*values: tuple[int, float]) -> list[CurvePoint]:
    return [CurvePoint(at, rows, value) for at, (rows, value) in enumerate(values, 1)]


def test_a_power_of_the_rows_is_found_again() -> None:
    sizes = (100, 200, 400, 800)
    curve = fit_curve(Figure.LOSS, make_points(*((n, 3.0 * n**-0.1) for n in sizes)))
    change, interval = curve.per_doubling
    assert change == pytest.approx(2**-0.1 - 1)
    assert interval == Interval(pytest.approx(change, abs=1e-6), pytest.approx(change, abs=1e-6))
    assert curve.next_rows == 1_600
    assert curve.predict(1_600)[0] == pytest.approx(3.0 * 1_600**-0.1)
    assert curve.is_proven


def test_shares_of_questions_stay_shares() -> None:
    curve = fit_curve(Figure.WON, make_points((100, 0.5), (200, 0.7), (400, 0.9)))
    value, interval = curve.predict(800)
    assert curve.per_doubling[0] == pytest.approx(0.2) and value == 1.0
    assert 0 <= interval.low <= interval.high <= 1


def test_what_strays_is_not_proven_and_its_interval_is_wide() -> None:
    curve = fit_curve(Figure.LOSS, make_points((100, 2.0), (200, 2.1), (400, 1.9)))
    _value, interval = curve.predict(800)
    assert not curve.is_proven and interval.low < 1.5 < 2.5 < interval.high
    words = describe_curve(curve)
    assert "not proven" in words and "800 rows would likely reach" in words


def test_too_few_sizes_are_said_to_be_too_few() -> None:
    curve = fit_curve(Figure.LOSS, make_points((100, 2.0), (200, 1.9), (200, 1.8)))
    assert curve.line is None and not curve.is_proven
    assert describe_curve(curve).startswith("Too few points")


def test_only_runs_that_differ_in_nothing_else_make_a_curve(frozen: Session) -> None:
    for share in (0.25, 0.5, 1.0):
        make_run(frozen, [2.0, 2.0 - share / 2], share=share)
    make_run(frozen, [2.0, 1.0, 0.9], share=0.5)
    experiments = list_experiments(frozen)
    curve = build_curves(experiments[-1], experiments)[0]
    assert [(p.run, p.rows) for p in curve.points] == [(1, 8), (2, 15), (3, 30)]
    # The newest run stands alone, so the report looks further back.
    assert find_curve(experiments) == curve


def test_another_seed_is_another_point_of_the_same_curve(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.9], seed=1)
    make_run(frozen, [2.0, 1.8], seed=2)
    experiments = list_experiments(frozen)
    assert len(build_curves(experiments[0], experiments)[0].points) == 2


def test_votes_give_each_point_its_own_interval(frozen: Session) -> None:
    compare_run(frozen, make_run(frozen, []), wins=9, losses=6)
    experiments = list_experiments(frozen)
    (curve,) = build_curves(experiments[0], experiments)
    assert curve.figure is Figure.WON
    (point,) = curve.points
    assert point.interval.low < point.value < point.interval.high


def test_the_plan_holds_the_shares_that_are_missing_and_goes_into_the_queue(
    frozen: Session,
) -> None:
    make_run(frozen, [2.0, 1.9])
    curve_plan = plan(frozen)
    assert [order.wishes.share for order in curve_plan.orders] == [0.5]
    assert {order.wishes.epochs for order in curve_plan.orders} == {2}
    assert (curve_plan.usd, curve_plan.trouble) == (Decimal(0), "")
    assert estimate_seconds(frozen, curve_plan) > 0
    assert len(finish(enqueue(frozen, curve_plan.orders)).value) == 1
    # What waits is not planned again: the same with another seed is what tells more now.
    again = plan(frozen).orders
    assert [(order.wishes.share, order.seed) for order in again] == [(0.5, 2), (1.0, 2)]


def test_a_plan_without_a_price_says_why(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.9], endpoint="openai", model="gpt-unheard-of")
    curve_plan = plan(frozen)
    assert curve_plan.usd is None and "No price is known" in curve_plan.trouble


def test_twice_the_data_costs_twice_as_much(frozen: Session) -> None:
    for share in (0.5, 1.0):
        make_run(frozen, [2.0], share=share, endpoint="openai", model="gpt-4.1-mini-2025-04-14")
    whole, half = (quote_doubling(frozen, e) for e in list_experiments(frozen))
    assert float(whole) == pytest.approx(2 * float(half), rel=0.05)


def test_each_smaller_share_is_part_of_the_larger() -> None:
    rows = range(1_003)
    shares = [set(choose_rows(rows, share)) for share in (0.125, 0.25, 0.5, 1.0)]
    assert all(small < large for small, large in pairwise(shares))
