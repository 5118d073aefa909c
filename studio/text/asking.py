"""What a question asks, whatever its small words and their order: by it the same questions are told."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_JA = re.compile(r"[ぁ-ヿ]")
_JA_CONTENT = re.compile(r"[一-龥々ァ-ヶー]+|[a-z0-9]+")
_SMALL = frozenset(
    "a an the and or but if of to in on at by for with from as is are was were be been being am do "
    "does did can could should would will shall may might must have has had i me my we us our you "
    "your he him his she her it its they them their this that these those what which who whom whose "
    "when where why how there here so please tell explain describe give say let about into than then "
    "any some one ones s t re ve ll don".split()
)
_ASKERS = frozenset("what which who whom whose when where why how".split())


def question_key(prompt: str) -> str:
    """Equal for two questions that ask the same of the same things in the same words.

    The question word and the words that carry meaning count, in any order; in Japanese the kanji,
    katakana and figures, in their order. A question that has none of them is its own letters.
    """
    plain = unicodedata.normalize("NFKC", prompt).lower()
    if _JA.search(plain):
        content = _JA_CONTENT.findall(plain)
        return " ".join(content) if content else "".join(_WORD.findall(plain))
    words = _WORD.findall(plain)
    content = sorted({_stem(word) for word in words if word not in _SMALL})
    if not content:
        return " ".join(words)
    asker = next((word for word in words if word in _ASKERS), "")
    return " ".join((asker, *content))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word
