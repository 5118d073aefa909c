"""A form that is filled in again and again is told from questions that only begin alike."""

from __future__ import annotations

from studio.text.quality.question_kinds import split_question
from studio.text.quality.question_templates import Templates

WORDS = (
    "patience courage habit thrift work friendship study health time order duty hope silence "
    "reading walking sleep money praise anger envy"
).split()


def filled(*questions: str) -> Templates:
    known = Templates()
    for key, question in enumerate(questions):
        known.add(key, split_question(question))
    return known


def test_a_form_filled_in_is_found_with_those_who_fill_it_in() -> None:
    form = [f"Is there a principle I can hold on to when it comes to {word}?" for word in WORDS]
    others = [f"Where does {word} end, and what follows {word}?" for word in WORDS[:3]]
    known = filled(*form, *others)
    assert known.largest(range(23), 5) == tuple(range(20))
    assert known.largest(range(23), 21) == ()


def test_a_form_in_japanese_is_found() -> None:
    form = [
        f"「{letter}」について、心に留めておくべきことは何ですか。" for letter in "一二三四五六"
    ]
    assert filled(*form).largest(range(6), 5) == tuple(range(6))


def test_questions_that_only_begin_alike_are_no_form() -> None:
    questions = [
        f"What is {word} to {WORDS[n - 7]}, or {WORDS[n - 3]} to {WORDS[n - 11]}, once it is lost?"
        for n, word in enumerate(WORDS)
    ]
    assert filled(*questions).largest(range(20), 5) == ()
    assert filled(*(f"What is {word}?" for word in WORDS)).largest(range(20), 5) == ()


def test_an_edited_question_stands_for_itself_alone() -> None:
    known = filled(*(f"Is there a principle to hold on to about {word}?" for word in WORDS[:5]))
    known.add(0, split_question("Something else altogether?"))
    assert known.largest(range(5), 5) == () and known.largest(range(5), 4) == (1, 2, 3, 4)


def test_only_what_is_asked_for_is_among_them() -> None:
    known = filled(*(f"Is there a principle to hold on to about {word}?" for word in WORDS[:8]))
    assert known.largest((1, 3, 5, 7, 6), 4) == (1, 3, 5, 7, 6)
