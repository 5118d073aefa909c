"""Word documents: paragraphs and headings as they are read, notes at the end, ruby as ruby."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.book import Matter, ReadBook, Rights
from studio.i18n import _
from studio.text.languages import detect_language, find_language, primary_tag
from studio.text.readers import aozora, gutenberg
from studio.text.readers.archive import Archive
from studio.text.readers.assembly import Block, Tally, assemble
from studio.text.readers.html import strip_licence
from studio.text.readers.wrapping import single_space

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_HEADING_NAME = re.compile(
    r"(?i)^(?:heading|見出し|überschrift|titre|título|titolo|kop|标题|標題|제목)\s*([1-9])$"
)
_TITLE_NAME = re.compile(r"(?i)^(?:title|表題|titel|titre principal)$")
_PAGE_FIELD = re.compile(r"(?i)^\s*(?:page|numpages|sectionpages|pageref|toc|index)\b")
_CLOSING = re.compile(r"^[ \u3000]*底本(?:データ)?[：:]")
_AROUND_BREAK = re.compile(r" *\n *")
_PARTS = ("word/footnotes.xml", "word/endnotes.xml")
_RUNNING = re.compile(r"^word/(?:header|footer)\d*\.xml$")
_DEEPEST_STYLE = 20
NOTES = "Notes"
"""Title of the chapter in which a document's foot- and endnotes are kept."""


@dataclass(frozen=True)
class Style:
    """What a paragraph style says: its outline level (0 is a chapter), None for running text."""

    level: int | None = None


@dataclass
class Field:
    """A field in a paragraph: a page number, a link, a table of contents."""

    instruction: str = ""
    result: bool = False  # between "separate" and "end": what the field shows

    @property
    def shown(self) -> bool:
        return self.result and not _PAGE_FIELD.match(self.instruction)


@dataclass
class Reading:
    """One pass over a document: the words of the paragraph at hand, and what is left out."""

    styles: dict[str, Style]
    tally: Tally
    ruby: bool = False
    page: int = 1
    words: list[str] = field(default_factory=list)
    pages: list[tuple[str, int]] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)

    # -- blocks ---------------------------------------------------------------------------------

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """Paragraphs in order, those of tables cell by cell."""
        for element in parent:
            tag = _tag(element)
            if tag == "p":
                yield from self._paragraph(element)
            elif tag in ("tbl", "tr", "tc", "sdt", "sdtContent", "ins", "moveTo", "customXml"):
                yield from self.blocks(element)
            elif tag == "AlternateContent":
                chosen = next(iter(element), None)  # the branch newer programs show
                if chosen is not None:
                    yield from self.blocks(chosen)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        self.words, self.pages = [], []
        boxes: list[Block] = []
        self._inline(element, boxes)
        text = "".join(self.words)
        lead = len(text) - len(text.lstrip(" \n"))
        text = _AROUND_BREAK.sub("\n", single_space(text)).strip(" \n")
        pages = tuple((label, max(0, min(at - lead, len(text)))) for label, at in self.pages)
        level = self._level(element)
        if text or pages:
            title = " ".join(text.split()) if level is not None and text else None
            yield Block(text, title, heading=level is not None, pages=pages)
        yield from boxes

    def _level(self, element: etree._Element) -> int | None:
        properties = element.find(f"{_W}pPr")
        if properties is None:
            return None
        outline = properties.find(f"{_W}outlineLvl")
        if outline is not None:
            return _outline(outline)
        style = properties.find(f"{_W}pStyle")
        named = self.styles.get(style.get(f"{_W}val", "")) if style is not None else None
        return named.level if named is not None else None

    # -- runs -----------------------------------------------------------------------------------

    def _inline(self, parent: etree._Element, boxes: list[Block]) -> None:
        for element in parent:
            tag = _tag(element)
            if tag == "r":
                if not _hidden(element):
                    self._run(element, boxes)
            elif tag == "fldSimple":
                if not _PAGE_FIELD.match(element.get(f"{_W}instr", "")):
                    self._inline(element, boxes)
            elif tag in (
                "hyperlink",
                "ins",
                "moveTo",
                "smartTag",
                "sdt",
                "sdtContent",
                "dir",
                "bdo",
                "customXml",
            ):
                self._inline(element, boxes)
            elif tag in ("del", "moveFrom"):
                self.tally.add("Deleted words (tracked changes)", len(_all_text(element)))

    def _run(self, run: etree._Element, boxes: list[Block]) -> None:
        for element in run:
            tag = _tag(element)
            if tag == "fldChar":
                self._field(element.get(f"{_W}fldCharType", ""))
            elif tag == "instrText":
                if self.fields:
                    self.fields[-1].instruction += element.text or ""
            elif all(open_field.shown for open_field in self.fields):
                self._piece(element, tag, boxes)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].result = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _piece(self, element: etree._Element, tag: str, boxes: list[Block]) -> None:
        if tag == "t":
            self.words.append(element.text or "")
        elif tag in ("tab", "ptab"):
            self.words.append(" ")
        elif tag in ("br", "cr"):
            # A break of a page parts no words; of a line it does.
            self.words.append("" if element.get(f"{_W}type") in ("page", "column") else "\n")
        elif tag == "noBreakHyphen":
            self.words.append("-")
        elif tag == "lastRenderedPageBreak":
            self.page += 1
            self.pages.append((str(self.page), sum(map(len, self.words))))
        elif tag in ("footnoteReference", "endnoteReference"):
            self.tally.add("Note marks", 1)
        elif tag == "ruby":
            self._ruby(element, boxes)
        elif tag in ("AlternateContent", "drawing", "pict", "object"):
            self._boxes(element, boxes)

    def _ruby(self, element: etree._Element, boxes: list[Block]) -> None:
        base, reading = element.find(f"{_W}rubyBase"), element.find(f"{_W}rt")
        if base is not None:
            self._inline(base, boxes)
        kana = _all_text(reading) if reading is not None else ""
        if self.ruby and kana:
            self.words.append(f"（{kana}）")
        else:
            self.tally.add("Ruby readings", len(kana))

    def _boxes(self, element: etree._Element, boxes: list[Block]) -> None:
        """Text boxes: once, though older and newer programs each get a copy."""
        if _tag(element) == "AlternateContent":
            chosen = next(iter(element), None)
            if chosen is None:
                return
            element = chosen
        for box in element.iter(f"{_W}txbxContent"):
            boxes.extend(Reading(self.styles, self.tally, self.ruby).blocks(box))
            return


def read(raw: bytes, *, ruby: bool = False) -> ReadBook:
    """The book of a Word document's bytes; ``ruby`` keeps readings in brackets.

    Foot- and endnotes stand in a chapter of their own at the end, offered for skipping.
    """
    archive = Archive.open(raw, _("Word document"), "word/document.xml")
    tally = Tally()
    styles = _styles(archive)
    reading = Reading(styles, tally, ruby)
    body = archive.xml("word/document.xml").find(f"{_W}body")
    blocks = list(reading.blocks(body)) if body is not None else []
    _count_running_heads(archive, tally)
    header, blocks = strip_licence(blocks, tally)
    blocks, closing = _strip_closing(blocks, tally)
    blocks += _notes(archive, styles, tally, ruby)
    title, author, language = _facts(archive)
    sample = "\n".join(block.text for block in blocks[:200])
    language = detect_language(sample) or primary_tag(language)
    rights = Rights.UNKNOWN
    if header:
        facts = gutenberg.read_facts(header)
        title, author = facts.title or title, facts.author or author
        rights = facts.rights
    if closing:
        rights = aozora.read_rights(closing)
    if not title:
        title = next((block.title for block in blocks if block.title), "") or ""
    joint = find_language(language).paragraph_break
    text, chapters, pages = assemble(blocks, joint, title)
    return ReadBook(
        title,
        author,
        language,
        "docx",
        "utf-8",
        text,
        chapters,
        tally.list_dropped(),
        rights,
        aozora.find_first_year(closing),
        pages,
    )


def _styles(archive: Archive) -> dict[str, Style]:
    """Paragraph styles by their ids; a style without a level of its own has its parent's."""
    if not archive.has("word/styles.xml"):
        return {}
    elements = {
        element.get(f"{_W}styleId", ""): element
        for element in archive.xml("word/styles.xml").iter(f"{_W}style")
    }

    def level(name: str, depth: int = 0) -> int | None:
        element = elements.get(name)
        if element is None or depth > _DEEPEST_STYLE:
            return None
        outline = element.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None:
            return _outline(outline)
        called = element.find(f"{_W}name")
        label = called.get(f"{_W}val", "") if called is not None else name
        heading = _HEADING_NAME.match(label)
        if heading:
            return int(heading[1]) - 1
        if _TITLE_NAME.match(label):
            return 0
        parent = element.find(f"{_W}basedOn")
        return level(parent.get(f"{_W}val", ""), depth + 1) if parent is not None else None

    return {name: Style(level(name)) for name in elements}


def _outline(element: etree._Element) -> int | None:
    """The level of an outline; 9 means running text."""
    value = element.get(f"{_W}val", "")
    return int(value) if value.isascii() and value.isdigit() and int(value) < 9 else None


def _notes(archive: Archive, styles: dict[str, Style], tally: Tally, ruby: bool) -> list[Block]:
    blocks: list[Block] = []
    for name in _PARTS:
        if not archive.has(name):
            continue
        for note in archive.xml(name):
            if note.get(f"{_W}type") in (
                "separator",
                "continuationSeparator",
                "continuationNotice",
            ):
                continue
            paragraphs = Reading(styles, tally, ruby).blocks(note)
            blocks += [Block(block.text) for block in paragraphs if block.text]
    return [Block("", NOTES, matter=Matter.BACK), *blocks] if blocks else []


def _count_running_heads(archive: Archive, tally: Tally) -> None:
    for name in archive.names():
        if _RUNNING.match(name):
            tally.add("Running heads", len(_all_text(archive.xml(name)).strip()))


def _strip_closing(blocks: list[Block], tally: Tally) -> tuple[list[Block], str]:
    """The blocks before Aozora's closing notes (底本 …), and these notes."""
    first = next((n for n, block in enumerate(blocks) if _CLOSING.match(block.text)), None)
    if first is None or first < len(blocks) * 0.5:
        return blocks, ""
    closing = "\n".join(block.text for block in blocks[first:])
    tally.add(aozora.CLOSING, len(closing))
    return blocks[:first], closing


def _facts(archive: Archive) -> tuple[str, str, str]:
    """Title, author and language as the document's properties have them."""
    if not archive.has("docProps/core.xml"):
        return "", "", ""
    root = archive.xml("docProps/core.xml")
    facts = []
    for name in ("title", "creator", "language"):
        element = root.find(f"{_DC}{name}")
        facts.append(" ".join("".join(element.itertext()).split()) if element is not None else "")
    title, author, language = facts
    return title, "" if author.lower() in ("python-docx", "user", "admin") else author, language


def _tag(element: etree._Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "true") not in ("0", "false", "off")


def _all_text(element: etree._Element) -> str:
    texts = (f"{_W}t", f"{_W}delText")
    return "".join(piece.text or "" for piece in element.iter(*texts))
