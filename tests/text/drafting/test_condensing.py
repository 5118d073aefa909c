"""Condensing keeps the conclusion and drops the tale, in English and Japanese."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.text.drafting.condensing import MOST_SENTENCES, condense
from studio.text.sentences.boundaries import split_sentences

ENGLISH = (
    "When I was a boy in 1842 my uncle told me of a farmer who sold his land. "
    "He went away to look for diamonds and never came home. "
    "People must look for their purpose where they already stand. "
    "The purpose you already stand upon should be worked before you look for another. "
    "My uncle asked me what I thought of the farmer."
)
JAPANESE = (
    "先日、友人が私に手紙をくれました。"
    "人は目標を立てたら毎日続けることが大切である。"
    "手紙には「また会おう」と書いてありました。"
    "毎日続ける小さな努力こそ、目標に届く道なのである。"
)


def test_the_advice_is_kept_and_the_tale_is_dropped() -> None:
    condensed = condense(ENGLISH, split_sentences(ENGLISH, "en"), "en")
    assert "purpose" in condensed.answer
    assert "uncle" not in condensed.answer and "farmer" not in condensed.answer


def test_japanese_is_condensed_by_its_own_words() -> None:
    condensed = condense(JAPANESE, split_sentences(JAPANESE, "ja"), "ja", keep=0.6)
    assert "毎日続ける" in condensed.answer
    assert "手紙" not in condensed.answer


def test_kept_and_dropped_are_told_for_each_sentence() -> None:
    spans = split_sentences(ENGLISH, "en")
    condensed = condense(ENGLISH, spans, "en")
    assert condensed.sentences == tuple(spans)
    assert len(condensed.keeps) == len(spans)
    words = [ENGLISH[s.start : s.end].strip() for s in spans]
    assert condensed.answer == " ".join(w for w, k in zip(words, condensed.keeps, strict=True) if k)


@given(st.text(max_size=400), st.sampled_from(["en", "ja", ""]))
def test_any_text_is_condensed_to_some_of_its_sentences(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    condensed = condense(text, spans, language)
    assert sum(condensed.keeps) <= MOST_SENTENCES * 2
    assert len("".join(condensed.answer.split())) <= len("".join(text.split()))
    assert condense(text, spans, language) == condensed
