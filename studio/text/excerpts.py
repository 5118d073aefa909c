"""The beginning of a text, on one line, by which a person knows it again."""

from __future__ import annotations

LONGEST = 40


def quote(text: str, longest: int = LONGEST) -> str:
    """At most ``longest`` characters; Japanese has no blanks to cut at, so any place will do."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
