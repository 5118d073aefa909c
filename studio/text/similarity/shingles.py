"""What two texts are compared by: their letters, and the shingles their words overlap in."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from itertools import pairwise

from studio.text.languages import ENGLISH, UNSPACED, detect_script, find_language

_SHORT = 24  # words
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(f"[{UNSPACED}]")


def reduce_to_letters(text: str) -> str:
    """A text by its letters and figures alone: NFKC, lower case, nothing between."""
    return reduce_and_cut(text)[0]


def cut_shingles(text: str) -> list[str]:
    """What two texts are compared by: three letters each in Japanese, else pairs of words."""
    return reduce_and_cut(text)[1]


def reduce_and_cut(text: str) -> tuple[str, list[str]]:
    """Letters and shingles of a text, made in one go: both need its words."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    words = _WORD.findall(plain.lower())
    letters = "".join(words)
    if not text.isascii() and len(_WIDE.findall(letters)) * 3 > len(letters):
        if len(letters) < 4:
            return letters, [letters]
        return letters, list(map("".join, zip(letters, letters[1:], letters[2:], strict=False)))
    if len(words) < 3:
        return letters, words or [plain]
    pairs = list(map(" ".join, pairwise(words)))
    # In a short text one other word changes two of few pairs: its words count, too.
    return letters, pairs + words if len(words) < _SHORT else pairs


def lengthen_shingles(shingles: list[str]) -> list[str]:
    """The shingles that ``reduce_and_cut`` gives, and longer ones of two each: three words, or four
    letters. Texts of the same few words have those in common only where the order is the same."""
    # The single words of a short text follow its pairs, and would pair what does not stand together.
    runs = [shingle for shingle in shingles if " " in shingle] or shingles
    return shingles + [first + second for first, second in pairwise(runs)]


def is_label(answer: str) -> bool:
    """Whether an answer is so short that it is a copy only where its question is one as well: a
    label, a number, a name may be the answer to many questions."""
    length = len(answer)
    # Most answers are longer than a label is in any language; telling the language costs more.
    if length >= ENGLISH.shortest_copy:
        return False
    return length < find_language(detect_script(answer)).shortest_copy


def hash_letters(letters: str) -> bytes:
    """Equal for texts of the same letters alone, in few bytes."""
    return blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def measure_jaccard(shingles: frozenset[str], others: frozenset[str]) -> float:
    """What two sets of shingles, not both empty, have in common: their Jaccard index."""
    common = len(shingles & others)
    return common / (len(shingles) + len(others) - common)
