"""Letters as a reader sees them: which characters belong together and are not to be parted."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_LONGEST = 64
"""Characters looked back over; what belongs together further than this is no letter."""


def find_letter_end(text: str, start: int, at: int) -> int:
    """The last place at or before ``at`` and behind ``start`` that parts no letter; else ``at``.

    Accents and vowel signs stay with their letters, emoji with what is joined to them, flags
    and Hangul whole: what matters of Unicode's rules of grapheme clusters (UAX 29).
    """
    floor = max(start, at - _LONGEST)
    for end in range(at, floor, -1):
        if not _inside(text, end):
            return end
    return at


def _inside(text: str, at: int) -> bool:
    """Whether the characters on both sides of a place are one letter."""
    if not 0 < at < len(text):
        return False
    before, behind = text[at - 1], text[at]
    if behind < "\u0300":
        return behind == "\n" and before == "\r"
    if behind == _JOINER or before == _JOINER or _extends(behind):
        return True
    # Two halves make a flag, so that the place behind an even number of them parts none.
    if _is_flag_half(behind) and _is_flag_half(before):
        return _flag_halves(text, at) % 2 == 1
    return _hangul(before, behind)


def _extends(character: str) -> bool:
    """Marks, half-width voicing marks, skin tones, the tags of a flag."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character in "ﾞﾟ"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_halves(text: str, at: int) -> int:
    """How many halves of flags stand before a place, as far as is looked."""
    halves = 0
    while halves < min(at, _LONGEST) and _is_flag_half(text[at - halves - 1]):
        halves += 1
    return halves


def _hangul(before: str, behind: str) -> bool:
    """Whether two parts of a Korean syllable meet: a vowel or a final behind what it goes with."""
    if "\u1160" <= behind <= "\u11ff":
        return "\u1100" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"
    return "\u1100" <= before <= "\u115f" and "\uac00" <= behind <= "\ud7a3"
