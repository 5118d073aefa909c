"""A PDF page's characters as runs of one size in one line, each with its place."""

from __future__ import annotations

import ctypes
import itertools
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

GUESSED = "\x1f"
"""A blank that stands for a gap: none was written there."""

# Characters that a scanner may have put on a picture.
_STAMP = 100
# Sizes; a wider gap inside one stretch of text parts it.
_JUMP = 1.2
_COMPATIBLE = {code: None for code in range(0x20)} | {
    0x02: "\ufffe",
    # Pdfium's sign of a hyphen at the line's end, a soft one.
    0xAD: "\ufffe",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0xA0: " ",
    0x200B: None,
    0xFEFF: None,
}
_BOLD = re.compile(rb"(?i)bold|black|heavy|demi")


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
    # The line it stands on; in vertical writing, its middle.
    base: float
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
    # Characters the file gives no letter for.
    unmapped: int = 0
    # Characters beyond the page's edges, which nobody sees.
    outside: int = 0
    # It holds an image and hardly a word.
    picture: bool = False


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


class OpenPage:
    """One open page, and how its points lie as it is seen: from its left top, turned upright."""

    def __init__(self, page: Any, text_page: Any) -> None:
        import pypdfium2.raw as raw  # type: ignore[import-untyped, unused-ignore]

        self.raw, self.page, self.words = raw, page, text_page.raw
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turned = page.get_rotation() // 90 % 4
        wide, high = self.right - self.left, self.top - self.bottom
        self.width, self.height = (high, wide) if self.turned % 2 else (wide, high)
        self.count = raw.FPDFText_CountChars(self.words)
        self.unmapped = self.outside = self.half = 0
        # By the font's address while the page is open.
        self.bold: dict[int, bool] = {}

    def turn(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, self.top - y
        if self.turned == 1:
            return self.width - y, x
        if self.turned == 2:
            return self.width - x, self.height - y
        return (y, self.height - x) if self.turned == 3 else (x, y)

    def sheet(self, number: int, label: str) -> Sheet:
        stretches = [piece for stretch in self._stretches() for piece in _split_at_gaps(stretch)]
        vertical = _is_vertical(stretches)
        runs = tuple(self._run(piece, vertical) for piece in stretches)
        within = tuple(run for run in runs if self._on_page(run))
        self.outside += sum(len(run.text) for run in runs) - sum(len(run.text) for run in within)
        bare = sum(len(run.text) for run in within) < _STAMP
        picture = bare and any(
            True for _image in self.page.get_objects([self.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        )
        return Sheet(
            number,
            label,
            self.width,
            self.height,
            vertical,
            within,
            self.unmapped,
            self.outside,
            picture,
        )

    def _on_page(self, run: Run) -> bool:
        left, top, right, bottom = run.box
        return bool(
            0 <= (left + right) / 2 <= self.width and 0 <= (top + bottom) / 2 <= self.height
        )

    def _stretches(self) -> Iterator[_Stretch]:
        """The characters of each text object; what pdfium adds of its own is left out, but blanks."""
        letter, owner = self.raw.FPDFText_GetUnicode, self.raw.FPDFText_GetTextObject
        box_of, unsure = self.raw.FPDFText_GetLooseCharBox, self.raw.FPDFText_HasUnicodeMapError
        text_page, box = self.words, self.raw.FS_RECTF()
        box_address = ctypes.byref(box)
        at: int | None = None
        current: _Stretch | None = None
        for index in range(self.count):
            code = letter(text_page, index)
            drawn = owner(text_page, index)
            # Pdfium's own: blanks, line ends, a mark in place of a hyphen.
            if not drawn:
                if code == 0x20 and current and current.text and current.text[-1] != " ":
                    current.text.append(GUESSED)
                    current.boxes.append(current.boxes[-1])
                continue
            address = ctypes.addressof(drawn.contents)
            if current is None or address != at:
                if current is not None:
                    yield current
                at, current = address, self._begin_stretch(index, drawn)
            if unsure(text_page, index) == 1 or code in (0, 0xFFFD) or 0xE000 <= code <= 0xF8FF:
                self.unmapped += 1
            box_of(text_page, index, box_address)
            corner, opposite = self.turn(box.left, box.top), self.turn(box.right, box.bottom)
            self._add(current, code, corner, opposite)
        if current is not None:
            yield current

    def _add(
        self,
        stretch: _Stretch,
        code: int,
        corner: tuple[float, float],
        opposite: tuple[float, float],
    ) -> None:
        outline = (
            min(corner[0], opposite[0]),
            min(corner[1], opposite[1]),
            max(corner[0], opposite[0]),
            max(corner[1], opposite[1]),
        )
        # One half of a letter, where the system's letters are short.
        if 0xD800 <= code < 0xE000:
            self.half, code = code, _join_halves(self.half, code)
        letters = _COMPATIBLE.get(code, chr(code) if code < 0x110000 else "") or ""
        # Radicals that stand for the whole character.
        if 0x2E80 <= code <= 0x2FDF:
            letters = unicodedata.normalize("NFKC", letters)
        for character in letters:
            stretch.text.append(character)
            stretch.boxes.append(outline)

    def _begin_stretch(self, index: int, drawn: Any) -> _Stretch:
        raw = self.raw
        matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetMatrix(self.words, index, ctypes.byref(matrix))
        raw.FPDFText_GetCharOrigin(self.words, index, ctypes.byref(x), ctypes.byref(y))
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 1.0
        size = raw.FPDFText_GetFontSize(self.words, index) * scale
        return _Stretch(abs(size) or 1.0, self._bold(index, drawn), self.turn(x.value, y.value)[1])

    def _bold(self, index: int, drawn: Any) -> bool:
        """Whether the font is bold, by its name or by the weight the file gives."""
        font = self.raw.FPDFTextObj_GetFont(drawn)
        if not font:
            return False
        address = ctypes.addressof(font.contents)
        if address not in self.bold:
            name = ctypes.create_string_buffer(128)
            self.raw.FPDFFont_GetBaseFontName(font, name, len(name))
            heavy = self.raw.FPDFText_GetFontWeight(self.words, index) >= 600
            self.bold[address] = heavy or bool(_BOLD.search(name.value))
        return self.bold[address]

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
        middle = self.width - median(
            (letter_box[0] + letter_box[2]) / 2 for letter_box in stretch.boxes
        )
        if down:
            near, far = middle - size / 2, middle + size / 2
            return Run(text, tops, bottoms, near, far, middle, size, bold, box)
        starts, ends = (box[1],) * len(text), (box[3],) * len(text)
        near, far = self.width - box[2], self.width - box[0]
        return Run(text, starts, ends, near, far, middle, size, bold, box, True)


def _join_halves(first: int, second: int) -> int:
    """The letter of two halves; 0 while the second is to come."""
    if first < 0xDC00 <= second:
        return 0x10000 + ((first - 0xD800) << 10) + second - 0xDC00
    return 0


def _split_at_gaps(stretch: _Stretch) -> Iterator[_Stretch]:
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
    for stretch, after in itertools.pairwise(stretches):
        if len(stretch.boxes) == len(after.boxes) == 1:
            (x, y), (after_x, after_y) = stretch.middle(0), after.middle(0)
            if max(abs(after_x - x), abs(after_y - y)) < 1.8 * stretch.size:
                down += abs(after_x - x) < 0.3 * stretch.size and after_y > y
                along += abs(after_y - y) < 0.3 * stretch.size and after_x > x
    return down > along
