"""Statistics for pairs of answers: how sure one can be that one model is better than another.

Closed forms of a few lines each, so that no numerical library has to be shipped; the tests hold
them to ``scipy`` and ``statsmodels``. Each names its source.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from statistics import NormalDist, fmean

CONFIDENCE = 0.95
DRAWS = 2_000
"""Of a bootstrap or a permutation: the ends of an interval then move by about a hundredth."""
POWER = 0.8
"""The chance that so many questions show a difference that is there (Cohen 1988 uses the same)."""
MOST_EXACT = 12
"""Differences up to which all 2ⁿ changes of sign are tried instead of a sample of them."""
MANY = 200
"""Differences from which the normal distribution says what draws would say, at once (central limit
theorem; the tests hold one to the other)."""
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Interval:
    """Where the true value lies, at the confidence that was asked for."""

    low: float
    high: float


@dataclass(frozen=True)
class Agreement:
    """How often two judges say the same: a share from 0 to 1, and what chance leaves of it.

    ``kappa`` is 1 for the same verdict each time, 0 for what two judges who guess would reach;
    None where neither judge ever differed from himself, so that nothing can be said.
    """

    share: float
    kappa: float | None
    interval: Interval
    """Of the share."""


def wilson_interval(successes: float, trials: int, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a share (Wilson 1927; recommended by Brown, Cai and DasGupta 2001).

    ``successes`` may hold halves, a tie counting for both sides: a tie varies less than a win and
    a loss, so the interval is then wider than it need be, never narrower. No trials: 0 to 1.
    """
    if not trials:
        return Interval(0.0, 1.0)
    z = _NORMAL.inv_cdf((1 + confidence) / 2)
    share = successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    spread = z / (1 + z * z / trials)
    spread *= math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return Interval(max(0.0, middle - spread), min(1.0, middle + spread))


def sign_test(wins: int, losses: int) -> float:
    """How often two equal contestants would differ as much as this or more (two-sided, exact).

    The sign test (Dixon and Mood 1946), which for right and wrong answers is the exact form of
    McNemar's (1947). Ties say nothing about which is better and are left out.
    """
    decided = wins + losses
    if not decided:
        return 1.0
    tail = _binomial_tail(decided, min(wins, losses))
    return min(1.0, 2 * tail)


def paired_difference(
    both: int, first_only: int, second_only: int, neither: int, confidence: float = CONFIDENCE
) -> Interval:
    """The interval of (share of the first) − (share of the second), on the same questions.

    Newcombe 1998 (Statistics in Medicine 17, 2635–2650), method 10: two Wilson intervals put
    together by the correlation of the pairs.
    """
    total = both + first_only + second_only + neither
    if not total:
        return Interval(-1.0, 1.0)
    first, second = (both + first_only) / total, (both + second_only) / total
    of_first = wilson_interval(both + first_only, total, confidence)
    of_second = wilson_interval(both + second_only, total, confidence)
    phi = _correlate(both, first_only, second_only, neither)
    low = _combine(first - of_first.low, of_second.high - second, phi)
    high = _combine(of_first.high - first, second - of_second.low, phi)
    return Interval(first - second - low, first - second + high)


def bootstrap_mean(
    differences: Sequence[float],
    *,
    seed: int,
    draws: int = DRAWS,
    confidence: float = CONFIDENCE,
) -> Interval:
    """The interval of the mean difference, for measures that are no yes or no.

    The bootstrap, corrected for bias and skew (BCa; Efron 1987). The same seed gives the same
    interval. Of fewer than two differences nothing is known: minus to plus infinity.
    """
    size = len(differences)
    if size < 2:
        return Interval(-math.inf, math.inf)
    mean = fmean(differences)
    if size >= MANY:
        return _approximate_mean(differences, mean, confidence)
    draw = random.Random(seed)
    means = sorted(math.fsum(draw.choices(differences, k=size)) / size for _ in range(draws))
    if means[0] == means[-1]:
        return Interval(mean, mean)
    bias = _measure_bias(means, mean)
    skew = _measure_skew(differences, mean)
    ends = []
    for side in ((1 - confidence) / 2, (1 + confidence) / 2):
        z = bias + _NORMAL.inv_cdf(side)
        share = _NORMAL.cdf(bias + z / (1 - skew * z))
        ends.append(_quantile(means, share))
    return Interval(*ends)


def permutation_test(differences: Sequence[float], *, seed: int, draws: int = DRAWS) -> float:
    """How often equal contestants would differ as much in the mean as this (two-sided).

    Were they equal, each difference could as well have the other sign (Fisher 1935); up to
    ``MOST_EXACT`` differences all changes of sign are tried, else ``draws`` of them, with the one
    observed counted among them (Phipson and Smyth 2010), so that it is never 0.
    """
    sizes = [abs(difference) for difference in differences if difference]
    if not sizes:
        return 1.0
    # A hair less: sums that are equal on paper differ in the last digit.
    observed = abs(math.fsum(differences)) * (1 - 1e-12)
    if len(sizes) <= MOST_EXACT:
        signs = product((-1, 1), repeat=len(sizes))
        sums = [abs(sum(map(_multiply, row, sizes))) for row in signs]
        return sum(value >= observed for value in sums) / len(sums)
    if len(sizes) >= MANY:
        spread = math.sqrt(math.fsum(size * size for size in sizes))
        return 2 * _NORMAL.cdf(-observed / spread)
    draw = random.Random(seed)
    extreme = 0
    for _ in range(draws):
        bits = draw.getrandbits(len(sizes))
        value = math.fsum(size if bits >> bit & 1 else -size for bit, size in enumerate(sizes))
        extreme += abs(value) >= observed
    return (extreme + 1) / (draws + 1)


def adjust_for_many(p_values: Sequence[float]) -> list[float]:
    """The same probabilities, corrected for having asked several questions at once (Holm 1979)."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def measure_agreement(
    votes: Sequence[tuple[str, str]], confidence: float = CONFIDENCE
) -> Agreement:
    """How well two judges of the same questions agree: Cohen's kappa (1960) and the bare share."""
    if not votes:
        return Agreement(0.0, None, Interval(0.0, 1.0))
    size = len(votes)
    same = sum(first == second for first, second in votes)
    kinds = {vote for pair in votes for vote in pair}
    by_chance = sum(
        sum(first == kind for first, _ in votes) * sum(second == kind for _, second in votes)
        for kind in kinds
    ) / (size * size)
    share = same / size
    kappa = None if by_chance == 1 else (share - by_chance) / (1 - by_chance)
    return Agreement(share, kappa, wilson_interval(same, size, confidence))


def count_questions_needed(
    wins: int, losses: int, judged: int, *, level: float, power: float = POWER
) -> int | None:
    """Questions in all with which a difference like the one seen would be proven; None: no number.

    Connor 1987 (Biometrics 43, 207–211), for paired yes-or-no answers: it grows with the share of
    questions that are decided, and falls with the square of the difference. ``level`` is the
    probability below which a difference counts as proven.
    """
    if not judged or wins == losses:
        return None
    decided, difference = (wins + losses) / judged, abs(wins - losses) / judged
    z_level, z_power = _NORMAL.inv_cdf(1 - level / 2), _NORMAL.inv_cdf(power)
    root = z_level * math.sqrt(decided)
    root += z_power * math.sqrt(max(0.0, decided - difference * difference))
    # A difference can't be proven with fewer decided questions than all on one side would take.
    least = math.ceil(_count_least_decided(level) / decided)
    return max(least, math.ceil((root / difference) ** 2))


def level_of_look(look: int, confidence: float = CONFIDENCE) -> float:
    """The probability below which a difference counts as proven at the n-th look, from 1.

    Who looks, asks more questions and looks again finds a difference sooner or later where there
    is none. So each look spends half of what is left (Bonferroni's inequality): all of them
    together are wrong at most as often as one would be.
    """
    return (1 - confidence) / 2.0**look


@lru_cache(maxsize=64)
def _count_least_decided(level: float) -> int:
    """Questions that must all go to one side before two-sided chance is below ``level``."""
    return math.ceil(1 - math.log2(level))


def _binomial_tail(trials: int, successes: int) -> float:
    """The chance of at most so many heads among fair coins."""
    # In whole numbers: 0.5 to the power of a thousand is nothing in a float.
    ways = sum(math.comb(trials, count) for count in range(successes + 1))
    share: float = ways / 2**trials
    return share


def _correlate(both: int, first_only: int, second_only: int, neither: int) -> float:
    """Newcombe's phi, with his correction for continuity where it is positive."""
    total = both + first_only + second_only + neither
    margins = (
        (both + first_only)
        * (second_only + neither)
        * (both + second_only)
        * (first_only + neither)
    )
    if not margins:
        return 0.0
    excess: float = both * neither - first_only * second_only
    if excess > 0:
        excess = max(excess - total / 2, 0.0)
    return excess / math.sqrt(margins)


def _combine(first: float, second: float, phi: float) -> float:
    return math.sqrt(max(0.0, first * first - 2 * phi * first * second + second * second))


def _approximate_mean(differences: Sequence[float], mean: float, confidence: float) -> Interval:
    """The interval of the mean of many differences, corrected for skew (Johnson 1978)."""
    size = len(differences)
    deviations = [value - mean for value in differences]
    variance = math.fsum(value * value for value in deviations) / (size - 1)
    if not variance:
        return Interval(mean, mean)
    third = math.fsum(value**3 for value in deviations) / size
    z = _NORMAL.inv_cdf((1 + confidence) / 2)
    shift = third / (6 * variance * size) * (1 + 2 * z * z)
    error = z * math.sqrt(variance / size)
    return Interval(mean + shift - error, mean + shift + error)


def _measure_bias(means: Sequence[float], mean: float) -> float:
    below = sum(value < mean for value in means) + sum(value == mean for value in means) / 2
    share = min(max(below / len(means), 0.5 / len(means)), 1 - 0.5 / len(means))
    return _NORMAL.inv_cdf(share)


def _measure_skew(differences: Sequence[float], mean: float) -> float:
    """The acceleration: the jackknife of a mean has a closed form."""
    deviations = [value - mean for value in differences]
    squares = math.fsum(value * value for value in deviations)
    return math.fsum(value**3 for value in deviations) / (6 * squares**1.5) if squares else 0.0


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of them lies, between two where it falls there."""
    position = min(max(share, 0.0), 1.0) * (len(ordered) - 1)
    lower = math.floor(position)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (ordered[upper] - ordered[lower]) * (position - lower)


def _multiply(first: float, second: float) -> float:
    return first * second
