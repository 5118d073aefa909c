"""The verdict: a sentence with its interval, and never a win from too few."""

from __future__ import annotations

import random

import pytest

from studio.services.comparison.verdict import (
    Outcome,
    Votes,
    describe_figures,
    describe_outcome,
    describe_verdict,
    judge_votes,
)

NAMES = {"contestant": "Run 3", "rival": "the base"}


def judge(*votes, look=1):
    return judge_votes([Votes(*votes)], look=look)[0]


def test_a_small_lead_is_not_proven_and_the_sentence_says_what_would_decide():
    standing = judge(27, 17, 4)
    assert describe_verdict(standing, **NAMES) == (
        "Run 3 is better than the base in 60% of 48 questions (95% interval 46–73%): "
        f"not proven; {standing.more} more questions would decide."
    )
    assert standing.outcome is Outcome.NOT_PROVEN


def test_a_clear_lead_is_proven():
    line = describe_verdict(judge(40, 8), **NAMES)
    assert line.endswith("proven better.")
    assert "83% of 48 questions" in line


def test_a_model_that_lost_is_proven_worse_and_that_is_said_first():
    assert judge(8, 40).outcome is Outcome.WORSE
    assert describe_outcome(judge(8, 40), **NAMES) == "Run 3 is worse than the base"
    figures = "17% of 48 questions won (95% interval 9–30%): proven worse."
    assert describe_figures(judge(8, 40)) == figures


def test_five_wins_of_five_are_no_win():
    assert judge(5, 0).outcome is Outcome.NOT_PROVEN


def test_nothing_is_said_where_nothing_is_judged():
    assert describe_verdict(judge(0, 0), **NAMES) == "Nothing is judged yet."


def test_two_that_stand_even_are_said_to():
    assert "are even" in describe_verdict(judge(10, 10, 5), **NAMES)


def test_a_tiny_difference_is_said_to_take_more_than_anyone_judges():
    assert "more than 2,000 questions" in describe_verdict(judge(505, 500), **NAMES)


def test_a_later_look_asks_for_more():
    assert judge(20, 6).outcome is Outcome.BETTER
    assert judge(20, 6, look=3).outcome is Outcome.NOT_PROVEN


def test_the_best_of_many_checkpoints_needs_more_than_one_alone():
    alone = judge_votes([Votes(17, 5)])[0]
    among = judge_votes([Votes(17, 5), *[Votes(11, 11)] * 5])[0]
    assert alone.outcome is Outcome.BETTER
    assert among.outcome is Outcome.NOT_PROVEN


@pytest.mark.slow
@pytest.mark.parametrize("contestants", [1, 4])
def test_equals_are_proven_better_in_at_most_five_of_a_hundred_comparisons(contestants):
    # 10,000 comparisons of equals; after each "not proven" sixteen more questions, four looks in all
    draw = random.Random(2026)
    wrong = 0
    for _ in range(10_000):
        tallies = [[0, 0, 0] for _ in range(contestants)]
        for look in range(1, 5):
            for tally in tallies:
                for vote in draw.choices((0, 1, 2), weights=(40, 40, 20), k=16):
                    tally[vote] += 1
            standings = judge_votes([Votes(*tally) for tally in tallies], look=look)
            if any(standing.outcome is not Outcome.NOT_PROVEN for standing in standings):
                wrong += 1
                break
    assert wrong / 10_000 <= 0.05
