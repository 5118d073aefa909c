"""A column that says which answers are good is found, and decides by a rule that can be written."""

from __future__ import annotations

import pytest

from studio.domain.errors import BookError
from studio.text.row_files.verdicts import find_verdicts, parse_rule


def column(name, *values):
    return [{"prompt": f"Q{n}?", "answer": f"A{n}.", name: value} for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("rows", "rule", "bad"),
    [
        (column("label", True, False, True), "label=true", 1),
        (column("kto_tag", "true", "false"), "kto_tag=true", 1),
        (column("thumb", "👍", "👎", "👎"), "thumb=👍", 2),
        (column("is_toxic", 0, 1, 1), "is_toxic=0", 2),
        (column("採否", "採用", "不採用"), "採否=採用", 1),
        (
            [{"metadata": {"feedback": word}} for word in ("good", "bad")],
            "metadata.feedback=good",
            1,
        ),
    ],
)
def test_what_is_said_beyond_doubt_is_a_rule(rows, rule, bad):
    verdicts = find_verdicts(rows)
    assert verdicts is not None and (str(verdicts.rule), verdicts.bad) == (rule, bad)


def test_how_much_is_enough_is_the_curators_to_say():
    verdicts = find_verdicts(column("score", 1, 3, 5))
    assert verdicts is not None and verdicts.rule is None and verdicts.rules


@pytest.mark.parametrize(
    "rows",
    [
        column("label", "sports", "politics"),
        column("sentiment", "positive", "negative"),
        column("status", "open", "closed"),
        column("comment", "A whole sentence that is no verdict at all."),
    ],
)
def test_columns_that_say_something_else_are_left_alone(rows):
    assert find_verdicts(rows) is None


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("label=true", {"label": True}, {"label": False}),
        ("score>=4", {"score": "4.5"}, {"score": 3}),
        ("rank<=1", {"rank": 1}, {"rank": 2}),
        ("vote=up,fine", {"vote": "fine"}, {"vote": "down"}),
    ],
)
def test_a_rule_that_was_written_decides(text, good, bad):
    rule = parse_rule(text)
    assert rule is not None and rule.accepts(good) and not rule.accepts(bad)
    assert rule.accepts({}), "a row that says nothing is not bad"


def test_what_is_no_rule_is_refused():
    assert parse_rule("all") is None
    for text in ("", "good", "score>=high"):
        with pytest.raises(BookError, match="which answers are good"):
            parse_rule(text)
    with pytest.raises(BookError, match="no column “mood”"):
        parse_rule("mood=good", columns=("label",))
