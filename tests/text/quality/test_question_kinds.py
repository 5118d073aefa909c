"""The same question is told in other small words; another question is another."""

from __future__ import annotations

import pytest

from studio.text.quality.question_kinds import (
    QUESTION_KINDS,
    classify_question,
    normalize_question,
    split_question,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I reach my goals?", "How can one reach a goal"),
        ("What is the value of patience?", "what's the value of patience"),
        ("目標を達成するには？", "目標は、達成するにはですか。"),
    ],
)
def test_small_words_change_nothing(one: str, other: str) -> None:
    assert normalize_question(split_question(one)) == normalize_question(split_question(other))


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
    assert normalize_question(split_question(one)) != normalize_question(split_question(other))


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("I am tired. Why should I rise early?", "why"),
        ("I am tired: how do I begin?", "how"),
        ("How many apples are left?", "what"),
        ("When habit and will pull apart, what should guide me?", "what"),
        ("If I fail, should I go on?", "whether"),
        ("Write a poem about patience.", "task"),
        ("Patience is a virtue.", "statement"),
        ("なぜ早起きがよいのですか。", "why"),
        ("どうすれば続きますか？", "how"),
        ("「習慣」から、何を学べますか。", "what"),
        ("これは正しいですか。", "whether"),
        ("次の文を要約してください。", "task"),
        ("", "statement"),
    ],
)
def test_a_question_is_of_a_kind(prompt: str, kind: str) -> None:
    assert classify_question(prompt) == kind and kind in QUESTION_KINDS
