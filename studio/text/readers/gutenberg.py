"""Project Gutenberg's plain texts: the licence off, the page's line ends out, the words kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.domain.book import ReadBook, Rights
from studio.text.readers.assembly import Block, Tally, assemble, tidy
from studio.text.readers.numbered_headings import part_headings
from studio.text.readers.wrapping import Stretch, measure_width, split_stretches, unwrap

_EBOOK = r"(?:e-?book|e-?text)"
START = re.compile(
    r"(?im)^[ \t]*\*{3}\s*START OF (?:THE|THIS) PROJECT GUTENBERG\b(?!\S* LICENSE)"
    r"(?:[^*\n]*|[^*]{0,300})\*{3}.*$"
)
_SMALL_PRINT_END = re.compile(r"(?im)^.*\*END\*?\s*THE SMALL PRINT!.*$|^\*END THE SMALL PRINT.*$")
_END = r"(?:\*{3}\s*END OF (?:THE |THIS )?PROJECT GUTENBERG|(?:\*{3}\s*)?START: FULL LICENSE)"
END = re.compile(rf"(?im)^[ \t]*{_END}.*$")
# Quick, as it begins with its line feed.
_END_BELOW = re.compile(rf"(?i)\n[ \t]*{_END}")
NAMED = re.compile(r"[gGfF*](?:[uU](?:[tT][eE][nN]|[lL][lL] [lL])|[eE](?<=\*.))")
"""What every mark of a header or a footer has in it; quicker than any of them."""

_SPOKEN_END = re.compile(
    r"(?im)^[ \t]*_?(?:This is the )?end of (?:the |this )?project gutenberg(?:'s|’s)?\b.*$"
    r"|^[ \t]*END OF PROJECT GUTENBERG.*$"
)
_FIELD = re.compile(r"(?m)^(Title|Author|Language|Release Date|Translator|Editor):[ \t]*(.*)$")
_OPENING = re.compile(
    rf"(?im)^[ \t]*\**\s*(?:The |This )?Project Gutenberg(?:'s|’s)?\s*(?:{_EBOOK}s?)?"
    rf"(?:\s*(?:of|,|:))?\s+(.+?)(?:,? by ([^,\n*]+))?\**\s*$"
)
_COPYRIGHTED = re.compile(rf"(?i)this is a copyrighted project gutenberg {_EBOOK}")
_CREDIT = re.compile(
    r"(?i)^[\[(]?\s*_?(?:produced|e-?texts? (?:prepared|produced|created|was)|transcribed|prepared|"
    r"html (?:version|file)|scanned|digiti[sz]ed|proofread|updated editions|"
    r"this (?:e-?book|e-?text|file|etext) (?:was|is) (?:produced|prepared|created|transcribed|made)|"
    r"(?:\S+ ){0,3}(?:proof|ocr|scan)\S* by|credits:|additional editing by|"
    r"with thanks to|revised by .{0,80}e-?text)\b"
)
_CREDIT_TAIL = re.compile(
    r"(?i)distributed proofread|pgdp\.net|gutenberg|archive\.org|\S+@\S+|https?://"
)
_NOTE = re.compile(
    r"(?i)^[\[({*_ ]*(?:original )?transcri(?:ber|ption)(?:'s|’s|s'|s’|s)? ?"
    r"(?:end)?notes?\b|^[\[({*_ ]*notes? (?:by|of) the transcriber|^[\[(]?end of trans?criptions?"
)
_EMPHASIS = re.compile(r"_(?<![\w_]_)(?=[^\s_])([^_]{1,2000}+)(?<=\S)_(?![\w_])")
_CHAPTER = re.compile(
    r"(?i)^(?:chapter|book|part|section|canto|act|letter|lecture|essay|volume|stave)"
    r"\s+(?:the\s+)?(?:[ivxlcdm]+|\d+|[a-z]+)\b[.:]?"
    r"|^(?:preface|introduction|foreword)\s+by\s+\S.{2,40}$"
    r"|^(?:preface|introduction|foreword|prologue|epilogue|appendix|conclusion|contents|"
    r"bibliography|glossary|index|footnotes|notes|afterword|dedication)\b[.:]?$"
)
_NUMBER_ONLY = re.compile(
    r"(?i)^(?:(?:chapter|book|part|lecture|letter)\s+)?(?:[ivxlcdm]+|\d+)\.?$"
)
_UNDERLINE = re.compile(r"\s*[-=_]{4,}\s*$")
_NO_HEADING = re.compile(r"(?i)^\[|^\{|^\*|^_?the end_?\.?$|^finis\b|^end of\b")
_LANGUAGES = {
    "english": "en",
    "japanese": "ja",
    "french": "fr",
    "german": "de",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "latin": "la",
    "greek": "el",
    "finnish": "fi",
    "swedish": "sv",
    "danish": "da",
    "norwegian": "no",
    "chinese": "zh",
    "russian": "ru",
    "polish": "pl",
    "hungarian": "hu",
    "esperanto": "eo",
    "welsh": "cy",
}
HEADER = "Project Gutenberg header"
FOOTER = "Project Gutenberg footer and licence"
CREDITS = "Producer's credits"
NOTES = "Transcriber's notes"
EMPHASIS = "Emphasis marks (_)"


@dataclass(frozen=True)
class Facts:
    """What a Gutenberg header says of the book."""

    title: str = ""
    author: str = ""
    language: str = ""
    rights: Rights = Rights.PUBLIC_DOMAIN


def detect(text: str) -> bool:
    """Whether this text carries Project Gutenberg's header or footer."""
    head, foot = text[:30_000], text[-60_000:]
    if NAMED.search(head) and (START.search(head) or _SMALL_PRINT_END.search(head)):
        return True
    if not NAMED.search(foot):
        return False
    return bool(END.search(foot) or (_SPOKEN_END.search(foot) and "gutenberg" in head.lower()))


def read_facts(header: str) -> Facts:
    """Title, author, language and rights, from the header's fields or its first line."""
    fields: dict[str, str] = {}
    for field in _FIELD.finditer(header):
        fields.setdefault(field[1], _read_field(header, field))
    opening = _OPENING.search(header)
    title = fields.get("Title") or (opening[1].strip(' ,*"') if opening else "")
    author = fields.get("Author") or ((opening[2] or "").strip() if opening else "")
    language = re.split(r"[,;(\s]", fields.get("Language", "").lower())[0]
    rights = Rights.LICENSED if _COPYRIGHTED.search(header) else Rights.PUBLIC_DOMAIN
    return Facts(title, author, _LANGUAGES.get(language, ""), rights)


def _read_field(header: str, field: re.Match[str]) -> str:
    """A field's first line; a subtitle on the next one is left out unless the line was full."""
    first = field[2].strip()
    after = header[field.end() + 1 : field.end() + 200].split("\n", 1)[0]
    wrapped = len(field[0]) > 60 and after[:1] in " \t" and after.strip()
    return f"{first} {after.strip()}" if wrapped else first


def find_body(text: str) -> tuple[int, int]:
    """Where the book begins after the header, and ends before the footer."""
    if not NAMED.search(text):
        return 0, len(text)
    start = START.search(text) or _SMALL_PRINT_END.search(text, 0, 60_000)
    begin = start.end() if start else 0
    marked = _find_end_mark(text, begin)
    end = len(text) if marked is None else marked
    floor = max(begin, len(text) - 60_000 if marked is None else end - 2_000)
    spoken = _SPOKEN_END.search(text, floor, end)
    return begin, spoken.start() if spoken else end


def _find_end_mark(text: str, begin: int) -> int | None:
    """The line that says the book ends, below ``begin``; None where no line does."""
    if begin == 0 and END.match(text):
        return 0
    mark = _END_BELOW.search(text, begin)
    return mark.start() + 1 if mark else None


def read(text: str, encoding: str) -> ReadBook:
    """The book of a Gutenberg text: paragraphs in one line each, parted by blank lines."""
    text = tidy(text)
    begin, end = find_body(text)
    book = read_facts(text[: begin or 5_000])
    tally = Tally()
    tally.add(HEADER, len(text[:begin].strip()))
    parts = _strip_credits(list(split_stretches(text[begin:end])), tally)
    parts, numbered = part_headings(_strip_notes(parts, tally))
    width = measure_width(parts)
    blocks: list[Block] = []
    for number, stretch in enumerate(parts):
        paragraph = strip_emphasis(unwrap(stretch.lines, width), tally)
        below_number = bool(blocks and _NUMBER_ONLY.match(blocks[-1].title or ""))
        heading = _is_heading(stretch, paragraph, parts[number + 1 : number + 2])
        heading = heading or number in numbered
        named = below_number and paragraph.isupper() and len(paragraph) < 120
        blocks.append(Block(paragraph, _title_of(paragraph) if heading or named else None))
    tally.add(FOOTER, len(text[end:].strip()))
    body, chapters, _pages = assemble(blocks, book_title=book.title)
    return ReadBook(
        book.title,
        book.author,
        book.language or "en",
        "gutenberg",
        encoding,
        body,
        chapters,
        tally.list_dropped(),
        book.rights,
    )


def _title_of(heading: str) -> str:
    """A heading without the line that some editions draw below it."""
    return _UNDERLINE.sub("", heading)


def strip_emphasis(text: str, tally: Tally) -> str:
    """The text with ``_word_`` as ``word``; a lone underscore stays."""
    plain = _EMPHASIS.sub(r"\1", text) if "_" in text else text
    tally.add(EMPHASIS, len(text) - len(plain))
    return plain


def is_credit(paragraph: str) -> bool:
    """Whether this paragraph says who made the electronic text."""
    flat = " ".join(paragraph.split())
    return len(flat) < 600 and bool(_CREDIT.search(flat))


def _strip_credits(parts: list[Stretch], tally: Tally) -> list[Stretch]:
    """Paragraphs at the front that say who made the electronic text are taken off."""
    others = []
    after_credit = False
    for stretch in parts[:8]:
        flat = " ".join(stretch.text.split())
        tail = after_credit and len(flat) < 300 and _CREDIT_TAIL.search(flat)
        after_credit = bool(is_credit(flat) or tail)
        if after_credit:
            tally.add(CREDITS, len(stretch.text))
        else:
            others.append(stretch)
    return [*others, *parts[8:]]


def _strip_notes(parts: list[Stretch], tally: Tally) -> list[Stretch]:
    """Transcriber's notes go: a bracketed one to its bracket, a headed one to the next heading."""
    others: list[Stretch] = []
    until_bracket = until_heading = False
    for stretch in parts:
        text = stretch.text.strip()
        if _NOTE.search(text):
            until_bracket = text.startswith("[") and text.count("[") > text.count("]")
            until_heading = not text.startswith("[") and len(text) < 60
        elif until_bracket:
            until_bracket = "]" not in text
        elif not until_heading or stretch.blanks_before >= 3:
            until_heading = False
            others.append(stretch)
            continue
        tally.add(NOTES, len(stretch.text))
    return others


def _is_heading(stretch: Stretch, title: str, after: list[Stretch]) -> bool:
    """Four blank lines before, or a chapter's word after two; short, and no prose."""
    # Most stretches are paragraphs, which their length alone tells.
    if len(title) > 160:
        return False
    lines = title.split("\n")
    if len(lines) > 4 or _NO_HEADING.search(title) or not after:
        return False
    if not any(character.isalnum() for character in title):
        return False
    if title[-1] in ",;:" or (title[-1] == "." and len(title) > 80):
        return False
    if stretch.blanks_before >= 4:
        return True
    return stretch.blanks_before >= 2 and bool(_CHAPTER.search(lines[0])) and len(title) < 100
