"""What of an answer stands word for word in its passage, and how much of it is too much."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.text.languages import detect_script, find_language

SHORTEST_RUN = 24
"""Letters in a row from which an answer copies; shorter runs stand in any two texts."""
_SENTENCE_END = re.compile(r"(?<=[。．！？!?\n])|(?<=[.!?][\s”’\"])")
_BLOCK = SHORTEST_RUN // 2  # a run of that length holds one block wherever it begins
_TRIES = 8  # places of one block in the passage that are looked at
_STRIDE = 64


@dataclass(frozen=True, slots=True)
class Overlap:
    """``share`` of the answer's letters that are copied (0.0 to 1.0), and how many letters the
    ``longest`` run has; blanks and line ends count for nothing."""

    share: float = 0.0
    longest: int = 0


def repeats_book(answer: str, source: str) -> bool:
    """Whether a stretch of the answer is so long, word for word, that it is the book's prose rather
    than a conclusion: what Review warns of, preflight finds and an export asks consent for."""
    return is_book_prose(measure_overlap(answer, source).longest, answer)


def is_book_prose(run: int, answer: str) -> bool:
    """The same, where the longest run is known; the answer's letters tell the language to measure
    it by, for a run stands in both."""
    return run >= find_language(detect_script(answer)).verbatim_run


def measure_copied_sentences(answer: str, source: str) -> float:
    """The share of the answer's letters (0.0 to 1.0) in sentences that stand whole in the source.

    In Japanese whole sentences are shorter than ``SHORTEST_RUN``: an answer put together of such
    has no long run, and nothing of its own either.
    """
    book = "".join(source.split())
    sentences = ["".join(sentence.split()) for sentence in _SENTENCE_END.split(answer)]
    letters = sum(map(len, sentences))
    return sum(len(text) for text in sentences if text in book) / letters if letters else 0.0


def measure_overlap(answer: str, source: str) -> Overlap:
    """The runs of ``SHORTEST_RUN`` letters or more that ``answer`` has in common with ``source``."""
    text, book = "".join(answer.split()), "".join(source.split())
    at = before = total = longest = 0
    while at + _BLOCK <= len(text):
        at_book = book.find(text[at : at + _BLOCK])
        if at_book < 0:
            at += _BLOCK
            continue
        start, end = _find_run(text, at, before, book, at_book)
        if end - start >= SHORTEST_RUN:
            total += end - start
            longest = max(longest, end - start)
            at = before = end
        else:
            at += _BLOCK
    return Overlap(total / len(text), longest) if text else Overlap()


def _find_run(text: str, at: int, before: int, book: str, at_book: int) -> tuple[int, int]:
    """The longest run in common that holds the block at ``at`` and begins at ``before`` or later;
    ``place`` is the first of the block in the book."""
    block = text[at : at + _BLOCK]
    best = (at, at)
    # A block that stands everywhere in the book would make each answer cost the whole book.
    for _try in range(_TRIES):
        if at_book < 0:
            break
        start = at
        while (
            start > before
            and at_book - (at - start) > 0
            and (text[start - 1] == book[at_book - (at - start) - 1])
        ):
            start -= 1
        end = at + _count_common(text, at, book, at_book)
        if end - start > best[1] - best[0]:
            best = (start, end)
        at_book = book.find(block, at_book + 1)
    return best


def _count_common(text: str, at: int, book: str, at_book: int) -> int:
    """How many letters are the same from ``at`` and ``place`` on; by doubling strides, so that a
    long run costs a few comparisons."""
    same, stride = 0, _STRIDE
    while stride:
        piece = text[at + same : at + same + stride]
        if len(piece) == stride and piece == book[at_book + same : at_book + same + stride]:
            same += stride
        else:
            stride //= 2
    return same
