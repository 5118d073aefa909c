"""Which language a text is in, as far as a reader has to know."""

from __future__ import annotations

import re
from collections import Counter

_KANA = re.compile(r"[ぁ-ゖァ-ヺ]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORDS = re.compile(r"[a-zà-ÿ]+")
_COMMON = {
    "en": frozenset("the of and to in is that it was for with as his be not".split()),
    "fr": frozenset("le la les de des et un une est que qui dans pour pas".split()),
    "de": frozenset("der die das und ist nicht ein eine zu den mit sich auf".split()),
    "es": frozenset("el los las de y que en un una es por con para se".split()),
}
_SAMPLE = 20_000  # characters


def primary(tag: str | None) -> str:
    """The primary subtag of a language tag: "en-GB" is "en"; "" where there is none."""
    first = re.split(r"[-_]", (tag or "").strip().lower())[0]
    return first if re.fullmatch(r"[a-z]{2,3}", first) and first != "und" else ""


def guess(text: str) -> str:
    """The language by its script or its commonest words; "" where neither says."""
    sample = text[:_SAMPLE]
    kana = sum(map(len, _KANA.findall(sample)))
    if kana and kana > 0.05 * len(sample.replace(" ", "")):
        return "ja"
    if sum(map(len, _HAN.findall(sample))) > 0.3 * max(1, len(sample)):
        return "zh"
    words = Counter(_WORDS.findall(sample.lower()))
    if not words:
        return ""
    shares = {
        language: sum(words[word] for word in common) / words.total()
        for language, common in _COMMON.items()
    }
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] > 0.08 else ""
