"""Headings and footnotes of a PDF: by its outline, else by how they are set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from studio.text.readers.pdf.document import Bookmark
from studio.text.readers.pdf.edges import Edges
from studio.text.readers.pdf.layout import Line

# Of the body's size.
_LARGER, _SMALLER = 1.12, 0.93
_LONGEST, _MOST_LINES = 160, 4
_TITLE = re.compile(
    r"(?i)^(?:(?:chapter|part|book|section|lecture|letter|act|canto)\s+(?:the\s+)?"
    r"(?:[ivxlcdm]+|\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b.{0,80}"
    r"|(?:preface|introduction|foreword|prologue|epilogue|appendix|conclusion|contents|"
    r"bibliography|index|afterword|dedication|acknowledge?ments)\b[.:]?)$"
)
_JAPANESE_TITLE = re.compile(
    r"^[ \u3000]*(?:第[一二三四五六七八九十百〇０-９0-9]{1,4}[章回編部篇話講節](?:[ \u3000].{0,40})?"
    r"|序章|終章|はじめに|おわりに|あとがき|まえがき|はしがき|目次|序|序文|跋|結び)[ \u3000]*$"
)
_NO_HEADING_END = (",", ";", "、", "。", "-", "\ufffe")
_LIST = re.compile(r"^[•●‣◦▪・]|\.{4,}|…{2,}|(?:\. ){3,}")
_NOTE = re.compile(r"^(?:\[\d{1,3}\]|\d{1,3}[.)）]?\s|[*†‡§＊※]|[（(]?注)")


@dataclass(frozen=True)
class Heading:
    """A heading that begins at a line: its title, of how many lines, whether it opens a chapter.

    A heading of no lines is known from the outline alone and has no words on the page.
    """

    title: str
    lines: int
    opens: bool = True


def find_headings(
    lines: Sequence[Line], outline: Sequence[Bookmark], body: float, edges: Mapping[int, Edges]
) -> dict[int, Heading]:
    """The headings by the place of their first line: the outline's where it fits the pages."""
    headings = _of_outline(lines, outline)
    set_apart = _of_setting(lines, body, edges)
    if headings is None:
        return set_apart
    heading_lines = {index + n for index, heading in headings.items() for n in range(heading.lines)}
    for index, heading in set_apart.items():
        if not heading_lines & set(range(index, index + heading.lines)) and index not in headings:
            headings[index] = replace(heading, opens=False)
    return headings


def mark_notes(lines: Sequence[Line], body: float) -> list[Line]:
    """Lines in small type at the end of a page, from the first with a note's mark, are notes."""
    marked = list(lines)
    carried = False
    for first, last in _pages(lines):
        begin = last
        while begin > first and lines[begin - 1].size <= _SMALLER * body:
            begin -= 1
        if begin in (first, last):
            carried = False
            continue
        marks = [n for n in range(begin, last) if _NOTE.match(lines[n].text.strip())]
        begin = begin if carried else (marks or [last])[0]
        carried = begin < last
        for number in range(begin, last):
            marked[number] = replace(lines[number], note=True)
    return marked


def _pages(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where the lines of each page, or of each of its columns, begin and end."""
    starts = [
        number
        for number, line in enumerate(lines)
        if number == 0 or line.column != lines[number - 1].column
    ]
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _key(text: str) -> str:
    """Letters and figures alone, so that blanks, dots and the form of quotes don't matter."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _of_outline(lines: Sequence[Line], outline: Sequence[Bookmark]) -> dict[int, Heading] | None:
    """The outline's entries at their lines; None where there is none or it names something else."""
    if not outline or len(outline) > max(20, 0.2 * len(lines)):
        return None
    first: dict[int, int] = {}
    for number, line in enumerate(lines):
        first.setdefault(line.sheet, number)
    headings: dict[int, Heading] = {}
    matched = 0
    for entry in outline:
        match = _match(lines, first, entry, headings)
        if match is not None:
            headings[match[0]] = Heading(entry.title, match[1])
            matched += 1
        elif entry.sheet in first:
            index = _at(lines, first[entry.sheet], entry)
            headings.setdefault(index, Heading(entry.title, 0))
    return headings if matched >= 0.5 * len(outline) else None


def _match(
    lines: Sequence[Line],
    first: Mapping[int, int],
    entry: Bookmark,
    headings: Mapping[int, Heading],
) -> tuple[int, int] | None:
    """Where an entry's words stand as lines of their own on its page or the next, nearest its place."""
    title = _key(entry.title)
    matches: list[tuple[float, int, int]] = []
    for sheet in (entry.sheet, entry.sheet + 1):
        index = first.get(sheet, len(lines))
        while index < len(lines) and lines[index].sheet == sheet and title:
            count = _count(lines, index, title)
            if count and index not in headings:
                distance = abs(lines[index].near - entry.top) if entry.top is not None else 0.0
                matches.append((distance, index, count))
            index += 1
        if matches:
            break
    return min(matches)[1:] if matches else None


def _count(lines: Sequence[Line], index: int, title: str) -> int:
    """How many lines from here are the wanted words and nothing else; 0 where they are not."""
    text = ""
    for count, line in enumerate(lines[index : index + _MOST_LINES + 1], 1):
        text += _key(line.text)
        if text == title:
            return count
        if not title.startswith(text):
            break
    return 0


def _at(lines: Sequence[Line], first: int, entry: Bookmark) -> int:
    """The line an entry leads to, where its words are not to be found."""
    for number in range(first, len(lines)):
        line = lines[number]
        if line.sheet != entry.sheet:
            break
        if entry.top is None or line.far >= entry.top:
            return number
    return first


def _of_setting(
    lines: Sequence[Line], body: float, edges: Mapping[int, Edges]
) -> dict[int, Heading]:
    """Lines in larger or bold type, in the middle, in capitals or with a chapter's word."""
    mostly_bold = sum(line.bold for line in lines) > 0.4 * len(lines)
    headings: dict[int, Heading] = {}
    index = 0
    while index < len(lines):
        count = _group(lines, index, edges)
        group = lines[index : index + count]
        if _is_heading(lines, index, group, body, edges, mostly_bold):
            headings[index] = Heading("", count)
            index += count
        else:
            index += 1
    if len(headings) > 0.15 * len(lines) and len(lines) > 60:
        return {n: heading for n, heading in headings.items() if lines[n].size >= 1.25 * body}
    return headings


def _group(lines: Sequence[Line], index: int, edges: Mapping[int, Edges]) -> int:
    """How many lines from here are set alike, close together."""
    count = 1
    while index + count < len(lines) and count <= _MOST_LINES:
        last, line = lines[index + count - 1], lines[index + count]
        alike = abs(line.size - last.size) < 0.3 and line.bold == last.bold
        pitch = max(1.35 * edges[line.column].pitch, 1.6 * line.size)
        close = line.column == last.column and 0 < line.base - last.base <= pitch
        if not (alike and close) or line.note:
            break
        count += 1
    return count


def _is_heading(
    lines: Sequence[Line],
    index: int,
    group: Sequence[Line],
    body: float,
    edges: Mapping[int, Edges],
    mostly_bold: bool,
) -> bool:
    first, last = group[0], group[-1]
    text = " ".join(line.text.strip() for line in group)
    if not any(letter.isalnum() for letter in text) or first.note or _LIST.search(text):
        return False
    if len(group) > _MOST_LINES or len(text) > _LONGEST:
        return False
    if first.size >= _LARGER * body:
        return True
    if last.text.rstrip().endswith(_NO_HEADING_END) or first.size < 0.97 * body:
        return False
    room = edges[first.column]
    short = all(line.end - line.start < 0.8 * (room.end - room.start) for line in group)
    if first.bold and not mostly_bold and len(group) <= 3:
        return short or len(text) < 60
    if len(group) > 2 or not short or not _apart(lines, index, len(group), room):
        return False
    if _TITLE.match(text) or _JAPANESE_TITLE.match(text):
        return True
    capitals = text.isupper() and sum(letter.isalpha() for letter in text) >= 3
    middle = abs((first.start + first.end) - (room.start + room.end)) < 0.04 * (
        room.end - room.start
    )
    centred = middle and first.start - room.start > 2 * first.size and len(text) <= 60
    return capitals or (centred and text[:1].isupper() and not text.endswith((".", "!", "?")))


def _apart(lines: Sequence[Line], index: int, count: int, room: Edges) -> bool:
    """Whether more than the usual space stands before and behind, as far as the page goes."""
    usual = max(1.25 * room.pitch, 1.3 * lines[index].size)
    first, last = lines[index], lines[index + count - 1]
    before = lines[index - 1] if index else None
    after = lines[index + count] if index + count < len(lines) else None
    if before and before.column == first.column and first.base - before.base <= usual:
        return False
    return not after or after.column != last.column or after.base - last.base > usual
