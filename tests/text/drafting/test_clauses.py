"""A long sentence is parted where its clauses are sentences alone."""

from __future__ import annotations

import pytest

from studio.text.drafting.clauses import part_sentence
from studio.text.drafting.condensing import condense
from studio.text.languages import find_language
from studio.text.sentences.boundaries import split_sentences

ENGLISH = find_language("en")


def test_the_longest_stretch_that_stands_alone_comes_first() -> None:
    sentence = (
        "A man must do his own work before he looks at his neighbour's; but let him do it in silence, and "
        "never for the praise of other men; nor was my uncle one of those."
    )
    parts = list(part_sentence(sentence, ENGLISH))
    assert parts[0].startswith("A man must") and parts[0].endswith("the praise of other men.")
    # What begins with "nor" leans on what stands before it.
    assert not any(part.startswith("nor") for part in parts)


@pytest.mark.parametrize(
    "sentence",
    [
        "He must not only begin his own work in the morning of each of his days; he must end it as well.",
        "A man must do his own work before he looks over the hedge at that of his neighbour.",
    ],
)
def test_what_is_one_thought_is_not_parted(sentence: str) -> None:
    assert not [part for part in part_sentence(sentence, ENGLISH) if "not only" in part]
    assert sentence not in part_sentence(sentence, ENGLISH)


def test_advice_is_kept_without_the_tale_behind_the_semicolon() -> None:
    text = (
        "My uncle sold his land in 1842 and went to look for diamonds. A man must do his own work before he "
        "looks over the hedge at his neighbour's field; my uncle looked over it for all the days that he lived."
    )
    condensed = condense(text, split_sentences(text, "en"), "en")
    assert condensed.answer == (
        "A man must do his own work before he looks over the hedge at his neighbour's field."
    )
    assert condensed.keeps == (False, True)


@pytest.mark.parametrize(
    ("language", "sentence", "answer"),
    [
        (
            "en",
            "I believe that a man must, as Dr. Franklin truly says, plough his own field before he looks over the hedge at another’s.",
            "A man must plough his own field before he looks over the hedge at another’s.",
        ),
        (
            "en",
            "We must be “respectable” in the work that we do every day, and never in the coat that we wear to it.",
            "We must be respectable in the work that we do every day, and never in the coat that we wear to it.",
        ),
        (
            "ja",
            "私は、自分の仕事を最後までやり通すことが、人にとって何よりも大切である、そのことこそが自由への道だと思います。",
            "自分の仕事を最後までやり通すことが、人にとって何よりも大切である、そのことこそが自由への道だと思います。",
        ),
    ],
)
def test_who_thinks_or_says_so_is_left_out(language: str, sentence: str, answer: str) -> None:
    spans = split_sentences(sentence, language)
    assert condense(sentence, spans, language, needs_topic=False).answer == answer


def test_a_maxim_that_is_quoted_whole_is_advice_without_who_said_it() -> None:
    text = (
        "Old Mr. Brown, who kept the mill at Barton, often told us as boys, “You must finish the work that is before "
        "you, and not begin three others.”"
    )
    assert condense(text, split_sentences(text, "en"), "en", needs_topic=False).answer == (
        "You must finish the work that is before you, and not begin three others."
    )


def test_an_answer_points_at_nobody_whom_it_does_not_name() -> None:
    text = (
        "Patience is the work of every day, and no purpose is reached without it. "
        "There was much in him, and in all that he did, that must be learned."
    )
    answer = condense(text, split_sentences(text, "en"), "en").answer
    assert answer.startswith("Patience") and "him" not in answer
