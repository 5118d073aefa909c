"""Characters Aozora writes as notes: by their JIS or Unicode number, by accents, by repeat marks."""

from __future__ import annotations

import re
import unicodedata

from studio.text.readers.assembly import Tally

_GAIJI = re.compile(r"※［＃([^［］\n]*)］")
_PLACE = re.compile(r"(?<![\d-])([12])-(\d{1,2})-(\d{1,2})(?![\d-])")
_UNICODE = re.compile(r"U\+([0-9A-Fa-f]{4,6})")
_MISSING = "〓"
_ACCENTED = re.compile(r"〔([^〔〕\n]{1,400})〕")
_ACCENT = re.compile(r"([A-Za-z])([`'^~:,&/_])|([?!])@")
_MARKS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    ":": "\u0308",
    ",": "\u0327",
    "_": "\u0304",
    "&": "\u030a",
}
_OWN = {
    "s&": "ß",
    "ae&": "æ",
    "AE&": "Æ",
    "oe&": "œ",
    "OE&": "Œ",
    "o/": "ø",
    "O/": "Ø",
    "d/": "đ",
    "l/": "ł",
    "L/": "Ł",
    "?@": "¿",
    "!@": "¡",
}
_LIGATURE = re.compile(r"(ae|AE|oe|OE)&")
MISSING = "Characters without a code (written 〓)"


def find_character(note: str) -> str | None:
    """The character a note names by JIS X 0213 plane, row and cell, or by Unicode number."""
    places = _PLACE.findall(note)
    # The last: what the printed book has may be named alike before it.
    if places:
        plane, row, cell = (int(number) for number in places[-1])
        return _jis(plane, row, cell)
    number = _UNICODE.search(note)
    if number is None or int(number[1], 16) > 0x10FFFF:
        return None
    letter = chr(int(number[1], 16))
    return None if unicodedata.category(letter) in ("Cc", "Cs") else letter


def _jis(plane: int, row: int, cell: int) -> str | None:
    if not (1 <= row <= 94 and 1 <= cell <= 94):
        return None
    code = bytes([0xA0 + row, 0xA0 + cell])
    try:
        return (b"\x8f" + code if plane == 2 else code).decode("euc_jis_2004")
    except UnicodeDecodeError:
        return None


def resolve(text: str, tally: Tally) -> str:
    """The text with ``※［＃…］`` as the characters they stand for."""

    def put(note: re.Match[str]) -> str:
        letter = find_character(note[1])
        if letter is None:
            tally.add(MISSING, len(note[0]))
        return letter or _MISSING

    return _GAIJI.sub(put, text)


def compose_accents(text: str) -> str:
    """``〔cafe'〕`` as ``café``: ASCII with accent marks behind the letters, in its own brackets."""
    return _ACCENTED.sub(_compose_accents, text)


def _compose_accents(bracket: re.Match[str]) -> str:
    letters = bracket[1]
    if any(mark in letters for mark in "，。、「」") or not _ACCENT.search(letters):
        return bracket[0]
    if sum(1 for letter in letters if ord(letter) > 0x24F) > 0:
        return bracket[0]
    letters = _LIGATURE.sub(lambda ligature: _OWN[ligature[0]], letters)
    return _ACCENT.sub(_compose_accent, letters)


def _compose_accent(accent: re.Match[str]) -> str:
    if accent[0] in _OWN:
        return _OWN[accent[0]]
    composed = unicodedata.normalize("NFC", accent[1] + _MARKS.get(accent[2], accent[2]))
    return composed if len(composed) == 1 else accent[0]


def replace_repeat_marks(text: str) -> str:
    """The two-character repeat marks of vertical writing, as Unicode has them."""
    if "＼" not in text:
        return text
    return text.replace("／″＼", "〴〵").replace("／＼", "〳〵")
