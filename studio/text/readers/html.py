"""HTML books: any page, Project Gutenberg's and Aozora Bunko's among them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import replace

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.book import ReadBook, Rights
from studio.domain.errors import BookError
from studio.text import encoding as encodings
from studio.text.languages import detect_language, find_language, primary_tag
from studio.text.readers import aozora, gaiji, gutenberg
from studio.text.readers.assembly import Block, Tally, assemble
from studio.text.readers.hidden_text import Hidden, find_sheets
from studio.text.readers.markup import Walk, parse_html

_META = re.compile(
    rb"""(?i)<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)"""
)
_AS_BROWSERS_DO = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
}


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Like ``encoding.decode``, but what the page declares is tried before guessing."""
    if encoding is None and not raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE)):
        declared = _find_charset(raw)
        if declared and not raw.isascii():
            try:
                return encodings.decode(raw, declared)
            except BookError:
                # It lies, or names what does not exist: find out.
                pass
    return encodings.decode(raw, encoding)


def _find_charset(raw: bytes) -> str:
    declaration = _META.search(raw, 0, 4_096)
    if declaration is None:
        return ""
    name = (declaration[1] or declaration[2]).decode("ascii", "ignore").lower()
    return _AS_BROWSERS_DO.get(name, name)


def read(text: str, encoding: str, *, ruby: bool = False) -> ReadBook:
    """The book of an HTML page: headings are its chapters."""
    root = parse_html(text)
    tally = Tally()
    if (
        _meta(root, "dc.publisher") == "青空文庫"
        or root.find(".//div[@class='main_text']") is not None
    ):
        return _aozora(root, encoding, tally, ruby)
    hidden = Hidden.of(find_sheets(root))
    blocks = list(Walk(tally, ruby=ruby, hidden=hidden).blocks(root))
    facts, blocks = _read_facts(root, text, blocks, tally)
    sample = "\n".join(block.text for block in blocks[:200])
    language = facts.language or detect_language(sample)
    joint = find_language(language).paragraph_break
    body, chapters, pages = assemble(blocks, joint, facts.title)
    return ReadBook(
        facts.title,
        facts.author,
        language,
        "html",
        encoding,
        body,
        chapters,
        tally.list_dropped(),
        facts.rights,
        pages=pages,
    )


def _read_facts(
    root: etree._Element, text: str, blocks: list[Block], tally: Tally
) -> tuple[gutenberg.Facts, list[Block]]:
    """What the page says of its book, and the blocks without a Gutenberg licence around them."""
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    stated = gutenberg.Facts(
        _title(root), _meta(root, "author"), primary_tag(language), Rights.UNKNOWN
    )
    # The name stands somewhere in most books on books; in a licence it stands at an end.
    if "gutenberg" not in text[:20_000].lower() and "gutenberg" not in text[-30_000:].lower():
        return stated, blocks
    header, blocks = strip_licence(blocks, tally)
    book = gutenberg.read_facts(header or _boilerplate(root))
    if not header and not book.title:
        return stated, blocks
    return gutenberg.Facts(
        book.title or stated.title,
        book.author or stated.author,
        book.language or stated.language,
        book.rights,
    ), blocks


def strip_licence(blocks: list[Block], tally: Tally) -> tuple[str, list[Block]]:
    """Project Gutenberg's header and the blocks without it, its footer and its credits."""
    texts = [block.text for block in blocks]
    first = next((n for n, t in enumerate(texts[:60]) if gutenberg.START.search(t)), None)
    header = ""
    if first is not None:
        begin = gutenberg.find_body(texts[first])[0]
        header = "\n".join([*texts[:first], texts[first][:begin]])
        tally.add(gutenberg.HEADER, len(header.strip()))
        blocks = [Block(texts[first][begin:].strip()), *blocks[first + 1 :]]
    last = next((n for n, block in enumerate(blocks) if _ends(block.text, n, len(blocks))), None)
    if last is not None:
        end = gutenberg.find_body(blocks[last].text)[1]
        tally.add(
            gutenberg.FOOTER,
            len(blocks[last].text[end:].strip()) + sum(len(b.text) for b in blocks[last + 1 :]),
        )
        blocks = [*blocks[:last], Block(blocks[last].text[:end].strip())]
    others = []
    for number, block in enumerate(blocks):
        if block.title is None and number < 10 and gutenberg.is_credit(block.text):
            tally.add(gutenberg.CREDITS, len(block.text))
        else:
            others.append(block)
    return header, others


def _ends(text: str, number: int, blocks: int) -> bool:
    late = number > blocks * 0.5
    # Before the second half only a mark counts, and each has one of these in it.
    if not late and "***" not in text and ":" not in text:
        return False
    if not gutenberg.NAMED.search(text):
        return False
    if gutenberg.END.search(text):
        return True
    return late and gutenberg.find_body(text)[1] < len(text)


def _boilerplate(root: etree._Element) -> str:
    """The words of a header that stands in a section of its own, as newer pages have it."""
    for element in root.iter("section", "div"):
        if element.get("id") == "pg-header":
            lines = (
                " ".join("".join(paragraph.itertext()).split())
                for paragraph in element.iter("p", "h2", "div")
            )
            return "\n".join(lines)
    return ""


def _title(root: etree._Element) -> str:
    for path in (".//head/title", ".//h1"):
        element = root.find(path)
        text = " ".join("".join(element.itertext()).split()) if element is not None else ""
        if text:
            return text
    return ""


def _meta(root: etree._Element, name: str) -> str:
    for element in root.iter("meta"):
        if (element.get("name") or "").lower() == name:
            return " ".join((element.get("content") or "").split())
    return ""


def _aozora(root: etree._Element, encoding: str, tally: Tally, ruby: bool) -> ReadBook:
    closing = "".join(
        "".join(element.itertext())
        for element in root.iter("div")
        if element.get("class") == "bibliographical_information"
    )
    blocks = list(split_lines(Walk(tally, ruby=ruby).blocks(root)))
    title, author = _meta(root, "dc.title"), _meta(root, "dc.creator")
    text, chapters, _pages = assemble(blocks, "\n", title)
    return ReadBook(
        title or _title(root),
        author,
        "ja",
        "html",
        encoding,
        text,
        chapters,
        tally.list_dropped(),
        aozora.read_rights(closing),
        aozora.find_first_year(closing),
    )


def split_lines(blocks: Iterable[Block]) -> Iterable[Block]:
    """Each line a block of its own, blank lines kept as a gap; for text whose lines are paragraphs."""
    for block in blocks:
        if block.title is not None or "\n" not in block.text:
            yield replace(block, text=gaiji.replace_repeat_marks(block.text))
            continue
        gap, at, pages = block.gap, 0, list(block.pages)
        for line in block.text.split("\n"):
            at += len(line) + 1
            if line.strip(" \t\u3000"):
                here = [
                    (label, max(0, start - at + len(line) + 1))
                    for label, start in pages
                    if start < at
                ]
                del pages[: len(here)]
                yield Block(
                    gaiji.replace_repeat_marks(line), None, gap, pages=tuple(here), note=block.note
                )
                gap = False
            else:
                gap = True
