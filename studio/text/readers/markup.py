"""HTML and XHTML into blocks: words and headings kept, readings, scripts and navigation left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html.entities import html5
from itertools import accumulate

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.readers import gaiji
from studio.text.readers.assembly import Block, Tally
from studio.text.readers.elements import (
    BLOCKS,
    LEFT_OUT,
    PAGES,
    is_note,
    matter_of,
    name_left_out,
    page_label,
)
from studio.text.readers.hidden_text import HIDDEN, Hidden
from studio.text.readers.wrapping import single_space

# Elements within elements; no book comes near, and the parser gives up later.
DEEPEST = 500
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
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRUCTURE = BLOCKS | _HEADINGS.keys() | {"br", "img", "pre", "td", "th"}
_PAGE = "\x00"
"""Stands among the words where a page begins; no parser lets one through."""
_PAGES_BEHIND_BLANKS = re.compile(r"(\x00+)([ \n]+)")


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
    text = _without_doctype(_XML_HEAD.sub("", raw.lstrip("\ufeff").replace("\x00", "")))
    parser = etree.HTMLParser(no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        _refuse_depth(str(error))
        root = None
    for entry in parser.error_log:
        _refuse_depth(entry.message)
    if root is None:
        raise BookError(_("This HTML file contains no text. Choose a file with text in it."))
    return root


def _without_doctype(text: str) -> str:
    """Looked for once: a file of nothing but its beginnings would be searched for hours."""
    begins = _DOCTYPE_BEGINS.search(text)
    doctype = _DOCTYPE.match(text, begins.start()) if begins else None
    return text[: doctype.start()] + text[doctype.end() :] if doctype else text


def _refuse_tags(raw: str) -> None:
    if raw.count("<") > MOST_TAGS:
        raise BookError(
            _(
                "This file contains millions of tags, too many for a book. "
                "Save it again as plain text."
            )
        )


def _entity(reference: re.Match[str]) -> str:
    name = reference[1]
    if name in _XML_ENTITIES:
        return reference[0]
    character = html5.get(name + ";")
    return character if character is not None else f"&amp;{name};"


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

    ``anchors`` maps the ids at which a chapter begins to the chapter's title, ``pages`` those at
    which a page begins to its label. With ``headings``, h1 to h6 begin chapters too. With
    ``ruby``, readings stay in brackets; without ``notes``, foot- and endnotes are words as others.
    With ``parts``, a section that says it is front or back matter is a chapter of its own.
    ``hidden`` is what the page's style sheets hide.
    """

    def __init__(
        self,
        tally: Tally,
        anchors: Mapping[str, str] | None = None,
        headings: bool = True,
        *,
        ruby: bool = False,
        notes: bool = True,
        pages: Mapping[str, str] | None = None,
        parts: bool = False,
        hidden: Hidden | None = None,
    ) -> None:
        self.tally, self.anchors, self.headings = tally, anchors or {}, headings
        self.ruby, self.notes, self.pages = ruby, notes, pages or {}
        self._words: list[str] = []
        # Of the pages marked in the words, and not yet handed out.
        self._labels: list[str] = []
        self._pre = 0
        # The outermost note that is open.
        self._note: etree._Element | None = None
        self._parts, self._hidden = parts, hidden or Hidden()
        # The section of front or back matter that is open.
        self._part: etree._Element | None = None
        # One was closed, and nothing stands behind it yet.
        self._left_part = False

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        """The blocks of a tree, in their order. Raises ``BookError`` where it is too deep."""
        # Of the elements that are open; "" for one that is left out and has nothing to close.
        tags: list[str] = []
        marked = bool(self.anchors or self.pages)
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                tag = _tag(element)
                left_out = self._leave_out(element, tag)
                tags.append("" if left_out else tag)
                if len(tags) > DEEPEST:
                    _refuse_depth("too deep")
                if left_out:
                    walker.skip_subtree()
                elif marked or tag in _STRUCTURE:
                    yield from self._open(element, tag)
                else:
                    self._add(element.text)
                continue
            # Only what has been opened as more than its words has to be closed.
            if event == "end" and (tag := tags.pop()) in _STRUCTURE:
                yield from self._close(element, tag)
            # The words behind an element are its parent's, whatever became of it.
            if element is not root:
                self._add(element.tail)
        yield from self._flush(None)
        if self._labels:
            yield Block("", pages=tuple((label, 0) for label in self._labels))

    def _leave_out(self, element: etree._Element, tag: str) -> bool:
        """Whether an element is no words of the book, or was taken in whole: a reading in brackets."""
        # Most elements say nothing of themselves, and their tag is that of words.
        if not element.attrib and tag not in LEFT_OUT:
            return False
        if self.ruby and tag == "rt" and (reading := _reading(element)):
            self._words.append(f"（{reading}）")
            return True
        dropped = "" if self.ruby and tag == "rp" else name_left_out(element, tag)
        if dropped is None and self._hidden.hides(element, tag):
            dropped = HIDDEN
        if dropped is None:
            return False
        if dropped == PAGES:
            self._mark_page(self.pages.get(element.get("id") or "", "") or page_label(element))
        self.tally.add(dropped, len(_words_of(element).strip()) if dropped else 0)
        return True

    def _mark_page(self, label: str) -> None:
        if label:
            self._labels.append(label)
            self._words.append(_PAGE)

    def _open(self, element: etree._Element, tag: str) -> Iterator[Block]:
        if self._words and (tag in BLOCKS or tag in _HEADINGS):
            yield from self._flush(None)
        if not element.attrib:
            # Neither a place that is named nor a part of the book that says what it is.
            self._begin(element, tag)
            return
        if self._parts and self._part is None and tag in BLOCKS and not is_note(element, tag):
            matter = matter_of(element)
            if matter is not None:
                self._part, self._left_part = element, False
                yield Block("", "", matter=matter)
        title = self.anchors.get(element.get("id") or "")
        if title is None and tag == "a":
            title = self.anchors.get(element.get("name") or "")
        if title is not None:
            yield from self._flush(None)
            yield from self._leave_part()
            yield Block("", title)
        if self.notes and self._note is None and is_note(element, tag):
            self._note = element
        self._mark_page(self.pages.get(element.get("id") or "", ""))
        self._begin(element, tag)

    def _begin(self, element: etree._Element, tag: str) -> None:
        """The words an element begins with, and what its tag itself stands for."""
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
        if self._words and (tag in _HEADINGS or tag in BLOCKS):
            yield from self._flush(_HEADINGS.get(tag))
        if element is self._part:
            self._part, self._left_part = None, True
        if element is self._note:
            self._note = None
        if tag == "pre":
            self._pre -= 1

    def _add(self, text: str | None) -> None:
        if text:
            # From references to no character; the file itself had none.
            if "\ufffd" in text:
                self.tally.add("References to no character", text.count("\ufffd"))
                text = text.replace("\ufffd", "")
            if not self._pre and ("\n" in text or "  " in text or "\t" in text):
                # Between two elements the file's own layout, which no paragraph begins with.
                if not self._words and not text.strip(" \t\n"):
                    return
                text = _in_one_line(text)
            self._words.append(text)

    def _flush(self, level: int | None) -> Iterator[Block]:
        if not self._words:
            return
        text, pages = self._place_pages("".join(self._words))
        self._words.clear()
        if text.strip(" \t\n\u3000\xa0"):
            yield from self._leave_part()
            heading = level is not None and self._note is None
            title = " ".join(text.split()) if heading and self.headings else None
            yield Block(text, title, heading=heading, pages=pages, note=self._note is not None)
        else:  # a page that begins between two paragraphs begins with the second
            self._labels[:0] = [label for label, _at in pages]
        self._words += [_PAGE] * len(self._labels)

    def _leave_part(self) -> Iterator[Block]:
        if self._left_part:
            self._left_part = False
            yield Block("", "", new_part=True)

    def _place_pages(self, paragraph: str) -> tuple[str, tuple[tuple[str, int], ...]]:
        """The paragraph, and the pages that begin in it; those behind it wait for the next."""
        if not self._labels:
            return self._tidy(paragraph).strip(" \n"), ()
        text = self._tidy(_PAGES_BEHIND_BLANKS.sub(r"\2\1", paragraph)).lstrip(" \n")
        text = text.rstrip(f" \n{_PAGE}")
        pieces = text.split(_PAGE)
        starts = accumulate(len(piece) for piece in pieces[:-1])
        pages = tuple(zip(self._labels, starts, strict=False))
        del self._labels[: len(pages)]
        return "".join(pieces), pages

    def _tidy(self, text: str) -> str:
        if self._pre:
            return text
        text = single_space(text)
        return text.replace(" \n", "\n").replace("\n ", "\n") if "\n" in text else text


def _in_one_line(text: str) -> str:
    """Words whose line ends are the file's own: one blank for each, none between CJK characters."""
    if "\n" in text.strip(" \t\r\n") and not text.isascii():
        text = _CJK_BREAK.sub("", text)
    return single_space(text.replace("\n", " ").replace("\r", " ").replace("\f", " "))


@lru_cache(maxsize=512)
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1].lower()


def _words_of(element: etree._Element) -> str:
    # Most of what is left out is a reading, with no element in it to go through.
    return "".join(element.itertext()) if len(element) else element.text or ""


def _reading(element: etree._Element) -> str:
    return " ".join(_words_of(element).split())


def _tag(element: etree._Element) -> str:
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


def _image(element: etree._Element) -> str:
    """A picture that stands for a character is that character; other pictures are nothing."""
    alt = element.get("alt") or ""
    if "gaiji" not in (element.get("class") or "") and not alt.startswith("※"):
        return ""
    return gaiji.find_character(alt) or "〓"
