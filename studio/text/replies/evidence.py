"""Whether a sentence that a model quotes really stands in the passage, and where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from studio.domain.book import Span
from studio.domain.suggestion import Evidence

SHORTEST = 4
"""Letters under which a quotation proves nothing: they stand in any passage."""
_LEFT_OUT = re.compile(r"\s*(?:\.{3,}|…+|\[…\]|\[\.\.\.\])\s*")
_QUOTES = frozenset("\"'“”‘’«»„‚‹›「」『』〝〟`´")
_DASHES = frozenset("‐‑‒–—―−-")


def check_evidence(sentences: Iterable[str], passage: str) -> tuple[Evidence, ...]:
    """Each sentence, with whether it stands in the passage; empty ones are none."""
    return tuple(
        Evidence(sentence.strip(), find_sentence(sentence, passage) is not None)
        for sentence in sentences
        if sentence.strip()
    )


def find_sentence(sentence: str, passage: str) -> Span | None:
    """Where a sentence stands in a passage, in characters; None where it does not.

    Blanks, quotation marks, hyphens, upper case and full width make no difference; everything else
    does. Of a sentence with an ellipsis each part has to stand there, in their order.
    """
    letters, places = _fold(passage)
    pieces = [_fold(piece)[0].strip(".。．、,") for piece in _LEFT_OUT.split(sentence)]
    pieces = [piece for piece in pieces if piece]
    if sum(map(len, pieces)) < SHORTEST:
        return None
    at, first = 0, -1
    for piece in pieces:
        start = letters.find(piece, at)
        if start < 0:
            return None
        first = start if first < 0 else first
        at = start + len(piece)
    return Span(places[first], places[at - 1] + 1)


@lru_cache(maxsize=64)
def _fold(text: str) -> tuple[str, tuple[int, ...]]:
    """The letters that count, in one way of writing, and where each stands in the text."""
    letters: list[str] = []
    places: list[int] = []
    for index, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKC", sign).casefold():
            if letter.isspace() or letter in _QUOTES or letter in _DASHES:
                continue
            letters.append(letter)
            places.append(index)
    return "".join(letters), tuple(places)
