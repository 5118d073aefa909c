"""Rows as JSON text: written and read at full speed, whatever numbers stand in them."""

from __future__ import annotations

import json
import re

import orjson

_LONG_NUMBER = re.compile(r"\d{19}")
"""What may be past 64 bits, where the fast reading would round."""


def dump_row(row: object) -> str:
    """A row as compact JSON, letters as they are, keys in their order."""
    try:
        return orjson.dumps(row).decode()
    except TypeError:
        # Integers past 64 bits: rare, and not to be changed.
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def load_row(text: str) -> object:
    """The value of JSON text that ``dump_row`` made."""
    # orjson makes floats of such numbers, and an id would come back as another one.
    if _LONG_NUMBER.search(text):
        return json.loads(text)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)
