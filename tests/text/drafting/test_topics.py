"""Topics: what an answer is about stands at its beginning, or comes again."""

from __future__ import annotations

import pytest

from studio.text.drafting.topics import count_topics, rank_topics
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


def test_counts_say_how_often_and_where() -> None:
    counts = count_topics("Fear breeds fear.", ENGLISH)
    assert [(topic.name, count, at) for topic, count, at in counts] == [("fear", 2, 0)]
    assert count_topics("La peur.", find_language("fr")) == []
