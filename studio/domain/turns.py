"""The turns of a row, changed one by one: each function gives a row back and leaves its own alone.

Turns are counted from 0 as ``conversation.list_messages`` lists them: of a preference row its
input, then the preferred answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from studio.domain.conversation import (
    ChatRow,
    find_last_turns,
    is_preference,
    list_messages,
    read_text,
    replace_content,
)
from studio.domain.pair import Message


def edit_turn(row: ChatRow, number: int, text: str) -> ChatRow:
    """The row with other words in one turn; what is no text in it (a call, a picture) stays."""
    turns = _copy_turns(row)
    if read_text(turns[number]) != text:
        turns[number]["content"] = replace_content(turns[number].get("content"), text)
    return write_turns(row, turns)


def add_exchange(row: ChatRow) -> ChatRow:
    """The row with an empty question and answer before its last question."""
    turns = _copy_turns(row)
    question, answer = find_last_turns(turns)
    at = question if question is not None else answer if answer is not None else len(turns)
    turns[at:at] = [_make_turn("user"), _make_turn("assistant")]
    return write_turns(row, turns)


def add_follow_up(row: ChatRow) -> ChatRow:
    """The row with an empty question and answer behind its last answer; a preference row ends with
    its two answers and stays as it is."""
    if is_preference(row):
        return row
    return write_turns(row, [*_copy_turns(row), _make_turn("user"), _make_turn("assistant")])


def remove_turn(row: ChatRow, number: int) -> ChatRow:
    """The row without one turn."""
    turns = _copy_turns(row)
    del turns[number]
    return write_turns(row, turns)


def move_turn(row: ChatRow, number: int, by: int) -> ChatRow:
    """The row with a turn so many places further on (or back); at its ends it stays."""
    turns = _copy_turns(row)
    to = number + by
    if 0 <= to < len(turns):
        turns.insert(to, turns.pop(number))
    return write_turns(row, turns)


def set_weight(row: ChatRow, number: int, learned: bool) -> ChatRow:
    """The row with an answer that is learned, or only read (``weight`` 0)."""
    turns = _copy_turns(row)
    turns[number].pop("weight", None)
    if not learned:
        turns[number]["weight"] = 0
    return write_turns(row, turns)


def read_system(row: ChatRow) -> str | None:
    """The row's own system message; None where it has none."""
    turns = list_messages(row)
    return read_text(turns[0]) if turns and turns[0].get("role") == "system" else None


def set_system(row: ChatRow, text: str) -> ChatRow:
    """The row with this system message at its head; "" for none."""
    turns = _copy_turns(row)
    if turns and turns[0].get("role") == "system":
        if text:
            return edit_turn(row, 0, text)
        return write_turns(row, turns[1:])
    return write_turns(row, [{"role": "system", "content": text}, *turns]) if text else row


def make_preference(row: ChatRow, rejected: str) -> ChatRow:
    """A preference row: the row's last answer before ``rejected``, which is the worse one."""
    if is_preference(row):
        return edit_rejected(row, rejected)
    turns = _copy_turns(row)
    answer = find_last_turns(turns)[1]
    start = len(turns) if answer is None else answer
    context: ChatRow = {"messages": turns[:start]}
    context |= {key: value for key, value in row.items() if key != "messages"}
    preferred = turns[start : start + 1] or [_make_turn("assistant")]
    preferred[0].pop("weight", None)
    return {
        "input": context,
        "preferred_output": preferred,
        "non_preferred_output": [{"role": "assistant", "content": rejected}],
    }


def edit_rejected(row: ChatRow, text: str) -> ChatRow:
    """A preference row with other words in the answer that is the worse one."""
    turns = row.get("non_preferred_output")
    turns = [dict(turn) for turn in turns] if isinstance(turns, list) and turns else []
    if not turns:
        turns = [_make_turn("assistant")]
    if read_text(turns[-1]) != text:
        turns[-1]["content"] = replace_content(turns[-1].get("content"), text)
    return {**row, "non_preferred_output": turns}


def drop_rejected(row: ChatRow) -> ChatRow:
    """The preferred answer alone, as a row to learn from."""
    if not is_preference(row):
        return row
    context = row["input"] if isinstance(row["input"], dict) else {}
    rest = {key: value for key, value in context.items() if key != "messages"}
    return {"messages": _copy_turns(row), **rest}


def write_turns(row: ChatRow, turns: Sequence[Message]) -> ChatRow:
    """The row with these turns; those of a preference row are parted before its answer."""
    if not is_preference(row):
        return {**row, "messages": list(turns)}
    # The preferred answer may be several messages; all others belong to the input.
    last = row["preferred_output"]
    start = max(0, len(turns) - (len(last) if isinstance(last, list) else 1))
    context = row["input"] if isinstance(row["input"], dict) else {}
    return {
        **row,
        "input": {**context, "messages": list(turns[:start])},
        "preferred_output": list(turns[start:]),
    }


def _copy_turns(row: ChatRow) -> list[Message]:
    return [dict(turn) for turn in list_messages(row)]


def _make_turn(role: str) -> Message:
    return {"role": role, "content": ""}
