"""A zip file read with bounds: EPUB and Word books are such files, and so are traps."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.errors import BookError
from studio.i18n import _
from studio.text import encoding as encodings
from studio.text.readers.markup import parse_xml

MOST_BYTES = 64 * 1024 * 1024
"""What one book's documents may unpack to, in bytes; the longest novels have a tenth of it."""

_MOST_ENTRIES = 20_000
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those of books; another one may ask for gigabytes before it unpacks a byte."""
_LARGEST_DIRECTORY = 8 * 1024 * 1024  # bytes of the list of entries


@dataclass
class Archive:
    """The zip file of a book; ``kind`` is what it is called when something is wrong with it."""

    file: zipfile.ZipFile
    kind: str
    left: int = MOST_BYTES

    @classmethod
    def open(cls, raw: bytes, kind: str, needed: str) -> Archive:
        """The archive of these bytes; BookError where it is none, or has no entry ``needed``."""
        if not raw.startswith(b"PK"):
            raise BookError(
                _(
                    "This is no {kind}, or so damaged that it can't be told. "
                    "Get it again, or choose the book's own file."
                ).format(kind=kind)
            )
        file = _open_zip(raw)
        if file is None:
            raise BookError(explain_damage(kind))
        if needed not in file.NameToInfo:
            raise BookError(
                _(
                    "This {kind} has no {needed}. Get it again, or unpack it and choose the book "
                    "inside."
                ).format(kind=kind, needed=needed)
            )
        return cls(file, kind)

    def has(self, name: str) -> bool:
        return name in self.file.NameToInfo

    def names(self) -> list[str]:
        """Its entries, in their order."""
        return list(self.file.NameToInfo)

    def read(self, name: str) -> bytes:
        """An entry's bytes. Raises ``BookError`` when it is locked, damaged or swells too much."""
        info = self.file.NameToInfo.get(name)
        if info is None:
            raise BookError(explain_damage(self.kind))
        if info.flag_bits & 1:
            raise BookError(explain_protection(self.kind, _("a password")))
        if info.compress_type not in _PACKINGS:
            raise BookError(explain_damage(self.kind))
        try:
            with self.file.open(info) as stream:
                raw = stream.read(self.left + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
        ) as error:
            raise BookError(explain_damage(self.kind)) from error
        if len(raw) > self.left:
            raise BookError(
                _(
                    "This {kind} unpacks to more than {megabytes} MB of text, which no book does. "
                    "It was not opened further."
                ).format(kind=self.kind, megabytes=MOST_BYTES // 1024 // 1024)
            )
        self.left -= len(raw)
        return raw

    def text(self, name: str) -> str:
        """An entry as text. Raises ``BookError`` that names it where it is none."""
        raw = self.read(name)
        try:
            return encodings.decode(raw)[0]
        except BookError as error:
            raise BookError(
                _(
                    "A page of this {kind} is damaged or no text ({name}). Get it again, or open it "
                    "in another program first."
                ).format(kind=self.kind, name=name[-60:])
            ) from error

    def xml(self, name: str) -> etree._Element:
        """The tree of an entry; no DTD is read and no entity is expanded."""
        root = parse_xml(self.text(name))
        if root is None:
            raise BookError(explain_damage(self.kind))
        return root


def list_entries(raw: bytes) -> list[str] | None:
    """The names in a zip file; None where it is damaged."""
    file = _open_zip(raw)
    return None if file is None else list(file.NameToInfo)


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
        "This zip file holds more than {most} files, which no book does. "
        "Unpack it and choose the book inside."
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
