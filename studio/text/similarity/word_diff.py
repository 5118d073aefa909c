"""What changed between two texts, by words in Western text and by letters in Japanese."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNIT = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class DiffPiece:
    """A stretch that is the same ("equal"), gone ("delete") or new ("insert")."""

    kind: str
    text: str


def diff_words(before: str, after: str) -> tuple[DiffPiece, ...]:
    """The pieces of which both texts are made; joined without the new ones they give the first,
    joined without the gone ones the second."""
    from rapidfuzz.distance import Levenshtein  # heavy: only where texts are compared

    one, other = _UNIT.findall(before), _UNIT.findall(after)
    pieces: list[DiffPiece] = []
    for step in Levenshtein.opcodes(one, other):
        gone, new = (
            "".join(one[step.src_start : step.src_end]),
            "".join(other[step.dest_start : step.dest_end]),
        )
        if step.tag == "equal":
            pieces.append(DiffPiece("equal", gone))
            continue
        if gone:
            pieces.append(DiffPiece("delete", gone))
        if new:
            pieces.append(DiffPiece("insert", new))
    return tuple(pieces)
