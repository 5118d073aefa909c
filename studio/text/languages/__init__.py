"""Languages: what the studio knows of each one it meets in books and pairs; a table, a row each.

To add one: write its row (a module beside this one, or ``replace`` of a row it is like in all but
a few fields) and put it into ``LANGUAGES``. Reading, cutting, condensing, drafting, the checks of
pairs and the pages all ask the row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from studio.text.languages.english import ENGLISH
from studio.text.languages.japanese import JAPANESE
from studio.text.languages.phrasing import PLAIN
from studio.text.languages.row import Language

__all__ = [
    "ENGLISH",
    "HAN",
    "JAPANESE",
    "KANA",
    "LANGUAGES",
    "UNSPACED",
    "Language",
    "detect_language",
    "detect_script",
    "find_language",
    "primary_tag",
    "unite",
]

KANA = "ぁ-ゖァ-ヺ"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Letters between which no blanks stand: kana and Chinese characters. All three are the inside of
a regular expression's ``[…]``, by Unicode's blocks."""

# What is said of English words is harmless in a language that has no such words; lengths are
# those of the alphabet, or of the script.
CHINESE = replace(
    ENGLISH,
    code="zh",
    phrasing=PLAIN,
    bare_question="最需要记住的一点是什么？",
    name="Chinese",
    commonest=frozenset(),
    spaced=False,
    characters_per_token=JAPANESE.characters_per_token,
    line_length=JAPANESE.line_length,
    shortest_answer=JAPANESE.shortest_answer,
    shortest_sentence=JAPANESE.shortest_sentence,
    longest_sentence=JAPANESE.longest_sentence,
    shortest_prose=JAPANESE.shortest_prose,
    shortest_choice=JAPANESE.shortest_choice,
    shortest_copy=JAPANESE.shortest_copy,
    verbatim_run=JAPANESE.verbatim_run,
    opening=JAPANESE.opening,
)
FRENCH = replace(
    ENGLISH,
    code="fr",
    phrasing=PLAIN,
    bare_question="Quel est le point le plus important à retenir ?",
    name="French",
    commonest=frozenset("le la les de des et un une est que qui dans pour pas".split()),
)
GERMAN = replace(
    ENGLISH,
    code="de",
    phrasing=PLAIN,
    bare_question="Was ist das Wichtigste, das ich mir merken sollte?",
    name="German",
    commonest=frozenset("der die das und ist nicht ein eine zu den mit sich auf".split()),
)
SPANISH = replace(
    ENGLISH,
    code="es",
    phrasing=PLAIN,
    bare_question="¿Qué es lo más importante que debo recordar?",
    name="Spanish",
    commonest=frozenset("el los las de y que en un una es por con para se".split()),
)
OTHER = replace(
    ENGLISH, code="", name="the passage's language", commonest=frozenset(), phrasing=PLAIN
)

LANGUAGES: tuple[Language, ...] = (ENGLISH, JAPANESE, CHINESE, FRENCH, GERMAN, SPANISH)
"""Every language with a row. To add one: see the head of this module."""

_BY_CODE = {language.code: language for language in LANGUAGES}
_KANA = re.compile(f"[{KANA}]+")
_HAN = re.compile(f"[{HAN}]+")
_WORDS = re.compile(r"[a-zà-ÿ]+")
_BOOK_SAMPLE, _PAIR_SAMPLE = 20_000, 400  # characters
_TELLING = 0.08
"""Share of a text's words that are a language's commonest ones, from which it is in it: about half
of what any book reaches."""


def find_language(code: str) -> Language:
    """The row of a language by its primary tag; that of ``OTHER`` where it has none."""
    return _BY_CODE.get(code, OTHER)


def primary_tag(tag: str | None) -> str:
    """The primary subtag of a language tag: "en-GB" is "en"; "" where there is none."""
    first = re.split(r"[-_]", (tag or "").strip().lower())[0]
    return first if re.fullmatch(r"[a-z]{2,3}", first) and first != "und" else ""


def detect_language(text: str) -> str:
    """The code of the language a book is in, by its script or its commonest words; "" where
    neither says."""
    sample = text[:_BOOK_SAMPLE]
    script = detect_script(sample, len(sample))
    if script:
        return script
    counts = Counter(_WORDS.findall(sample.lower()))
    if not counts:
        return ""
    shares = {
        language.code: sum(counts[word] for word in language.commonest) / counts.total()
        for language in LANGUAGES
    }
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] > _TELLING else ""


def detect_script(text: str, sample: int = _PAIR_SAMPLE) -> str:
    """The code of the language where its letters alone tell it (Japanese, Chinese), else "": quick
    enough for every pair of a library, and all that a few words can say."""
    if text.isascii():
        return ""
    head = text[:sample]
    kana = sum(map(len, _KANA.findall(head)))
    # Kana make up a third of Japanese and more; some stand in books about Japan.
    if kana and kana > 0.05 * len(head.replace(" ", "")):
        return JAPANESE.code
    return CHINESE.code if sum(map(len, _HAN.findall(head))) > 0.3 * len(head) else ""


def unite(patterns: Iterable[str]) -> str:
    """Patterns of several languages as one, each once."""
    return "|".join(dict.fromkeys(filter(None, patterns)))
