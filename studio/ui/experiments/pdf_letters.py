"""The letters of a PDF as they were written: what one copies from it or searches in it."""

from __future__ import annotations

import re
import unicodedata

RADICALS = range(0x2E80, 0x2FE0)
"""Parts of Chinese letters, which have the shapes of whole ones (Unicode, CJK Radicals Supplement
and Kangxi Radicals)."""
DASHES = {0x2012: "–"}
"""A dash for figures that many fonts draw as the common one."""
_MAPS = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")


def restore_letters(pdf: bytes) -> bytes:
    """A PDF of Qt with the letters that were meant, where it names radicals of the same shape.

    A font draws the letter for "to use" and the radical of that shape by one glyph, and Qt (6.11)
    names for each glyph the first letter that has it, which is the radical: it looks right and is
    found by no search. The tables of names stand in the file as plain text, and a name is as long
    as the other, so that nothing else in the file moves.
    """
    return _MAPS.sub(lambda table: _CODE.sub(_name_letter, table[0]), pdf)


def _name_letter(code: re.Match[bytes]) -> bytes:
    number = int(code[1], 16)
    letter = DASHES.get(number, "")
    if number in RADICALS:
        letter = unicodedata.normalize("NFKC", chr(number))
    return b"<%04x>" % ord(letter) if len(letter) == 1 else code[0]
