"""Names of files as text that can be shown in a line and kept: a name may hold anything at all."""

from __future__ import annotations


def make_printable(name: str) -> str:
    """The name without line breaks, controls, and bytes that are no letters (as "?")."""
    if name.isascii() and name.isprintable():
        return name
    return "".join(letter if letter.isprintable() or letter == "\u3000" else "?" for letter in name)
