"""PDF files opened and closed again: bounds on what they may be, their pages, outline and facts."""

from __future__ import annotations

import ctypes
import itertools
import logging
import re
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.readers.pdf.runs import OpenPage, Sheet

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-untyped, unused-ignore]

MOST_PAGES = 3_000
MOST_CHARACTERS = 20_000_000
LONGEST_READING = 300.0
MOST_BYTES = 256 * 1024 * 1024
"""Bounds of one file: pages, characters, seconds, bytes its text and fonts may unpack to."""

logging.getLogger("pypdfium2").addHandler(logging.NullHandler())
"""What the library finds odd in a file is not written beside the program's own lines."""

_MOST_BOOKMARKS = 5_000
_PASSWORD, _SECURITY = 4, 5  # pdfium's error codes
# Bytes at the file's end in which its end mark has to stand.
_END_SEARCHED = 65_536
_STREAM = re.compile(rb"stream\r?\n(?=x)")
_IMAGE = re.compile(rb"/Subtype\s*/Image")
# Bytes before a stream in which it says what it is.
_LONGEST_DICTIONARY = 2_000
# One packed in another.
_MOST_LAYERS = 4
# The library must not be entered twice.
_pdfium = threading.Lock()


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: the page it leads to, and how far down, where it says so."""

    title: str
    level: int
    sheet: int
    top: float | None


@dataclass(frozen=True)
class Document:
    """What a PDF file holds."""

    sheets: tuple[Sheet, ...]
    outline: tuple[Bookmark, ...]
    title: str = ""
    author: str = ""
    language: str = ""


def open_document(raw: bytes) -> Document:
    """All pages of a file's bytes. Raises ``BookError`` where it is locked, damaged or too long."""
    if b"%PDF-" not in raw[:1_024]:
        raise BookError(_("This is not a PDF, whatever its name says. Choose the book's file."))
    if b"%%EOF" not in raw[-_END_SEARCHED:]:
        raise BookError(_explain_damage())
    _refuse_swelling(raw)
    with _pdfium:
        opened = _open(raw)
        try:
            return _read(opened)
        finally:
            opened.close()


def _open(raw: bytes) -> pypdfium2.PdfDocument:
    import pypdfium2  # heavy: loaded when the first PDF is read

    try:
        return pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise BookError(
                _("This PDF is locked with a password. Save a copy without one, then add that.")
            ) from error
        if error.err_code == _SECURITY:
            raise BookError(
                _(
                    "This PDF is protected by copy protection (DRM) and can't be read. "
                    "Choose an edition without it."
                )
            ) from error
        raise BookError(_explain_damage()) from error


def _refuse_swelling(raw: bytes) -> None:
    """Streams that unpack to more than a book's pages hold would fill the memory; pictures may.

    Pictures are never unpacked here, nor by pdfium while it reads words.
    """
    left = MOST_BYTES
    for stream in _STREAM.finditer(raw):
        begin = max(0, stream.start() - _LONGEST_DICTIONARY)
        begin = max(begin, raw.rfind(b"obj", begin, stream.start()))
        if _IMAGE.search(raw, begin, stream.start()):
            continue
        end = raw.find(b"endstream", stream.end())
        packed = raw[stream.end() : end if end > 0 else len(raw)]
        for _layer in range(_MOST_LAYERS):
            packed = _unpack(packed, left)
            left -= len(packed)
            if left < 0:
                raise BookError(
                    _(
                        "This PDF unpacks to more than {megabytes} MB of text and "
                        "fonts, too much for a book. It was not opened."
                    ).format(megabytes=MOST_BYTES // 1024 // 1024)
                )
            if packed[:1] != b"x":
                break


def _unpack(packed: bytes, most: int) -> bytes:
    """What a stream unpacks to, up to a byte more than it may; b"" where it is damaged or locked."""
    try:
        return zlib.decompressobj().decompress(packed, most + 1)
    except zlib.error:
        return b""


def _refuse_endless(characters: int, most: int) -> None:
    if characters > most:
        raise BookError(
            _("This PDF contains more than {most} million characters, too many for a book.").format(
                most=MOST_CHARACTERS // 1_000_000
            )
        )


def explain_time() -> str:
    """Why a PDF was given up after ``LONGEST_READING``."""
    return _(
        "This PDF takes longer than {minutes} minutes to read. Split "
        "it, or save it again from another program."
    ).format(minutes=int(LONGEST_READING / 60))


def _explain_damage() -> str:
    return _("This PDF is damaged or cut off. Get it again, or open it in another program first.")


def _read(opened: pypdfium2.PdfDocument) -> Document:
    pages = len(opened)
    if pages > MOST_PAGES:
        raise BookError(
            _("This PDF has {pages} pages; at most {most} are read. Split it into volumes.").format(
                pages=pages, most=MOST_PAGES
            )
        )
    began, characters = time.monotonic(), 0
    sheets: list[Sheet] = []
    for number in range(pages):
        sheets.append(_sheet(opened, number, MOST_CHARACTERS - characters))
        characters += sum(len(run.text) for run in sheets[-1].runs)
        if time.monotonic() - began > LONGEST_READING:
            raise BookError(explain_time())
    facts = opened.get_metadata_dict(skip_empty=True)
    return Document(
        tuple(sheets),
        tuple(_outline(opened, sheets)),
        facts.get("Title", ""),
        facts.get("Author", ""),
        _language(opened),
    )


def _language(opened: pypdfium2.PdfDocument) -> str:
    import pypdfium2.raw as raw  # type: ignore[import-untyped, unused-ignore]

    buffer = (raw.FPDF_WCHAR * 32)()
    size = raw.FPDFCatalog_GetLanguage(opened, buffer, ctypes.sizeof(buffer))
    return bytes(buffer)[: max(0, size - 2)].decode("utf-16-le", "ignore")


def _outline(opened: pypdfium2.PdfDocument, sheets: list[Sheet]) -> Iterator[Bookmark]:
    for entry in itertools.islice(opened.get_toc(max_depth=8), _MOST_BOOKMARKS):
        target = entry.get_dest()
        number = target.get_index() if target is not None else None
        title = " ".join(entry.get_title().replace("\x00", "").split())
        if target is None or number is None or not 0 <= number < len(sheets) or not title:
            continue
        view = target.get_view()[1]
        top = sheets[number].height - view[1] if len(view) > 1 and view[1] else None
        yield Bookmark(title, entry.level, number, top)


def _sheet(opened: pypdfium2.PdfDocument, number: int, most: int) -> Sheet:
    import pypdfium2

    try:
        page = opened[number]
    except pypdfium2.PdfiumError as error:
        raise BookError(
            _(
                "Page {number} of this PDF is damaged. Get the file again, or "
                "save it again from another program."
            ).format(number=number + 1)
        ) from error
    label = opened.get_page_label(number) or str(number + 1)
    try:
        text_page = page.get_textpage()
        try:
            open_page = OpenPage(page, text_page)
            _refuse_endless(open_page.count, most)
            return open_page.sheet(number, label)
        finally:
            text_page.close()
    except pypdfium2.PdfiumError as error:
        raise BookError(_explain_damage()) from error
    finally:
        page.close()
