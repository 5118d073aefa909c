"""A whole row stands behind a pair; only its last question and answer are edited."""

from __future__ import annotations

import json

import pytest

from studio.domain import conversation
from studio.domain.conversation import (
    ChatRow,
    build_row,
    is_plain,
    list_other_turns,
    read_texts,
    replace_texts,
)
from studio.domain.pair import Pair

TURNS: ChatRow = {
    "messages": [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "First?"},
        {"role": "assistant", "content": "One.", "weight": 0},
        {"role": "user", "content": "Second?", "name": "ada"},
        {"role": "assistant", "content": "Two.", "weight": 1},
    ]
}
CALLS: ChatRow = {
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Price?"},
                {"type": "image_url", "image_url": {"url": "x"}},
            ],
        },
        {"role": "assistant", "content": None, "tool_calls": [{"id": "a"}]},
    ],
    "tools": [{"type": "function", "function": {"name": "price"}}],
}
PREFERENCE: ChatRow = {
    "input": {"messages": [{"role": "user", "content": "Which?"}]},
    "preferred_output": [{"role": "assistant", "content": "This."}],
    "non_preferred_output": [{"role": "assistant", "content": "That."}],
}


def pair_of(row: ChatRow) -> Pair:
    prompt, answer = read_texts(row)
    return Pair(1, prompt, answer, row=json.dumps(row))


@pytest.mark.parametrize("row", [TURNS, CALLS, PREFERENCE])
def test_a_row_nobody_edits_stays_as_it_came(row: ChatRow) -> None:
    assert build_row(pair_of(row), "the library's own") == row


@pytest.mark.parametrize(
    ("row", "seen"),
    [(TURNS, ("Second?", "Two.")), (CALLS, ("Price?", "")), (PREFERENCE, ("Which?", "This."))],
)
def test_a_curator_sees_the_last_question_and_answer(row: ChatRow, seen: tuple[str, str]) -> None:
    assert read_texts(row) == seen


def test_an_edit_reaches_only_its_message() -> None:
    edited = replace_texts(TURNS, "Second?", "Deux.")
    turns = conversation.list_messages(edited)
    assert turns[:4] == TURNS["messages"][:4]  # type: ignore[index]
    assert turns[4] == {"role": "assistant", "content": "Deux.", "weight": 1}
    assert read_texts(TURNS) == ("Second?", "Two.")


def test_pictures_and_calls_survive_an_edit() -> None:
    turns = conversation.list_messages(replace_texts(CALLS, "How much?", "Let me see."))
    assert turns[0]["content"] == [
        {"type": "image_url", "image_url": {"url": "x"}},
        {"type": "text", "text": "How much?"},
    ]
    assert turns[1] == {"role": "assistant", "content": "Let me see.", "tool_calls": [{"id": "a"}]}


def test_the_preferred_answer_is_the_one_edited() -> None:
    edited = replace_texts(PREFERENCE, "Which one?", "This one.")
    assert edited["input"] == {"messages": [{"role": "user", "content": "Which one?"}]}
    assert edited["preferred_output"] == [{"role": "assistant", "content": "This one."}]
    assert edited["non_preferred_output"] == PREFERENCE["non_preferred_output"]


def test_a_question_and_an_answer_that_were_missing_are_put_in() -> None:
    silent: ChatRow = {"messages": [{"role": "system", "content": "s"}]}
    assert read_texts(silent) == ("", "")
    turns = conversation.list_messages(replace_texts(silent, "Q", "A"))
    assert [turn["role"] for turn in turns] == ["system", "user", "assistant"]


def test_what_was_said_before_is_shown_beside() -> None:
    assert [turn["content"] for turn in list_other_turns(pair_of(TURNS))] == [
        "Be short.",
        "First?",
        "One.",
    ]
    assert list_other_turns(Pair(1, "a", "b")) == []


def test_only_a_bare_question_and_answer_are_plain() -> None:
    plain: ChatRow = {
        "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    }
    assert is_plain(plain)
    assert not any(map(is_plain, (TURNS, CALLS, PREFERENCE, {**plain, "tools": []})))
    assert build_row(Pair(1, "a", "b")) == plain
