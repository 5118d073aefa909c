"""Rows dumped by SDKs and chat templates: mended without changing a word, and it is said."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from studio.text.row_files import detect, read_detected
from studio.text.row_files.mending import MENDS, mend
from studio.text.rows.rules import find_row_faults

ASK = {"role": "user", "content": "Find it."}
TOOL = {"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}
CALL = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"a": 1}'}}
RESULT = {"role": "tool", "tool_call_id": "c1", "content": "Found."}
ANSWER = {"role": "assistant", "content": "There."}
SOUND: dict[str, Any] = {
    "messages": [ASK, {"role": "assistant", "content": None, "tool_calls": [CALL]}, RESULT, ANSWER],
    "tools": [TOOL],
}


def change(path: str, value: object) -> dict[str, Any]:
    """The sound row with another value at a place; None leaves a key as null."""
    row = deepcopy(SOUND)
    *steps, last = path.split(".")
    inner: Any = row
    for step in steps:
        inner = inner[int(step) if step.isdigit() else step]
    inner[int(last) if last.isdigit() else last] = value
    return row


def without(row: dict[str, Any], path: str) -> dict[str, Any]:
    *steps, last = path.split(".")
    inner: Any = row
    for step in steps:
        inner = inner[int(step) if step.isdigit() else step]
    del inner[last]
    return row


CALLED = "messages.1.tool_calls.0"
DUMPS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "openai-python, model_dump()": (
        change(
            "messages.3",
            {
                **ANSWER,
                "refusal": None,
                "annotations": [],
                "audio": None,
                "function_call": None,
                "tool_calls": None,
            },
        ),
        {"empty-keys"},
    ),
    "openai-python, beta.parse": (change("messages.3.parsed", {"a": 1}), {"reply-keys"}),
    "web search answers": (change("messages.3.annotations", [{"type": "url"}]), {"reply-keys"}),
    "litellm": (
        change("messages.3.provider_specific_fields", {"refusal": None}),
        {"reply-keys"},
    ),
    "arguments as an object (Hugging Face)": (
        change(f"{CALLED}.function.arguments", {"a": 1}),
        {"arguments"},
    ),
    "calls and results without ids (Hugging Face)": (
        without(without(deepcopy(SOUND), f"{CALLED}.id"), "messages.2.tool_call_id"),
        {"call-ids"},
    ),
    "a call without its type": (without(deepcopy(SOUND), f"{CALLED}.type"), {"call-form"}),
    "a bare call (Mistral)": (
        change(CALLED, {"id": "c1", "name": "find", "arguments": {"a": 1}}),
        {"arguments", "call-form"},
    ),
    "an index of streamed calls": (change(f"{CALLED}.index", 0), {"reply-keys"}),
    "a bare tool": (
        change("tools.0", {"name": "find", "parameters": {"type": "object"}}),
        {"tool-form"},
    ),
    "tools as text": (change("tools", json.dumps([TOOL])), {"tool-form"}),
    "a tool with nulls": (change("tools.0.function.strict", None), {"tool-form"}),
    "answers that are not learnt (Axolotl)": (
        {
            "messages": [
                {**ASK, "train": False},
                {**ANSWER, "training": False},
                ASK,
                {**ANSWER, "train": True},
            ]
        },
        {"weights"},
    ),
    "no tools": (
        {"messages": [ASK, ANSWER], "tools": None, "parallel_tool_calls": None},
        {"empty-keys"},
    ),
    "reasoning (DeepSeek, vLLM)": (change("messages.3.reasoning_content", "Hm."), {"reasoning"}),
    "reasoning (OpenRouter)": (
        change("messages.3.reasoning_details", [{"type": "reasoning.text", "text": "Hm."}]),
        {"reasoning"},
    ),
    "reasoning as a part": (
        change(
            "messages.3.content",
            [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "There."}],
        ),
        {"reasoning"},
    ),
    "parts of the Responses API": (
        change(
            "messages.3.content", [{"type": "output_text", "text": "There.", "annotations": []}]
        ),
        {"part-types"},
    ),
    "calls and results among the parts (Anthropic)": (
        {
            "messages": [
                ASK,
                {
                    "role": "assistant",
                    "content": [
                        {"type": "text", "text": "I look."},
                        {"type": "tool_use", "id": "t1", "name": "find", "input": {"a": 1}},
                    ],
                },
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "tool_result",
                            "tool_use_id": "t1",
                            "content": [{"type": "text", "text": "Found."}],
                        }
                    ],
                },
                ANSWER,
            ],
            "tools": [{"name": "find", "input_schema": {"type": "object"}}],
        },
        {"arguments", "call-form", "tool-form"},
    ),
    "a result as an object": (change("messages.2.content", {"found": 3}), {"arguments"}),
}


@pytest.mark.parametrize("how", DUMPS)
def test_a_dump_becomes_a_row_that_a_provider_takes(how):
    row, codes = DUMPS[how]
    (made,) = read_detected(row, detect([row]))
    assert set(made.mends) == codes
    assert find_row_faults(made.row) == []
    answers = [turn for turn in made.row["messages"] if turn["role"] == "assistant"]
    last = answers[-1]["content"]
    assert (last if isinstance(last, str) else last[0]["text"]) == "There."


@pytest.mark.parametrize("how", [how for how in DUMPS if "no tools" not in how])
def test_calls_and_results_belong_together(how):
    mended = mend(DUMPS[how][0]).value["messages"]
    calls = [call["id"] for turn in mended for call in turn.get("tool_calls") or ()]
    results = [turn["tool_call_id"] for turn in mended if turn["role"] == "tool"]
    assert calls == results and all(calls)


def test_a_sound_row_is_left_alone():
    mended = mend(SOUND)
    assert (mended.value, mended.codes, mended.left_out) == (SOUND, set(), [])
    assert mended.value is SOUND


def test_what_is_left_out_is_kept_beside_the_row():
    (row,) = read_detected(change("messages.3.reasoning_content", "Hm."), detect([SOUND]))
    assert row.extra["left_out"] == [{"message": 3, "reasoning_content": "Hm."}]


def test_two_calls_at_once_are_answered_in_their_order():
    calls = [{"function": {"name": "find", "arguments": {"n": n}}} for n in (1, 2)]
    results = [{"role": "tool", "content": str(n)} for n in (1, 2)]
    turns = [ASK, {"role": "assistant", "tool_calls": calls}, *results, ANSWER]
    mended = mend({"messages": turns}).value["messages"]
    assert [turn["tool_call_id"] for turn in mended[2:4]] == ["call_2_1", "call_2_2"]


@pytest.mark.parametrize("key", ["preferred_output", "non_preferred_output"])
def test_both_answers_of_a_preference_are_mended(key):
    row = {
        "input": {"messages": [ASK], "tools": None},
        "preferred_output": [ANSWER],
        "non_preferred_output": [{"role": "assistant", "content": "Nowhere."}],
    }
    row[key] = [{**row[key][0], "refusal": None, "reasoning": "Hm."}]
    (made,) = read_detected(row, detect([row]))
    assert made.mends == ("empty-keys", "reasoning")
    assert find_row_faults(made.row, "dpo") == []


def test_an_answer_that_is_not_to_be_learnt_has_no_weight():
    turns = [{**ASK, "train": False}, {**ANSWER, "train": False}, ASK, {**ANSWER, "train": True}]
    first, *others = mend({"messages": turns}).value["messages"]
    assert first == ASK
    assert [turn.get("weight") for turn in others] == [0, None, 1]


def test_messages_in_an_object_of_their_own_are_the_messages():
    """Axolotl's ORPO rows."""
    worse = {"role": "assistant", "content": "Nowhere."}
    row = {
        "prompt": {"messages": [ASK]},
        "chosen": {"messages": [ASK, ANSWER]},
        "rejected": {"messages": [ASK, worse]},
    }
    (made,) = read_detected(row, detect([row]))
    assert made.mends == ("message-lists",)
    assert made.row["preferred_output"] == [ANSWER]
    assert made.row["non_preferred_output"] == [worse]


def test_every_mend_has_a_sentence_and_a_dump_here():
    codes = set().union(*(codes for _row, codes in DUMPS.values()))
    assert codes | {"message-lists"} == set(MENDS)
