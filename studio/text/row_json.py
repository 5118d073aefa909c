"""Rows as JSON text: written and read at full speed, whatever numbers stand in them."""

from __future__ import annotations

import json

import orjson


def written(row: object) -> str:
    """A row as compact JSON, letters as they are, keys in their order."""
    try:
        return orjson.dumps(row).decode()
    except TypeError:
        # Integers past 64 bits: rare, and not to be changed.
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def parsed(text: str) -> object:
    """The value of JSON text that ``written`` made."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)
