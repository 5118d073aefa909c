"""Measures: figures about an answer that need no judge, held against the rival's."""

from __future__ import annotations

import pytest

from studio.domain.comparison import Answer, Comparison, Question
from studio.services.comparison import measures
from studio.services.session import Session
from tests.services.comparison.conftest import BASE, TUNED


def make_comparison(figures: list[tuple[float, float]], name: str = "overlap") -> Comparison:
    """Questions with a measure of the tuned model's answer and of the base's."""
    questions = tuple(
        Question(
            number,
            "Why?",
            answers=(
                Answer(number, TUNED.key, "", measures={name: ours}),
                Answer(number, BASE.key, "", measures={name: theirs}),
            ),
        )
        for number, (ours, theirs) in enumerate(figures)
    )
    return Comparison(1, None, (BASE, TUNED), None, seed=3, questions=questions)


def test_chrf_is_that_of_its_author() -> None:
    # Popović 2015: equal texts 1, nothing in common 0; half of the letters between
    assert measures.measure_overlap("the garden", "the garden") == pytest.approx(1)
    assert measures.measure_overlap("xyz", "the garden") == 0
    assert 0.2 < measures.measure_overlap("the gate", "the garden") < 0.7
    assert measures.measure_overlap("", "the garden") == 0


def test_an_answer_that_goes_round_repeats_itself() -> None:
    assert measures.measure_repetition("Take one small step today and rest.", "en") == 0
    assert measures.measure_repetition("go on and on " * 20, "en") > 0.9
    assert measures.measure_repetition("小さな一歩を今日から始めましょう。" * 6, "ja") > 0.7


def test_an_answer_is_measured_by_all_that_is_known(session: Session) -> None:
    question = Question(1, "How do I begin?", reference="Begin small.", must=("small", "today"))
    figures = measures.measure_answer(session, question, "Begin small.")
    assert figures["overlap"] == pytest.approx(1) and figures["must"] == 0.5
    assert (figures["refusal"], figures["language"]) == (0, 1)
    assert "grounding" not in figures


def test_an_answer_in_another_language_is_told(session: Session) -> None:
    question = Question(1, "どう始めればよいですか。")
    assert measures.measure_answer(session, question, "Begin small, today.")["language"] == 0


def test_no_answer_counts_as_none(session: Session) -> None:
    assert measures.measure_answer(session, Question(1, "Why?"), "")["refusal"] == 1


def test_a_difference_that_is_there_is_proven_with_its_interval() -> None:
    figures = [(0.5 + 0.01 * (n % 7), 0.3 + 0.02 * (n % 5)) for n in range(40)]
    (row,) = measures.compare_measures(make_comparison(figures), TUNED.key, BASE.key)
    assert row.is_better is True and row.questions == 40
    assert 0 < row.interval.low < row.difference < row.interval.high


def test_more_of_a_bad_thing_is_worse() -> None:
    figures = [(0.5 + 0.01 * (n % 7), 0.3) for n in range(40)]
    (row,) = measures.compare_measures(make_comparison(figures, "repetition"), TUNED.key, BASE.key)
    assert row.is_better is False


def test_a_difference_by_chance_is_not_proven() -> None:
    figures = [(0.5 + 0.1 * ((-1) ** n), 0.5) for n in range(12)]
    (row,) = measures.compare_measures(make_comparison(figures), TUNED.key, BASE.key)
    assert row.is_better is None


def test_length_is_neither_better_nor_worse() -> None:
    figures = [(300.0 + n, 100.0) for n in range(20)]
    (row,) = measures.compare_measures(make_comparison(figures, "length"), TUNED.key, BASE.key)
    assert row.is_proven and row.is_better is None


def test_the_same_seed_gives_the_same_figures() -> None:
    comparison = make_comparison([(0.1 * n, 0.09 * n) for n in range(20)])
    assert measures.compare_measures(comparison, TUNED.key, BASE.key) == measures.compare_measures(
        comparison, TUNED.key, BASE.key
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.00004, "0"),
        (0.00643, "+0.006"),
        (-1.123, "−1.12"),
        (0.98, "+0.980"),
        (123.456, "+123.5"),
        (-1234.5, "−1,234"),
    ],
)
def test_figures_are_written_as_people_write_them(value: float, text: str) -> None:
    assert measures.format_figure(value, signed=True) == text
    assert measures.format_figure(value) == text.removeprefix("+")
