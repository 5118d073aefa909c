"""What changed between two texts, by words in Western text and by letters in Japanese."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.text.languages import UNSPACED

_UNIT = re.compile(rf"[^\W{UNSPACED}]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class DiffPiece:
    """A stretch that is the same ("equal"), gone ("delete") or new ("insert")."""

    kind: str
    text: str


def diff_words(before: str, after: str) -> tuple[DiffPiece, ...]:
    """The pieces of which both texts are made; joined without the new ones they give the first,
    joined without the gone ones the second."""
    from rapidfuzz.distance import Levenshtein  # heavy: only where texts are compared

    old, new = _UNIT.findall(before), _UNIT.findall(after)
    pieces: list[DiffPiece] = []
    for step in Levenshtein.opcodes(old, new):
        gone = "".join(old[step.src_start : step.src_end])
        added = "".join(new[step.dest_start : step.dest_end])
        if step.tag == "equal":
            pieces.append(DiffPiece("equal", gone))
            continue
        if gone:
            pieces.append(DiffPiece("delete", gone))
        if added:
            pieces.append(DiffPiece("insert", added))
    return tuple(pieces)
