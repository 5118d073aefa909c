"""A long sentence parted where its clauses stand by themselves, so that one of them can be kept;
and the whole sentence that another one quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.text.languages import Language

_PARTNERS = (("not only", "but"), ("either", "or"), ("neither", "nor"), ("both", "and"))
"""What asks for another word further on. To add one: the word, and what it asks for."""


def part_sentence(sentence: str, row: Language) -> Iterator[str]:
    """The stretches of a sentence between its breaks that are sentences alone, the longest first.

    The sentence itself is none of them; one that can't be parted has none.
    """
    clauses = row.phrasing.breaks.split(" ".join(sentence.split()))
    count = len(clauses)
    for length in range(count - 1, 0, -1):
        for start in range(count - length + 1):
            stretch = clauses[start : start + length]
            if start and not row.phrasing.stands.search(stretch[0]):
                continue
            text = "; ".join(stretch)
            if len(text) >= row.phrasing.shortest and not _lacks_partner(text):
                yield text if start + length == count else f"{text}."


def find_maxims(sentence: str, row: Language) -> Iterator[str]:
    """The whole sentences that a sentence quotes, as they would stand alone."""
    for match in row.phrasing.maxim.finditer(" ".join(sentence.split())):
        maxim = match["words"].rstrip(" ,;:—-")
        yield maxim if maxim.endswith((".", "!", "?", "。")) else f"{maxim}."


def _lacks_partner(text: str) -> bool:
    return any(
        re.search(rf"\b{word}\b", text, re.IGNORECASE)
        and not re.search(rf"\b{word}\b.*\b{partner}\b", text, re.IGNORECASE)
        for word, partner in _PARTNERS
    )
