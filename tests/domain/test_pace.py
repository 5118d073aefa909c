"""How long a training takes, worked out from what was measured."""

from __future__ import annotations

import pytest

from studio.domain.pace import LOOK_SHARE, Pace, Workload

PACE = Pace("m", "cpu", "float32", start=10, token=0.01, step=0.5)


def test_the_time_is_that_of_tokens_steps_and_the_start() -> None:
    work = Workload(tokens=1_000, epochs=2, steps=6)
    assert PACE.estimate(work) == pytest.approx(10 + 2 * 1_000 * 0.01 + 6 * 0.5)


def test_tokens_that_are_only_looked_at_take_a_part_of_it() -> None:
    work = Workload(tokens=0, validation_tokens=1_000)
    assert PACE.estimate(work) == pytest.approx(10 + 1_000 * LOOK_SHARE * 0.01)


def test_a_tokenizer_that_makes_more_of_the_same_text_takes_longer() -> None:
    pace = Pace("m", "cpu", "float32", token_ratio=2.5)
    assert pace.scale(Workload(100, 40, 3, 9)) == Workload(250, 100, 3, 9)


def test_a_pace_is_kept_and_read_and_damage_is_none() -> None:
    assert Pace.read(PACE.record()) == PACE
    assert Pace.read({**PACE.record(), "added_later": 1}) == PACE
    assert Pace.read({}) is None
    assert Pace.read({**PACE.record(), "token": 0}) is None
    assert Pace.read({**PACE.record(), "token": "fast"}) is None
