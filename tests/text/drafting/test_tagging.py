"""Terms and tags: what a passage is about, in a handful of words of its own language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.text.drafting.tagging import MOST_TAGS, MOST_TERMS, find_key_terms, suggest_tags


def test_common_words_are_no_terms() -> None:
    assert find_key_terms("There would have been something, and they could never go.", "en") == ()


def test_japanese_terms_are_runs_of_kanji_or_katakana() -> None:
    terms = find_key_terms("習慣は第二の天性である。習慣とエネルギーを大切に。", "ja")
    assert terms[0] == "習慣"
    assert "エネルギー" in terms


def test_a_passage_without_a_known_subject_has_no_tags() -> None:
    assert suggest_tags("The lamp stood on the table.", "en") == ()


def test_the_subject_spoken_of_most_comes_first() -> None:
    assert suggest_tags("Money, money and courage.", "en")[0] == "money"


@given(st.text(max_size=300), st.sampled_from(["en", "ja", "fr", ""]))
def test_any_text_has_a_few_terms_and_tags_of_its_own(text: str, language: str) -> None:
    terms = find_key_terms(text, language)
    assert len(terms) == len(set(terms)) <= MOST_TERMS
    assert len(suggest_tags(text, language)) <= MOST_TAGS
    assert find_key_terms(text, language) == terms


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_has_no_terms(language: str) -> None:
    assert find_key_terms("", language) == ()
