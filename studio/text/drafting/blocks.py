"""Blocks of a passage: its running text, and what only stands in the book: headings, lists, verse, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from studio.domain.book import Span
from studio.text.languages import Language, find_language


class BlockKind(StrEnum):
    """What a block is."""

    PROSE = "prose"
    HEADING = "heading"  # a title, a caption, a line of a title page or of the contents
    VERSE = "verse"
    NOTE = "note"


@dataclass(frozen=True)
class Block:
    """A paragraph of a passage by its span, and what it is."""

    kind: BlockKind
    span: Span


_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
_LINE = re.compile(r"[^\n]+")
_ENDS = re.compile(r"[.!?。！？…][)”’\"'」』）\]]*$")
_NOTE = re.compile(
    r"^\s*[\[(（]?\s*(?:(?:foot)?notes?\b|\*|†|‡|\[?\d{1,3}[\]:.)]\s|illustration|see\b|注|註|【|〔|※|"
    r"page\b|[ivxlc]+\s*\.\s*\d)",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(
    r"^\W*(?:from the|reproduced from|after (?:a|the)|drawn by|engraved|copyright|translated by|published|"
    r"printed|底本|入力|校正|初出)",
    re.IGNORECASE,
)
_SHORT_LINE = 62
"""Characters a line of verse has at most; those of wrapped prose are longer but for the last."""
_SHORT_HEADING = {True: 90, False: 40}


def find_blocks(text: str, language: str) -> tuple[Block, ...]:
    """The blocks of a passage in their order; blank lines belong to none."""
    row = find_language(language)
    return tuple(
        Block(_tell_kind(text[start:end], row), Span(start, end))
        for start, end in _find_paragraphs(text, row)
    )


def _find_paragraphs(text: str, row: Language) -> Iterator[tuple[int, int]]:
    pattern = _PARAGRAPH if row.spaced else _LINE
    for match in pattern.finditer(text):
        if match[0].strip():
            yield match.span()


def _tell_kind(paragraph: str, row: Language) -> BlockKind:
    text = paragraph.strip()
    if _NOTE.match(text) or _NOTE_MARK.match(text):
        return BlockKind.NOTE
    lines = [line.strip() for line in text.split("\n")]
    if len(lines) > 1 and max(map(len, lines)) <= _SHORT_LINE:
        # A capital at each line's start is verse, whatever ends the lines; else lines are a list.
        return BlockKind.VERSE
    is_short = len(text) <= _SHORT_HEADING[row.spaced]
    if is_short and not _ENDS.search(text):
        return BlockKind.HEADING
    if text.isupper() and row.spaced:
        return BlockKind.HEADING
    return BlockKind.PROSE
