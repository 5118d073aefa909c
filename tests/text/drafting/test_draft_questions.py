"""Draft questions: in the passage's language, of several kinds, no template for all."""

from __future__ import annotations

from collections import Counter

import pytest

from studio.text.drafting.draft_questions import draft_question
from studio.text.drafting.tagging import find_key_terms, suggest_tags


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_template_takes_more_than_a_seventh_of_a_book(language: str) -> None:
    terms = ("目的", "習慣") if language == "ja" else ("purpose", "habit")
    kinds = Counter(
        draft_question(
            f"passage {n}", language=language, terms=terms, chapter_title="The Power of Habit"
        ).kind
        for n in range(600)
    )
    assert len(kinds) >= 10
    assert max(kinds.values()) < 600 / 7


def test_a_question_names_what_the_passage_is_about() -> None:
    asked = draft_question("…", language="en", terms=("purpose",), chapter_title="Chapter IV")
    assert "purpose" in asked.prompt
    assert "Chapter IV" not in asked.prompt


def test_two_forms_of_a_word_are_not_set_against_each_other() -> None:
    for n in range(50):
        asked = draft_question(str(n), language="en", terms=("thought", "thoughts", "purpose"))
        assert "thoughts" not in asked.prompt


def test_the_same_passage_gets_the_same_question() -> None:
    first, second = (draft_question("a", language="ja", terms=("志",)) for _ in range(2))
    assert first == second
    assert "志" in first.prompt


def test_a_passage_without_terms_still_gets_a_question() -> None:
    assert draft_question("", language="en").prompt.endswith("?")
    assert draft_question("", language="ja").prompt.endswith("か。")


def test_key_terms_are_what_a_passage_comes_back_to() -> None:
    text = "Purpose is the root of habit. A purpose without habit is a wish; a habit is a purpose."
    assert set(find_key_terms(text, "en")[:2]) == {"purpose", "habit"}
    assert find_key_terms("学問をする人は学問の目的を知る。", "ja")[0] == "学問"


def test_tags_are_a_mentors_subjects() -> None:
    assert suggest_tags("Debt takes your money and your fortune.", "en") == ("money",)
    assert suggest_tags("毎日の習慣が志を支える。", "ja")[0] == "習慣"
