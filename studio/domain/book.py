"""A book: a source work; and the passages it is cut into."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Rights(StrEnum):
    """What the curator may do with a book's words."""

    PUBLIC_DOMAIN = "public_domain"
    OWN = "own"
    LICENSED = "licensed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Dropped:
    """Something a reader took off: what it was, and how many characters of it."""

    # These names stand in every library with a book in it: they can't be bettered.
    what: str
    characters: int


class Matter(StrEnum):
    """What part of a book a chapter is: its words, or what stands before and after them."""

    BODY = "body"
    FRONT = "front"  # title page, imprint, contents …: offered for skipping
    BACK = "back"  # index, colophon, bibliography …: offered for skipping


@dataclass(frozen=True)
class Chapter:
    """A chapter: its title ("" where it has none) and its character span in the book's text.

    Spans are half-open, in order, without gaps: the first starts at 0, the last ends at the end.
    """

    title: str
    start: int
    end: int
    matter: Matter = Matter.BODY


@dataclass(frozen=True)
class Page:
    """Where a page of the printed book (or of the file) begins: its label and a character offset.

    Pages stand in the order of the text; what comes before the first has no page.
    """

    label: str
    start: int


@dataclass(frozen=True)
class ReadBook:
    """What a reader made of a file: the book's words, with one line feed at line ends."""

    title: str
    author: str
    language: str  # BCP 47 primary tag: "en", "ja", "" where unknown
    format: str  # the reader's name: "plain", "gutenberg", "aozora", "epub", "html", "docx", "pdf"
    encoding: str  # as Python spells it, with "-sig" for a BOM; "zip" formats say "utf-8"
    text: str
    chapters: tuple[Chapter, ...]
    dropped: tuple[Dropped, ...] = ()
    rights: Rights = Rights.UNKNOWN
    year: str = ""
    pages: tuple[Page, ...] = ()
    cover: bytes = b""  # the cover's picture as the file holds it (PNG, JPEG …), or nothing


@dataclass(frozen=True)
class Book:
    """A book of the library."""

    id: int
    title: str
    author: str
    language: str
    format: str
    encoding: str
    rights: Rights
    characters: int
    chapters: tuple[Chapter, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    passages: int = 0
    tokens: int = 0
    source_name: str = ""
    year: str = ""
    viewpoint: str = ""  # whose eyes the book is told through, as the curator puts it
    pages: tuple[Page, ...] = ()
    rules: tuple[str, ...] | None = None  # its own cleaning rules; None: the library's
    ruby: bool = False  # readings were kept in brackets when it was read


class PassageStatus(StrEnum):
    """What became of a passage."""

    NEW = "new"  # nothing made of it yet
    DRAFTED = "drafted"  # a pair was drafted from it
    SKIPPED = "skipped"  # the curator, or a check, said nothing is to be made of it


class SkipReason(StrEnum):
    """Why nothing could be made of a passage; the first is the curator's own."""

    CHOICE = "choice"  # the curator said so
    MATTER = "matter"  # it stands before or after the book's own words
    SHORT = "short"
    HEADING = "heading"  # headings, a title page, a table of contents
    VERSE = "verse"
    NOTE = "note"  # speaks of the book, its pages or its readers
    DIALOGUE = "dialogue"  # somebody else's words
    STORY = "story"
    LEANS = "leans"  # nothing reads without what stands before it
    NOTHING = "nothing"  # nothing a mentor could say
    TOPIC = "topic"  # nothing one would ask about
    MODEL = "model"  # a model found nothing to learn in it


@dataclass(frozen=True)
class Span:
    """A stretch of a text by characters, half-open."""

    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A stretch of a book, anchored by chapter and character span.

    ``source`` is as in the book, ``text`` as cleaned. Joining all sources of a book gives its text.
    """

    id: int
    book: int
    chapter: int  # index into the book's chapters
    chapter_title: str
    start: int
    end: int
    tokens: int  # of the cleaned text, in the library's counting encoding
    status: PassageStatus
    text: str
    source: str = ""
    book_title: str = ""
    author: str = ""
    language: str = ""
    page: str = ""  # label of the page it begins on, where the book has pages
    refused: tuple[Replacement, ...] = ()  # changes of the rules that the curator does not want
    skip_reason: SkipReason | None = None  # why nothing was made of it, where it is skipped


@dataclass(frozen=True)
class Replacement:
    """One change a cleaning rule makes: the span of the source and what stands there instead.

    Spans count from the start of the passage's source.
    """

    rule: str
    start: int
    end: int
    text: str = ""


@dataclass(frozen=True)
class Condensed:
    """A passage condensed: its sentences by span, and which were kept; or why none were."""

    sentences: tuple[Span, ...]
    keeps: tuple[bool, ...]
    answer: str
    terms: tuple[str, ...] = field(default=())
    reason: SkipReason | None = None
