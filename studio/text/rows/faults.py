"""A fault of a row: a code that programs can rely on, and a sentence for a person."""

from __future__ import annotations

Fault = tuple[str, str]
"""A code, and a sentence."""

_LONGEST = 60  # characters of a foreign value in a sentence


def shorten(value: object) -> str:
    """A value from outside as it can stand in a sentence."""
    text = str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
