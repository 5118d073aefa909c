"""What the elements of a page are: words, notes, page numbers, navigation, front or back matter."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.book import Matter

PAGES = "Page numbers"
NOTE_MARKS = "Note marks"
NAVIGATION = "Navigation"
_READINGS = "Ruby readings"
_CLOSING = "Aozora closing notes (底本 …)"
_TYPE = "{http://www.idpf.org/2007/ops}type"
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer header hgroup hr html li main ol p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
LEFT_OUT = {
    "script": "",
    "style": "",
    "head": "",
    "template": "",
    "noscript": "",
    "iframe": "",
    "object": "",
    "svg": "",
    "audio": "",
    "video": "",
    "button": "",
    "select": "",
    "form": "",
    "rt": _READINGS,
    "rp": _READINGS,
    "rtc": _READINGS,
    "nav": NAVIGATION,
}
_NUMBER_CLASSES = frozenset(("pagenum", "pageno", "pagebreak", "page-number", "pb", "folio"))
_MARK_CLASSES = frozenset(("fnanchor", "noteref", "footnote-ref", "footnoteref"))
_BOILERPLATE = frozenset(("pg-boilerplate", "pgheader", "pgfooter"))
_AOZORA_PARTS = {
    "bibliographical_information": _CLOSING,
    "notation_notes": _CLOSING,
    "notes": "Aozora notes ［＃…］",
    "metadata": "Title and author lines",
}
_BOOK_PARTS = {
    "pagebreak": PAGES,
    "noteref": NOTE_MARKS,
    "backlink": NOTE_MARKS,
    "toc": NAVIGATION,
    "landmarks": NAVIGATION,
    "page-list": NAVIGATION,
    "cover": "Cover",
    "loi": NAVIGATION,
}
_NOTES = frozenset(
    ("footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes", "note-text")
)
_MATTER = {
    "titlepage": Matter.FRONT,
    "halftitlepage": Matter.FRONT,
    "imprint": Matter.FRONT,
    "copyright-page": Matter.FRONT,
    "dedication": Matter.FRONT,
    "seriespage": Matter.FRONT,
    "frontispiece": Matter.FRONT,
    "title-page": Matter.FRONT,
    "toc": Matter.FRONT,
    "loi": Matter.FRONT,
    "lot": Matter.FRONT,
    "cover": Matter.FRONT,
    "colophon": Matter.BACK,
    "index": Matter.BACK,
    "bibliography": Matter.BACK,
    "endnotes": Matter.BACK,
    "rearnotes": Matter.BACK,
    "footnotes": Matter.BACK,
    "notes": Matter.BACK,
    "glossary": Matter.BACK,
    "credits": Matter.BACK,
    "errata": Matter.BACK,
    "contributors": Matter.BACK,
}
_DEEPEST_SECTION = 6
_NUMBER = re.compile(r"(?i)^\W*(?:pg|page|p|ページ)?\W*([0-9]+|[ivxlc]+)\W*$")
_PAGE_ID = re.compile(r"(?i)^(?:page|pg)[-_]?([0-9]+|[ivxlc]+)$")
_NOTE_LINK = re.compile(r"(?i)#.*(?:fn|note|foot)")
_NOTE_SIGN = re.compile(r"^[\[(（]?(?:[0-9]{1,4}|[*†‡§¶]{1,3}|[a-z])[\])）]?$")


def matter_of_kind(kind: str) -> Matter | None:
    """What EPUB's own words for the parts of a book (also ARIA's) mean for a curator."""
    return _MATTER.get(kind.removeprefix("doc-"))


def matter_in(root: etree._Element) -> Matter | None:
    """What part of the book a page says it is: its body, or the one section around its words."""
    element = next(root.iter("{*}body", "body"), None)
    for _depth in range(_DEEPEST_SECTION):
        if element is None:
            return None
        matter = matter_of(element)
        if matter is not None:
            return matter
        inner = [child for child in element if isinstance(child.tag, str)]
        element = inner[0] if len(inner) == 1 and not (element.text or "").strip() else None
    return None


def matter_of(element: etree._Element) -> Matter | None:
    """What part of the book an element says it is."""
    matters = (matter_of_kind(kind) for kind in kinds_of(element))
    return next((matter for matter in matters if matter is not None), None)


def kinds_of(element: etree._Element) -> list[str]:
    """The words an element has for what it is; a page that is no sound XML knows no namespaces."""
    kinds = element.get(_TYPE) or element.get("epub:type") or ""
    return f"{kinds} {element.get('role') or ''}".split()


def name_left_out(element: etree._Element, tag: str) -> str | None:
    """What kind of thing this is if it is no word of the book; "" where it is not worth a name."""
    if tag in LEFT_OUT:
        return LEFT_OUT[tag]
    if not element.attrib:
        return None
    for kind in kinds_of(element):
        dropped = _BOOK_PARTS.get(kind.removeprefix("doc-"))
        if dropped is not None:
            return dropped
    classes = _words_of(element.get("class") or "")
    if classes & _NUMBER_CLASSES and tag in ("span", "a", "div", "p", "small"):
        return PAGES
    if tag in ("a", "sup", "span") and (classes & _MARK_CLASSES or _points_to_note(element, tag)):
        return NOTE_MARKS
    if classes & _BOILERPLATE or (element.get("id") or "") in ("pg-header", "pg-footer"):
        return (
            "Project Gutenberg header"
            if "header" in str(element.attrib)
            else "Project Gutenberg footer and licence"
        )
    for name in classes:
        if name in _AOZORA_PARTS and tag in ("div", "span"):
            return _AOZORA_PARTS[name]
    if element.get("id") == "card" and tag == "div":
        return _CLOSING
    return PAGES if tag in ("a", "span") and _is_page_anchor(element) else None


def is_note(element: etree._Element, tag: str) -> bool:
    """Whether this element holds a foot- or endnote, or several."""
    if not element.attrib or tag not in BLOCKS or tag in ("body", "html"):
        return False
    kinds = (kind.removeprefix("doc-") for kind in kinds_of(element))
    return not _NOTES.isdisjoint((*kinds, *_words_of(element.get("class") or "")))


def page_label(element: etree._Element) -> str:
    """The number of the page that begins here: written, or said by a title or an id."""
    named = element.get("id") or element.get("name") or ""
    labels = ("".join(element.itertext()), element.get("title"), element.get("aria-label"))
    for candidate in (*labels, named, named.rsplit("_", 1)[-1]):
        label = _NUMBER.match((candidate or "").strip())
        if label:
            return label[1]
    return ""


def _points_to_note(element: etree._Element, tag: str) -> bool:
    """A link to a note, or a raised one: a figure or a sign, and no word."""
    link: etree._Element | None = element
    if tag != "a":
        link = element[0] if tag == "sup" and len(element) == 1 else None
    if link is None or not _NOTE_LINK.search(link.get("href") or ""):
        return False
    return bool(_NOTE_SIGN.match("".join(element.itertext()).strip()))


def _is_page_anchor(element: etree._Element) -> bool:
    named = element.get("id") or element.get("name") or ""
    return bool(_PAGE_ID.match(named)) and not "".join(element.itertext()).strip()


@lru_cache(maxsize=512)
def _words_of(classes: str) -> frozenset[str]:
    return frozenset(classes.lower().split())
