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
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass
class Archive:
    """The zip file of a book; ``kind`` is what it is called when something is wrong with it."""

    file: zipfile.ZipFile
    kind: str
    left: int = MOST_BYTES

    @classmethod
    def open(cls, raw: bytes, kind: str, needed: str) -> Archive:
        """The archive of these bytes; BookError where it is none, or has no entry ``needed``."""
        if raw.startswith(_OLE):
            raise BookError(
                _("This file is protected by a password, or in an old format of Word. Save it as "
                  "{kind} without a password.").format(kind=kind)
            )  # fmt: skip
        try:
            file = zipfile.ZipFile(BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise BookError(damaged(kind)) from error
        if len(file.filelist) > _MOST_ENTRIES or needed not in file.NameToInfo:
            raise BookError(
                _("This zip file is not an {kind}: it has no {needed}. "
                  "Unpack it and choose the book inside.").format(kind=kind, needed=needed)
            )  # fmt: skip
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
            raise BookError(damaged(self.kind))
        if info.flag_bits & 1:
            raise BookError(protected(self.kind, _("a password")))
        if info.compress_type not in _PACKINGS:
            raise BookError(damaged(self.kind))
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
            raise BookError(damaged(self.kind)) from error
        if len(raw) > self.left:
            raise BookError(
                _("This {kind} unpacks to more than {megabytes} MB of text, which no book does. "
                  "It was not opened further.")
                .format(kind=self.kind, megabytes=MOST_BYTES // 1024 // 1024)
            )  # fmt: skip
        self.left -= len(raw)
        return raw

    def text(self, name: str) -> str:
        return encodings.decode(self.read(name))[0]

    def xml(self, name: str) -> etree._Element:
        """The tree of an entry; no DTD is read and no entity is expanded."""
        root = parse_xml(self.text(name))
        if root is None:
            raise BookError(damaged(self.kind))
        return root


def damaged(kind: str) -> str:
    return _(
        "This {kind} is damaged or cut off. Get it again, or open it in another program first."
    ).format(kind=kind)


def protected(kind: str, scheme: str) -> str:
    return _(
        "This {kind} is protected by {scheme} and can't be read. "
        "Choose an edition without copy protection."
    ).format(kind=kind, scheme=scheme)
