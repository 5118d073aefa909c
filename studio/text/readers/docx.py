"""Word documents: paragraphs and headings as they are read, notes at the end, ruby as ruby."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.book import Matter, ReadBook, Rights
from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.languages import detect_language, find_language, primary_tag
from studio.text.readers import aozora, gutenberg
from studio.text.readers.assembly import Block, Tally, assemble
from studio.text.readers.docx_parts import Parts, W
from studio.text.readers.html import strip_licence
from studio.text.readers.wrapping import single_space

_DC = "{http://purl.org/dc/elements/1.1/}"
_HEADING_NAME = re.compile(
    r"(?i)^(?:heading|見出し|überschrift|titre|título|titolo|kop|标题|標題|제목)\s*([1-9])$"
)
_TITLE_NAME = re.compile(r"(?i)^(?:title|表題|titel|titre principal)$")
_PAGE_FIELD = re.compile(r"(?i)^\s*(?:page|numpages|sectionpages|pageref|toc|index)\b")
_CLOSING = re.compile(r"^[ \u3000]*底本(?:データ)?[：:]")
_AROUND_BREAK = re.compile(r" *\n *")
_NOTES = ("footnotes", "endnotes")
_RUNNING_HEADS = ("header", "footer")
_USUAL_RUNNING_HEAD = re.compile(r"^word/(?:header|footer)\d*\.xml$")
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_DEEPEST_STYLE = 20
_RUN_PROPERTIES, _VANISH = f"{W}rPr", f"{W}vanish"
NOTES = "Notes"
"""Title of the chapter in which a document's foot- and endnotes are kept."""


@dataclass(frozen=True)
class Styles:
    """Paragraph styles by their ids. Documents bring hundreds and use a handful of them."""

    elements: Mapping[str, etree._Element] = field(default_factory=dict)
    # Of those that were asked for.
    levels: dict[str, int | None] = field(default_factory=dict)

    def find_level(self, name: str) -> int | None:
        """The outline level of a style (0 is a chapter); None for running text."""
        if name not in self.levels:
            self.levels[name] = _find_level(self.elements, name)
        return self.levels[name]


@dataclass
class Field:
    """A field in a paragraph: a page number, a link, a table of contents."""

    instruction: str = ""
    # Between "separate" and "end": what the field shows.
    result: bool = False

    @property
    def shown(self) -> bool:
        return self.result and not _PAGE_FIELD.match(self.instruction)


@dataclass
class Reading:
    """One pass over a document: the words of the paragraph at hand, and what is left out."""

    styles: Styles
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
                # The branch newer programs show.
                chosen = next(iter(element), None)
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
        properties = element.find(f"{W}pPr")
        if properties is None:
            return None
        outline = properties.find(f"{W}outlineLvl")
        if outline is not None:
            return _outline(outline)
        style = properties.find(f"{W}pStyle")
        return self.styles.find_level(style.get(f"{W}val", "")) if style is not None else None

    # -- runs -----------------------------------------------------------------------------------

    def _inline(self, parent: etree._Element, boxes: list[Block]) -> None:
        for element in parent:
            tag = _tag(element)
            if tag == "r":
                if not _hidden(element):
                    self._run(element, boxes)
            elif tag == "fldSimple":
                if not _PAGE_FIELD.match(element.get(f"{W}instr", "")):
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
                self._field(element.get(f"{W}fldCharType", ""))
            elif tag == "instrText":
                if self.fields:
                    self.fields[-1].instruction += element.text or ""
            elif not self.fields or all(open_field.shown for open_field in self.fields):
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
            self.words.append("" if element.get(f"{W}type") in ("page", "column") else "\n")
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
        base, reading = element.find(f"{W}rubyBase"), element.find(f"{W}rt")
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
        for box in element.iter(f"{W}txbxContent"):
            boxes.extend(Reading(self.styles, self.tally, self.ruby).blocks(box))
            return


def read(raw: bytes, *, ruby: bool = False) -> ReadBook:
    """The book of a Word document's bytes; ``ruby`` keeps readings in brackets.

    Foot- and endnotes stand in a chapter of their own at the end, offered for skipping.
    """
    parts = Parts.open(raw)
    tally = Tally()
    styles = _read_styles(parts, tally)
    main = parts.read(parts.main)
    body = main.find(f"{W}body")
    blocks = list(Reading(styles, tally, ruby).blocks(body)) if body is not None else []
    _refuse_embedded(main, blocks)
    _count_running_heads(parts, tally)
    header, blocks = strip_licence(blocks, tally)
    blocks, closing = _strip_closing(blocks, tally)
    facts = _read_facts(_read_properties(parts, tally), blocks, header, closing)
    # The chapter of notes is of the program's own making and says nothing of the book.
    blocks += _read_notes(parts, styles, tally, ruby)
    joint = find_language(facts.language).paragraph_break
    text, chapters, pages = assemble(blocks, joint, facts.title)
    return ReadBook(
        facts.title,
        facts.author,
        facts.language,
        "docx",
        "utf-8",
        text,
        chapters,
        tally.list_dropped(),
        facts.rights,
        aozora.find_first_year(closing),
        pages,
    )


def _refuse_embedded(main: etree._Element, blocks: list[Block]) -> None:
    """Some programs put a web page into the document for Word to convert when it opens it."""
    if (
        not any(block.text for block in blocks)
        and next(main.iter(f"{W}altChunk"), None) is not None
    ):
        raise BookError(
            _(
                "This Word document contains a web page instead of text of its "
                "own. Open it in Word and save it again, then add that."
            )
        )


@dataclass(frozen=True)
class Facts:
    """What is known of the book."""

    title: str
    author: str
    language: str
    rights: Rights


def _read_facts(
    properties: tuple[str, str, str], blocks: list[Block], header: str, closing: str
) -> Facts:
    """Title, author, language and rights: by its properties, Gutenberg's header, its headings."""
    title, author, language = properties
    rights = Rights.UNKNOWN
    if header:
        stated = gutenberg.read_facts(header)
        title, author = stated.title or title, stated.author or author
        rights = stated.rights
    if closing:
        rights = aozora.read_rights(closing)
    if not title:
        title = next((block.title for block in blocks if block.title), "") or ""
    sample = "\n".join(block.text for block in blocks[:200])
    return Facts(title, author, detect_language(sample) or primary_tag(language), rights)


def _read_styles(parts: Parts, tally: Tally) -> Styles:
    root = parts.read_beside(parts.find("styles", "styles.xml"), tally)
    if root is None:
        return Styles()
    return Styles({element.get(f"{W}styleId", ""): element for element in root.iter(f"{W}style")})


def _find_level(elements: Mapping[str, etree._Element], name: str, depth: int = 0) -> int | None:
    """The outline level of a style: its own, told by its name, or its parent's."""
    element = elements.get(name)
    if element is None or depth > _DEEPEST_STYLE:
        return None
    outline = element.find(f"{W}pPr/{W}outlineLvl")
    if outline is not None:
        return _outline(outline)
    called = element.find(f"{W}name")
    label = called.get(f"{W}val", "") if called is not None else name
    heading = _HEADING_NAME.match(label)
    if heading:
        return int(heading[1]) - 1
    if _TITLE_NAME.match(label):
        return 0
    parent = element.find(f"{W}basedOn")
    if parent is None:
        return None
    return _find_level(elements, parent.get(f"{W}val", ""), depth + 1)


def _outline(element: etree._Element) -> int | None:
    """The level of an outline; 9 means running text."""
    value = element.get(f"{W}val", "")
    return int(value) if value.isascii() and value.isdigit() and int(value) < 9 else None


def _read_notes(parts: Parts, styles: Styles, tally: Tally, ruby: bool) -> list[Block]:
    blocks: list[Block] = []
    for kind in _NOTES:
        root = parts.read_beside(parts.find(kind, f"{kind}.xml"), tally)
        for note in root if root is not None else ():
            if note.get(f"{W}type") in _SEPARATORS:
                continue
            paragraphs = Reading(styles, tally, ruby).blocks(note)
            blocks += [Block(block.text) for block in paragraphs if block.text]
    return [Block("", NOTES, matter=Matter.BACK), *blocks] if blocks else []


def _count_running_heads(parts: Parts, tally: Tally) -> None:
    related = [part for kind in _RUNNING_HEADS for part in parts.find_all(kind)]
    usual = [name for name in parts.archive.names() if _USUAL_RUNNING_HEAD.match(name)]
    for part in dict.fromkeys((*related, *usual)):
        root = parts.read_beside(part, tally)
        tally.add("Running heads", len(_all_text(root).strip()) if root is not None else 0)


def _strip_closing(blocks: list[Block], tally: Tally) -> tuple[list[Block], str]:
    """The blocks before Aozora's closing notes (底本 …), and these notes."""
    first = next((n for n, block in enumerate(blocks) if _CLOSING.match(block.text)), None)
    if first is None or first < len(blocks) * 0.5:
        return blocks, ""
    closing = "\n".join(block.text for block in blocks[first:])
    tally.add(aozora.CLOSING, len(closing))
    return blocks[:first], closing


def _read_properties(parts: Parts, tally: Tally) -> tuple[str, str, str]:
    """Title, author and language as the document's properties have them."""
    root = parts.read_beside(parts.find_properties(), tally)
    if root is None:
        return "", "", ""
    texts = []
    for name in ("title", "creator", "language"):
        element = root.find(f"{_DC}{name}")
        texts.append(" ".join("".join(element.itertext()).split()) if element is not None else "")
    title, author, language = texts
    return title, "" if author.lower() in ("python-docx", "user", "admin") else author, language


def _tag(element: etree._Element) -> str:
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=512)
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _hidden(run: etree._Element) -> bool:
    # Asked of every run: two steps are quicker than one path.
    properties = next(run.iterchildren(_RUN_PROPERTIES), None)
    vanish = properties.find(_VANISH) if properties is not None else None
    return vanish is not None and vanish.get(f"{W}val", "true") not in ("0", "false", "off")


def _all_text(element: etree._Element) -> str:
    texts = (f"{W}t", f"{W}delText")
    return "".join(piece.text or "" for piece in element.iter(*texts))
