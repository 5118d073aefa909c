"""A zip file read with bounds: EPUB and Word books are such files, and so are traps."""

from __future__ import annotations

import posixpath
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.errors import BookError
from studio.i18n import _, join_list
from studio.text import encoding as encodings
from studio.text.file_names import make_printable
from studio.text.readers.markup import parse_xml

MOST_BYTES = 64 * 1024 * 1024
"""What one book's documents may unpack to, in bytes; the longest novels have a tenth of it."""

_MOST_ENTRIES = 20_000
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those of books; another one may ask for gigabytes before it unpacks a byte."""
_MACOS = "__macosx/"
"""The folder in which macOS puts a file's attributes, under the file's own name."""
_SAYS_UTF8 = 0x800
_MOST_NAMED = 8
# Bytes of the list of entries.
_LARGEST_DIRECTORY = 8 * 1024 * 1024


class EntryError(BookError):
    """One entry of an archive can't be read; the others may be whole."""


@dataclass
class Archive:
    """The zip file of a book; ``kind`` is what it is called when something is wrong with it.

    ``root`` is the folder in which the book lies, where somebody zipped the folder around it.
    """

    file: zipfile.ZipFile
    kind: str
    root: str = ""
    left: int = MOST_BYTES

    def __post_init__(self) -> None:
        # The first of several entries with one name is what other programs read.
        self._loose: dict[str, str] = {}
        self._by_base: dict[str, list[str]] = {}
        for info in self.file.filelist:
            for name in _spellings(info):
                self._loose.setdefault(_fold(name), info.filename)
        for folded, name in self._loose.items():
            self._by_base.setdefault(posixpath.basename(folded), []).append(name)

    @classmethod
    def open(cls, raw: bytes, kind: str, *needed: str) -> Archive:
        """The archive of these bytes; BookError where it is none, or has no entry ``needed``.

        Of several that are needed, one is enough.
        """
        if not raw.startswith(b"PK"):
            raise BookError(
                _(
                    "This is not a valid {kind}, or it is too damaged to tell. Get "
                    "it again, or choose the book's own file."
                ).format(kind=kind)
            )
        file = _open_zip(raw)
        if file is None:
            raise BookError(explain_damage(kind))
        archive = cls(file, kind)
        if any(map(archive.has, needed)):
            return archive
        archive.root = next(filter(None, map(archive._find_root, needed)), "")
        if not archive.root:
            raise BookError(
                _(
                    "This {kind} has no {needed}; it contains: {names}. Get it "
                    "again, or unpack it and choose the book inside."
                ).format(kind=kind, needed=needed[0], names=_name_some(list_books_files(file)))
            )
        return archive

    def _find_root(self, needed: str) -> str:
        """The folder around the book: macOS and Windows zip it with the book when asked to."""
        end = "/" + _fold(needed)
        roots = [folded[: -len(needed)] for folded in self._loose if folded.endswith(end)]
        return min((root for root in roots if not root.startswith(_MACOS)), key=len, default="")

    def find(self, path: str, *, anywhere: bool = False) -> str:
        """The entry at a path, however carelessly the path is written; "" where there is none.

        Programs differ in slashes, in upper and lower case, in percent signs and in how accents
        are put together. With ``anywhere``, an entry of that name in another folder will do,
        where there is one only.
        """
        for name in (self.root + path, path):
            if name in self.file.NameToInfo:
                return name
            entry = self._loose.get(_fold(name))
            if entry is not None:
                return entry
        entries = self._by_base.get(posixpath.basename(_fold(path)), []) if anywhere else []
        return entries[0] if len(entries) == 1 else ""

    def has(self, path: str) -> bool:
        return bool(self.find(path))

    def names(self) -> list[str]:
        """Its entries, in their order."""
        return list(self.file.NameToInfo)

    def read(self, path: str) -> bytes:
        """An entry's bytes.

        Raises ``EntryError`` where it is missing or damaged, ``BookError`` where it is locked or
        swells too much.
        """
        info = self.file.NameToInfo.get(self.find(path))
        if info is None:
            raise EntryError(explain_damage(self.kind))
        if info.flag_bits & 1:
            raise BookError(explain_protection(self.kind, _("a password")))
        if info.compress_type not in _PACKINGS:
            raise EntryError(explain_damage(self.kind))
        raw = self._unpack(info)
        if len(raw) > self.left:
            raise BookError(
                _(
                    "This {kind} unpacks to more than {megabytes} MB of text, too "
                    "much for a book. It was not opened further."
                ).format(kind=self.kind, megabytes=MOST_BYTES // 1024 // 1024)
            )
        self.left -= len(raw)
        return raw

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        try:
            with self.file.open(info) as stream:
                return stream.read(self.left + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
        ) as error:
            raise EntryError(explain_damage(self.kind)) from error

    def text(self, name: str) -> str:
        """An entry as text. Raises ``BookError`` that names it where it is none."""
        raw = self.read(name)
        try:
            return encodings.decode(raw)[0]
        except BookError as error:
            raise EntryError(
                _(
                    "A page of this {kind} is damaged or not text ({name}). Get it "
                    "again, or open it in another program first."
                ).format(kind=self.kind, name=name[-60:])
            ) from error

    def xml(self, name: str) -> etree._Element:
        """The tree of an entry; no DTD is read and no entity is expanded."""
        return self.parse(self.text(name))

    def parse(self, text: str) -> etree._Element:
        """The tree of an entry's text. Raises ``EntryError`` where it is no sound XML."""
        root = parse_xml(text)
        if root is None:
            raise EntryError(explain_damage(self.kind))
        return root


def list_entries(raw: bytes) -> list[str] | None:
    """The names in a zip file; None where it is damaged."""
    file = _open_zip(raw)
    return None if file is None else list(file.NameToInfo)


def list_books_files(file: zipfile.ZipFile) -> list[str]:
    """The names in a zip file without folders and what macOS leaves beside every file."""
    return [
        name
        for name in file.NameToInfo
        if not name.endswith("/") and not _fold(name).startswith(_MACOS)
    ]


def _name_some(names: list[str]) -> str:
    more = "" if len(names) <= _MOST_NAMED else f" … ({len(names)})"
    return join_list(map(make_printable, names[:_MOST_NAMED])) + more or _("nothing")


def _spellings(info: zipfile.ZipInfo) -> Iterator[str]:
    """An entry's name, and what it may have been before it was read in the wrong encoding.

    Zip files say of a name that it is UTF-8, or nothing; macOS and many scripts write UTF-8 and
    say nothing, and Windows writes its own code page.
    """
    yield info.filename
    if info.flag_bits & _SAYS_UTF8 or info.filename.isascii():
        return
    raw = info.filename.encode("cp437", "ignore")
    for encoding in ("utf-8", "cp932", "cp1252"):
        with suppress(UnicodeDecodeError):
            yield raw.decode(encoding)


def _fold(name: str) -> str:
    """A path without what programs write in different ways."""
    name = unquote(unquote(name)).replace("\\", "/")
    name = unicodedata.normalize("NFC", name).casefold()
    name = posixpath.normpath(name).lstrip("/") if name else ""
    # It climbs out of the archive, where there is nothing.
    while name.startswith("../"):
        name = name[3:]
    return name


def _open_zip(raw: bytes) -> zipfile.ZipFile | None:
    """The zip file of these bytes; None where it is damaged. Raises ``BookError`` for a trap."""
    end = raw.rfind(b"PK\x05\x06")
    longer = raw.rfind(b"PK\x06\x06", max(0, end - 200), max(0, end))
    size = int.from_bytes(raw[end + 12 : end + 16], "little") if end >= 0 else 0
    if longer >= 0:
        size = max(size % 0xFFFFFFFF, int.from_bytes(raw[longer + 40 : longer + 48], "little"))
    if size > _LARGEST_DIRECTORY and size <= len(raw):
        raise BookError(_explain_crowd())
    try:
        file = zipfile.ZipFile(BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return None
    if len(file.filelist) > _MOST_ENTRIES:
        raise BookError(_explain_crowd())
    return file


def _explain_crowd() -> str:
    return _(
        "This zip file contains more than {most} files, too many for a "
        "book. Unpack it and choose the book inside."
    ).format(most=f"{_MOST_ENTRIES:,}")


def explain_damage(kind: str) -> str:
    return _(
        "This {kind} is damaged or cut off. Get it again, or open it in another program first."
    ).format(kind=kind)


def explain_protection(kind: str, scheme: str) -> str:
    return _(
        "This {kind} is protected by {scheme} and can't be read. "
        "Choose an edition without copy protection."
    ).format(kind=kind, scheme=scheme)
