"""What an EPUB's package document says: who wrote it, its pages in their order, its contents, its cover."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.book import Rights
from studio.domain.errors import BookError
from studio.i18n import _, join_list
from studio.text.file_names import make_printable
from studio.text.languages import primary_tag
from studio.text.readers.archive import Archive

CONTAINER = "META-INF/container.xml"
"""The entry every EPUB has; it names the package document."""

_DC = "{http://purl.org/dc/elements/1.1/}"
_DOCUMENTS = frozenset(
    (
        "application/xhtml+xml",
        "application/xhtml",
        "application/xml",
        "application/x-dtbook+xml",
        "text/html",
        "text/xml",
        "text/x-oeb1-document",
    )
)
_DOCUMENT_SUFFIXES = (".xhtml", ".html", ".htm", ".xht")
_CONTENTS = "application/x-dtbncx+xml"
_AUTHORS = frozenset(("aut", "author", "cre", "creator"))
"""MARC's codes for who wrote a book, and what they are called in words."""
_FREE = ("public domain", "cc0", "project gutenberg", "青空文庫")


@dataclass(frozen=True)
class Package:
    """What the package document says. Paths are entries of the archive."""

    title: str = ""
    author: str = ""
    language: str = ""
    rights: Rights = Rights.UNKNOWN
    # Pages in reading order.
    spine: tuple[str, ...] = ()
    # The page that is EPUB 3's table of contents, if it has one.
    navigation: str = ""
    # The table of contents, EPUB 3's or 2's.
    contents: str = ""
    cover: str = ""
    # What the reading order names and the file does not hold.
    missing: tuple[str, ...] = ()


def read_package(archive: Archive) -> Package:
    """The package document of an EPUB. Raises ``BookError`` where it names no page that is there."""
    path = _find_package(archive)
    root = archive.xml(path)
    manifest = _Manifest.of(archive, path, root)
    spine, missing = _read_spine(root, manifest)
    if not spine:
        raise BookError(
            _(
                "This EPUB is damaged: it contains none of the pages it names "
                "({names}). Get it again, or choose another edition."
            ).format(names=join_list(map(make_printable, missing[:5])))
            if missing
            else _("This EPUB names no pages to read. Choose another edition.")
        )
    navigation = manifest.find_entry(lambda item: "nav" in item.get("properties", "").split())
    return Package(
        _read_title(root),
        _read_authors(root),
        primary_tag(_read_first(root, "language")),
        _read_rights(root),
        tuple(dict.fromkeys(spine)),
        navigation,
        navigation or _find_contents(root, manifest),
        _find_cover(root, manifest),
        tuple(dict.fromkeys(missing)),
    )


def find_linked(archive: Archive, base: str, href: str) -> str:
    """The entry that a link in the entry ``base`` leads to; "" where there is none.

    A link may be absolute, to the archive or to its own folder, and a name may hold what means
    something in a link: a question mark, a colon, a percent sign.
    """
    folder = posixpath.dirname(base)
    plain = href.strip().replace("\\", "/")
    for name in (_path_of(plain), plain.partition("#")[0], plain):
        for way in dict.fromkeys((unquote(name), name)):
            if not way:
                continue
            tries = [way] if way.startswith("/") else []
            tries.append(posixpath.normpath(posixpath.join(folder, way.lstrip("/"))))
            entry = next(filter(None, map(archive.find, tries)), "")
            if entry:
                return entry
    return archive.find(_path_of(plain), anywhere=True) if _path_of(plain) else ""


def _path_of(href: str) -> str:
    try:
        return urlsplit(href).path
    except ValueError:  # brackets that are no address
        return href.partition("#")[0]


@dataclass(frozen=True)
class _Manifest:
    """The list of files: each item by its id, and where the archive has it."""

    archive: Archive
    path: str
    items: Mapping[str, etree._Element] = field(default_factory=dict)

    @classmethod
    def of(cls, archive: Archive, path: str, root: etree._Element) -> _Manifest:
        return cls(archive, path, {item.get("id", ""): item for item in root.iter("{*}item")})

    def entry_of(self, item: etree._Element) -> str:
        return find_linked(self.archive, self.path, item.get("href", ""))

    def find_entry(self, fits: Callable[[etree._Element], bool]) -> str:
        """The entry of the first item that fits; "" where there is none."""
        return next((self.entry_of(item) for item in self.items.values() if fits(item)), "")

    def find_document(self, reference: str) -> etree._Element | None:
        """The item of this id; what it falls back to where it is a picture or a film."""
        item = self.items.get(reference)
        for _step in range(len(self.items)):
            if item is None or _is_document(item):
                break
            item = self.items.get(item.get("fallback", ""))
        return item


def _is_document(item: etree._Element) -> bool:
    kind = item.get("media-type", "application/xhtml+xml").strip().lower()
    path = _path_of(item.get("href", "")).lower()
    return kind in _DOCUMENTS or path.endswith(_DOCUMENT_SUFFIXES)


def _find_package(archive: Archive) -> str:
    """The package document: where the container says, else the only one there is."""
    named = [element.get("full-path", "") for element in archive.xml(CONTAINER).iter("{*}rootfile")]
    for path in named:
        entry = find_linked(archive, "", path)
        if entry:
            return entry
    packages = [name for name in archive.names() if name.lower().endswith(".opf")]
    # A name that climbs out of the archive is no slip, and is not put right.
    if len(packages) == 1 and not any(".." in path for path in named):
        return packages[0]
    raise BookError(
        _(
            "This EPUB is damaged: it has no package document ({named}). Get it again, or choose "
            "another edition."
        ).format(named=make_printable(named[0][-60:]) if named else CONTAINER)
    )


def _read_spine(root: etree._Element, manifest: _Manifest) -> tuple[list[str], list[str]]:
    """The pages in reading order, and the names of those that are not there."""
    spine: list[str] = []
    missing: list[str] = []
    element = next(root.iter("{*}spine"), None)
    for reference in element.iter("{*}itemref") if element is not None else ():
        name = reference.get("idref", "")
        item = manifest.items.get(name)
        document = manifest.find_document(name)
        if document is None:
            # A picture as a page holds no words; an item that is not there may have held some.
            if item is None:
                missing.append(name)
            continue
        entry = manifest.entry_of(document)
        if entry:
            spine.append(entry)
        else:
            missing.append(unquote(document.get("href", "")) or name)
    return spine, missing


def _find_contents(root: etree._Element, manifest: _Manifest) -> str:
    """EPUB 2's table of contents: the one the spine names, else the one of that kind."""
    spine = next(root.iter("{*}spine"), None)
    named = manifest.items.get(spine.get("toc", "")) if spine is not None else None
    if named is not None:
        return manifest.entry_of(named)
    return manifest.find_entry(lambda item: item.get("media-type") == _CONTENTS)


def _find_cover(root: etree._Element, manifest: _Manifest) -> str:
    """Where the cover's picture lies: EPUB 3 marks the item, EPUB 2 names it."""
    named = next(
        (m.get("content", "") for m in root.iter("{*}meta") if m.get("name") == "cover"), ""
    )
    for name, item in manifest.items.items():
        marked = "cover-image" in item.get("properties", "").split()
        if (marked or name == named) and item.get("media-type", "").startswith("image/"):
            return manifest.entry_of(item)
    return ""


# -- what it says of the book -------------------------------------------------------------------


def _text_of(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _read_first(root: etree._Element, name: str) -> str:
    return next(filter(None, map(_text_of, root.iter(f"{_DC}{name}"))), "")


def _read_refinements(root: etree._Element, name: str) -> dict[str, list[str]]:
    """EPUB 3's statements on other statements, by the id they refine: there may be several."""
    refinements: dict[str, list[str]] = {}
    for meta in root.iter("{*}meta"):
        if meta.get("property", "").rpartition(":")[2] == name:
            refined = meta.get("refines", "").strip().rpartition("#")[2]
            refinements.setdefault(refined, []).append((meta.text or "").strip())
    return refinements


def _read_title(root: etree._Element) -> str:
    """The main title where several are told apart, else the first."""
    kinds = _read_refinements(root, "title-type")
    for element in root.iter(f"{_DC}title"):
        if "main" in kinds.get(element.get("id", ""), ()) and _text_of(element):
            return _text_of(element)
    return _read_first(root, "title")


def _read_authors(root: etree._Element) -> str:
    """Those who wrote it, as written, joined by commas; the first creator where nobody did.

    Somebody who wrote and illustrated a book has two roles, one of which is enough.
    """
    refined = _read_refinements(root, "role")
    creators = list(root.iter(f"{_DC}creator"))
    authors = [element for element in creators if _wrote(element, refined, unsaid=True)]
    if not creators:
        contributors = root.iter(f"{_DC}contributor")
        authors = [element for element in contributors if _wrote(element, refined, unsaid=False)]
    names = [_text_of(element) for element in authors or creators[:1]]
    return ", ".join(dict.fromkeys(filter(None, names)))


def _wrote(element: etree._Element, refined: Mapping[str, list[str]], *, unsaid: bool) -> bool:
    """Whether one of somebody's roles is that of an author; ``unsaid`` is for who has none."""
    role = element.get("{http://www.idpf.org/2007/opf}role") or element.get("role") or ""
    roles = [*role.split(), *refined.get(element.get("id") or "-", ())]
    codes = {role.rpartition("/")[2].strip().lower() for role in roles} - {""}
    return bool(codes & _AUTHORS) if codes else unsaid


def _read_rights(root: etree._Element) -> Rights:
    statement = f"{_read_first(root, 'rights')} {_read_first(root, 'publisher')}".lower()
    if any(word in statement for word in _FREE):
        return Rights.PUBLIC_DOMAIN
    return Rights.LICENSED if "creative commons" in statement else Rights.UNKNOWN


# -- the table of contents ----------------------------------------------------------------------


def read_links(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """What each entry of a table of contents leads to, and the element that holds its words."""
    for point in root.iter("{*}navPoint"):
        content, label = point.find("{*}content"), point.find("{*}navLabel")
        if content is not None and label is not None:
            yield content.get("src", ""), label
    for nav in root.iter("{*}nav", "nav"):
        if (nav.get("{http://www.idpf.org/2007/ops}type") or "toc") == "toc":
            for link in nav.iter("{*}a", "a"):
                yield link.get("href", ""), link
