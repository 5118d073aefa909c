"""Rows of a training file: what is taken, and what chat templates make of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.engine.errors import JobFault
from studio.engine.rows import flatten_message, is_trained, read_rows

ASKED = [{"role": "user", "content": "Hi"}]
YES = {"role": "assistant", "content": "Yes."}
NO = {"role": "assistant", "content": "No."}


def lines(*records: Any) -> bytes:
    return "\n".join(json.dumps(record) for record in records).encode()


def test_arguments_of_a_call_are_an_object_and_no_content_is_an_empty_one() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    clean = flatten_message({"role": "assistant", "content": None, "tool_calls": [call]})
    assert clean["content"] == ""
    assert clean["tool_calls"][0]["function"] == {"name": "f", "arguments": {"a": 1}}
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert flatten_message({"role": "developer", "content": parts}) == {
        "role": "system",
        "content": "ab",
    }


def test_the_weight_of_an_answer_says_whether_it_is_learned() -> None:
    assert is_trained(YES) and is_trained({**YES, "weight": 1})
    assert not is_trained({**YES, "weight": 0}) and not is_trained(ASKED[0])
    with pytest.raises(JobFault, match="line 2 has no assistant message that is trained"):
        read_rows(
            lines({"messages": [*ASKED, YES]}, {"messages": [*ASKED, {**YES, "weight": 0}]}),
            "training_file",
        )


def test_a_preference_row_is_what_was_asked_and_two_answers() -> None:
    row = {
        "input": {"messages": ASKED},
        "preferred_output": [YES],
        "non_preferred_output": [NO],
    }
    (read,) = read_rows(lines(row), "training_file", method="dpo")
    assert (read.messages, read.better, read.worse) == (tuple(ASKED), YES, NO)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"input": ASKED}, "has no 'input'"),
        ({"input": {"messages": [*ASKED, YES]}}, "ends with an answer already"),
        ({"preferred_output": ASKED}, "is not one assistant message"),
        ({"preferred_output": [YES, YES]}, "is not one assistant message"),
        ({"preferred_output": [NO]}, "two answers that are the same"),
        ({"non_preferred_output": []}, "no list of messages under the key 'non_preferred_output'"),
    ],
)
def test_a_preference_row_that_prefers_nothing_is_named_by_line(
    change: dict[str, Any], fault: str
) -> None:
    row = {"input": {"messages": ASKED}, "preferred_output": [YES], "non_preferred_output": [NO]}
    with pytest.raises(JobFault, match="line 2") as told:
        read_rows(lines(row, {**row, **change}), "training_file", method="dpo")
    assert fault in told.value.message
