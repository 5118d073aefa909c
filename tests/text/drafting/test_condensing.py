"""Condensing finds the sentences a mentor could say, and says why where there are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.book import Condensed, SkipReason
from studio.text.drafting.condensing import MOST_SENTENCES, condense
from studio.text.sentences.boundaries import split_sentences

ENGLISH = (
    "When I was a boy in 1842 my uncle told me of a farmer who sold his land. "
    "He went away to look for diamonds and never came home. "
    "People must look for their purpose where they already stand, and work it before they look for another. "
    "A purpose that nobody works at can only be a wish. "
    "My uncle asked me what I thought of the farmer."
)
JAPANESE = (
    "先日、友人が私に手紙をくれました。"
    "人は目標を立てたら、毎日続けることが大切である。"
    "毎日続ける小さな努力こそ、目標に届く道なのである。"
    "手紙には「また会おう」と書いてありました。"
)


def condense_text(text: str, language: str = "en") -> Condensed:
    return condense(text, split_sentences(text, language), language)


def test_the_advice_is_kept_and_the_tale_is_dropped() -> None:
    condensed = condense_text(ENGLISH)
    assert (
        condensed.answer
        == " ".join(ENGLISH.split(". ")[2:3])
        + ". A purpose that nobody works at can only be a wish."
    )
    assert condensed.keeps == (False, False, True, True, False)
    assert condensed.reason is None


def test_japanese_is_condensed_by_its_own_words() -> None:
    condensed = condense_text(JAPANESE, "ja")
    assert (
        condensed.answer
        == "".join(JAPANESE.split("。")[1:2])
        + "。毎日続ける小さな努力こそ、目標に届く道なのである。"
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "But a man must do his own work before he looks over the hedge at his neighbour's field.",
            "A man must do his own work before he looks over the hedge at his neighbour's field.",
        ),
        (
            "XII. Thou must do thy work as one who knoweth its worth, and never for the praise of any man.",
            "You must do your work as one who knows its worth, and never for the praise of any man.",
        ),
        (
            "THE secret of success is constancy of purpose, and nothing else will make up for its want.",
            "The secret of success is constancy of purpose, and nothing else will make up for its want.",
        ),
    ],
)
def test_the_first_sentence_reads_without_what_was_before_it(text: str, answer: str) -> None:
    assert condense_text(text).answer == answer


def test_a_japanese_connective_goes_and_an_old_end_becomes_todays() -> None:
    text = "しかし、学問をする人は、その志を高くし、日々の小さな仕事をも大切にせざるべからず。"
    assert condense_text(text, "ja").answer == (
        "学問をする人は、その志を高くし、日々の小さな仕事をも大切にしなければなりません。"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "CHAPTER IV\n\nTHE USE OF TIME AND MONEY\n\nContents of the second part of the work\n\nIndex of names",
            "heading",
        ),
        (
            "He was born in Boston in 1706, and his father, who had come from England, was a poor man.",
            "story",
        ),
        (
            "“You must never give up your purpose,” the old man said to the boys who stood around him there.",
            "dialogue",
        ),
        (
            "Let no man boast of what he owns,\nNor weep for what is lost;\nA purpose is the better wealth,\nWhatever it has cost.",
            "verse",
        ),
        (
            "As I have said in the third chapter of this book, a man must learn to govern all his thoughts.",
            "story",
        ),
        (
            "This must always be done with patience, and such a purpose never fails those who hold to it fast.",
            "leans",
        ),
        ("Yes.", "short"),
        ("私は昨日、東京で友人に会いました。友人は仕事について長い話をしてくれました。", "story"),
        (
            "「学問をする者は志を高く持たなければならない」と「先生」は何度も繰り返すのである。",
            "dialogue",
        ),
        (
            "四　学者の職分を論ず\n五　明治七年一月一日の詞\n六　国法の貴きを論ず\n七　国民の職分を論ず",
            "heading",
        ),
    ],
)
def test_what_can_become_no_answer_says_why(text: str, reason: str) -> None:
    language = "en" if text.isascii() or "“" in text else "ja"
    condensed = condense_text(text, language)
    assert (condensed.answer, condensed.reason) == ("", SkipReason(reason))
    assert not any(condensed.keeps)


def test_an_answer_speaks_of_something_one_can_ask_about() -> None:
    text = (
        "A man should never put the cart of the village in front of the grey horse of the village."
    )
    assert condense_text(text).reason is SkipReason.TOPIC
    assert condense(text, split_sentences(text, "en"), "en", needs_topic=False).answer == text


def test_a_language_without_words_of_its_own_keeps_whole_sentences() -> None:
    advice = "La patience est amère. Elle porte pourtant des fruits très doux à qui sait attendre."
    text = (
        f"{advice}\n\n« Qui va là ? » demanda-t-il en 1842. « C'est moi », répondit-elle aussitôt."
    )
    assert condense_text(text, "fr").answer == advice


@given(st.text(max_size=400), st.sampled_from(["en", "ja", ""]))
def test_any_text_is_condensed_to_some_of_its_sentences(text: str, language: str) -> None:
    condensed = condense_text(text, language)
    assert sum(condensed.keeps) <= MOST_SENTENCES
    assert bool(condensed.answer) == any(condensed.keeps) == (condensed.reason is None)
    assert condense_text(text, language) == condensed
