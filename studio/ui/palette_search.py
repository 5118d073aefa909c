"""How a command is found by what one types: by any word of its name, in both languages.

Japanese is found as it is written, by its reading in kana, and by its reading in Latin letters, as
hands type it that have not turned the input method on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from studio.resources import RESOURCES

READINGS = RESOURCES / "readings.toml"
"""Words of the menus and how they are read. To add one: a row there, kanji = "kana"."""

PREFIX, WORD, INSIDE, SCATTERED = 0, 1, 2, 3
"""How well a word fits, the best first: it begins the name, a word of it, stands within, or its
letters do one after the other."""
LEAST_SCATTERED = 2
WIDEST = 5
"""Letters of a name for each that is typed, over which they may be scattered."""

_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def fold(text: str) -> str:
    """Letters without what does not matter when one looks for them."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_KATAKANA).replace("&", "")


def rate(query: str, names: Sequence[str]) -> int | None:
    """How badly ``query`` fits: 0 fits best, None not at all. Each of its words has to fit one of
    the folded ``names``."""
    total = 0
    for word in fold(query).split():
        fits = [fit for name in names if (fit := _fit(word, name)) is not None]
        if not fits:
            return None
        total += min(fits)
    return total


def _fit(word: str, name: str) -> int | None:
    if name.startswith(word):
        return PREFIX
    if f" {word}" in name:
        return WORD
    if word in name:
        return INSIDE
    if len(word) < LEAST_SCATTERED:
        return None
    starts = (at for at in range(len(name)) if at == 0 or name[at - 1] == " ")
    return SCATTERED if any(_is_scattered(word, name[at:]) for at in starts) else None


def _is_scattered(word: str, name: str) -> bool:
    """Whether the letters follow each other from the beginning, not too far apart."""
    if name[:1] != word[0]:
        return False
    letters = iter(name[: WIDEST * len(word)])
    return all(letter in letters for letter in word)


@lru_cache(maxsize=1_024)
def spell(text: str) -> tuple[str, ...]:
    """How a name can be typed: as it is written, in kana, in Latin letters."""
    written = fold(text)
    if written.isascii():
        return (written,)
    kana = read_aloud(text)
    return (written, kana, to_latin(kana))


def read_aloud(text: str) -> str:
    """The reading of a Japanese name in hiragana; what no row tells stays as it is."""
    words, result, at = _readings(), [], 0
    while at < len(text):
        word = next((w for w in words if text.startswith(w, at)), text[at])
        result.append(words.get(word, word))
        at += len(word)
    return fold("".join(result))


def to_latin(kana: str) -> str:
    """Hiragana in Latin letters, as they are typed ("さいよう" is "saiyou")."""
    result, at, doubled = "", 0, False
    while at < len(kana):
        pair = kana[at : at + 2]
        sound = pair if len(pair) == 2 and pair in _SOUNDS else kana[at]
        at += len(sound)
        if sound == "っ":
            doubled = True
            continue
        letters = _SOUNDS.get(sound, sound)
        result += letters[:1] + letters if doubled else letters
        doubled = False
    return result


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    """Longest first: 学習前 is read before 学習."""
    # Read line by line: a word that stands there twice must not take the palette away.
    lines = READINGS.read_text(encoding="utf-8").splitlines()
    rows = [line.split(" = ") for line in lines if line.startswith('"') and " = " in line]
    pairs = ((kanji.strip('"'), kana.strip('"')) for kanji, kana in rows)
    return dict(sorted(pairs, key=lambda row: -len(row[0])))


def _make_sounds() -> dict[str, str]:
    """The sounds of hiragana, from their rows of five vowels and from those with a small ゃゅょ."""
    rows = {
        "": "あいうえお",
        "k": "かきくけこ",
        "s": "さしすせそ",
        "t": "たちつてと",
        "n": "なにぬねの",
        "h": "はひふへほ",
        "m": "まみむめも",
        "r": "らりるれろ",
        "g": "がぎぐげご",
        "z": "ざじずぜぞ",
        "d": "だぢづでど",
        "b": "ばびぶべぼ",
        "p": "ぱぴぷぺぽ",
    }
    sounds = {
        kana: consonant + vowel
        for consonant, row in rows.items()
        for kana, vowel in zip(row, "aiueo", strict=True)
    }
    for consonant, row in rows.items():
        if consonant:
            for small, vowel in zip("ゃゅょ", "auo", strict=True):
                sounds[row[1] + small] = f"{consonant}y{vowel}"
            sounds[row[1] + "ぇ"] = f"{consonant}ye"
    return sounds | _IRREGULAR


_IRREGULAR = {
    "し": "shi",
    "ち": "chi",
    "つ": "tsu",
    "ふ": "fu",
    "じ": "ji",
    "しゃ": "sha",
    "しゅ": "shu",
    "しょ": "sho",
    "ちゃ": "cha",
    "ちゅ": "chu",
    "ちょ": "cho",
    "じゃ": "ja",
    "じゅ": "ju",
    "じょ": "jo",
    "や": "ya",
    "ゆ": "yu",
    "よ": "yo",
    "わ": "wa",
    "を": "wo",
    "ん": "n",
    "ー": "-",
    "ふぁ": "fa",
    "ふぃ": "fi",
    "ふぇ": "fe",
    "ふぉ": "fo",
    "うぃ": "wi",
    "うぇ": "we",
    "てぃ": "ti",
    "でぃ": "di",
    "しぇ": "she",
    "ちぇ": "che",
    "じぇ": "je",
    "ゔ": "vu",
}
_SOUNDS = _make_sounds()
