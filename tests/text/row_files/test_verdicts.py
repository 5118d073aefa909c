"""Columns that say which answers are good: found in any words, and decided by a rule."""

from __future__ import annotations

from typing import Any

import pytest

from studio.domain.errors import BookError
from studio.text.row_files.verdicts import Rule, find_verdicts, parse_rule

PLAIN = {
    "TRL and ms-swift": ("label", [True, False], "label=true"),
    "LLaMA-Factory": ("kto_tag", [True, False], "kto_tag=true"),
    "a table's TRUE": ("label", ["TRUE", "FALSE"], "label=TRUE"),
    "figures": ("label", [1, 0], "label=1"),
    "plus and minus": ("vote", [1, -1], "vote=1"),
    "words": ("rating", ["good", "bad"], "rating=good"),
    "thumbs (chat logs)": ("feedback", ["thumbs_up", "thumbs_down"], "feedback=thumbs_up"),
    "thumbs as signs": ("thumbs", ["👍", "👎"], "thumbs=👍"),
    "annotation tools": ("status", ["accepted", "rejected"], "status=accepted"),
    "Argilla": ("status", ["approved", "discarded"], "status=approved"),
    "any name, sure words": ("my_check", ["correct", "wrong"], "my_check=correct"),
    "Japanese": ("評価", ["良い", "悪い"], "評価=良い"),
    "a school's marks": ("合否", ["合格", "不合格"], "合否=合格"),
    "true is bad": ("is_harmful", [False, True], "is_harmful=false"),
    "flagged": ("flagged", ["no", "yes"], "flagged=no"),
    "two figures": ("score", [1.0, 0.0], "score=1"),
    "Argilla, a hub's data set": (
        "quality",
        [[{"value": "good"}], [{"value": "bad"}]],
        "quality=good",
    ),
    "Argilla 2": ("quality.responses", [["yes"], ["no"]], "quality.responses=yes"),
    "Argilla, several agree": ("quality", [[1, 1], [0, 0]], "quality=1"),
    "a form's question": ("Is this answer correct?", ["Yes", "No"], "Is this answer correct?=Yes"),
    "a form's stars": ("User Rating", ["5 stars", "1 star"], "User Rating>=5"),
    "stars as signs": ("Rating (1-5)", ["★★★★★", "★☆☆☆☆"], "Rating (1-5)>=5"),
    "a tick": ("keep", ["yes", "no"], "keep=yes"),
    "German": ("Bewertung", ["gut", "schlecht"], "Bewertung=gut"),
    "five stars or one": ("stars", [5, 1], "stars>=5"),
}


def rows(column: str, values: list[Any]) -> list[dict[str, object]]:
    return [{"prompt": f"Q{n}?", column: value} for n, value in enumerate(values * 3)]


@pytest.mark.parametrize("how", PLAIN)
def test_what_is_plainly_said_is_a_rule(how):
    column, values, rule = PLAIN[how]
    verdicts = find_verdicts(rows(column, values))
    assert verdicts is not None and verdicts.rule is not None
    assert (verdicts.column, str(verdicts.rule), verdicts.bad) == (column, rule, 3)
    good, bad = rows(column, values)[:2]
    assert verdicts.rule.accepts(good) and not verdicts.rule.accepts(bad)


@pytest.mark.parametrize(
    ("column", "values", "middle"),
    [
        ("rating", [1, 2, 3, 4, 5], "rating>=4"),
        ("score", [0.1, 0.5, 0.7, 0.9], "score>=0.7"),
        ("quality", ["1", "2", "3"], "quality>=3"),
        ("rank", [0, 1, 2], "rank<=1"),
        ("スコア", [10, 50, 90], "スコア>=90"),
        ("feedback", ["positive", "negative", "neutral"], "feedback=neutral,positive"),
        ("quality", ["high", "medium", "low"], "quality=high"),
        ("Rating (1-5)", ["1/5", "3/5", "5/5"], "Rating (1-5)>=5"),
        ("quality.responses", [[1, 2], [3, 4], [5, 5]], "quality.responses>=3.5"),
        ("quality", [["good", "good"], ["bad"], ["good", "bad"]], "quality=good"),
    ],
)
def test_how_much_is_enough_is_left_to_the_curator(column, values, middle):
    verdicts = find_verdicts(rows(column, values))
    assert verdicts is not None and verdicts.rule is None
    assert middle in map(str, verdicts.rules)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("label", ["sports", "politics"]),
        ("label", ["positive", "negative"]),
        ("id", [1, 2, 3]),
        ("year", [1910, 1911]),
        ("lang", ["en", "no"]),
        ("status", ["new", "done"]),
        ("label", [0, 1, 2, 3]),
        ("chosen_rating", [5.0, 4.0]),
        ("rating_rejected", [1.0, 2.0]),
        ("score", [7, 7, 7]),
        (
            "review",
            ["A long text about a film that was good.", "Another text, longer than a word."],
        ),
        ("source", ["a", "b"]),
        ("has_code", ["yes", "no"]),
        ("priority", ["high", "low", "medium"]),
        ("verified", [True, False]),
        ("direction", ["up", "down"]),
    ],
)
def test_other_columns_are_no_verdicts(column, values):
    assert find_verdicts(rows(column, values)) is None


def test_a_verdict_may_stand_in_an_object_beside_the_row():
    values = [{"messages": [], "metadata": {"feedback": said}} for said in ("good", "bad")]
    verdicts = find_verdicts(values)
    assert verdicts is not None and str(verdicts.rule) == "metadata.feedback=good"
    assert [verdicts.rule.accepts(value) for value in values] == [True, False]


def test_a_verdict_may_stand_in_the_answer_itself():
    """Logs of chats keep a reader's thumb with the message it was given to."""
    values = [
        {
            "messages": [
                {"role": "user", "content": "Q?"},
                {"role": "assistant", "content": "A.", "feedback": said},
            ]
        }
        for said in ("thumbs_up", "thumbs_down")
    ]
    verdicts = find_verdicts(values)
    assert verdicts is not None and str(verdicts.rule) == "messages.feedback=thumbs_up"
    assert [verdicts.rule.accepts(value) for value in values] == [True, False]


def test_a_column_that_holds_the_answer_is_none():
    values = [{"question": "Is it?", "answer": said} for said in ("yes", "no")]
    assert find_verdicts(values, used=("question", "answer")) is None


@pytest.mark.parametrize("key", ["completion", "output", "answer", "response"])
def test_what_a_model_is_to_answer_is_no_verdict(key):
    """Rows of a classifier: "wrong" is the answer to learn."""
    values = [{"prompt": f"Q{n}?", key: said} for n, said in enumerate(("wrong", "correct"))]
    assert find_verdicts(values) is None
    turns = [
        [{"role": "user", "content": "Q?"}, {"role": "assistant", "content": said}]
        for said in ("bad", "good")
    ]
    assert find_verdicts([{"messages": inner} for inner in turns]) is None


def test_a_row_without_a_verdict_is_good():
    assert Rule("label", frozenset({"true"})).accepts({"prompt": "Q?"})


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("label=true", Rule("label", frozenset({"true"}))),
        (" rating >= 4 ", Rule("rating", least=4.0)),
        ("rank<=1", Rule("rank", most=1.0)),
        ("status=ok,good", Rule("status", frozenset({"ok", "good"}))),
        ("all", None),
    ],
)
def test_a_rule_is_read_as_it_is_written(text, rule):
    assert parse_rule(text) == rule
    if rule is not None:
        assert parse_rule(str(rule)) == rule


@pytest.mark.parametrize("text", ["", "label", "score>=much", "=true", "none"])
def test_what_is_no_rule_is_refused_in_one_line(text):
    with pytest.raises(BookError, match="does not say which answers are good"):
        parse_rule(text)
