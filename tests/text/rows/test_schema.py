"""What the API's published row schemas refuse is refused here, too; the guides refuse more."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from studio.text.rows.rules import find_row_faults

SCHEMAS = "openai-openapi/fine-tune-input-schemas_2025-07-04.yaml"


def allow_null(schema: Any) -> Any:
    """The schema as newer drafts write it: "nullable" is another of its types."""
    if isinstance(schema, list):
        return [allow_null(value) for value in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: allow_null(value) for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


@pytest.fixture(scope="module")
def refuses(shared_folder: Path) -> Any:
    """Whether a schema refuses a row, by the row's profile."""
    document = allow_null(yaml.safe_load((shared_folder / SCHEMAS).read_text(encoding="utf-8")))
    names = {"sft": "FineTuneChatRequestInput", "dpo": "FineTunePreferenceRequestInput"}
    validators = {
        profile: Draft202012Validator({**document, "$ref": f"#/components/schemas/{name}"})
        for profile, name in names.items()
    }
    return lambda row, profile: not validators[profile].is_valid(row)


USER = {"role": "user", "content": "How?", "name": "ada"}
PICTURE = {"type": "image_url", "image_url": {"url": "https://example.org/a.png", "detail": "low"}}
LOOKS = {"role": "user", "content": [{"type": "text", "text": "What is it?"}, PICTURE]}
ANSWER = {"role": "assistant", "content": "Begin.", "weight": 1, "refusal": None}
PARTS = {"role": "assistant", "content": [{"type": "text", "text": "Begin."}]}
REFUSES = {"role": "assistant", "content": [{"type": "refusal", "refusal": "I won't."}]}
CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLS = {"role": "assistant", "tool_calls": [CALL]}
RESULT = {"role": "tool", "tool_call_id": "c1", "content": "1"}
OLD_CALL = {"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}}
OLD_RESULT = {"role": "function", "name": "f", "content": "1"}
FUNCTION = {"name": "f", "description": "Finds it.", "parameters": {"type": "object"}}
TOOLS = [{"type": "function", "function": {**FUNCTION, "strict": False}}]
CHAT: list[dict[str, Any]] = [
    {"messages": [{"role": "system", "content": "Be brief."}, USER, ANSWER]},
    {"messages": [LOOKS, PARTS]},
    {"messages": [USER, REFUSES]},
    {"messages": [USER, CALLS, RESULT, ANSWER], "tools": TOOLS, "parallel_tool_calls": False},
    {"messages": [USER, OLD_CALL, OLD_RESULT, ANSWER], "functions": [FUNCTION]},
]
PREFERENCES: list[dict[str, Any]] = [
    {
        "input": {"messages": [LOOKS], "tools": TOOLS, "parallel_tool_calls": True},
        "preferred_output": [PARTS],
        "non_preferred_output": [{"role": "assistant", "content": "No."}],
    },
    {
        "input": {"messages": [USER, CALLS, RESULT]},
        "preferred_output": [ANSWER],
        "non_preferred_output": [CALLS],
    },
]
GONE = object()
ODD = st.sampled_from([GONE, None, 3, 0.5, True, "", "x", [], {}, ["x"], {"a": 1}])


def list_places(value: Any) -> list[tuple[Any, ...]]:
    """Every place in a row, as the keys that lead to it."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    places: list[tuple[Any, ...]] = []
    for key, inner in items if isinstance(value, dict | list) else ():
        places.append((key,))
        if isinstance(inner, dict | list):
            places += [(key, *rest) for rest in list_places(inner)]
    return places


@st.composite
def nearly_good(draw: st.DrawFn, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A good row in which one place holds something else, or nothing."""
    row = copy.deepcopy(draw(st.sampled_from(rows)))
    *way, last = draw(st.sampled_from(list_places(row)))
    holder: Any = row
    for key in way:
        holder = holder[key]
    odd = draw(ODD)
    if odd is GONE:
        del holder[last]
    else:
        holder[last] = odd
    return row


@pytest.mark.parametrize("row", CHAT)
def test_good_chat_rows_are_good_to_both(refuses: Any, row: dict[str, Any]) -> None:
    assert not refuses(row, "sft") and find_row_faults(row) == []


@pytest.mark.parametrize("row", PREFERENCES)
def test_good_preference_rows_are_good_to_both(refuses: Any, row: dict[str, Any]) -> None:
    assert not refuses(row, "dpo") and find_row_faults(row, "dpo") == []


@settings(
    max_examples=6 * settings().max_examples, suppress_health_check=list(HealthCheck), deadline=None
)
@given(row=nearly_good(CHAT))
def test_a_chat_row_that_the_schema_refuses_has_a_fault(refuses: Any, row: dict[str, Any]) -> None:
    if refuses(row, "sft"):
        assert find_row_faults(row)


@settings(
    max_examples=3 * settings().max_examples, suppress_health_check=list(HealthCheck), deadline=None
)
@given(row=nearly_good(PREFERENCES))
def test_a_preference_row_that_the_schema_refuses_has_a_fault(
    refuses: Any, row: dict[str, Any]
) -> None:
    if refuses(row, "dpo"):
        assert find_row_faults(row, "dpo")
