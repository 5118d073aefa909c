"""EPUB 2 and 3: the spine in its order, chapters by the table of contents, nothing protected."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.book import ReadBook, Rights
from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.languages import detect_language, find_language
from studio.text.readers import aozora
from studio.text.readers.archive import Archive, EntryError, explain_protection
from studio.text.readers.assembly import Block, Tally, assemble, name_pages
from studio.text.readers.elements import matter_in
from studio.text.readers.epub_package import (
    CONTAINER,
    Package,
    find_linked,
    read_links,
    read_package,
)
from studio.text.readers.hidden_text import Hidden, find_sheets
from studio.text.readers.html import split_lines, strip_licence
from studio.text.readers.markup import Walk, parse_html, parse_xml

LARGEST_COVER = 8 * 1024 * 1024
_FONT_OBFUSCATION = frozenset(
    ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
)
_SCHEMES = (
    ("META-INF/license.lcpl", "Readium LCP"),
    ("META-INF/sinf.xml", "Apple FairPlay"),
    ("META-INF/rights.xml", "Adobe ADEPT"),
)
Titles = Mapping[tuple[str, str], str]
"""What the table of contents calls each place: an entry of the archive, and a part of it or ""."""


def read(raw: bytes, *, ruby: bool = False) -> ReadBook:
    """The book of an EPUB file's bytes; ``ruby`` keeps readings in brackets.

    Pages that are missing or damaged are named in what was dropped; the others are read.
    """
    archive = Archive.open(raw, "EPUB", CONTAINER)
    _refuse_protection(archive)
    package = read_package(archive)
    pages = _Pages(archive, package, _read_titles(archive, package.contents), ruby=ruby)
    blocks = pages.read()
    closing = "\n".join(pages.closing)
    header, blocks = strip_licence(blocks, pages.tally)
    language = package.language or detect_language("\n".join(block.text for block in blocks[:200]))
    if find_language(language).has_ruby:
        blocks = list(split_lines(blocks))
    text, chapters, page_starts = assemble(
        blocks, find_language(language).paragraph_break, package.title
    )
    return ReadBook(
        package.title,
        package.author,
        language,
        "epub",
        "utf-8",
        text,
        chapters,
        pages.tally.list_dropped(),
        _decide_rights(package.rights, bool(header), closing),
        aozora.find_first_year(closing),
        page_starts,
        _read_cover(archive, package),
    )


def _decide_rights(stated: Rights, from_gutenberg: bool, closing: str) -> Rights:
    if closing:
        return aozora.read_rights(closing)
    return Rights.PUBLIC_DOMAIN if from_gutenberg and not stated else stated


def _refuse_protection(archive: Archive) -> None:
    """Encryption of anything but fonts is copy protection, and is not ours to undo."""
    scheme = next((name for path, name in _SCHEMES if archive.has(path)), "")
    if not archive.has("META-INF/encryption.xml"):
        if scheme == "Readium LCP":
            raise BookError(explain_protection("EPUB", scheme))
        return
    methods = {
        element.get("Algorithm", "")
        for element in archive.xml("META-INF/encryption.xml").iter("{*}EncryptionMethod")
    }
    if methods - _FONT_OBFUSCATION:
        raise BookError(explain_protection("EPUB", scheme or _("copy protection (DRM)")))


def _read_cover(archive: Archive, package: Package) -> bytes:
    """The cover's picture; nothing where it is missing, broken or larger than a cover is."""
    info = archive.file.NameToInfo.get(package.cover)
    if info is None or info.file_size > LARGEST_COVER:
        return b""
    try:
        return archive.read(package.cover)
    except BookError:
        # A book without its cover is still the book.
        return b""


def _read_titles(archive: Archive, contents: str) -> Titles:
    """What the table of contents calls each place; nothing where it can't be read."""
    if not contents:
        return {}
    try:
        root = _parse(archive.text(contents))
    except EntryError:
        # Its pages can still be read, by their own headings.
        return {}
    titles: dict[tuple[str, str], str] = {}
    for link, element in read_links(root):
        fragment = link.partition("#")[2]
        path = find_linked(archive, contents, link) if link.partition("#")[0] else contents
        label_blocks = Walk(Tally(), headings=False).blocks(element)
        title = " ".join("".join(block.text for block in label_blocks).split())
        if title:
            titles.setdefault((path, unquote(fragment)), title)
    return titles


def _parse(text: str) -> etree._Element:
    """The tree of a page; one that is no sound XML is read as browsers do."""
    root = parse_xml(text)
    return parse_html(text) if root is None else root


@dataclass
class _Pages:
    """The pages of the spine, read one after another."""

    archive: Archive
    package: Package
    titles: Titles
    ruby: bool = False
    tally: Tally = field(default_factory=Tally)
    # Aozora's closing notes, a page of their own.
    closing: list[str] = field(default_factory=list)
    hidden: dict[object, Hidden] = field(default_factory=dict)
    # The last page was front or back matter.
    apart: bool = False

    def read(self) -> list[Block]:
        """The blocks of all pages. Raises ``BookError`` where none can be read."""
        blocks: list[Block] = []
        unread = list(self.package.missing)
        pages = 0
        for path in self.package.spine:
            if path == self.package.navigation:
                continue
            try:
                blocks += self._page(path)
                pages += 1
            except EntryError as error:
                unread.append(path)
                reason = error
        if unread and not pages and self.package.spine != (self.package.navigation,):
            raise reason
        name_pages(self.tally, "Pages that are missing or damaged", unread)
        return blocks

    def _page(self, path: str) -> list[Block]:
        root = _parse(self.archive.text(path))
        anchors = {
            fragment: title for (page, fragment), title in self.titles.items() if page == path
        }
        page_title = anchors.pop("", None)
        matter = matter_in(root)
        walk = Walk(
            self.tally,
            anchors,
            headings=not self.titles,
            ruby=self.ruby,
            notes=matter is None,
            parts=matter is None,
            hidden=self._find_hidden(root, path),
        )
        blocks = list(walk.blocks(root))
        text = "\n".join(block.text for block in blocks if block.text)
        if text.lstrip().removeprefix("奥付").lstrip().startswith("底本"):
            self.tally.add(aozora.CLOSING, len(text))
            self.closing.append(text)
            return []
        if text and (page_title is not None or matter is not None):
            blocks.insert(0, Block("", page_title or "", matter=matter))
        if self.apart and matter is None:
            blocks = _begin_part(blocks)
        self.apart = bool(text) and matter is not None
        return blocks

    def _find_hidden(self, root: etree._Element, path: str) -> Hidden:
        """What the style sheets of a page hide, those it links to among them."""
        linked = (
            find_linked(self.archive, path, link.get("href", ""))
            for link in root.iter("{*}link", "link")
            if "stylesheet" in (link.get("rel") or "")
        )
        entries = tuple(filter(None, linked))
        sheets = find_sheets(root)
        key = (entries, tuple(sheets))
        if key not in self.hidden:
            with suppress(EntryError):  # a book without its style is still the book
                sheets += [self.archive.text(entry) for entry in entries]
            self.hidden[key] = Hidden.of(sheets)
        return self.hidden[key]


def _begin_part(blocks: list[Block]) -> list[Block]:
    """The blocks, their first heading parted from a half title or the like before it."""
    first = next((n for n, block in enumerate(blocks) if block.title is not None), None)
    if first is None:
        return blocks
    return [*blocks[:first], replace(blocks[first], new_part=True), *blocks[first + 1 :]]
