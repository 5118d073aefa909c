"""The statistics of pairs: held to published tables, to statsmodels and to scipy."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest

from studio.services.comparison import paired_statistics
from studio.services.comparison.paired_statistics import (
    Interval,
    adjust_for_many,
    bootstrap_mean,
    count_questions_needed,
    level_of_look,
    measure_agreement,
    paired_difference,
    permutation_test,
    sign_test,
    wilson_interval,
)

FIGURES = json.loads(Path(__file__).with_name("statistics.json").read_text())
"""What scipy and statsmodels make of random data: written by ``make_statistics.py``."""


def test_wilson_gives_the_interval_of_the_published_example():
    # Newcombe 1998, Table I: 81 of 263, and 15 of 148, 0 of 20, 1 of 29
    assert round_interval(wilson_interval(81, 263)) == (0.2553, 0.3662)
    assert round_interval(wilson_interval(15, 148)) == (0.0624, 0.1605)
    assert round_interval(wilson_interval(0, 20)) == (0.0000, 0.1611)
    assert round_interval(wilson_interval(1, 29)) == (0.0061, 0.1718)


def test_the_sign_test_gives_the_published_probabilities():
    # Siegel 1956, Table D (one-sided, doubled): 3 of 14 → .029; 5 of 15 → .151; 0 of 5 → .031
    assert sign_test(11, 3) == pytest.approx(2 * 0.0287, abs=2e-4)
    assert sign_test(10, 5) == pytest.approx(2 * 0.1509, abs=2e-4)
    assert sign_test(5, 0) == pytest.approx(0.0625)
    assert sign_test(0, 0) == 1
    assert sign_test(7, 7) == 1


def test_five_wins_of_five_prove_nothing_and_six_of_six_do():
    assert sign_test(5, 0) > 0.05 > sign_test(6, 0)


def test_two_thousand_votes_do_not_overflow():
    assert 0 < sign_test(1_100, 900) < 1e-4


def test_the_paired_difference_is_that_of_newcombes_example():
    # Newcombe 1998 (paired), method 10: 36 both, 12 and 2 one only, none neither
    assert round_interval(paired_difference(36, 12, 2, 0)) == (0.0569, 0.3404)


def test_the_paired_difference_without_a_difference_holds_nought():
    interval = paired_difference(14, 0, 0, 36)
    assert interval.low <= 0 <= interval.high
    assert paired_difference(0, 0, 0, 0) == Interval(-1, 1)


def test_few_differences_are_told_by_all_changes_of_sign():
    # Eight times better by something: 2 of 2**8 changes of sign are as far out
    assert permutation_test([1, 2, 3, 4, 5, 6, 7, 8], seed=1) == pytest.approx(2 / 256)
    assert permutation_test([0.0, 0.0], seed=1) == 1
    assert permutation_test([1, -1, 1, -1], seed=1) == 1


def test_many_differences_give_the_same_probability_with_the_same_seed():
    differences = [random.Random(3).gauss(0.2, 1) for _ in range(60)]
    assert permutation_test(differences, seed=5) == permutation_test(differences, seed=5)


def test_holm_adjusts_the_smallest_most():
    assert adjust_for_many([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert adjust_for_many([]) == []


def test_kappa_of_cohens_example():
    # Cohen 1960: two judges, 200 patients; observed .70, kappa .492 (to two places .49)
    table = {
        ("a", "a"): 88,
        ("a", "b"): 14,
        ("a", "c"): 18,
        ("b", "a"): 10,
        ("b", "b"): 40,
        ("b", "c"): 10,
        ("c", "a"): 2,
        ("c", "b"): 6,
        ("c", "c"): 12,
    }
    votes = [pair for pair, count in table.items() for _ in range(count)]
    agreement = measure_agreement(votes)
    assert agreement.share == pytest.approx(0.70)
    assert agreement.kappa == pytest.approx(0.492, abs=1e-3)


def test_judges_who_only_ever_say_one_thing_have_no_kappa():
    agreement = measure_agreement([("left", "left")] * 5)
    assert (agreement.share, agreement.kappa) == (1, None)


def test_more_questions_are_needed_for_a_smaller_difference():
    # Connor 1987: decided .4, difference .2, level .05, power .8 → 78
    assert count_questions_needed(30, 10, 100, level=0.05) in (77, 78, 79)
    assert count_questions_needed(25, 15, 100, level=0.05) > 250
    assert count_questions_needed(20, 20, 100, level=0.05) is None
    assert count_questions_needed(5, 0, 5, level=0.05) == 6


def test_all_looks_together_spend_no_more_than_one():
    assert sum(level_of_look(look) for look in range(1, 40)) < 0.05


def test_shares_and_their_test_are_those_of_statsmodels_and_scipy():
    for wins, trials, low, high, mcnemar, binomial in FIGURES["shares"]:
        interval = wilson_interval(wins, trials)
        assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-9)
        assert sign_test(wins, trials - wins) == pytest.approx(mcnemar, rel=1e-9)
        assert sign_test(wins, trials - wins) == pytest.approx(binomial, rel=1e-9)


def test_holm_is_that_of_statsmodels():
    for chances, adjusted in FIGURES["holm"]:
        assert adjust_for_many(chances) == pytest.approx(adjusted)


def test_kappa_is_that_of_statsmodels():
    for table, kappa in FIGURES["kappa"]:
        votes = [
            (first, second)
            for first, row in zip("lrt", table, strict=True)
            for second, count in zip("lrt", row, strict=True)
            for _ in range(count)
        ]
        assert measure_agreement(votes).kappa == pytest.approx(kappa)


def test_without_correlation_the_paired_difference_is_the_unpaired_one_of_statsmodels():
    for cells, low, high in FIGURES["newcombe"]:
        ours = paired_difference(*cells)
        if cells[0] * cells[3] == cells[1] * cells[2]:
            assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-9)
        else:  # answers to the same questions resemble each other: the interval is narrower
            assert high - low > ours.high - ours.low


def test_bootstrap_and_permutation_are_those_of_scipy():
    for values, low, high, chance in FIGURES["means"]:
        interval = bootstrap_mean(values, seed=1, draws=6_000)
        assert interval.low == pytest.approx(low, abs=0.06 * (high - low))
        assert interval.high == pytest.approx(high, abs=0.06 * (high - low))
        assert permutation_test(values, seed=1) == pytest.approx(chance, abs=0.03)


def test_of_many_differences_the_closed_form_says_what_draws_say(monkeypatch):
    draw = random.Random(23)
    values = [draw.expovariate(1) - 0.95 for _ in range(240)]
    closed, chance = bootstrap_mean(values, seed=1), permutation_test(values, seed=1)
    monkeypatch.setattr(paired_statistics, "MANY", 10_000)
    drawn = bootstrap_mean(values, seed=1, draws=4_000)
    width = drawn.high - drawn.low
    assert closed.low == pytest.approx(drawn.low, abs=0.06 * width)
    assert closed.high == pytest.approx(drawn.high, abs=0.06 * width)
    assert chance == pytest.approx(permutation_test(values, seed=1, draws=4_000), abs=0.03)


@pytest.mark.slow
def test_the_bootstrap_interval_holds_the_mean_about_as_often_as_it_says():
    draw = random.Random(17)
    hits = 0
    for number in range(200):
        values = [draw.expovariate(1) - 1 for _ in range(40)]
        interval = bootstrap_mean(values, seed=number, draws=400)
        hits += interval.low <= 0 <= interval.high
    assert 0.89 <= hits / 200 <= 0.99


def test_a_bootstrap_of_one_difference_says_that_nothing_is_known():
    assert bootstrap_mean([0.3], seed=1) == Interval(-math.inf, math.inf)
    assert bootstrap_mean([0.25, 0.25, 0.25], seed=1) == Interval(0.25, 0.25)


def round_interval(interval):
    return round(interval.low, 4), round(interval.high, 4)
