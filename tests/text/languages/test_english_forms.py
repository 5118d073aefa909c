"""Forms of a word meet, words that only begin alike do not."""

from __future__ import annotations

import pytest

from studio.text.languages.english_forms import find_base, share_family

FAMILIES = (
    "thought think thinks thinking",
    "decide decided decision deciding",
    "labour labor labouring laborer",
    "organise organize organisation organized",
    "persevere perseverance persevering",
    "success succeed successful",
    "happy happily happiness",
    "study studies studying",
    "run running runner ran",
    "practice practise practising",
    "poor poverty",
    "honest honesty honestly",
    "produce production productive",
    "use uses used",
)
STRANGERS = (
    "commit common",
    "contain contact",
    "person persist",
    "goal goat",
    "courage court",
    "mine mind",
    "prince principle",
    "advice advance",
    "interest interior",
)


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_a_word_are_one_family(family: str) -> None:
    bases = [find_base(word) for word in family.split()]
    assert all(share_family(base, other) for base in bases for other in bases)


@pytest.mark.parametrize("words", STRANGERS)
def test_words_that_begin_alike_are_strangers(words: str) -> None:
    first, second = map(find_base, words.split())
    assert not share_family(first, second)
