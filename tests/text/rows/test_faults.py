"""Faults of rows are said in the reader's words."""

from __future__ import annotations

import json

import pytest

from studio.text.rows.faults import explain_json_error


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": "cut', "a text in quotes does not end (character 7)"),
        ('{"a": 1} {', "there is something after the end of the value (character 10)"),
        ('{"a" 1}', "a colon is missing after a key (character 6)"),
        ("", "a value is missing, or is not JSON (character 1)"),
    ],
)
def test_no_json_is_said_in_plain_words(text, why):
    with pytest.raises(ValueError) as fault:
        json.loads(text)
    assert explain_json_error(fault.value) == why
