"""What a file is by its first bytes, whatever its name says, so that a wrong ending can be named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.i18n import N_


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is called; the endings it should have, or what to do instead."""

    title: str
    suffixes: tuple[str, ...] = ()
    advice: str = ""


_UNPACK = N_("Unpack it and choose the book inside.")
_AS_DOCX = N_("Open it in Word or LibreOffice and save it as .docx.")
_UNLOCK = N_("Open it in the program that made it and save it as .docx without a password.")
_ZIP = Kind(N_("a zip archive"), advice=_UNPACK)
_PAGE = Kind(N_("a web page"), (".html", ".htm", ".xhtml", ".md", ".markdown"))

BEGINNINGS = (
    (b"%PDF-", 0, Kind(N_("a PDF"), (".pdf",))),
    (b"{\\rtf", 0, Kind(N_("a document in RTF"), (".rtf",), _AS_DOCX)),
    (b"BOOKMOBI", 60, Kind(N_("a Kindle book"), advice=N_("Choose an EPUB of it."))),
    (b"AT&TFORM", 0, Kind(N_("a DjVu scan"), advice=N_("Choose a PDF or an EPUB of it."))),
    (b"\x1f\x8b\x08", 0, Kind(N_("a gzip archive"), advice=_UNPACK)),
    (b"\xfd7zXZ\x00", 0, Kind(N_("an xz archive"), advice=_UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", 0, Kind(N_("a 7-Zip archive"), advice=_UNPACK)),
    (b"Rar!\x1a\x07", 0, Kind(N_("a RAR archive"), advice=_UNPACK)),
)
"""How a file begins, at which byte, and what it is then. To add one: put a row here."""

_ZIPPED = (
    ("meta-inf/container.xml", Kind(N_("an EPUB"), (".epub",))),
    ("word/", Kind(N_("a Word document"), (".docx",))),
    ("xl/", Kind(N_("a workbook"), advice=N_("If it contains rows, import them instead."))),
    ("ppt/", Kind(N_("a set of slides"), advice=N_("Save it as PDF."))),
    # A Word document whose parts have names of their own.
    ("[content_types].xml", Kind(N_("a Word document"), (".docx",))),
    ("content.xml", Kind(N_("an OpenDocument file"), advice=_AS_DOCX)),
)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLD = (
    ("EncryptedPackage", Kind(N_("a document protected by a password"), advice=_UNLOCK)),
    ("WordDocument", Kind(N_("a document in Word's old format"), advice=_AS_DOCX)),
    ("", Kind(N_("protected by a password, or in an old format of Office"), advice=_UNLOCK)),
)
_PAGE_BEGINS = re.compile(
    rb"(?i)(?:\xef\xbb\xbf)?\s{0,99}(?:<\?xml[^>]{0,200}\?>\s{0,99})?(?:<!doctype\s+html|<html[\s>])"
)


def _holds(paths: list[str], entry: str) -> bool:
    inside = "/" + entry
    return any(path.startswith(entry) or inside in path for path in paths)


def kind_of(raw: bytes) -> Kind | None:
    """What these bytes are; None for a text, and for what is not known here."""
    if raw.startswith(b"PK\x03\x04"):
        import studio.text.readers.archive as archive

        names = archive.list_entries(raw)
        if names is None:
            # Damaged or cut off: the reader says so.
            return None
        # A book may lie in a folder of the archive, and its names be written as Windows does.
        paths = [name.replace("\\", "/").lower() for name in names]
        return next((kind for entry, kind in _ZIPPED if _holds(paths, entry)), _ZIP)
    if raw.startswith(_OLE):
        return next(kind for stream, kind in _OLD if stream.encode("utf-16-le") in raw)
    for begins, at, kind in BEGINNINGS:
        if raw.startswith(begins, at):
            return kind
    return _PAGE if _PAGE_BEGINS.match(raw) else None
