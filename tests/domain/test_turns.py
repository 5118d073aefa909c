"""Turns of a row are changed one by one, and nothing else of the row with them."""

from __future__ import annotations

import copy

import pytest

from studio.domain import turns
from studio.domain.conversation import ChatRow, list_messages, read_texts

ROW: ChatRow = {
    "messages": [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": [{"type": "text", "text": "First?"}, {"type": "image_url"}]},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "a"}]},
        {"role": "tool", "tool_call_id": "a", "content": "42"},
        {"role": "assistant", "content": "One.", "weight": 0},
        {"role": "user", "content": "Second?"},
        {"role": "assistant", "content": "Two."},
    ],
    "tools": [{"type": "function", "function": {"name": "look"}}],
}
PREFERENCE: ChatRow = {
    "input": {"messages": [{"role": "user", "content": "Which?"}], "tools": []},
    "preferred_output": [{"role": "assistant", "content": "This."}],
    "non_preferred_output": [{"role": "assistant", "content": "That."}],
}


def roles(row: ChatRow) -> str:
    return " ".join(str(turn["role"])[0] for turn in list_messages(row))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (turns.add_exchange, "s u a t a u a u a"),
        (turns.add_follow_up, "s u a t a u a u a"),
        (lambda row: turns.remove_turn(row, 4), "s u a t u a"),
        (lambda row: turns.move_turn(row, 4, 1), "s u a t u a a"),
        (lambda row: turns.move_turn(row, 0, -1), "s u a t a u a"),
        (lambda row: turns.set_system(row, ""), "u a t a u a"),
        (lambda row: turns.set_system(row, "Other."), "s u a t a u a"),
    ],
)
def test_a_change_touches_its_turn_alone(change, expected) -> None:  # type: ignore[no-untyped-def]
    before = copy.deepcopy(ROW)
    row = change(ROW)
    assert before == ROW, "the row that was given stays as it is"
    assert roles(row) == expected
    assert row["tools"] == ROW["tools"]


def test_a_turn_gets_other_words_and_keeps_its_picture_and_its_calls() -> None:
    row = turns.edit_turn(turns.edit_turn(ROW, 1, "Where?"), 2, "I look.")
    first, calls = list_messages(row)[1:3]
    assert first["content"] == [{"type": "image_url"}, {"type": "text", "text": "Where?"}]
    assert calls["content"] == "I look." and calls["tool_calls"] == [{"id": "a"}]


def test_an_answer_is_learned_or_only_read() -> None:
    row = turns.set_weight(turns.set_weight(ROW, 4, True), 6, False)
    assert "weight" not in list_messages(row)[4]
    assert list_messages(row)[6]["weight"] == 0


def test_the_new_earlier_turn_stands_before_the_last_question() -> None:
    assert read_texts(turns.add_exchange(ROW)) == ("Second?", "Two.")
    assert read_texts(turns.add_follow_up(ROW)) == ("", "")


def test_a_preference_row_is_made_edited_and_dropped_again() -> None:
    row = turns.make_preference(ROW, "Worse.")
    assert row["input"] == {"messages": list_messages(ROW)[:-1], "tools": ROW["tools"]}
    assert row["preferred_output"] == [{"role": "assistant", "content": "Two."}]
    assert row["non_preferred_output"] == [{"role": "assistant", "content": "Worse."}]
    edited = turns.edit_rejected(row, "Worst.")
    assert edited["non_preferred_output"] == [{"role": "assistant", "content": "Worst."}]
    assert turns.drop_rejected(edited) == ROW


def test_turns_of_a_preference_row_stay_on_their_side_of_the_answers() -> None:
    row = turns.add_exchange(PREFERENCE)
    assert roles(row) == "u a u a" and row["preferred_output"] == PREFERENCE["preferred_output"]
    assert turns.add_follow_up(PREFERENCE) == PREFERENCE
