"""An answer is found in whatever a model puts around it, and where there is none it is said."""

from __future__ import annotations

import json

import pytest

from studio.text.replies.json_reply import (
    UnreadableReply,
    drop_thoughts,
    read_object,
    read_partial,
)

KEYS = frozenset({"candidates", "nothing_to_learn"})
GOOD = {"candidates": [{"question": "How?", "answer": "So."}]}
TEXT = json.dumps(GOOD)


@pytest.mark.parametrize(
    "reply",
    [
        TEXT,
        f"```json\n{TEXT}\n```",
        f"Sure! Here it is:\n\n{TEXT}\n\nI hope this helps {{smile}}.",
        f'<think>{{a}} first try: {{"candidates": []}}</think>\n{TEXT}',
        f"so I will say it.</think>{TEXT}",
        f"\ufeff{TEXT}",
        '{"candidates": [{"question": "How?", "answer": "So.",},],}',
        json.dumps(GOOD["candidates"]),
        f'{{"candidates": []}} no, rather: {TEXT}',
        json.dumps(GOOD, indent=4).replace("\n", "\r\n"),
    ],
    ids=["bare", "fence", "talk", "thoughts", "end", "bom", "commas", "list", "last", "indent"],
)
def test_the_answer_is_found(reply: str) -> None:
    found = read_object(reply, KEYS)
    assert (found.value, found.is_cut) == (GOOD, False)


def test_a_line_break_in_a_string_and_a_comma_before_a_bracket_in_it_stay() -> None:
    found = read_object('{"candidates": [{"answer": "one\ntwo ,] three",}]}', KEYS)
    assert found.value == {"candidates": [{"answer": "one\ntwo ,] three"}]}


def test_what_was_complete_before_the_cut_is_kept() -> None:
    text = json.dumps({"candidates": [{"question": "A", "answer": "B"}, {"question": "C"}]})
    found = read_object(text[: text.index('"C') + 2], KEYS)
    assert found.is_cut and found.value == {"candidates": [{"question": "A", "answer": "B"}]}


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("", "empty"),
        ("<think>I wonder", "empty"),
        ("Begin with one small step.", "not in the form"),
        ("{'candidates': []}", "not in the form"),
        ('{"answer": 3}', "not in the form"),
        ('{"candidates": [{"question": "How', "not in the form"),
        ("[1, 2]", "not in the form"),
        ("{" * 500, "not in the form"),
    ],
)
def test_where_there_is_none_it_is_said(reply: str, reason: str) -> None:
    with pytest.raises(UnreadableReply, match=reason):
        read_object(reply, KEYS)


def test_thoughts_are_no_answer() -> None:
    assert drop_thoughts("<think>a</think>b<think>c") == "b"


def test_what_is_coming_can_be_read_meanwhile() -> None:
    assert read_partial('{"candidates": [{"question": "How', "question") == "How"
    assert read_partial('{"answer": "一歩\\nずつ\\', "answer") == "一歩\nずつ"
    assert read_partial('{"answer": "one", "answer": "tw', "answer") == "tw"
    assert read_partial('{"quest', "question") == ""
