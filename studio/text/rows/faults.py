"""A fault of a row: a code that programs can rely on, and a sentence for a person."""

from __future__ import annotations

import json

from studio.i18n import N_, _

Fault = tuple[str, str]
"""A code, and a sentence."""

_LONGEST = 60  # characters of a foreign value in a sentence


_JSON_ERRORS = {
    "Expecting value": N_("a value is missing, or is not JSON"),
    "Expecting property name enclosed in double quotes": N_("a key in double quotes is missing"),
    "Illegal trailing comma before end of": N_("there is a comma too many"),
    "Expecting ':' delimiter": N_("a colon is missing after a key"),
    "Expecting ',' delimiter": N_("a comma is missing"),
    "Unterminated string": N_("a text in quotes does not end"),
    "Invalid control character": N_("a text contains a raw line break or control character"),
    "Invalid \\": N_("a backslash is followed by something that is not an escape"),
    "Extra data": N_("there is something after the end of the value"),
    "Unexpected UTF-8 BOM": N_("there is a byte order mark before it"),
    "Exceeds the limit": N_("a number has too many digits"),
}
"""What Python's JSON reader calls a fault, and how it is said here. To add one: how its message
begins, and the sentence's end."""


def explain_json_error(error: ValueError) -> str:
    """Why a text is no JSON, in a reader's words, and where."""
    why = next(
        (_(words) for start, words in _JSON_ERRORS.items() if str(error).startswith(start)),
        shorten(error),
    )
    if not isinstance(error, json.JSONDecodeError):
        return why
    return _("{why} (character {n})").format(why=why, n=error.pos + 1)


def shorten(value: object) -> str:
    """A value from outside as it can stand in a sentence."""
    text = str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
