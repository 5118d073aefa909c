"""A book put together: blocks of words in order become one text and its chapters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from studio.domain.book import Chapter, Dropped, Matter, Page
from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.file_names import make_printable

_MANY_BREAKS = re.compile(r"\n{3,}")
_LONGEST_TITLE = 120
_PAGE_BEHIND = re.compile(r"[\s.·…]*[0-9ivxlc]{1,6}\s*$")
_CONTENTS = frozenset(("contents", "tableofcontents", "目次", "もくじ"))
_FEWEST_ENTRIES = 3
_MOST_NAMED = 20
_TITLE_MARKS = re.compile(r" ?\[\d{1,3}\]$")
NOTES = "Notes"
"""Title of the chapter in which foot- and endnotes are kept."""
_TITLE_PAGE = re.compile(r"(?i)^(?:or,?|by\b.*|author of\b.*|(?:translated|edited) by\b.*)$")

_FRONT_TITLES = frozenset(
    (
        "contents",
        "table of contents",
        "list of illustrations",
        "illustrations",
        "title page",
        "titlepage",
        "half title",
        "halftitlepage",
        "imprint",
        "copyright",
        "copyright page",
        "cover",
        "dedication",
        "目次",
        "もくじ",
        "凡例",
        "扉",
    )
)
_OF_NOTES = frozenset(("notes", "endnotes", "footnotes", "注", "註", "注釈", "脚注"))
_LATE_TITLES = _OF_NOTES | {"glossary", "list of abbreviations"}
_BACK_TITLES = frozenset(
    (
        "index",
        "colophon",
        "uncopyright",
        "bibliography",
        "works cited",
        "errata",
        "advertisements",
        "about the publisher",
        "奥付",
        "索引",
        "参考文献",
        "図版一覧",
    )
)


@dataclass(frozen=True)
class Block:
    """A paragraph, a verse, a line; or, where ``title`` is not None, the heading of a chapter.

    ``title`` may differ from ``text`` where a table of contents names the chapter; ``text`` may
    be "" there. ``gap`` asks for a blank line before a line of a text whose lines are paragraphs.
    ``pages`` are labels of pages that begin in this block, each with its offset in ``text``.
    ``matter`` says what part of the book the chapter of this heading is, where the file says so.
    ``note`` marks foot- and endnotes, which stand in a chapter of their own behind all others.
    ``new_part`` says that what is before this heading belongs to another part of the book.
    """

    text: str
    title: str | None = None
    gap: bool = False
    # Words of a heading that opens no chapter of its own.
    heading: bool = False
    pages: tuple[tuple[str, int], ...] = ()
    matter: Matter | None = None
    note: bool = False
    new_part: bool = False


class Assembled(NamedTuple):
    """A book's text, the chapters that cover it, and where its pages begin."""

    text: str
    chapters: tuple[Chapter, ...]
    pages: tuple[Page, ...]


@dataclass
class Tally:
    """What a reader takes off, added up by kind in the order it was met."""

    characters: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, characters: int) -> None:
        if characters > 0:
            self.characters[kind] = self.characters.get(kind, 0) + characters

    def mention(self, kind: str) -> None:
        """What stands in the file and has no characters that could be counted."""
        self.characters.setdefault(kind, 0)

    def list_dropped(self) -> tuple[Dropped, ...]:
        return tuple(Dropped(kind, count) for kind, count in self.characters.items())


def name_pages(tally: Tally, kind: str, names: Sequence[str]) -> None:
    """Name pages whose words are lost, the first of them where there are many."""
    if names:
        more = f" … ({len(names)})" if len(names) > _MOST_NAMED else ""
        tally.mention(f"{kind}: {', '.join(map(make_printable, names[:_MOST_NAMED]))}{more}")


def tidy(text: str) -> str:
    """Line ends as ``\\n``, form feeds and vertical tabs as blank lines, no BOM inside."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    return text.replace("\f", "\n\n").replace("\v", "\n").replace("\x00", "")


def assemble(blocks: Iterable[Block], joint: str = "\n\n", book_title: str = "") -> Assembled:
    """One text, blocks parted by ``joint``, and chapters that cover it without a gap.

    A heading with nothing under it opens the chapter of the heading that follows, so that no
    chapter consists of a heading only. Raises ``BookError`` where no words are left.
    """
    draft = _Draft(joint)
    for block in move_notes_last(set_contents_apart(list(blocks))):
        draft.add(block)
    return draft.finish(book_title)


@dataclass
class _Head:
    """Where a chapter starts, its headings, and what the file says it is."""

    start: int
    titles: list[str]
    matter: Matter | None = None


@dataclass
class _Draft:
    """A book in the making: its text so far, its headings and the pages that have begun."""

    joint: str
    pieces: list[str] = field(default_factory=list)
    heads: list[_Head] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    waiting: list[str] = field(
        default_factory=list
        # Labels of pages that begin with the next words.
    )
    length: int = 0
    # Nothing stands under the last heading yet.
    bare: bool = False
    # The last words were a heading.
    apart: bool = False

    def add(self, block: Block) -> None:
        """Put a block behind what there is."""
        paragraph = block.text.strip("\n")
        # Seldom, and the pattern is slow where it finds nothing.
        if "\n\n\n" in paragraph:
            paragraph = _MANY_BREAKS.sub("\n\n", paragraph)
        blank = not paragraph.strip()
        if self.pieces and not blank:
            headed = self.apart or block.title is not None or block.heading
            self._append("\n\n" if block.gap or headed else self.joint)
        if block.title is not None:
            self._open_chapter(block, block.title)
        if blank:
            self.waiting += [label for label, _offset in block.pages]
            if block.title is not None:
                self.bare = self.apart = True
            return
        if block.pages or self.waiting:
            self._begin_pages(block, paragraph)
        self.bare = block.title is not None or (self.bare and block.heading)
        self.apart = block.title is not None or block.heading
        self._append(paragraph)

    def _append(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def _open_chapter(self, block: Block, title: str) -> None:
        if not self.bare or block.matter is not None:
            self.heads.append(_Head(self.length, [title], block.matter))
            return
        if block.new_part:
            # A half title has no words of its own and stands before the first chapter: what the
            # file says of it is not said of the chapter that takes it in.
            self.heads[-1] = _Head(self.heads[-1].start, [])
        self.heads[-1].titles.append(title)

    def _begin_pages(self, block: Block, paragraph: str) -> None:
        self.pages += [Page(label, self.length) for label in self.waiting]
        self.waiting.clear()
        lost = len(block.text) - len(block.text.lstrip("\n"))
        for label, offset in block.pages:
            at = max(0, min(offset - lost, len(paragraph)))
            self.pages.append(Page(label, self.length + at))

    def finish(self, book_title: str) -> Assembled:
        """The whole book. Raises ``BookError`` where it holds no words."""
        self.pages += [Page(label, self.length) for label in self.waiting]
        text = "".join(self.pieces)
        if not text.strip():
            raise BookError(_("This book contains no text. Choose a file with text in it."))
        return Assembled(text, _chapters(self.heads, self.length, book_title), tuple(self.pages))


def _chapters(heads: Sequence[_Head], length: int, book_title: str) -> tuple[Chapter, ...]:
    starts = [head for head in heads if head.start < length]
    if not starts or starts[0].start > 0:
        starts.insert(0, _Head(0, []))
    ends = [head.start for head in starts[1:]] + [length]
    chapters = []
    for head, end in zip(starts, ends, strict=True):
        title = _join_titles(head.titles, book_title)
        late = head.start > length // 2
        chapters.append(Chapter(title, head.start, end, head.matter or matter_of(title, late=late)))
    return tuple(chapters)


def set_contents_apart(blocks: list[Block]) -> list[Block]:
    """A printed table of contents as one chapter: its entries open no chapters of their own.

    An entry is a line that stands again later as a heading, a page number behind it put aside.
    """
    start = next((n for n, block in enumerate(blocks) if _is_contents(block)), None)
    if start is None or start > len(blocks) // 2:
        return blocks
    later = {_letters(block.title) for block in blocks[start + 1 :] if block.title}
    end = start + 1
    while end < len(blocks) and _is_entry(blocks[end], later, blocks[end + 1 :]):
        end += 1
    entries = blocks[start + 1 : end]
    if sum(block.text.count("\n") + 1 for block in entries) < _FEWEST_ENTRIES:
        return blocks
    first = replace(blocks[start], title=blocks[start].text, matter=Matter.FRONT)
    plain = [replace(block, title=None, heading=False) for block in entries]
    # What follows is no part of the contents, headed or not.
    after = Block("", "")
    return [*blocks[:start], first, *plain, after, *blocks[end:]]


def move_notes_last(blocks: list[Block]) -> list[Block]:
    """Foot- and endnotes behind everything else; a page that begins in one begins behind it."""
    if not any(block.note for block in blocks):
        return blocks
    body: list[Block] = []
    notes: list[Block] = []
    # Whether what follows is a note, or the heading above notes.
    noted = False
    for block in reversed(blocks):
        heading = block.note or (noted and (block.title is not None or block.heading))
        noted = block.note or (heading and _plain_title(block.title or block.text) in _OF_NOTES)
        (notes if noted else body).append(block)
        if noted and block.pages:
            body.append(Block("", pages=tuple((label, 0) for label, _at in block.pages)))
    note_blocks = [
        Block(block.text)
        for block in reversed(notes)
        if block.note and _plain_title(block.text) not in _OF_NOTES
    ]
    return [*reversed(body), Block("", NOTES, matter=Matter.BACK), *note_blocks]


def _is_contents(block: Block) -> bool:
    return len(block.text) < 30 and _letters(block.text) in _CONTENTS


def _is_entry(block: Block, later: set[str], rest: Sequence[Block]) -> bool:
    lines = [line for line in block.text.split("\n") if line.strip()]
    if not lines or not all(_letters(_PAGE_BEHIND.sub("", line)) in later for line in lines):
        return False
    if block.title is None or len(lines) > 1:
        return True
    # A heading is an entry only where it stands again.
    heading = _letters(block.title)
    return any(other.title and _letters(other.title) == heading for other in rest)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def matter_of(title: str, *, late: bool = False) -> Matter:
    """What part of a book a chapter is by its title alone: only what is surely no reading matter.

    A preface or an introduction is the author's own words and counts as body. ``late`` says that
    the chapter begins in the second half, where notes are an editor's apparatus.
    """
    plain = _plain_title(title)
    if plain in _FRONT_TITLES:
        return Matter.FRONT
    if plain in _BACK_TITLES or (late and plain in _LATE_TITLES):
        return Matter.BACK
    return Matter.BODY


def _plain_title(title: str) -> str:
    return " ".join(title.split()).casefold().strip(" .:·[]()")


def _join_titles(titles: Sequence[str], book_title: str) -> str:
    """The headings of one chapter; what a title page says is left out where others follow."""
    plain = [_TITLE_MARKS.sub("", " ".join(title.split())) for title in titles]
    telling = [
        title
        for title in plain
        if title and title.casefold() != book_title.casefold() and not _TITLE_PAGE.search(title)
    ]
    joined = ""
    for title in telling or plain[:1]:
        longer = f"{joined} · {title}" if joined else title
        if joined and len(longer) > _LONGEST_TITLE:
            break
        joined = longer
    return joined
