"""Writes ``statistics.json``: random tables, and what scipy and statsmodels make of them.

The libraries stand in no environment of the studio (they bring numpy and pandas along, which would
slow down the start of all that is tested beside them), so their figures are kept. To make them
anew, in an environment that has both: ``python tests/services/comparison/make_statistics.py``.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy
import scipy
import scipy.stats
import statsmodels
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

DRAW = random.Random(7)
VOTES = "lrt"
CELLS = ((10, 20, 15, 30), (6, 12, 4, 8), (9, 3, 30, 10), (20, 5, 40, 10))


def make_shares():
    for _ in range(120):
        trials = DRAW.randrange(1, 400)
        wins = DRAW.randrange(trials + 1)
        low, high = proportion_confint(wins, trials, method="wilson")
        exact = mcnemar([[3, wins], [trials - wins, 9]], exact=True).pvalue
        scipys = scipy.stats.binomtest(wins, trials).pvalue
        yield [wins, trials, float(low), float(high), float(exact), float(scipys)]


def make_adjusted():
    for _ in range(40):
        chances = [DRAW.random() ** 3 for _ in range(DRAW.randrange(1, 9))]
        yield [chances, [float(value) for value in multipletests(chances, method="holm")[1]]]


def make_kappas():
    for _ in range(40):
        votes = [(DRAW.choice(VOTES), DRAW.choice("llrt")) for _ in range(DRAW.randrange(5, 90))]
        table = [[votes.count((first, second)) for second in VOTES] for first in VOTES]
        yield [table, float(cohens_kappa(table).kappa)]


def make_differences():
    for both, first, second, neither in CELLS:
        total = both + first + second + neither
        interval = confint_proportions_2indep(
            both + first, total, both + second, total, method="newcomb"
        )
        yield [[both, first, second, neither], *map(float, interval)]


def make_means():
    for size in (20, 35, 50, 80):
        values = [DRAW.expovariate(1) - 0.8 for _ in range(size)]
        interval = scipy.stats.bootstrap(
            (values,), numpy.mean, n_resamples=20_000, method="BCa", rng=1
        ).confidence_interval
        chance = scipy.stats.permutation_test(
            (values,), numpy.mean, permutation_type="samples", n_resamples=20_000, rng=1
        ).pvalue
        yield [values, float(interval.low), float(interval.high), float(chance)]


if __name__ == "__main__":
    figures = {
        "made_with": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
        "shares": list(make_shares()),
        "holm": list(make_adjusted()),
        "kappa": list(make_kappas()),
        "newcombe": list(make_differences()),
        "means": list(make_means()),
    }
    Path(__file__).with_name("statistics.json").write_text(json.dumps(figures) + "\n")
