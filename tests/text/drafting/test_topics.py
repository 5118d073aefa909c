"""Topics: what an answer is about stands at its beginning, or comes again."""

from __future__ import annotations

import pytest

from studio.text.drafting.topics import find_topics, rank_topics
from studio.text.languages import ENGLISH, JAPANESE, find_language


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("Patience is bitter, and its fruit is sweet to whoever waits.", "patience"),
        ("He who yields to anger yields twice; anger and fear are two masters.", "anger"),
        ("The cart stands before the horse of the village in spite of all patience.", None),
    ],
)
def test_the_topic_leads_or_comes_again(answer: str, name: str | None) -> None:
    topics = rank_topics(answer, ENGLISH)
    assert (topics[0].name if topics else None) == name


def test_a_japanese_topic_is_what_the_sentence_says_something_of() -> None:
    assert rank_topics("学問は、人の心を高くする。", JAPANESE)[0].name == "学問"
    assert rank_topics("学問所の門を出て、右へ行く。", JAPANESE) == []


def test_mentions_say_where_a_topic_stands() -> None:
    found = find_topics("Fear breeds fear.", ENGLISH)
    assert [(topic.name, spans) for topic, spans in found] == [("fear", ((0, 4), (12, 16)))]
    assert find_topics("La peur.", find_language("fr")) == ()


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        # A word that an answer only touches is not what it is about.
        ("A man may bear the loss of his land without anger, and go on with what is left.", None),
        ("To have good tools to work with is worth more to you than the gold of your house.", None),
        ("Young men starting in life should avoid running into debt.", "debt"),
        ("You cannot accumulate a fortune by the road that leads to ruin.", "wealth"),
        ("Though the ordeal of adversity is hard, we must bravely meet it.", "misfortune"),
        ("Close observation is the secret of success in every trade.", "success"),
        ("The nearer we keep to the laws of nature, the nearer we are to good health.", "health"),
        ("We are made for cooperation, as the feet and the hands are.", "cooperation"),
        ("We need a decision about the first hour of the day, and no other.", "decisions"),
        ("Lay a stone today, because the habit is worth more than the stone.", "my habits"),
    ],
)
def test_an_answer_is_about_its_subject_or_what_is_to_be_done_with_it(
    answer: str, name: str | None
) -> None:
    topics = rank_topics(answer, ENGLISH)
    assert (topics[0].name if topics else None) == name


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("義務の附着しておらない権力というものは、世の中にあろうはずがない。", "権力"),
        ("品性を養うには、日々の行いを慎まなければならない。", "品性"),
        ("人は、商売を広くして舟車を自由に進退すべきです。", None),
    ],
)
def test_a_japanese_answer_is_about_what_it_says_something_of(
    answer: str, name: str | None
) -> None:
    topics = rank_topics(answer, JAPANESE)
    assert (topics[0].name if topics else None) == name


def test_who_chooses_is_offered_what_an_answer_only_touches() -> None:
    answer = "A man may bear the loss of his land without anger, and go on with what is left."
    assert [topic.name for topic in rank_topics(answer, ENGLISH, loose=True)] == ["anger"]
