"""Sentences: a text parted where its sentences end, nothing lost in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import sentencex

from studio.domain.book import Span
from studio.text.languages import detect_script, find_language
from studio.text.sentences.japanese_ends import find_japanese_ends
from studio.text.sentences.western_ends import correct_ends

_WIDE_BLANK = re.compile(r"[^\S\t\n\r ]")
_BLANKS = re.compile(r"\s*")
_PLAIN_END = re.compile(r"[.!?]+[\"'”’)\]]*\s+")
_BLOCK = 4_000  # characters handed to the Western splitter at a time, cut at line ends


def split_sentences(text: str, language: str) -> list[Span]:
    """The sentences' spans, each with the white space behind it; joined they are the text."""
    return [Span(start, end) for start, end in iterate_sentences(text, language)]


def iterate_sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """The same one after the other, so that a text of any length needs no more memory."""
    row = find_language(language or detect_script(text))
    ends = _western_ends(text, language or "en") if row.spaced else find_japanese_ends(text)
    start = reached = 0
    sentence: tuple[int, int] | None = None
    for end in chain(ends, (len(text),)):
        if end <= reached:
            continue
        # Blanks belong to the sentence before; at the beginning of a text to the next one.
        if text[reached:end].isspace():
            sentence = (sentence[0], end) if sentence else None
            start = end if sentence else start
        else:
            if sentence:
                yield sentence
            sentence, start = (start, end), end
        reached = end
    if sentence or text:
        yield sentence or (0, len(text))


def _western_ends(text: str, language: str) -> Iterator[int]:
    reached = 0
    for start, end in _stretches(text):
        if end <= reached:
            continue
        block = text[start:end]
        for boundary in correct_ends(block, [*_boundaries(block, language), end - start]):
            if start + boundary > reached:
                reached = _BLANKS.match(text, start + boundary).end()  # type: ignore[union-attr]
                yield reached


def _boundaries(text: str, language: str) -> list[int]:
    """Where the splitter ends sentences; blanks wider than ASCII's would make it panic."""
    plain = text if text.isascii() else _WIDE_BLANK.sub(" ", text)
    try:
        boundaries = sentencex.get_sentence_boundaries(language, plain)  # type: ignore[attr-defined]
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, and not an Exception
            raise
        return [end.end() for end in _PLAIN_END.finditer(text)]
    return [
        int(boundary["end_index"]) for boundary in boundaries if not boundary["is_paragraph_break"]
    ]


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that end at a paragraph's end where there is one within reach."""
    start = 0
    while len(text) - start > _BLOCK:
        # The splitter's time grows faster than the text: a book is handed over in pieces.
        cut = text.rfind("\n\n", start + 1, start + _BLOCK)
        cut = cut + 2 if cut > 0 else text.rfind(" ", start + 1, start + _BLOCK) + 1
        cut = cut if cut > start else start + _BLOCK
        yield start, cut
        start = cut
    if start < len(text):
        yield start, len(text)
