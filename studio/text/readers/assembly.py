"""A book put together: blocks of words in order become one text and its chapters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from studio.domain.book import Chapter, Dropped, Matter, Page
from studio.domain.errors import BookError
from studio.i18n import _

_MANY_BREAKS = re.compile(r"\n{3,}")
_LONGEST_TITLE = 120
_TITLE_MARKS = re.compile(r" ?\[\d{1,3}\]$")
_TITLE_PAGE = re.compile(r"(?i)^(?:or,?|by\b.*|author of\b.*|(?:translated|edited) by\b.*)$")

_FRONT_TITLES = frozenset((
    "contents", "table of contents", "list of illustrations", "illustrations", "title page",
    "titlepage", "half title", "halftitlepage", "imprint", "copyright", "copyright page", "cover",
    "dedication", "目次", "もくじ", "凡例", "扉",
))  # fmt: skip
_BACK_TITLES = frozenset((
    "index", "colophon", "uncopyright", "bibliography", "works cited", "errata", "advertisements",
    "about the publisher", "奥付", "索引", "参考文献", "図版一覧",
))  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A paragraph, a verse, a line; or, where ``title`` is not None, the heading of a chapter.

    ``title`` may differ from ``text`` where a table of contents names the chapter; ``text`` may
    be "" there. ``gap`` asks for a blank line before a line of a text whose lines are paragraphs.
    ``pages`` are labels of pages that begin in this block, each with its offset in ``text``.
    ``matter`` says what part of the book the chapter of this heading is, where the file says so.
    """

    text: str
    title: str | None = None
    gap: bool = False
    heading: bool = False  # words of a heading that opens no chapter of its own
    pages: tuple[tuple[str, int], ...] = ()
    matter: Matter | None = None


class Assembled(NamedTuple):
    """A book's text, the chapters that cover it, and where its pages begin."""

    text: str
    chapters: tuple[Chapter, ...]
    pages: tuple[Page, ...]


@dataclass
class Tally:
    """What a reader takes off, added up by kind in the order it was met."""

    characters: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, characters: int) -> None:
        if characters > 0:
            self.characters[what] = self.characters.get(what, 0) + characters

    def dropped(self) -> tuple[Dropped, ...]:
        return tuple(Dropped(what, count) for what, count in self.characters.items())


def tidy(text: str) -> str:
    """Line ends as ``\\n``, form feeds and vertical tabs as blank lines, no BOM inside."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    return text.replace("\f", "\n\n").replace("\v", "\n").replace("\x00", "")


def assemble(blocks: Iterable[Block], joint: str = "\n\n", book_title: str = "") -> Assembled:
    """One text, blocks parted by ``joint``, and chapters that cover it without a gap.

    A heading with nothing under it opens the chapter of the heading that follows, so that no
    chapter consists of a heading only. Raises ``BookError`` where no words are left.
    """
    pieces: list[str] = []
    heads: list[_Head] = []
    pages: list[Page] = []
    length, bare, apart = 0, False, False
    for block in blocks:
        words = block.text.strip("\n")
        if "\n\n\n" in words:  # seldom, and the pattern is slow where it finds nothing
            words = _MANY_BREAKS.sub("\n\n", words)
        if words.strip() and pieces:
            headed = apart or block.title is not None or block.heading
            gap = "\n\n" if block.gap or headed else joint
            pieces.append(gap)
            length += len(gap)
        if block.title is not None:
            if bare:
                heads[-1].add(block)
            else:
                heads.append(_Head(length, [block.title], block.matter))
        for label, offset in block.pages:
            lost = len(block.text) - len(block.text.lstrip("\n"))
            pages.append(Page(label, length + max(0, min(offset - lost, len(words)))))
        if words.strip():
            bare = block.title is not None or (bare and block.heading)
            apart = block.title is not None or block.heading
            pieces.append(words)
            length += len(words)
        elif block.title is not None:
            bare = apart = True
    text = "".join(pieces)
    if not text.strip():
        raise BookError(_("This book holds no words. Choose a file with text in it."))
    return Assembled(text, _chapters(heads, length, book_title), tuple(pages))


@dataclass
class _Head:
    """Where a chapter starts, its headings, and what the file says it is."""

    start: int
    titles: list[str]
    matter: Matter | None = None

    def add(self, block: Block) -> None:
        self.titles.append(block.title or "")
        self.matter = block.matter or self.matter


def _chapters(heads: Sequence[_Head], length: int, book_title: str) -> tuple[Chapter, ...]:
    starts = [head for head in heads if head.start < length]
    if not starts or starts[0].start > 0:
        starts.insert(0, _Head(0, []))
    ends = [head.start for head in starts[1:]] + [length]
    chapters = []
    for head, end in zip(starts, ends, strict=True):
        title = _joined(head.titles, book_title)
        chapters.append(Chapter(title, head.start, end, head.matter or matter_of(title)))
    return tuple(chapters)


def matter_of(title: str) -> Matter:
    """What part of a book a chapter is by its title alone: only what is surely no reading matter.

    A preface or an introduction is the author's own words and counts as body.
    """
    plain = " ".join(title.split()).casefold().strip(" .:·[]()")
    if plain in _FRONT_TITLES:
        return Matter.FRONT
    return Matter.BACK if plain in _BACK_TITLES else Matter.BODY


def _joined(titles: Sequence[str], book_title: str) -> str:
    """The headings of one chapter; what a title page says is left out where others follow."""
    plain = [_TITLE_MARKS.sub("", " ".join(title.split())) for title in titles]
    kept = [
        title
        for title in plain
        if title and title.casefold() != book_title.casefold() and not _TITLE_PAGE.search(title)
    ]
    joined = ""
    for title in kept or plain[:1]:
        longer = f"{joined} · {title}" if joined else title
        if joined and len(longer) > _LONGEST_TITLE:
            break
        joined = longer
    return joined
