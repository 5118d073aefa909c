"""Plain text; texts of Project Gutenberg and Aozora Bunko are told by their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.domain.book import ReadBook
from studio.text.languages import detect_language, find_language
from studio.text.readers import aozora, gutenberg
from studio.text.readers.assembly import Block, assemble, tidy
from studio.text.readers.numbered_headings import part_headings
from studio.text.readers.wrapping import measure_width, split_stretches, unwrap

_CHAPTER = re.compile(
    r"(?i)^(?:chapter|part|book)\s+(?:[ivxlcdm]+|\d+|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve)\b.{0,80}$"
)
_JAPANESE_CHAPTER = re.compile(
    r"^[ 　]*(?:第[一二三四五六七八九十百〇０-９0-9]{1,4}[章回編部篇話][ 　]*.{0,40}"
    r"|(?:序章|終章|はじめに|おわりに|あとがき|まえがき|はしがき))[ 　]*$"
)


def read(text: str, encoding: str, *, ruby: bool = False) -> ReadBook:
    """A text file, by whichever of the three kinds it is; ``ruby`` keeps Aozora's readings."""
    if gutenberg.detect(text):
        return gutenberg.read(text, encoding)
    if aozora.detect(text):
        return aozora.read(text, encoding, ruby=ruby)
    return _read_plain(text, encoding)


def _read_plain(text: str, encoding: str) -> ReadBook:
    text = tidy(text)
    language = detect_language(text)
    japanese = not find_language(language).spaced
    blocks = list(_japanese_blocks(text) if japanese else _western_blocks(text))
    body, chapters, _pages = assemble(blocks, find_language(language).paragraph_break)
    return ReadBook("", "", language, "plain", encoding, body, chapters)


def _japanese_blocks(text: str) -> Iterator[Block]:
    gap = False
    for line in text.split("\n"):
        paragraph = line.rstrip(" \t")
        if not paragraph.strip(" 　\t"):
            gap = True
            continue
        heading = _JAPANESE_CHAPTER.match(paragraph) and not paragraph.endswith(("。", "、"))
        yield Block(paragraph, paragraph.strip(" 　") if heading else None, gap)
        gap = False


def _western_blocks(text: str) -> Iterator[Block]:
    parts, numbered = part_headings(list(split_stretches(text)))
    width = measure_width(parts)
    for number, stretch in enumerate(parts):
        paragraph = unwrap(stretch.lines, width)
        named = len(stretch.lines) <= 2 and _CHAPTER.match(stretch.lines[0].strip())
        yield Block(paragraph, paragraph if named or number in numbered else None)
