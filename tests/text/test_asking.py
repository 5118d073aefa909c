"""The same question is told in other small words; another question is another."""

from __future__ import annotations

import pytest

from studio.text.asking import question_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I reach my goals?", "How can one reach a goal"),
        ("What is the value of patience?", "what's the value of patience"),
        ("目標を達成するには？", "目標は、達成するにはですか。"),
    ],
)
def test_small_words_change_nothing(one: str, other: str) -> None:
    assert question_key(one) == question_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I reach goal 1?", "How do I reach goal 2?"),
        ("Why is patience good?", "How is patience good?"),
        ("What makes thought so important?", "What makes work so important?"),
        ("「努力」から何を学べますか。", "「習慣」から何を学べますか。"),
        ("Why?", "How?"),
        ("なぜですか", "どうですか"),
    ],
)
def test_other_words_are_another_question(one: str, other: str) -> None:
    assert question_key(one) != question_key(other)
