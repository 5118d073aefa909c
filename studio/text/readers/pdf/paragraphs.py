"""A PDF's lines put together to paragraphs: which line ends are only the width of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from studio.text.readers.assembly import Block
from studio.text.readers.pdf.edges import Edges, measure_edges
from studio.text.readers.pdf.headings import Heading
from studio.text.readers.pdf.hyphens import HYPHENS, Vocabulary
from studio.text.readers.pdf.layout import Line, is_wide
from studio.text.readers.wrapping import single_space

_LEADER = re.compile(r"(?:(?:\. ?){4,}|…{2,}|·{3,}|・{4,})\s*[\divxlc]*$")
_STARS = "***"
_LIST = re.compile(
    r"^(?:[•●‣◦▪■□◆◇]|[-–—*]\s|\(?\d{1,3}[.)]\s|[（(][一二三四五六七八九十\d]{1,3}[）)])"
)
_NOTE = re.compile(r"^(?:\[?\d{1,3}[\].)\s]|[*†‡§＊※]|[（(]?注)")
_SENTENCE_END = re.compile(r"[.!?:。！？：][\"'”’）」』)\]]*$")


class Break(Enum):
    """What the end of a line is."""

    NONE = "the width of the page"
    LINE = "a line's own end: verse, an address"
    PARAGRAPH = "a paragraph's end"


# A line, and what the end of the one before it is.
_Placed = tuple[Line, Break]


def make_blocks(
    lines: Sequence[Line], headings: Mapping[int, Heading], labels: Sequence[str], japanese: bool
) -> list[Block]:
    """The book's blocks; a footnote stands at the end of its chapter, where it parts no sentence."""
    text = [line for line in lines if not line.note]
    ends = _LineEnds(text, measure_edges(text), japanese)
    composition = _Composition(Vocabulary.of(lines), _Places(labels), ends)
    index = 0
    while index < len(lines):
        heading = headings.get(index)
        if heading is not None:
            composition.add_heading(heading, lines[index : index + heading.lines])
            index += heading.lines
            if heading.lines:
                # One that only the outline knows has no line of its own.
                continue
        composition.add_line(lines[index])
        index += 1
    return composition.finish()


@dataclass
class _Composition:
    """Blocks in the making: those that are done, the paragraph at hand, the chapter's footnotes."""

    vocabulary: Vocabulary
    places: _Places
    ends: _LineEnds
    blocks: list[Block] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    paragraph: list[_Placed] = field(default_factory=list)

    def add_heading(self, heading: Heading, lines: Sequence[Line]) -> None:
        self._end_paragraph()
        if heading.opens:
            self._end_chapter()
        placed = [(line, Break.NONE) for line in lines]
        block = next(_block(placed, self.vocabulary, self.places), Block(""))
        self.blocks.append(_make_heading(heading, block))

    def add_line(self, line: Line) -> None:
        if line.note:
            self.notes.append(line)
            return
        end = self.ends.between(self.paragraph, line)
        if end is Break.PARAGRAPH:
            self._end_paragraph()
        self.paragraph.append((line, end))

    def finish(self) -> list[Block]:
        self._end_paragraph()
        self._end_chapter()
        return self.blocks

    def _end_paragraph(self) -> None:
        self.blocks.extend(_block(self.paragraph, self.vocabulary, self.places))
        self.paragraph = []

    def _end_chapter(self) -> None:
        self.blocks.extend(_notes(self.notes, self.vocabulary, self.ends.japanese))
        self.notes = []


def _make_heading(heading: Heading, block: Block) -> Block:
    if not heading.opens:
        return replace(block, heading=True)
    return replace(block, title=heading.title or block.text)


def _notes(notes: Sequence[Line], vocabulary: Vocabulary, japanese: bool) -> Iterator[Block]:
    """Footnotes as blocks of their own; one that goes on overleaf is one."""
    ends = _LineEnds(notes, measure_edges(notes), japanese)
    paragraph: list[_Placed] = []
    for line in notes:
        if paragraph and _NOTE.match(line.text.strip()):
            yield from _block(paragraph, vocabulary, None)
            paragraph = []
        end = ends.between(paragraph, line)
        paragraph.append((line, Break.NONE if end is Break.PARAGRAPH else end))
    yield from _block(paragraph, vocabulary, None)


@dataclass
class _Places:
    """Which pages have begun, and what they are called."""

    labels: Sequence[str]
    reached: int = -1

    def begun(self, line: Line, offset: int) -> tuple[tuple[str, int], ...]:
        if line.sheet <= self.reached:
            return ()
        self.reached = line.sheet
        return ((self.labels[line.sheet], offset),)


def _block(
    paragraph: Sequence[_Placed], vocabulary: Vocabulary, places: _Places | None
) -> Iterator[Block]:
    """The lines of one paragraph as a block, with the pages that begin in it."""
    text = ""
    pages: list[tuple[str, int]] = []
    for line, end in paragraph:
        line_text = single_space(line.text).strip(" ")
        begin = len(text)
        if not text:
            text = line_text
        elif end is Break.LINE:
            text = f"{text}\n{line_text}"
        elif text[-1] in HYPHENS and text[-2:-1].isalpha():
            text = vocabulary.join(text, line_text)
            begin = len(text) - len(line_text)
        elif is_wide(text[-1]) or is_wide(line_text[:1]):
            text = f"{text}{line_text}"
        else:
            text = f"{text} {line_text}"
            begin += 1
        if places is not None:
            pages.extend(places.begun(line, begin))
    if text.strip():
        yield Block(text.replace("\ufffe", "-"), pages=tuple(pages))


@dataclass
class _LineEnds:
    """What the ends of lines are, by where the next line stands."""

    lines: Sequence[Line]
    edges: Mapping[int, Edges]
    japanese: bool
    marked: bool = field(init=False)

    def __post_init__(self) -> None:
        """Whether paragraphs are indented or set apart, so that a short line ends none by itself."""
        marks = shorts = 0
        for line, after in zip(self.lines, self.lines[1:], strict=False):
            if line.column == after.column and abs(line.size - after.size) < 0.5:
                apart = self._is_apart(line, after) or self._indent(after) > 0.7 * after.size
                marks += apart
                shorts += not apart and self._is_short(line, after)
        self.marked = marks >= 0.5 * shorts and not self.japanese

    def between(self, paragraph: Sequence[_Placed], line: Line) -> Break:
        """What stands between the paragraph so far and the line that follows."""
        if not paragraph:
            return Break.NONE
        last = paragraph[-1][0]
        text, before = line.text.strip(" "), last.text.rstrip(" ")
        if text.startswith(("\u3000", _STARS)) or before.endswith(_STARS):
            return Break.PARAGRAPH
        if abs(line.size - last.size) > 0.08 * max(line.size, last.size):
            return Break.PARAGRAPH
        short = self._is_short(last, line)
        if self._is_apart(last, line) or (line.bold != last.bold and short):
            return Break.PARAGRAPH
        if self._is_indented(paragraph, line, short):
            return Break.PARAGRAPH
        if _LEADER.search(before) or (_LIST.match(text) and (short or _ends_sentence(before))):
            return Break.PARAGRAPH if self.japanese else Break.LINE
        if not short or (before.endswith(HYPHENS) and before[-2:-1].isalpha()):
            return Break.NONE
        goes_on = text[:1].islower() and not _ends_sentence(before)
        if last.column != line.column and (goes_on or _ends_sentence(before)):
            return Break.NONE if goes_on else Break.PARAGRAPH
        return Break.LINE if self.marked or goes_on else Break.PARAGRAPH

    def _is_apart(self, last: Line, line: Line) -> bool:
        """Whether more than the usual space stands between two lines of a column."""
        if last.column != line.column or line.base <= last.base:
            return False
        usual = max(self.edges[line.column].pitch, line.size)
        return line.base - last.base - 1.6 * line.readings > 1.25 * usual + 0.5

    def _indent(self, line: Line) -> float:
        return line.start - self.edges[line.column].start

    def _is_indented(self, paragraph: Sequence[_Placed], line: Line, short: bool) -> bool:
        """A first line is indented behind one that ended; the end of a quotation is not any more."""
        last, first = paragraph[-1][0], paragraph[0][0]
        step = 0.7 * line.size
        own, before = self._indent(line), self._indent(last)
        if own > step and own - before > step:
            return short or _ends_sentence(last.text)
        if own > step and abs(own - before) < 0.5 * step and len(paragraph) == 1:
            return not self.japanese and short and _ends_sentence(last.text)
        return (
            own < 0.5 * step
            and before > step
            and len(paragraph) > 1
            and (short or self._indent(first) < 0.5 * step or _ends_sentence(last.text))
        )

    def _is_short(self, last: Line, line: Line) -> bool:
        """Whether the next line's first word would still have fitted."""
        room = self.edges[last.column].end - last.end
        if not (is_wide(line.text.strip()[:1]) or is_wide(last.text[-1:])):
            return room - 0.3 * last.size - line.word > 0.5 * last.size
        spare = 1.0 if _ends_sentence(last.text) else 2.2
        return room - line.word > (5.0 if line.readings else spare) * last.size - 0.2


def _ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text.rstrip()))
