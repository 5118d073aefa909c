"""A straight line through a few points, and how far one may trust it one step beyond them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean

from studio.services.comparison.paired_statistics import CONFIDENCE, Interval

FEWEST_POINTS = 3
"""Two points always lie on a line: only a third says how far from it they are."""


@dataclass(frozen=True)
class Line:
    """A line fitted by least squares, with what its uncertainty is reckoned from.

    ``spread`` is the standard deviation of the points around it, over ``points`` - 2 degrees of
    freedom; ``middle`` the mean of the xs, ``width`` the sum of their squared distances from it.
    """

    slope: float
    height: float
    spread: float
    points: int
    middle: float
    width: float

    def at(self, x: float) -> float:
        """The line's value."""
        return self.height + self.slope * (x - self.middle)

    @property
    def slope_interval(self) -> Interval:
        """Where the true slope lies, by Student's t (Draper and Smith 1998, section 1.4)."""
        reach = student_quantile(self.points - 2) * self.spread / math.sqrt(self.width)
        return Interval(self.slope - reach, self.slope + reach)

    def interval_at(self, x: float) -> Interval:
        """Where another measurement at ``x`` would lie: a prediction interval (the same, 3.1.8).

        It is wider than that of the line itself, as one more training strays as those before.
        """
        doubt = 1 + 1 / self.points + (x - self.middle) ** 2 / self.width
        reach = student_quantile(self.points - 2) * self.spread * math.sqrt(doubt)
        return Interval(self.at(x) - reach, self.at(x) + reach)


def fit_line(xs: Sequence[float], ys: Sequence[float]) -> Line | None:
    """The line through the points; None from fewer than three, or where all xs but one are equal.

    Three different xs are asked for, not just three points: what was measured twice at two places
    bears no curve.
    """
    if len(set(xs)) < FEWEST_POINTS:
        return None
    middle, height = fmean(xs), fmean(ys)
    width = math.fsum((x - middle) ** 2 for x in xs)
    slope = math.fsum((x - middle) * (y - height) for x, y in zip(xs, ys, strict=True)) / width
    # What is left of each height once the line is taken off.
    left = (y - height - slope * (x - middle) for x, y in zip(xs, ys, strict=True))
    spread = math.sqrt(math.fsum(gap * gap for gap in left) / (len(xs) - 2))
    return Line(slope, height, spread, len(xs), middle, width)


@lru_cache(maxsize=64)
def student_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """How many standard errors an interval of Student's t reaches to each side.

    ``freedom`` is its degrees of freedom, 1 or more. The share inside is a finite sum (Abramowitz
    and Stegun 1964, 26.7.3 and 26.7.4), which is halved down to the one that is asked for.
    """
    low, high = 0.0, 1.0
    # With one degree of freedom it lies past 12, with many near 2: the upper end is looked for.
    while _share_inside(high, freedom) < confidence:
        high *= 2
    for _step in range(80):
        middle = (low + high) / 2
        if _share_inside(middle, freedom) < confidence:
            low = middle
        else:
            high = middle
    return high


def _share_inside(t: float, freedom: int) -> float:
    """How much of Student's distribution lies between -t and t."""
    angle = math.atan2(t, math.sqrt(freedom))
    square = math.cos(angle) ** 2
    is_odd = freedom % 2
    term = total = math.cos(angle) if is_odd else 1.0
    for k in range(3 if is_odd else 2, freedom - 1, 2):
        term *= square * (k - 1) / k
        total += term
    if not is_odd:
        return math.sin(angle) * total
    return 2 / math.pi * (angle + (math.sin(angle) * total if freedom > 1 else 0.0))
