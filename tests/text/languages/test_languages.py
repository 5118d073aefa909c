"""One table says what the studio knows of a language; whoever needs to know asks the row."""

from __future__ import annotations

import re

import pytest

from studio.text.drafting.draft_questions import draft_question
from studio.text.languages import (
    LANGUAGES,
    Language,
    detect_language,
    detect_script,
    find_language,
    primary_tag,
)

SAMPLES = {
    "en": "It is the mind that makes the man, and the thought that is in it makes his life.",
    "ja": "人は自分の考えたとおりのものになる。心がその人をつくるのである。",
    "zh": "人是其思想的產物，思想造就了他的一生，也造就了他的世界。",
    "fr": "Il est dans le monde des hommes qui ne sont pas nés pour la guerre et les armes.",
    "de": "Das ist der Mann, mit dem die Frau nicht zu sprechen sich erlaubt und die Not kennt.",
    "es": "En un lugar de la Mancha, de que no quiero acordarme, es por lo que se vive con el alma.",
}


@pytest.mark.parametrize(("code", "text"), SAMPLES.items())
def test_a_book_tells_its_language(code: str, text: str) -> None:
    assert detect_language(text) == code


def test_every_row_has_a_sample_here() -> None:
    assert {language.code for language in LANGUAGES} == SAMPLES.keys()


def test_figures_alone_tell_no_language() -> None:
    assert detect_language("1, 2, 3") == ""


@pytest.mark.parametrize("code", ["ja", "zh"])
def test_letters_alone_tell_the_language_of_a_pair(code: str) -> None:
    assert detect_script(SAMPLES[code]) == code


def test_a_japanese_word_makes_no_english_answer_japanese() -> None:
    assert (
        detect_script(
            "The word ikigai, written いきがい, is what you get up for in the morning, and it need not be large or paid. "
            * 3
        )
        == ""
    )


def test_of_a_tag_the_language_counts() -> None:
    assert [primary_tag(tag) for tag in ("en-GB", "JA_jp", "und", None, "english")] == [
        "en",
        "ja",
        "",
        "",
        "",
    ]


def test_a_language_without_a_row_is_read_as_one_with_an_alphabet() -> None:
    row = find_language("tlh")
    assert row.code == "" and row.spaced and row.paragraph_break == "\n\n"


def test_chinese_is_written_as_japanese_is() -> None:
    row = find_language("zh")
    assert row.join_words(["千里之行，", "始於足下。"]) == "千里之行，始於足下。"
    assert row.shortest_answer == find_language("ja").shortest_answer


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_row_can_be_used(language: Language) -> None:
    for part in (language.narrator, language.past, language.refusal, language.proper_name):
        re.compile(part)
    for topic in language.phrasing.topics:
        re.compile(topic.pattern)
        assert topic.group in language.phrasing.forms


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_a_language_without_topics_asks_its_bare_question(language: Language) -> None:
    question = draft_question("", language=language.code)
    assert (question is None) == bool(language.phrasing.topics)
    assert not question or question.prompt == language.bare_question
