"""HTML and XHTML into blocks: words and headings kept, readings, scripts and navigation left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html.entities import html5

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.book import Matter
from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.readers import gaiji
from studio.text.readers.assembly import Block, Tally
from studio.text.readers.wrapping import single_spaced

DEEPEST = 500  # elements within elements; no book comes near, and the parser gives up later
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
MOST_TAGS = 4_000_000
"""Tags of a page past which its tree would fill the memory; the longest books have a tenth."""
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[[^\]]*\](?:[^>]*))?>", re.IGNORECASE)
_DOCTYPE_BEGINS = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset(("lt", "gt", "amp", "quot", "apos"))
_CJK_BREAK = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uff60])[ \t]*\r?\n[ \t]*(?=[\u3000-\u9fff\uff00-\uff60])"
)
_LEFT_OUT = {
    "script": "", "style": "", "head": "", "template": "", "noscript": "", "iframe": "",
    "object": "", "svg": "", "audio": "", "video": "", "button": "", "select": "", "form": "",
    "rt": "Ruby readings", "rp": "Ruby readings", "rtc": "Ruby readings",
    "nav": "Navigation",
}  # fmt: skip
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer header hgroup hr html li main ol p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRUCTURE = _BLOCKS | _HEADINGS.keys() | {"br", "img", "pre", "td", "th"}
PAGES = "Page numbers"
_PAGE_NUMBER = frozenset(("pagenum", "pageno", "pagebreak", "page-number", "pb", "folio"))
_NOTE_MARKS = frozenset(("fnanchor", "noteref", "footnote-ref", "footnoteref"))
_BOILERPLATE = frozenset(("pg-boilerplate", "pgheader", "pgfooter"))
_AOZORA_PARTS = {
    "bibliographical_information": "Aozora closing notes (底本 …)",
    "notation_notes": "Aozora closing notes (底本 …)",
    "notes": "Aozora notes ［＃…］",
    "metadata": "Title and author lines",
}
_BOOK_PARTS = {
    "pagebreak": PAGES, "noteref": "Note marks", "backlink": "Note marks", "toc": "Navigation",
    "landmarks": "Navigation", "page-list": "Navigation", "cover": "Cover", "loi": "Navigation",
}  # fmt: skip
MATTER = {
    "titlepage": Matter.FRONT, "halftitlepage": Matter.FRONT, "imprint": Matter.FRONT,
    "copyright-page": Matter.FRONT, "dedication": Matter.FRONT, "colophon": Matter.BACK,
    "index": Matter.BACK, "bibliography": Matter.BACK, "endnotes": Matter.BACK,
    "rearnotes": Matter.BACK, "footnotes": Matter.BACK, "glossary": Matter.BACK,
}  # fmt: skip
"""What EPUB's own words for the parts of a book mean for a curator."""
_PAGE_LABEL = re.compile(r"(?i)^\W*(?:pg|page|p|ページ)?\W*([0-9]+|[ivxlc]+)\W*$")
_TYPE = "{http://www.idpf.org/2007/ops}type"


def matter_in(root: etree._Element) -> Matter | None:
    """What part of the book a page says it is, in its body or the section around its words."""
    body = next(root.iter("{*}body", "body"), None)
    around = [] if body is None else [body, *list(body)[:1]]
    for element in around:
        for kind in (element.get(_TYPE) or "").split():
            if kind in MATTER:
                return MATTER[kind]
    return None


def parse_xml(raw: str) -> etree._Element | None:
    """The tree of well-formed XHTML, or None. No DTD is read and no entity is expanded."""
    _refuse_tags(raw)
    text = _without_doctype(_XML_HEAD.sub("", raw.lstrip("\ufeff")))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(_ENTITY.sub(_entity, text).encode(), parser)
    except etree.XMLSyntaxError as error:
        _refuse_depth(str(error))
        return None
    return root


def parse_html(raw: str) -> etree._Element:
    """The tree of any HTML, however careless. Raises ``BookError`` where there is none."""
    _refuse_tags(raw)
    text = _XML_HEAD.sub("", raw.lstrip("\ufeff").replace("\x00", ""))
    parser = etree.HTMLParser(no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        _refuse_depth(str(error))
        root = None
    for entry in parser.error_log:
        _refuse_depth(entry.message)
    if root is None:
        raise BookError(_("This HTML file holds no words. Choose a file with text in it."))
    return root


def _without_doctype(text: str) -> str:
    """Looked for once: a file of nothing but its beginnings would be searched for hours."""
    begins = _DOCTYPE_BEGINS.search(text)
    found = _DOCTYPE.match(text, begins.start()) if begins else None
    return text[: found.start()] + text[found.end() :] if found else text


def _refuse_tags(raw: str) -> None:
    if raw.count("<") > MOST_TAGS:
        raise BookError(
            _("This file holds millions of tags, which no book does. Save it again as plain text.")
        )


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name in _XML_ENTITIES:
        return found[0]
    known = html5.get(name + ";")
    return known if known is not None else f"&amp;{name};"


def _refuse_depth(message: str) -> None:
    if "xcessive depth" in message or "too deep" in message or "Maximum" in message:
        raise BookError(
            _(
                "The tags of this file are nested too deeply for a book. "
                "Save it again from the program that made it, or as plain text."
            )
        )


class Walk:
    """One pass over a tree: hands out blocks and counts what it leaves out.

    ``anchors`` maps the ids at which a chapter begins to the chapter's title. With
    ``headings``, h1 to h6 begin chapters too. With ``ruby``, readings stay in brackets.
    """

    def __init__(
        self,
        tally: Tally,
        anchors: Mapping[str, str] | None = None,
        headings: bool = True,
        *,
        ruby: bool = False,
    ) -> None:
        self.tally, self.anchors, self.headings = tally, anchors or {}, headings
        self.ruby = ruby
        self._words: list[str] = []
        self._pages: list[tuple[str, int]] = []  # labels, and how many pieces of words come before
        self._pre = 0

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        depth = 0
        skipped: etree._Element | None = None
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                depth += 1
                if depth > DEEPEST:
                    _refuse_depth("too deep")
                tag = _tag(element)
                part = "" if self.ruby and tag == "rp" else _left_out(element, tag)
                if self.ruby and tag == "rt" and (reading := _reading(element)):
                    self._words.append(f"（{reading}）")
                    walker.skip_subtree()
                    skipped = element
                elif part is not None:
                    if part == PAGES:
                        self._mark_page(element)
                    self.tally.add(part, len("".join(element.itertext()).strip()) if part else 0)
                    walker.skip_subtree()
                    skipped = element
                elif tag in _STRUCTURE or self.anchors:
                    yield from self._open(element, tag)
                else:
                    self._add(element.text)
            elif event == "end":
                depth -= 1
                if element is skipped:
                    skipped = None
                elif (tag := _tag(element)) in _STRUCTURE:
                    yield from self._close(element, tag)
                self._add(element.tail if element is not root else None)
            elif element is not root:
                self._add(element.tail)
        yield from self._flush(None)

    def _mark_page(self, element: etree._Element) -> None:
        """Note that a page begins here, by the number that stands or is written there."""
        written = "".join(element.itertext()), element.get("title"), element.get("aria-label")
        for words in (*written, (element.get("id") or "").rsplit("_", 1)[-1]):
            label = _PAGE_LABEL.match((words or "").strip())
            if label:
                self._pages.append((label[1], len(self._words)))
                return

    def _open(self, element: etree._Element, tag: str) -> Iterator[Block]:
        if tag in _BLOCKS or tag in _HEADINGS:
            yield from self._flush(None)
        title = self.anchors.get(element.get("id") or "")
        if title is None and tag == "a":
            title = self.anchors.get(element.get("name") or "")
        if title is not None:
            yield from self._flush(None)
            yield Block("", title)
        if tag == "br":
            self._words.append("\n")
        elif tag == "img":
            self._words.append(_image(element))
        elif tag == "pre":
            self._pre += 1
        elif tag in ("td", "th"):
            self._words.append(" ")
        self._add(element.text)

    def _close(self, element: etree._Element, tag: str) -> Iterator[Block]:
        if tag in _HEADINGS:
            yield from self._flush(_HEADINGS[tag])
        elif tag in _BLOCKS:
            yield from self._flush(None)
        if tag == "pre":
            self._pre -= 1

    def _add(self, text: str | None) -> None:
        if text:
            if not self._pre and ("\n" in text or "  " in text or "\t" in text):
                text = _in_one_line(text)
            self._words.append(text)

    def _flush(self, level: int | None) -> Iterator[Block]:
        if not self._words:
            return
        text = self._tidy("".join(self._words)).strip(" \n")
        places = tuple(
            (label, min(len(self._tidy("".join(self._words[:pieces])).lstrip(" \n")), len(text)))
            for label, pieces in self._pages
        )
        self._words.clear()
        if text.strip(" \t\n\u3000\xa0"):
            heading = self.headings and level is not None
            title = " ".join(text.split()) if heading else None
            self._pages.clear()
            yield Block(text, title, heading=level is not None, pages=places)
        else:  # a page that begins between two paragraphs begins with the second
            self._pages = [(label, 0) for label, _pieces in self._pages]

    def _tidy(self, text: str) -> str:
        if self._pre:
            return text
        text = single_spaced(text)
        return text.replace(" \n", "\n").replace("\n ", "\n") if "\n" in text else text


def _in_one_line(text: str) -> str:
    """Words whose line ends are the file's own: one blank for each, none between CJK characters."""
    if "\n" in text.strip(" \t\r\n") and not text.isascii():
        text = _CJK_BREAK.sub("", text)
    return single_spaced(text.replace("\n", " ").replace("\r", " ").replace("\f", " "))


@lru_cache(maxsize=512)
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1].lower()


def _reading(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _tag(element: etree._Element) -> str:
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


def _left_out(element: etree._Element, tag: str) -> str | None:
    """What kind of thing this is if it is no word of the book; "" where it is not worth a name."""
    if tag in _LEFT_OUT:
        return _LEFT_OUT[tag]
    if not element.attrib:
        return None
    for kind in (element.get(_TYPE) or "").split():
        if kind in _BOOK_PARTS:
            return _BOOK_PARTS[kind]
    classes = frozenset((element.get("class") or "").lower().split())
    if classes & _PAGE_NUMBER and tag in ("span", "a", "div", "p", "small"):
        return PAGES
    if classes & _NOTE_MARKS and tag in ("a", "sup", "span"):
        return "Note marks"
    if classes & _BOILERPLATE or (element.get("id") or "") in ("pg-header", "pg-footer"):
        return (
            "Project Gutenberg header"
            if "header" in str(element.attrib)
            else ("Project Gutenberg footer and licence")
        )
    for name in classes:
        if name in _AOZORA_PARTS and tag in ("div", "span"):
            return _AOZORA_PARTS[name]
    if element.get("id") == "card" and tag == "div":
        return "Aozora closing notes (底本 …)"
    if "hidden" in element.attrib:
        return ""
    return None


def _image(element: etree._Element) -> str:
    """A picture that stands for a character is that character; other pictures are nothing."""
    alt = element.get("alt") or ""
    if "gaiji" not in (element.get("class") or "") and not alt.startswith("※"):
        return ""
    return gaiji.character(alt) or "〓"
