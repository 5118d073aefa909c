"""PDF files opened and closed: what stands on each page, as runs of characters in their places."""

from __future__ import annotations

import ctypes
import itertools
import math
import threading
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from studio.domain.errors import BookError
from studio.i18n import _

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-untyped, unused-ignore]

MOST_PAGES = 3_000
MOST_CHARACTERS = 20_000_000
LONGEST_READING = 300.0
"""Bounds of one file: pages, characters, seconds; the longest books have a tenth of it."""

GUESSED = "\x1f"
"""A blank that stands for a gap: none was written there."""

_MOST_BOOKMARKS = 5_000
_PASSWORD, _SECURITY = 4, 5  # pdfium's error codes
_END_SEARCHED = 65_536  # bytes at the file's end in which its end mark has to stand
_JUMP = 1.2  # sizes; a wider gap inside one stretch of text parts it
_COMPATIBLE = {code: None for code in range(0x20)} | {
    0x02: "\ufffe", 0xAD: "\ufffe",  # pdfium's sign of a hyphen at the line's end, a soft one
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl",
    0xFB05: "st", 0xFB06: "st", 0xA0: " ", 0x200B: None, 0xFEFF: None,
}  # fmt: skip
_pdfium = threading.Lock()  # the library must not be entered twice


@dataclass(frozen=True)
class Run:
    """Characters of one size in one line, each with its place; lengths are points.

    ``starts`` and ``ends`` run along the page's lines, ``near`` and ``far`` across them, growing
    from the first line to the last: to the left where the page is written from top to bottom.
    ``box`` is left, top, right, bottom as the page is seen. ``across`` is a run that goes the
    other way than its page: a horizontal page number beside vertical lines.
    """

    text: str
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    near: float
    far: float
    base: float  # the line it stands on; in vertical writing, its middle
    size: float
    bold: bool
    box: tuple[float, float, float, float]
    across: bool = False

    @property
    def start(self) -> float:
        return self.starts[0]

    @property
    def end(self) -> float:
        return self.ends[-1]


@dataclass(frozen=True)
class Sheet:
    """A page: its label, its runs in the order the file draws them."""

    number: int  # from 0
    label: str
    width: float
    height: float
    vertical: bool
    runs: tuple[Run, ...]
    unmapped: int = 0  # characters the file gives no letter for
    outside: int = 0  # characters beyond the page's edges, which nobody sees
    picture: bool = False  # it holds an image


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
    facts: dict[str, str] = field(default_factory=dict)


def document(raw: bytes) -> Document:
    """All pages of a file's bytes. Raises ``BookError`` where it is locked, damaged or too long."""
    if b"%PDF-" not in raw[:1_024]:
        raise BookError(_("This is not a PDF, whatever its name says. Choose the book's file."))
    if b"%%EOF" not in raw[-_END_SEARCHED:]:
        raise BookError(_damaged())
    with _pdfium:
        opened = _opened(raw)
        try:
            return _read(opened)
        finally:
            opened.close()


def _opened(raw: bytes) -> pypdfium2.PdfDocument:
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
                _("This PDF is protected by copy protection (DRM) and can't be read. "
                  "Choose an edition without it.")
            ) from error  # fmt: skip
        raise BookError(_damaged()) from error


def _damaged() -> str:
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
            raise BookError(
                _("This PDF takes longer than {minutes} minutes to read. Split it, "
                  "or save it anew from another program.").format(minutes=int(LONGEST_READING / 60))
            )  # fmt: skip
    facts = opened.get_metadata_dict(skip_empty=True)
    return Document(
        tuple(sheets), tuple(_outline(opened, sheets)), facts.get("Title", ""),
        facts.get("Author", ""), _language(opened), facts,
    )  # fmt: skip


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
            _("Page {number} of this PDF is damaged. Get the file again, or save it anew from "
              "another program.").format(number=number + 1)
        ) from error  # fmt: skip
    label = opened.get_page_label(number) or str(number + 1)
    try:
        words = page.get_textpage()
        try:
            return _Place(page, words, most).sheet(number, label)
        finally:
            words.close()
    except pypdfium2.PdfiumError as error:
        raise BookError(_damaged()) from error
    finally:
        page.close()


@dataclass
class _Stretch:
    """Characters of one text object as they are met: text, and a box as seen for each."""

    size: float
    bold: bool
    base: float
    text: list[str] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def middle(self, number: int) -> tuple[float, float]:
        left, top, right, bottom = self.boxes[number]
        return (left + right) / 2, (top + bottom) / 2

    def downwards(self) -> bool | None:
        """Whether it goes down the page rather than along it; None for a lone character."""
        if len(self.boxes) < 2:
            return None
        (x, y), (after_x, after_y) = self.middle(0), self.middle(-1)
        return abs(after_y - y) > abs(after_x - x)


class _Place:
    """One open page, and how its points lie as it is seen: from its left top, turned upright."""

    def __init__(self, page: Any, words: Any, most: int) -> None:
        import pypdfium2.raw as raw

        self.raw, self.page, self.words = raw, page, words.raw
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turned = page.get_rotation() // 90 % 4
        wide, high = self.right - self.left, self.top - self.bottom
        self.width, self.height = (high, wide) if self.turned % 2 else (wide, high)
        self.count = raw.FPDFText_CountChars(self.words)
        if self.count > most:
            raise BookError(
                _("This PDF holds more than {most} million characters, which no book does.").format(
                    most=MOST_CHARACTERS // 1_000_000
                )
            )
        self.unmapped = self.outside = self.half = 0

    def seen(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, self.top - y
        if self.turned == 1:
            return self.width - y, x
        if self.turned == 2:
            return self.width - x, self.height - y
        return (y, self.height - x) if self.turned == 3 else (x, y)

    def sheet(self, number: int, label: str) -> Sheet:
        stretches = [part for whole in self._stretches() for part in _parted(whole)]
        vertical = _is_vertical(stretches)
        runs = tuple(self._run(one, vertical) for one in stretches)
        within = tuple(run for run in runs if self._on_page(run))
        self.outside += sum(len(run.text) for run in runs) - sum(len(run.text) for run in within)
        picture = not within and any(
            True for _one in self.page.get_objects([self.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        )
        return Sheet(
            number, label, self.width, self.height, vertical, within, self.unmapped, self.outside,
            picture,
        )  # fmt: skip

    def _on_page(self, run: Run) -> bool:
        left, top, right, bottom = run.box
        return bool(
            0 <= (left + right) / 2 <= self.width and 0 <= (top + bottom) / 2 <= self.height
        )

    def _stretches(self) -> Iterator[_Stretch]:
        """The characters of each text object; what pdfium adds of its own is left out, but blanks."""
        letter, owner = self.raw.FPDFText_GetUnicode, self.raw.FPDFText_GetTextObject
        box_of, unsure = self.raw.FPDFText_GetLooseCharBox, self.raw.FPDFText_HasUnicodeMapError
        words, box = self.words, self.raw.FS_RECTF()
        place = ctypes.byref(box)
        at: int | None = None
        current: _Stretch | None = None
        for index in range(self.count):
            code = letter(words, index)
            drawn = owner(words, index)
            if not drawn:  # pdfium's own: blanks, line ends, a mark in place of a hyphen
                if (
                    code == 0x20
                    and current is not None
                    and current.text
                    and current.text[-1] != " "
                ):
                    current.text.append(GUESSED)
                    current.boxes.append(current.boxes[-1])
                continue
            address = ctypes.addressof(drawn.contents)
            if current is None or address != at:
                if current is not None:
                    yield current
                at, current = address, self._begun(index, drawn)
            if unsure(words, index) == 1 or code in (0, 0xFFFD) or 0xE000 <= code <= 0xF8FF:
                self.unmapped += 1
            box_of(words, index, place)
            one, other = self.seen(box.left, box.top), self.seen(box.right, box.bottom)
            self._add(current, code, one, other)
        if current is not None:
            yield current

    def _add(
        self, stretch: _Stretch, code: int, one: tuple[float, float], other: tuple[float, float]
    ) -> None:
        whole = (
            min(one[0], other[0]), min(one[1], other[1]),
            max(one[0], other[0]), max(one[1], other[1]),
        )  # fmt: skip
        if 0xD800 <= code < 0xE000:  # one half of a letter, where the system's letters are short
            self.half, code = code, _whole(self.half, code)
        letters = _COMPATIBLE.get(code, chr(code) if code < 0x110000 else "") or ""
        if 0x2E80 <= code <= 0x2FDF:  # radicals that stand for the whole character
            letters = unicodedata.normalize("NFKC", letters)
        for character in letters:
            stretch.text.append(character)
            stretch.boxes.append(whole)

    def _begun(self, index: int, drawn: Any) -> _Stretch:
        raw = self.raw
        matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetMatrix(self.words, index, ctypes.byref(matrix))
        raw.FPDFText_GetCharOrigin(self.words, index, ctypes.byref(x), ctypes.byref(y))
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 1.0
        size = raw.FPDFText_GetFontSize(self.words, index) * scale
        bold = raw.FPDFText_GetFontWeight(self.words, index) >= 600
        return _Stretch(abs(size) or 1.0, bold, self.seen(x.value, y.value)[1])

    def _run(self, stretch: _Stretch, vertical: bool) -> Run:
        down = stretch.downwards()
        down = vertical if down is None else down
        text = "".join(stretch.text)
        lefts, tops, rights, bottoms = zip(*stretch.boxes, strict=True)
        box = (min(lefts), min(tops), max(rights), max(bottoms))
        bold, size = stretch.bold, stretch.size
        if not vertical:
            near, far = stretch.base - 0.85 * size, stretch.base + 0.15 * size
            if down:
                near, far = box[1], box[3]
            return Run(text, lefts, rights, near, far, stretch.base, size, bold, box, down)
        middle = self.width - (box[0] + box[2]) / 2
        if down:
            near, far = middle - size / 2, middle + size / 2
            return Run(text, tops, bottoms, near, far, middle, size, bold, box)
        starts, ends = (box[1],) * len(text), (box[3],) * len(text)
        near, far = self.width - box[2], self.width - box[0]
        return Run(text, starts, ends, near, far, middle, size, bold, box, True)


def _whole(first: int, second: int) -> int:
    """The letter of two halves; 0 while the second is to come."""
    if first < 0xDC00 <= second:
        return 0x10000 + ((first - 0xD800) << 10) + second - 0xDC00
    return 0


def _parted(stretch: _Stretch) -> Iterator[_Stretch]:
    """The stretch parted at wide gaps, without blanks at its ends and between wide characters."""
    down = bool(stretch.downwards())
    low, high = (1, 3) if down else (0, 2)
    begin = 0
    for index in range(1, len(stretch.text) + 1):
        if index < len(stretch.text):
            gap = stretch.boxes[index][low] - stretch.boxes[index - 1][high]
            if -2 * stretch.size < gap < _JUMP * stretch.size:
                continue
        piece = _Stretch(stretch.size, stretch.bold, stretch.base)
        for letter, box in zip(stretch.text[begin:index], stretch.boxes[begin:index], strict=True):
            piece.text.append(letter)
            piece.boxes.append(box)
        begin = index
        if any(not letter.isspace() or letter == "\u3000" for letter in piece.text):
            yield piece


def _is_vertical(stretches: list[_Stretch]) -> bool:
    """Whether most characters of a page go downwards, one under another."""
    down = along = 0
    for stretch in stretches:
        goes_down = stretch.downwards()
        if goes_down is not None:
            down += goes_down * len(stretch.text)
            along += (not goes_down) * len(stretch.text)
    for one, after in itertools.pairwise(stretches):
        if len(one.boxes) == len(after.boxes) == 1:
            (x, y), (after_x, after_y) = one.middle(0), after.middle(0)
            if max(abs(after_x - x), abs(after_y - y)) < 1.8 * one.size:
                down += abs(after_x - x) < 0.3 * one.size and after_y > y
                along += abs(after_y - y) < 0.3 * one.size and after_x > x
    return down > along
