"""EPUB 2 and 3: the spine in its order, chapters by the table of contents, nothing protected."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.book import ReadBook, Rights
from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.languages import detect_language, find_language, primary_tag
from studio.text.readers import aozora
from studio.text.readers.archive import Archive, explain_damage, explain_protection
from studio.text.readers.assembly import Block, Tally, assemble
from studio.text.readers.elements import matter_in
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
_DOCUMENTS = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml"))
_LEFT_OUT_PROPERTIES = {"nav": "Navigation", "cover": "Cover"}


@dataclass(frozen=True)
class Package:
    """What the package document says."""

    title: str = ""
    author: str = ""
    language: str = ""
    rights: Rights = Rights.UNKNOWN
    spine: tuple[str, ...] = ()  # paths in the archive, in reading order
    kinds: dict[str, str] = field(default_factory=dict)  # path: what it is if no words of the book
    contents: str = ""  # path of the table of contents
    cover: str = ""  # path of the cover's picture


def read(raw: bytes, *, ruby: bool = False) -> ReadBook:
    """The book of an EPUB file's bytes; ``ruby`` keeps readings in brackets."""
    archive = Archive.open(raw, "EPUB", "META-INF/container.xml")
    _refuse_protection(archive)
    package = _package(archive)
    titles = _titles(archive, package.contents)
    tally = Tally()
    blocks: list[Block] = []
    closing: list[str] = []
    for path in package.spine:
        blocks.extend(_document(archive, path, package, titles, tally, closing, ruby))
    header, blocks = strip_licence(blocks, tally)
    language = package.language or detect_language("\n".join(block.text for block in blocks[:200]))
    rights = Rights.PUBLIC_DOMAIN if header and not package.rights else package.rights
    if closing:
        rights = aozora.read_rights("\n".join(closing))
    if find_language(language).has_ruby:
        blocks = list(split_lines(blocks))
    text, chapters, pages = assemble(blocks, find_language(language).paragraph_break, package.title)
    return ReadBook(
        package.title,
        package.author,
        language,
        "epub",
        "utf-8",
        text,
        chapters,
        tally.list_dropped(),
        rights,
        aozora.find_first_year("\n".join(closing)),
        pages,
        _cover(archive, package),
    )


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


def _package(archive: Archive) -> Package:
    rootfile = next(archive.xml("META-INF/container.xml").iter("{*}rootfile"), None)
    path = unquote(rootfile.get("full-path", "")) if rootfile is not None else ""
    root = archive.xml(path)
    items = {item.get("id", ""): item for item in root.iter("{*}item")}
    spine, kinds = [], {}
    contents = ""
    for item in items.values():
        if "nav" in item.get("properties", "").split():
            contents = _beside(path, item.get("href", ""))
            kinds[contents] = "Navigation"
    element = next(root.iter("{*}spine"), None)
    for reference in element.iter("{*}itemref") if element is not None else ():
        item = items.get(reference.get("idref", ""))
        if item is not None and item.get("media-type", "application/xhtml+xml") in _DOCUMENTS:
            spine.append(_beside(path, item.get("href", "")))
    if not spine:
        raise BookError(_("This EPUB names no pages to read. Choose another edition."))
    toc = items.get(element.get("toc", "")) if element is not None else None
    if not contents and toc is None:
        toc = next(
            (i for i in items.values() if i.get("media-type") == "application/x-dtbncx+xml"), None
        )
    if not contents and toc is not None:
        contents = _beside(path, toc.get("href", ""))
    return Package(
        _first(root, "title"),
        _authors(root),
        primary_tag(_first(root, "language")),
        _rights(root),
        tuple(dict.fromkeys(spine)),
        kinds,
        contents,
        _cover_path(root, path, items),
    )


def _cover_path(root: etree._Element, path: str, items: Mapping[str, etree._Element]) -> str:
    """Where the cover's picture lies: EPUB 3 marks the item, EPUB 2 names it."""
    named = next(
        (m.get("content", "") for m in root.iter("{*}meta") if m.get("name") == "cover"), ""
    )
    for name, item in items.items():
        marked = "cover-image" in item.get("properties", "").split()
        if (marked or name == named) and item.get("media-type", "").startswith("image/"):
            return _beside(path, item.get("href", ""))
    return ""


def _cover(archive: Archive, package: Package) -> bytes:
    """The cover's picture; nothing where it is missing, broken or larger than a cover is."""
    info = archive.file.NameToInfo.get(package.cover)
    if info is None or info.file_size > LARGEST_COVER:
        return b""
    try:
        return archive.read(package.cover)
    except BookError:
        return b""  # a book without its cover is still the book


def _beside(path: str, href: str) -> str:
    """The archive path of a link; one that climbs out of the archive names no entry there."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(urlsplit(href).path)))


def _first(root: etree._Element, name: str) -> str:
    for element in root.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}"):
        text = " ".join("".join(element.itertext()).split())
        if text:
            return text
    return ""


def _authors(root: etree._Element) -> str:
    """The creators who are authors, as written, joined by commas."""
    roles = {
        meta.get("refines", "").lstrip("#"): (meta.text or "").strip()
        for meta in root.iter("{*}meta")
        if meta.get("property") == "role"
    }
    names = []
    for element in root.iter("{http://purl.org/dc/elements/1.1/}creator"):
        role = element.get("{http://www.idpf.org/2007/opf}role") or roles.get(element.get("id", ""))
        if role in (None, "", "aut"):
            names.append(" ".join("".join(element.itertext()).split()))
    return ", ".join(name for name in names if name)


def _rights(root: etree._Element) -> Rights:
    statement = f"{_first(root, 'rights')} {_first(root, 'publisher')}".lower()
    free = ("public domain", "cc0", "project gutenberg", "青空文庫")
    if any(word in statement for word in free):
        return Rights.PUBLIC_DOMAIN
    return Rights.LICENSED if "creative commons" in statement else Rights.UNKNOWN


def _titles(archive: Archive, contents: str) -> dict[tuple[str, str], str]:
    """What the table of contents calls each place (path, fragment)."""
    if not contents or not archive.has(contents):
        return {}
    root = parse_xml(archive.text(contents))
    if root is None:
        root = parse_html(archive.text(contents))
    places: dict[tuple[str, str], str] = {}
    for link, title in _links(root):
        target = urlsplit(link)
        path = _beside(contents, link) if target.path else contents
        if title:
            places.setdefault((path, unquote(target.fragment)), title)
    return places


def _links(root: etree._Element) -> Iterator[tuple[str, str]]:
    for point in root.iter("{*}navPoint"):
        content, label = point.find("{*}content"), point.find("{*}navLabel")
        if content is not None and label is not None:
            yield content.get("src", ""), " ".join("".join(label.itertext()).split())
    for nav in root.iter("{*}nav", "nav"):
        if (nav.get("{http://www.idpf.org/2007/ops}type") or "toc") == "toc":
            for link in nav.iter("{*}a", "a"):
                yield link.get("href", ""), " ".join(_base_words(link).split())


def _base_words(element: etree._Element) -> str:
    return "".join(block.text for block in Walk(Tally(), headings=False).blocks(element))


def _document(
    archive: Archive,
    path: str,
    package: Package,
    titles: dict[tuple[str, str], str],
    tally: Tally,
    closing: list[str],
    ruby: bool,
) -> list[Block]:
    """One page of the spine as blocks; a page with Aozora's closing notes goes to ``closing``."""
    if path in package.kinds or not archive.has(path):
        kind = package.kinds.get(path)
        if kind is None:
            raise BookError(explain_damage("EPUB"))
        return []
    text = archive.text(path)
    root = parse_xml(text)
    if root is None:
        root = parse_html(text)
    anchors = {fragment: title for (page, fragment), title in titles.items() if page == path}
    page_title = anchors.pop("", None)
    matter = matter_in(root)
    walk = Walk(tally, anchors, headings=not titles, ruby=ruby, notes=matter is None)
    blocks = list(walk.blocks(root))
    page_text = "\n".join(block.text for block in blocks if block.text)
    if page_text.lstrip().removeprefix("奥付").lstrip().startswith("底本"):
        tally.add(aozora.CLOSING, len(page_text))
        closing.append(page_text)
        return []
    if page_text and (page_title is not None or matter is not None):
        blocks.insert(0, Block("", page_title or "", matter=matter))
    return blocks
