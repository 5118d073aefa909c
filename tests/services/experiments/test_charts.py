"""The pictures' figures: what has a name, what is faint, and axes that hold all of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from studio.services.experiments.charts import (
    Chart,
    Series,
    draw_gains,
    draw_growth,
    draw_losses,
    lay_axes,
    round_ticks,
)
from studio.services.experiments.experiments import list_experiments
from studio.services.experiments.learning_curve import Figure, fit_curve
from studio.services.session import Session
from tests.services.experiments.test_experiments import compare_run, frozen, make_run
from tests.services.experiments.test_learning_curve import make_points

__all__ = ["frozen"]


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.0), (1.62, 2.61), (-3.0, 4.0), (5.0, 5.0), (0.0, 0.0), (1e-9, 3e9)]
)
def test_ticks_enclose_and_rise(low: float, high: float) -> None:
    ticks = round_ticks(low, high)
    assert ticks[0] <= low and high <= ticks[-1] and 2 <= len(ticks) <= 8
    assert all(a < b for a, b in pairwise(ticks))


def test_the_selected_have_names_and_the_others_are_faint(frozen: Session) -> None:
    runs = [make_run(frozen, [2.0, 1.9]) for _ in range(12)]
    experiments = list_experiments(frozen)
    named = [s.name for s in draw_losses(experiments, runs[:2]).series if not s.is_faint]
    assert named == ["run 2", "run 1"]
    # Nobody can tell more than eight lines apart: the newest.
    assert [s.is_faint for s in draw_losses(experiments).series].count(False) == 8


def test_money_against_gain_is_in_the_curators_currency(frozen: Session) -> None:
    number = make_run(frozen, [2.0])
    compare_run(frozen, number, wins=1, losses=14)
    with frozen.library.transaction():
        frozen.library.runs.update(number, cost_usd=2)
    chart = draw_gains(frozen, list_experiments(frozen))
    (series,) = chart.series
    assert series.is_worse and series.points[0] == (
        pytest.approx(float(frozen.prices.to_jpy(2))),
        pytest.approx(1 / 15),
    )
    assert series.ranges[0][0] < 1 / 15 < series.ranges[0][1]
    assert (chart.across, chart.level[0]) == ("yen", 0.5)
    frozen.settings.set("curator_currency", "USD")
    assert draw_gains(frozen, list_experiments(frozen)).series[0].points[0][0] == 2


def test_where_nothing_was_paid_no_price_is_drawn(frozen: Session) -> None:
    compare_run(frozen, make_run(frozen, [2.0]), wins=8, losses=6)
    chart = draw_gains(frozen, list_experiments(frozen))
    assert chart.across == "nothing was paid"
    assert [words for _x, words in lay_axes(chart).ticks_across] == ["0"]


def test_what_stands_below_a_picture_can_be_said_shorter() -> None:
    chart = Chart("", "yen", "won", (), level=(0.5, "base"))
    assert chart.feet == ("yen → · ↑ won · ┄ base", "yen → · ↑ won", "yen →")


def test_the_next_doubling_is_on_the_picture(frozen: Session) -> None:
    curve = fit_curve(Figure.LOSS, make_points((100, 2.0), (200, 1.9), (400, 1.8)))
    chart = draw_growth(curve)
    assert chart.series[0].points[-1][0] == pytest.approx(800)
    axes = lay_axes(chart)
    assert [words for _x, words in axes.ticks_across] == ["100", "200", "400", "800"]
    # Each doubling is as far as the one before.
    steps = [axes.place((x, 2.0))[0] for x in (100, 200, 400, 800)]
    assert steps[1] - steps[0] == pytest.approx(steps[3] - steps[2])


def test_a_wide_band_does_not_press_the_points_together() -> None:
    points = ((1.0, 1.0), (2.0, 1.1))
    band = Series("fit", points, ((-90.0, 90.0), (-99.0, 99.0)), is_joined=True, is_band=True)
    axes = lay_axes(Chart("", "", "", (band,)))
    assert axes.bottom > 0.5 and axes.top < 1.6
