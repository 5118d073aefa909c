"""Rows: the verdict on a file is the provider's, with the line and the reason, for any bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.dataset import Severity
from studio.domain.pair import build_messages
from studio.text.rows.lines import LONGEST_LINE
from studio.text.rows.rules import count_plain_turns, find_row_faults
from studio.text.rows.validation import MOST_FINDINGS, Limits, validate_file, validate_lines
from studio.text.tokens import count_messages, count_rows

GOOD = {"messages": build_messages("How?", "Begin.")}


def lines(*rows: object, times: int = 10) -> list[bytes]:
    return [json.dumps(row).encode() for row in rows] + [json.dumps(GOOD).encode()] * times


def codes(row: object, profile: str = "sft") -> list[str]:
    return [code for code, _message in find_row_faults(row, profile)]


def turns(*given: object, **extra: object) -> dict[str, object]:
    return {"messages": list(given), **extra}


USER = {"role": "user", "content": "How?"}
ANSWER = {"role": "assistant", "content": "Begin."}
TOOL_ANSWER = {"role": "tool", "tool_call_id": "c1", "content": "1"}
CALL = {
    "role": "assistant",
    "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
}


def text_part(text: str) -> dict[str, object]:
    return {"type": "text", "text": text}


def refusal_part() -> dict[str, object]:
    return {"type": "refusal", "refusal": "I won't."}


def picture_part(**image: object) -> dict[str, object]:
    return {"type": "image_url", "image_url": {"url": "https://example.org/a.png", **image}}


def picture(**image: object) -> dict[str, object]:
    return {"role": "user", "content": [text_part("What is it?"), picture_part(**image)]}


def tool(name: str, **function: object) -> dict[str, object]:
    return {"type": "function", "function": {"name": name, **function}}


def call(**function: object) -> dict[str, object]:
    made = {"name": "f", "arguments": "{}", **function}
    return {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": made}]}


def function_call(**function: object) -> dict[str, object]:
    return {"role": "assistant", "function_call": {"name": "f", "arguments": "{}", **function}}


def test_ten_good_rows_are_valid() -> None:
    verdict = validate_lines(lines(), count=count_rows)
    assert verdict.valid and verdict.rows == 10 and verdict.findings == ()
    assert verdict.tokens == 10 * count_messages(GOOD["messages"])


CONTENTS = st.sampled_from(["How?", "", " ", "\u3000", None, 3, ["x"], "a\0b"]) | st.text(
    max_size=3
)
TURNS = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system", "tool", "wizard", None])},
    optional={
        "content": CONTENTS,
        "weight": st.sampled_from([0, 1, True]),
        "name": st.text(max_size=2),
    },
)
SOME_ROWS = st.fixed_dictionaries(
    {"messages": st.lists(TURNS, max_size=4) | st.none()}, optional={"tools": st.just([])}
)


@given(SOME_ROWS)
def test_what_is_found_sound_in_a_hurry_has_no_fault(row: dict[str, object]) -> None:
    if found := count_plain_turns(row):
        assert codes(row) == [] and found == len(row["messages"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (
            b'{"messages":[{"role":"user","role":"user","content":"a"},{"role":"assistant","content":"b"}]}',
            "duplicate-key",
        ),
        (
            b'{"messages":[{"role" :"user","role":"user","content":"a"},{"role":"assistant","content":"b"}]}',
            "duplicate-key",
        ),
        (
            b'{"messages":[{"role":"user","content":"a\\u0000"},{"role":"assistant","content":"b"}]}',
            "nul",
        ),
        (
            b'{"messages":[{"role":"user","content":"a\\ud800"},{"role":"assistant","content":"b"}]}',
            "lone-surrogate",
        ),
        (
            b'{"messages":[{"role":"user","content":"a\xff"},{"role":"assistant","content":"b"}]}',
            "not-utf-8",
        ),
        (
            b'{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]} x',
            "invalid-json",
        ),
    ],
)
def test_the_hurry_overlooks_nothing_of_the_line(line: bytes, code: str) -> None:
    (finding,) = validate_lines([*lines(), line]).findings
    assert (finding.code, finding.line) == (code, 11)


def test_rows_of_every_length_of_file_are_counted_and_told_in_order() -> None:
    bad = b'{"messages":[]}'
    given_lines = [bad if n % 400 == 7 else lines()[0] for n in range(1_200)]
    verdict = validate_lines(given_lines, limits=Limits(model=5), count=count_rows)
    assert verdict.rows == 1_200 and verdict.tokens == 1_197 * count_messages(GOOD["messages"])
    assert [finding.line for finding in verdict.findings[:12]] == list(range(1, 13))
    assert verdict.findings[7].code == "missing_messages_list"


def test_nine_are_too_few() -> None:
    verdict = validate_lines(lines(times=9))
    assert [finding.code for finding in verdict.findings] == ["invalid_n_examples"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ([1], "not-an-object"),
        ({"prompt": "a", "completion": "b"}, "not-openai-chat"),
        ({"instruction": "a", "output": "b"}, "not-openai-chat"),
        ({}, "missing_messages_list"),
        (turns(), "missing_messages_list"),
        (turns("hello"), "data_type"),
        (turns({"content": "x"}), "unrecognized_role"),
        (turns({"role": "wizard", "content": "x"}), "unrecognized_role"),
        (turns(USER, {"role": "assistant"}), "missing_content"),
        (turns(USER, {**ANSWER, "content": "  "}), "missing_content"),
        (turns(USER, {**ANSWER, "value": "x"}), "message_unrecognized_key"),
        (turns(USER), "example_missing_assistant_message"),
        (turns(USER, ANSWER, USER), "last-not-assistant"),
        (turns({**USER, "weight": 1}, ANSWER), "weight-not-assistant"),
        (turns(USER, {**ANSWER, "weight": 0.5}), "invalid-weight"),
        (turns(USER, {**ANSWER, "weight": True}), "invalid-weight"),
        (turns(USER, {**ANSWER, "weight": 0}), "nothing-trained"),
        (turns(USER, ANSWER, source="book"), "extra-key"),
        (turns(USER, CALL, ANSWER), "tool-pairing"),
        (
            turns(USER, {"role": "tool", "tool_call_id": "x", "content": "1"}, ANSWER),
            "tool-pairing",
        ),
        (turns({"role": "user", "content": [{"type": "audio"}]}, ANSWER), "content-part"),
        (turns({"role": "user", "content": [{"type": "text", "text": 5}]}, ANSWER), "content-part"),
        (
            turns({"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}, ANSWER),
            "content-part",
        ),
        (turns({**USER, "name": 3}, ANSWER), "data_type"),
        (
            turns(USER, {"role": "tool", "tool_call_id": [1], "content": "1"}, ANSWER),
            "tool-pairing",
        ),
        (turns(USER, {"role": "assistant", "tool_calls": [{"id": ["c1"]}]}), "tool-calls"),
        (turns(USER, ANSWER, tools=["f"]), "tools"),
        (turns(USER, ANSWER, functions=[]), "tools"),
        (turns(USER, ANSWER, parallel_tool_calls="yes"), "tools"),
        (turns(USER, ANSWER, tools=[{"function": {"name": "f"}}]), "tools"),
        (turns(USER, ANSWER, tools=[tool("two words")]), "tools"),
        (turns(USER, ANSWER, tools=[tool("f" * 65)]), "tools"),
        (turns(USER, ANSWER, tools=[tool("f", parameters="{}")]), "tools"),
        (turns(USER, ANSWER, tools=[tool("f", strict="yes")]), "tools"),
        (turns(USER, ANSWER, functions=[{"description": "no name"}]), "tools"),
        (turns(USER, ANSWER, functions=[{"name": "f"}] * 129), "tools"),
        (turns(picture(detail="ultra"), ANSWER), "image-detail"),
        (turns(picture(url=""), ANSWER), "content-part"),
        (turns(USER, {"role": "assistant", "content": [picture_part()]}), "content-part"),
        (turns({"role": "system", "content": [picture_part()]}, USER, ANSWER), "content-part"),
        (turns({"role": "user", "content": []}, ANSWER), "missing_content"),
        (turns({"role": "user", "content": [text_part(" ")]}, ANSWER), "missing_content"),
        (
            turns(USER, {"role": "assistant", "content": [refusal_part(), text_part("But")]}),
            "content-part",
        ),
        (turns(USER, {**ANSWER, "refusal": 3}), "data_type"),
        (turns(USER, call(arguments={"city": "Kyoto"})), "tool-calls"),
        (turns(USER, function_call(arguments={"city": "Kyoto"})), "function-call"),
        (turns(USER, function_call(name=None)), "function-call"),
        (turns({**USER, "function_call": {"name": "f", "arguments": ""}}, ANSWER), "function-call"),
        (
            turns(USER, function_call(), {"role": "function", "content": "1"}, ANSWER),
            "missing-name",
        ),
        (
            turns(USER, function_call(), {"role": "function", "name": "f"}, ANSWER),
            "missing_content",
        ),
    ],
)
def test_what_a_provider_refuses_is_named(row: object, code: str) -> None:
    assert code in codes(row)


@pytest.mark.parametrize(
    "row",
    [
        GOOD,
        turns(USER, {**ANSWER, "weight": 0}, USER, {**ANSWER, "weight": 1}),
        turns(USER, CALL, {"role": "tool", "tool_call_id": "c1", "content": "1"}, ANSWER, tools=[]),
        turns({"role": "user", "content": [{"type": "text", "text": "How?"}]}, ANSWER),
        turns({"role": "developer", "content": "Be brief."}, USER, ANSWER),
        turns(picture(detail="low"), ANSWER),
        turns(USER, {"role": "assistant", "content": [text_part("Begin.")]}),
        turns(USER, {"role": "assistant", "content": [refusal_part()]}),
        turns(USER, CALL, {"role": "tool", "tool_call_id": "c1", "content": ""}, ANSWER),
        turns(
            USER, CALL, {"role": "tool", "tool_call_id": "c1", "content": [text_part("1")]}, ANSWER
        ),
        turns(USER, function_call(), {"role": "function", "name": "f", "content": None}, ANSWER),
        turns(USER, ANSWER, tools=[tool("get-weather_2", parameters={"type": "object"})]),
        turns(USER, ANSWER, functions=[{"name": "f", "parameters": {}}]),
    ],
)
def test_what_a_provider_takes_is_taken(row: object) -> None:
    assert codes(row) == []


def test_preference_rows() -> None:
    row = {
        "input": {"messages": [USER]},
        "preferred_output": [ANSWER],
        "non_preferred_output": [{"role": "assistant", "content": "No."}],
    }
    assert codes(row, "dpo") == []
    assert codes({**row, "non_preferred_output": [ANSWER]}, "dpo") == ["no-preference"]
    assert codes({**row, "input": {"messages": []}}, "dpo") == ["missing_messages_list"]
    assert codes({**row, "input": {"messages": [USER], "id": 1}}, "dpo") == ["extra-key"]
    assert codes(GOOD, "dpo") != []
    assert codes(row) == ["not-openai-chat"]


def test_a_preference_row_is_judged_message_by_message() -> None:
    row = {
        "input": {"messages": [USER, CALL, USER]},
        "preferred_output": [call(arguments={})],
        "non_preferred_output": [{"role": "assistant", "content": "No."}],
    }
    assert codes(row, "dpo") == ["tool-pairing", "tool-calls"]


def test_arguments_that_are_no_json_are_a_warning() -> None:
    """The schema takes them, as models write such; a model that learns from them writes more."""
    row = turns(USER, call(arguments="city: Kyoto"), {**TOOL_ANSWER}, ANSWER)
    verdict = validate_lines(lines(row))
    assert verdict.valid and [finding.code for finding in verdict.findings] == ["arguments"]


def test_a_row_longer_than_any_model_takes_is_warned_of_where_no_model_is_named() -> None:
    verdict = validate_lines(lines(), limits=Limits(any_model=5), count=count_rows)
    assert verdict.valid
    assert {finding.code for finding in verdict.findings} == {"longer-than-any"}


def test_a_byte_order_mark_between_rows_is_told_in_plain_words() -> None:
    """Two files joined, each with a mark of its own."""
    file = b"\xef\xbb\xbf" + lines()[0]
    verdict = validate_lines([file, *lines(), file])
    (error,) = [finding for finding in verdict.findings if finding.severity is Severity.ERROR]
    assert (error.code, error.line) == ("bom-in-line", 12)
    assert "joined" in error.message and "decode" not in error.message


def test_utf_16_without_a_mark_is_named() -> None:
    rows = [line.decode().encode("utf-16-le") for line in lines()]
    verdict = validate_lines(rows)
    assert "UTF-16" in verdict.findings[0].message


def test_a_row_that_would_be_cut_is_an_error() -> None:
    verdict = validate_lines(lines(), limits=Limits(model=5), count=count_rows)
    assert {finding.code for finding in verdict.findings} == {"too-long"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "invalid-json"),
        (b"null", "not-an-object"),
        (b'{"a": NaN}', "not-json"),
        (b'{"messages": 1, "messages": 2}', "duplicate-key"),
        (b"\xff\xfe", "not-utf-8"),
        (b'{"a": "\x00"}', "nul"),
        (b"[" * 20_000 + b"]" * 20_000, "too-deep"),
        (b'{"a": "\\ud83d"}', "lone-surrogate"),
        (b"x" * (LONGEST_LINE + 1), "line-too-long"),
    ],
    ids=["cut", "null", "NaN", "twice", "latin", "NUL", "deep", "surrogate", "long"],
)
def test_hostile_lines_get_a_verdict(line: bytes, code: str) -> None:
    verdict = validate_lines([*lines(times=10), line])
    assert not verdict.valid
    assert code in {finding.code for finding in verdict.findings if finding.line == 11}


def test_a_byte_order_mark_is_a_note_and_an_empty_line_a_warning() -> None:
    first, *rest = lines(times=11)
    verdict = validate_lines([b"\xef\xbb\xbf" + first, b"\n", *rest])
    assert verdict.valid
    assert [f.severity for f in verdict.findings] == [Severity.NOTE, Severity.WARNING]


def test_a_json_document_is_told_from_rows() -> None:
    verdict = validate_lines([b"[\n", b"{}\n", b"]\n"])
    assert [finding.code for finding in verdict.findings] == ["not-jsonl"]


@pytest.mark.parametrize("depth", [900, 960, 980, 990, 1_000, 5_000])
def test_no_depth_of_nesting_crashes(depth: int) -> None:
    deep = b'{"messages": "\\u00e9", "tools": ' + b"[" * depth + b"]" * depth + b"}"
    verdict = validate_lines([*lines(), deep], count=count_rows)
    assert {finding.line for finding in verdict.findings} == {11}


def test_no_flood_of_warnings_hides_an_error() -> None:
    verdict = validate_lines([*lines(), *[b"\n"] * (MOST_FINDINGS + 5), b"{"])
    assert not verdict.valid
    assert verdict.findings[-2].code == "invalid-json"
    assert verdict.findings[-1].code == "more-findings"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "messages",
                    "role",
                    "content",
                    "tool_calls",
                    "id",
                    "function",
                    "type",
                    "text",
                    "tool_call_id",
                    "input",
                    "preferred_output",
                    "non_preferred_output",
                    "tools",
                ]
            ),
            inner | st.sampled_from(["user", "assistant", "tool", "function"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, min_size=1, max_size=3), st.sampled_from(["sft", "dpo"]))
def test_any_json_gets_a_verdict(found: list[object], profile: str) -> None:
    find_row_faults({"messages": found, "tools": found}, profile)
    find_row_faults({"messages": [USER, {"role": "assistant", "tool_calls": found}]}, profile)
    given_lines = [json.dumps(row).encode() for row in found]
    assert not validate_lines(given_lines, profile=profile, count=count_rows).valid


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes_get_a_verdict(given_lines: list[bytes]) -> None:
    assert not validate_lines(given_lines).valid


REAL = [
    ("fireworks-cookbook_text2sql_dataset.jsonl", "sft", None),
    ("foundry_gsm8k_chat_validation.jsonl", "sft", None),
    ("foundry_stock_toolcall_validation.jsonl", "sft", None),
    ("foundry_dpo_orca_part1.jsonl", "dpo", None),
    ("foundry_dpo_orca_part1.jsonl", "sft", (1, "not-openai-chat")),
    ("openai-cookbook_toy_chat_fine_tuning.jsonl", "sft", (None, "invalid_n_examples")),
    ("foundry_rft_toolcall_train.jsonl", "sft", (1, "extra-key")),
    ("foundry_sarcasm_baseline.jsonl", "sft", (1, "not-openai-chat")),
    ("self-instruct_seed_tasks.jsonl", "sft", (1, "not-openai-chat")),
    ("fastchat_dummy_conversation.json", "sft", (1, "not-jsonl")),
    ("llama-factory_identity.json", "sft", (1, "not-jsonl")),
    ("llama-factory_v1_sft_demo.jsonl", "sft", (1, "message_unrecognized_key")),
    ("axolotl_conversation.missingturns.json", "sft", (1, "not-jsonl")),
    ("megagon_instruction_ja_part1.jsonl", "sft", (1, "not-openai-chat")),
    ("oumi_alpaca_format.jsonl", "sft", (1, "not-openai-chat")),
    ("oumi_oumi_format.jsonl", "sft", (2, "extra-key")),
    ("together-validator-tests/rejected__empty.jsonl", "sft", (None, "invalid_n_examples")),
    (
        "together-validator-tests/rejected__empty_messages.jsonl",
        "sft",
        (1, "missing_messages_list"),
    ),
    ("together-validator-tests/rejected__wrong_turn_type.jsonl", "sft", (1, "data_type")),
    ("together-validator-tests/rejected__invalid_weight.jsonl", "sft", (1, "weight-not-assistant")),
    (
        "together-validator-tests/rejected__non_alternating_roles.jsonl",
        "sft",
        (1, "example_missing_assistant_message"),
    ),
]


@pytest.mark.parametrize(("name", "profile", "first"), REAL)
def test_real_files_get_the_verdict_a_person_gave_them(
    shared_folder: Path, name: str, profile: str, first: tuple[int | None, str] | None
) -> None:
    verdict = validate_file(shared_folder / "datasets" / name, profile=profile)
    errors = [f for f in verdict.findings if f.severity is Severity.ERROR]
    assert (errors[0].line, errors[0].code) == first if first else errors == []
