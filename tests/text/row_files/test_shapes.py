"""Shapes of rows: what is taken is given again, and nothing but a sentence comes of the rest."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.conversation import get_tools, list_messages, read_texts
from studio.domain.errors import BookError
from studio.text.row_files import SHAPES, RowFault, detect, read_detected, read_rows, write_record
from studio.text.row_files.dialogues import LISTS, SPEAKERS, WORDS
from studio.text.row_files.dialogues import ROLES as NAMES
from studio.text.row_files.instructions import COLUMNS
from studio.text.row_files.verdicts import find_verdicts
from studio.text.rows.row_json import dump_row, load_row
from studio.text.rows.rules import find_row_faults

Value = dict[str, Any]
QUICK = settings(max_examples=12, deadline=None, database=None, derandomize=True)
LONG = settings(QUICK, max_examples=500)
EXAMPLES = pytest.mark.parametrize(
    "examples", [QUICK, pytest.param(LONG, marks=pytest.mark.slow)], ids=["few", "many"]
)
"""Few each day; many in the stage of the slow tests."""
MAPPING = {"prompt": "お題", "answer": "返し", "input": "文脈", "system": "役"}


# -- records of each shape ----------------------------------------------------------------------

said = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
words = said.filter(lambda text: text.strip() != "")
small = (
    st.none()
    | st.booleans()
    | st.integers(-9, 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | said
)
anything = st.recursive(
    small,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(said, inner, max_size=3),
    max_leaves=6,
)
beside = st.dictionaries(
    st.sampled_from(["id", "source", "score", "点", "tags", ""]), anything, max_size=2
)
"""Other keys of a record, which are none of its shape."""


def record(
    needed: dict[str, Any], optional: dict[str, Any] | None = None
) -> st.SearchStrategy[Value]:
    shaped = st.fixed_dictionaries(needed, optional=optional or {})
    return st.builds(lambda value, more: {**more, **value}, shaped, beside)


def message(role: str, content: Any = said) -> st.SearchStrategy[Value]:
    optional = (
        {"name": words, "weight": st.integers(0, 1)} if role == "assistant" else {"name": words}
    )
    return st.fixed_dictionaries({"role": st.just(role), "content": content}, optional=optional)


@st.composite
def conversation(draw: Any, *, more: int = 2) -> list[Value]:
    """A system message perhaps, then questions with answers."""
    turns = (
        [draw(message(draw(st.sampled_from(["system", "developer"]))))]
        if draw(st.booleans())
        else []
    )
    for _turn in range(draw(st.integers(1, more))):
        turns += [draw(message("user")), draw(message("assistant"))]
    return turns


@st.composite
def dialogue(draw: Any, lists: tuple[str, ...]) -> Value:
    """Turns under other names: any list, any speakers, any words; now and then said in parts."""
    name, speaker, key = (
        draw(st.sampled_from(lists)),
        draw(st.sampled_from(SPEAKERS)),
        draw(st.sampled_from(WORDS)),
    )
    asks = st.sampled_from(["human", "user", "Human", "customer", "質問者"])
    answers = st.sampled_from(["gpt", "assistant", "model", "回答者"])
    spoken = said | st.lists(
        st.fixed_dictionaries({"type": st.just("text"), "text": words}), min_size=1, max_size=2
    )
    turns = []
    for _turn in range(draw(st.integers(1, 2))):
        for who, what in ((asks, spoken), (answers, words)):
            turn = {speaker: draw(who), key: draw(what)}
            turns.append({**draw(st.dictionaries(st.just("extra"), anything)), **turn})
    made: Value = {**draw(beside), name: turns}
    if draw(st.booleans()):
        made["system"] = draw(said | st.none())
    if draw(st.booleans()):
        made["tools"] = draw(
            st.sampled_from(["", "[]", [], None, '[{"name": "look_up"}]', [{"name": "f"}]])
        )
    return made


answered = st.lists(message("assistant"), min_size=1, max_size=1)
hh = st.text("ab あ。\n", min_size=1, max_size=9)
preference_texts = record(
    {
        "chosen": words,
        "rejected": said,
        "question": words | st.lists(message("user"), min_size=1, max_size=2),
    },
    {"system": said | st.none()},
)
preference_messages = st.tuples(
    conversation(), st.booleans(), st.sampled_from(["own", "same", ""])
).map(lambda drawn: preference_of(*drawn))


def preference_of(turns: list[Value], within: bool, asked: str) -> Value:
    """A preference in messages: with its question within the lists, beside them, or both."""
    good, bad = ({"role": "assistant", "content": answer} for answer in ("good", "bad"))
    before = turns[:-1] if within else []
    made: Value = {"chosen": [*before, good], "rejected": [*before, bad]}
    if not within:
        made["prompt"] = turns[:-1]
    elif asked:
        made["prompt"] = turns[-2]["content"] if asked == "same" else "a heading"
    return made


preference_dialogue = st.tuples(hh, hh, hh).map(
    lambda three: {
        "chosen": f"\n\nHuman:{three[0]}\n\nAssistant:{three[1]}",
        "rejected": f"\n\nHuman:{three[0]}\n\nAssistant:{three[2]}",
    }
)

spoken = st.fixed_dictionaries({"from": st.just("gpt"), "value": words})
written = st.fixed_dictionaries({"role": st.just("assistant"), "content": words})
preference_pair = record(
    {"chosen": spoken | written, "rejected": spoken | written, "prompt": words},
    {"system": said | st.none()},
)
"""One answer as a turn of its own."""
preference_turns = st.tuples(
    st.sampled_from(["conversations", "messages"]),
    st.lists(st.tuples(words, words), max_size=2),
    words,
    spoken,
    spoken,
).map(
    lambda five: {
        five[0]: [
            turn
            for question, answer in (*five[1], (five[2], ""))
            for turn in (
                {"from": "human", "value": question},
                *([{"from": "gpt", "value": answer}] if answer else []),
            )
        ],
        "chosen": five[3],
        "rejected": five[4],
    }
)
preference_ranked = record(
    {"instruction": words, "output": st.lists(words, min_size=2, max_size=3)},
    {"input": said, "history": st.lists(st.lists(words, min_size=2, max_size=2), max_size=2)},
)

RECORDS: dict[str, st.SearchStrategy[Value]] = {
    "openai-preference": record(
        {
            "input": st.fixed_dictionaries(
                {"messages": st.lists(message("user"), min_size=1, max_size=2)}
            ),
            "preferred_output": answered,
            "non_preferred_output": answered,
        }
    ),
    "preference-pair": preference_pair | preference_turns | preference_ranked,
    "preference": preference_texts | preference_messages | preference_dialogue,
    "kto": st.tuples(
        record({"messages": conversation()}) | record({"prompt": words, "completion": words}),
        st.sampled_from(["label", "kto_tag"]),
        st.booleans(),
    ).map(lambda three: {**three[0], three[1]: three[2]}),
    "openai": record(
        {"messages": conversation()},
        {
            "tools": st.just([{"type": "function", "function": {"name": "f"}}]),
            "parallel_tool_calls": st.booleans(),
        },
    ),
    "sharegpt": dialogue(("conversations", "conversation")),
    "dialogue": dialogue(
        tuple(name for name in LISTS if name not in ("conversations", "conversation", "messages"))
    ),
    "self-instruct": record(
        {
            "instruction": words,
            "instances": st.lists(
                st.fixed_dictionaries({"input": said, "output": words}), min_size=1, max_size=1
            ),
        }
    ),
    "alpaca": record(
        {"instruction": words, "output": words},
        {
            "input": said | st.none(),
            "system": said,
            "history": st.lists(st.lists(words, min_size=2, max_size=2), max_size=2),
        },
    ),
    "prompt-completion": record({"prompt": words, "completion": words})
    | st.tuples(conversation(), answered).map(lambda two: {"prompt": two[0], "completion": two[1]}),
    "columns": record(
        {"お題": words, "返し": words, "文脈": said | st.none(), "役": said | st.none()},
        {"分類": small},
    ),
}


def mapping_of(shape: str) -> dict[str, str]:
    return MAPPING if shape == "columns" else {}


def test_every_shape_has_records_here() -> None:
    assert [shape.name for shape in SHAPES] == list(RECORDS)


@EXAMPLES
@pytest.mark.parametrize("shape", RECORDS)
def test_what_is_taken_is_given_again(shape: str, examples: settings) -> None:
    @examples
    @given(RECORDS[shape])
    def holds(value: Value) -> None:
        (taken,) = read_rows(value, shape, mapping_of(shape))
        assert write_record(taken, shape) == value
        assert load_row(dump_row(taken.extra)) == taken.extra, "what is kept beside can be stored"

    holds()


@EXAMPLES
@pytest.mark.parametrize("shape", [shape.name for shape in SHAPES if not shape.mapped])
def test_a_file_of_such_records_is_known_by_looking(shape: str, examples: settings) -> None:
    @settings(examples, max_examples=examples.max_examples // 2)
    @given(st.lists(RECORDS[shape], min_size=1, max_size=4))
    def holds(values: list[Value]) -> None:
        found = detect(values)
        assert (found.shape, found.share) == (shape, 1.0)
        assert list(found.columns) == list(dict.fromkeys(key for value in values for key in value))

    holds()


def test_a_number_past_64_bits_is_stored_as_it_is() -> None:
    for number in (2**63, 2**64 - 1, 2**64, -(2**64), 10**40):
        (taken,) = read_rows({"prompt": "q", "completion": "a", "id": number}, "prompt-completion")
        assert load_row(dump_row(taken.extra)) == {"fields": {"id": number}}


# -- anything at all ----------------------------------------------------------------------------

KEYS = sorted(
    {
        "messages",
        "tools",
        "system",
        "input",
        "output",
        "instruction",
        "instances",
        "history",
        "prompt",
        "completion",
        "chosen",
        "rejected",
        "preferred_output",
        "non_preferred_output",
        "question",
        "images",
        "role",
        "content",
        "weight",
        "loss_weight",
        "type",
        "text",
        "image_url",
        "tool_calls",
        "tool_call_id",
        "function",
        "name",
        "arguments",
        "id",
        *LISTS,
        *SPEAKERS,
        *WORDS,
        *MAPPING.values(),
    }
)
keys = st.sampled_from(KEYS)
values = st.recursive(
    small
    | st.sampled_from(
        [*sorted(NAMES), "[]", '{"name": "f"}', "\n\nHuman:a\n\nAssistant:b", "\ud800"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
odd_records = st.dictionaries(keys, values, max_size=5)


@st.composite
def nearly(draw: Any, shape: str) -> Value:
    """A record of the shape in which something, at any depth, became something else."""
    value = deepcopy(draw(RECORDS[shape]))
    place: Any = value
    for _depth in range(draw(st.integers(0, 3))):
        inner = place.values() if isinstance(place, dict) else place
        deeper = [one for one in inner if isinstance(one, dict | list) and one]
        place = draw(st.sampled_from(deeper)) if deeper else place
    at = (
        draw(st.sampled_from(list(place)))
        if isinstance(place, dict)
        else draw(st.integers(0, len(place) - 1))
    )
    if isinstance(place, dict) and draw(st.booleans()):
        del place[at]
    else:
        place[at] = draw(values)
    return value


def judged(value: Value, shape: str, mapping: dict[str, str]) -> None:
    """What every value must come to: rows that all later steps can work with, or a sentence."""
    try:
        rows = read_rows(value, shape, mapping)
    except RowFault as fault:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", fault.code), fault.code
        assert fault.message.endswith((".", "。")) and "\n" not in fault.message, fault.message
        return
    assert rows
    for taken in rows:
        write_record(taken, shape)
        prompt, answer = read_texts(taken.row)
        assert isinstance(prompt, str) and isinstance(answer, str)
        find_row_faults(taken.row, "dpo" if "preferred_output" in taken.row else "sft")
        assert isinstance(list_messages(taken.row), list)
        get_tools(taken.row)


@EXAMPLES
@pytest.mark.parametrize("shape", RECORDS)
def test_any_value_under_any_shape_is_a_row_or_a_sentence(shape: str, examples: settings) -> None:
    @settings(examples, max_examples=examples.max_examples * 2)
    @given(
        odd_records | nearly(shape),
        st.sampled_from([MAPPING, {"prompt": "text", "answer": "content"}, {}]),
    )
    def holds(value: Value, mapping: dict[str, str]) -> None:
        judged(value, shape, mapping)

    holds()


@QUICK
@given(st.lists(odd_records, max_size=4))
def test_looking_at_anything_finds_a_shape(found: list[Value]) -> None:
    detected = detect(found)
    assert detected.shape in RECORDS and 0 <= detected.share <= 1
    assert set(detected.mapping.values()) <= set(detected.columns)


@EXAMPLES
@pytest.mark.parametrize("shape", ["openai", "openai-preference", "preference-pair", "kto"])
def test_any_value_is_mended_and_read_or_is_a_sentence(shape: str, examples: settings) -> None:
    @settings(examples, max_examples=examples.max_examples * 2)
    @given(odd_records | nearly(shape))
    def holds(value: Value) -> None:
        before = deepcopy(value)
        try:
            rows = read_detected(value, detect([value]))
        except RowFault as fault:
            assert fault.message.endswith((".", "。")) and "\n" not in fault.message
        else:
            for row in rows:
                find_row_faults(row.row, "dpo" if "preferred_output" in row.row else "sft")
                load_row(dump_row(row.extra))
        assert value == before, "what a file holds is not written into"
        find_verdicts([value])

    holds()


# -- columns of one's own -----------------------------------------------------------------------


def test_each_role_is_guessed_by_any_of_its_names() -> None:
    for role, names in COLUMNS.items():
        for name in names:
            assert (
                detect([{name.upper(): "x"}]).mapping.get(role) == name.upper() or role == "input"
            )


def test_a_mapping_to_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(BookError, match="no column “b”"):
        detect([{"a": 1}], mapping={"prompt": "b"})
    with pytest.raises(BookError, match="“asker” is not a role"):
        detect([{"a": 1}], mapping={"asker": "a"})


def test_a_row_of_another_shape_than_its_file_says_which() -> None:
    with pytest.raises(RowFault, match="This row is Alpaca") as caught:
        read_rows({"instruction": "q", "output": "a"}, "openai")
    assert caught.value.code == "other-format"


# -- rows of several shapes in one file ------------------------------------------------------------

TOOLS = [{"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}]
CALLING = {
    "messages": [
        {"role": "user", "content": "Find it."},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "Found."},
        {"role": "assistant", "content": "There it is."},
    ],
    "tools": TOOLS,
}
ODD: dict[str, Value] = {
    "a picture (Qwen-VL)": {
        "messages": [
            {"role": "user", "content": [{"type": "image", "image": "a.png"}]},
            {"role": "assistant", "content": "A title."},
        ]
    },
    "ShareGPT": {
        "conversations": [{"from": "human", "value": "Q?"}, {"from": "gpt", "value": "A."}]
    },
    "Alpaca": {"instruction": "Q?", "input": "", "output": "A."},
    "columns": {"question": "Q?", "answer": "A."},
    "weights (axolotl)": {
        "messages": [
            {"role": "user", "content": "Q?"},
            {"role": "assistant", "content": "A.", "loss_weight": 1.0},
        ]
    },
    "prose": {"text": "no row"},
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_each_row_is_read_by_what_it_is(odd: str, first: bool) -> None:
    values = [ODD[odd], CALLING, CALLING] if first else [CALLING, CALLING, ODD[odd]]
    detected = detect(values[:1])
    for value in values:
        try:
            (row,) = read_detected(value, detected)
        except RowFault as fault:
            assert value is ODD[odd]
            assert fault.code == {"prose": "other-format"}.get(odd, "pictures")
            continue
        if value is CALLING:
            assert row.row == CALLING, "its calls and its tools are all there"
        else:
            assert read_texts(row.row) == ("Q?", "A.")


def test_a_chosen_shape_is_kept_to() -> None:
    detected = detect([CALLING], shape="openai")
    with pytest.raises(RowFault, match="This row is Alpaca"):
        read_detected(ODD["Alpaca"], detected)


def test_a_dialogue_keeps_the_calls_that_its_turns_make() -> None:
    turns = [dict(turn) for turn in CALLING["messages"]]
    turns[3] |= {"loss_weight": 1}
    (row,) = read_rows({"messages": turns, "tools": TOOLS}, "dialogue")
    assert row.row["messages"][1]["tool_calls"][0]["id"] == "c1"
    assert row.row["messages"][2]["tool_call_id"] == "c1"
    assert not find_row_faults(row.row)


PARTS = [
    ({"type": "image", "image": "a.png"}, "pictures"),
    ({"type": "image_url", "image_url": "http://a/b.png"}, "pictures"),
    ({"type": "input_audio", "input_audio": {"data": ""}}, "pictures"),
    ({"type": "video", "video": "a.mp4"}, "pictures"),
    ({"type": "reasoning", "reasoning": "Hm."}, "reasoning-part"),
    ({"type": "thinking", "thinking": "Hm."}, "reasoning-part"),
    ({"type": "tool_use", "id": "1", "name": "f", "input": {}}, "tool-part"),
    ({"type": "tool_result", "tool_use_id": "1", "content": "x"}, "tool-part"),
    ({"type": "table", "cells": []}, "not-text"),
]


@pytest.mark.parametrize(("part", "code"), PARTS, ids=lambda value: str(value)[:30])
@pytest.mark.parametrize("shape", ["openai", "dialogue"])
def test_a_part_that_is_not_taken_is_called_what_it_is(part: Value, code: str, shape: str) -> None:
    list_key, role, text = {
        "openai": ("messages", "role", "content"),
        "dialogue": ("turns", "speaker", "text"),
    }[shape]
    turns = [{role: "user", text: "Q?"}, {role: "assistant", text: [part]}]
    with pytest.raises(RowFault) as fault:
        read_rows({list_key: turns}, shape)
    assert fault.value.code == code
    assert str(part["type"]) in fault.value.message


@pytest.mark.parametrize(
    "instance",
    [{"output": "B"}, {"input": None, "output": "B"}, {"input": "c", "output": "B", "score": 2}],
)
def test_what_else_an_instance_says_is_written_again(instance: dict[str, object]) -> None:
    task = {"instruction": "A", "instances": [instance], "id": 1}
    (row,) = read_rows(task, "self-instruct", {})
    assert write_record(row, "self-instruct") == task
