"""A line through a few points, held to published figures and to chance itself."""

from __future__ import annotations

import random

import pytest

from studio.services.experiments.line_fit import fit_line, student_quantile

TABLE = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 10: 2.228, 30: 2.042, 120: 1.980}
"""Student's t for 95 % (Fisher and Yates 1963, table III)."""
ANSCOMBE = (
    (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5),
    (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68),
)
"""The first set of Anscombe 1973: y = 3.00 + 0.500 x, the slope's standard error 0.118."""


@pytest.mark.parametrize(("freedom", "quantile"), TABLE.items())
def test_students_t_is_that_of_the_tables(freedom: int, quantile: float) -> None:
    assert student_quantile(freedom) == pytest.approx(quantile, abs=0.0006)
    assert student_quantile(5, 0.99) == pytest.approx(4.032, abs=0.0006)


def test_the_line_is_that_of_a_published_example() -> None:
    line = fit_line(*ANSCOMBE)
    assert line.slope == pytest.approx(0.5001, abs=1e-4)
    assert line.at(0) == pytest.approx(3.0001, abs=1e-4)
    assert line.spread == pytest.approx(1.2366, abs=1e-4)
    reach = line.slope_interval.high - line.slope
    assert reach / student_quantile(9) == pytest.approx(0.1179, abs=1e-4)


def test_two_places_are_no_line() -> None:
    assert fit_line([1.0, 2.0], [1.0, 2.0]) is None
    assert fit_line([1.0, 1.0, 2.0, 2.0], [1.0, 1.1, 2.0, 2.1]) is None


def test_another_measurement_lies_in_the_interval_as_often_as_it_says() -> None:
    draw, inside, slopes = random.Random(5), 0, 0
    xs = [5.0, 6.0, 7.0, 8.0]
    for _trial in range(2_000):
        line = fit_line(xs, [1.0 - 0.2 * x + draw.gauss(0, 0.3) for x in xs])
        interval = line.interval_at(9.0)
        inside += interval.low <= 1.0 - 0.2 * 9.0 + draw.gauss(0, 0.3) <= interval.high
        slopes += line.slope_interval.low <= -0.2 <= line.slope_interval.high
    assert inside / 2_000 == pytest.approx(0.95, abs=0.015)
    assert slopes / 2_000 == pytest.approx(0.95, abs=0.015)
