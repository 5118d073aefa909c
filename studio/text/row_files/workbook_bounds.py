"""What a workbook may ask for: bytes it unpacks to and cells it spreads over, told before it is
opened, because a few bytes can ask for all memory there is."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from pathlib import Path

from studio.domain.errors import BookError
from studio.i18n import _

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes a workbook may unpack to."""
MOST_CELLS = 20_000_000
"""Cells of the rectangle around everything in a sheet, empty ones as well: each takes memory."""

_MOST_PARTS = 10_000
_CHUNK = 256 * 1024
_LONGEST_TAG = 64 * 1024
_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?(?:(row)|c)(?=[\s/<>])([^<>]*)([<>])")
_CELL = re.compile(rb"[<:]c[\s/>]")
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)(\d{0,12})""")


def refuse_too_large(path: Path) -> None:
    """Raise BookError for what is no workbook, is damaged or locked, or would fill the memory."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(entry.file_size for entry in parts) > left:
                raise BookError(_swells(path))
            for entry in parts:
                extent = Extent()
                for chunk in _unpack(archive, entry, left):
                    left -= len(chunk)
                    extent.add(chunk)
                    if extent.cells > MOST_CELLS:
                        raise BookError(_spreads(path))
                if left <= 0:
                    raise BookError(_swells(path))
    except RuntimeError as error:  # an encrypted part, or a way of packing that is not known
        raise BookError(
            _("{name} is protected by a password. Save it without one, or as CSV.").format(
                name=path.name
            )
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise BookError(
            _(
                "{name} is not a complete workbook (XLSX): it is damaged or "
                "something else. Save it as one, or as CSV."
            ).format(name=path.name)
        ) from error


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    """A part as it really unpacks, whatever size it says it has."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("packed in another way than workbooks are")
    honest = copy(entry)
    honest.file_size = left + 1
    with archive.open(honest) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


class Extent:
    """The rectangle that a sheet's cells span at most, from its XML as it comes piece by piece.

    Never too small, whatever stands in comments or quotes; exact for what any program writes.
    """

    def __init__(self) -> None:
        # The last that are named.
        self._row = self._column = 0
        self._unnamed_rows = self._unnamed_cells = self._most_unnamed_cells = 0
        # Comments and the like: tags may be none.
        self._odd = False
        # Whether it begins like XML; pictures don't.
        self._xml: bool | None = None
        self._rest = b""

    @property
    def cells(self) -> int:
        return (self._row + self._unnamed_rows) * (self._column + self._most_unnamed_cells)

    def add(self, chunk: bytes) -> None:
        """Count what stands in the next piece. Raises ValueError where tags are beyond reading."""
        if self._xml is None:
            self._xml = chunk.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
        text = self._rest + chunk
        if not self._xml:
            self._add_loosely(text)
            return
        self._odd = self._odd or b"<!" in text
        end_of_tags = text.rfind(b">") + 1
        opened = text.rfind(b"<", end_of_tags)
        self._rest = text[opened:] if opened >= 0 else b""
        if len(self._rest) > _LONGEST_TAG:
            raise ValueError("a tag without end")
        for is_row, attributes, end in _TAG.findall(text[:end_of_tags]):
            if end == b"<" or attributes.count(b'"') % 2 or attributes.count(b"'") % 2:
                raise ValueError("a tag in a tag")
            reference = _PLACE.search(attributes)
            letters, number = reference.groups() if reference else (b"", b"")
            self._row = max(self._row, int(number or 0))
            if is_row:
                self._unnamed_rows += not number
                self._unnamed_cells = self._unnamed_cells if self._odd else 0
            elif letters:
                self._column = max(self._column, _column(letters))
            else:
                self._unnamed_cells += 1
                self._most_unnamed_cells = max(self._most_unnamed_cells, self._unnamed_cells)

    def _add_loosely(self, text: bytes) -> None:
        """Count whatever could be a row or a cell, in a part that is surely no sheet."""
        self._rest = text[-_LONGEST_TAG:]
        for letters, number in _PLACE.findall(text):
            self._row = max(self._row, int(number or 0))
            self._column = max(self._column, _column(letters))
        self._unnamed_rows += text.count(b"row")
        self._most_unnamed_cells += len(_CELL.findall(text))


def _column(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper()[:9]:
        number = number * 26 + letter - 64
    return number


def _swells(path: Path) -> str:
    return _(
        "{name} unpacks to more than {size} MB, too much for a table "
        "of texts. Save the sheet with the rows as CSV."
    ).format(name=path.name, size=MOST_UNPACKED // 1024 // 1024)


def _spreads(path: Path) -> str:
    return _(
        "{name} has cells so far apart that the sheet would fill the memory. Save the rows "
        "alone as CSV."
    ).format(name=path.name)
