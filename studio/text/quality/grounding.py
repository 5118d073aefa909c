"""Grounding: how much of an answer stands in its passage, and which words, names and numbers do not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from studio.domain.book import Span
from studio.text.languages import HAN, find_language
from studio.text.languages.english_forms import find_base, share_family
from studio.text.languages.japanese_forms import KANA_OF, read_number, unify_writing

_NUMBER = (
    r"\d[\d,.，．]*[万億兆千百]*"
    r"|[〇一二三四五六七八九十百千万億兆]+(?=[年月日時分秒円銭人回度歳才冊個本倍割章頁番里尺％%])"
)
_WORD = rf"[^\W\d_{HAN}ぁ-ヺｦ-ﾟー]+(?:['’][^\W\d_]+)*"
_TOKEN = re.compile(
    rf"(?P<number>{_NUMBER})|(?P<kanji>[{HAN}々]+)|(?P<katakana>[ァ-ヺｦ-ﾟー]{{2,}})|(?P<word>{_WORD})"
)
_NUMBERS, _WORDS, _HYPHENED = re.compile(_NUMBER), re.compile(_WORD), re.compile(r"\w+(?:-\w+)+")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;“”\"‘(\n—-])['’\"“‘(\s]*$")
_CONTRACTION = re.compile(r"(?:n['’]t|['’](?:s|ll|re|ve|d|m|tis|twas))$|['’]$")
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {
    word: f"{value}"
    for word, value in zip(
        "thirty forty fifty sixty seventy eighty ninety hundred thousand million".split(),
        (30, 40, 50, 60, 70, 80, 90, 100, 1000, 1_000_000),
        strict=True,
    )
}
# Words of any advice: that they are not the book's says nothing about what the answer claims.
_ADVISING = frozenset(
    "need needs want wants help helps try tries start starts important means keep able enough "
    "example instead whatever whenever yes let's doesn don won isn aren"
    " 思 言 出来 行 見 持 来 出 入 使 得 成 為 良 必要 大切 重要 方法 理由 例 例えば 度 何 誰 事 人 物 者 時 所"
    " 中 上 下 前 後 間 方 今 自 分 自分 私 君 彼 我 我々 皆 下 付 合 取 当 立 向 受 掛 続 始 次 他 別 同 全 第".split()
)
_KANA_RUN = re.compile(r"[ぁ-んー]+")
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十百千万億兆]+")
_NAME = "name"


@dataclass(frozen=True)
class Grounding:
    """``share`` of the answer's content words (0.0 to 1.0) that stand in the passage, and where the
    others are ``missing``: spans of the answer, in characters, in their order.

    An answer without content words claims nothing: its share is 1.
    """

    share: float
    missing: tuple[Span, ...] = ()


@dataclass(frozen=True)
class _Passage:
    """What is looked up in a passage."""

    words: frozenset[str]  # lower case, without contractions, in one spelling
    families: dict[str, tuple[str, ...]]  # by their first letters
    numbers: frozenset[str]
    writing: str  # all of it in one way of writing, without blanks
    kanji: str  # the same without kana: 取り消し as 取消


@dataclass(frozen=True)
class _Term:
    """A content word of an answer, and of which kind it is."""

    kind: str
    text: str
    start: int
    end: int


def measure_grounding(answer: str, passage: str, language: str) -> Grounding:
    """How much of ``answer`` stands in ``passage``: English words by their family (decided,
    decision), Japanese ones by pairs of their kanji, names and numbers as they are."""
    book = _read_passage(passage)
    terms = list(_find_terms(answer, find_language(language).stopwords | _ADVISING))
    missing = [term for term in terms if not _stands_in(term, book)]
    share = 1 - len(missing) / len(terms) if terms else 1.0
    return Grounding(share, _join_neighbours(missing, answer))


def _join_neighbours(terms: list[_Term], answer: str) -> tuple[Span, ...]:
    """One span for a name of several words."""
    spans: list[Span] = []
    for term in terms:
        start = spans[-1].start if spans else 0
        is_rest = term.kind == _NAME and spans and answer[spans[-1].end : term.start].isspace()
        if is_rest and answer[start].isupper():
            spans[-1] = Span(start, term.end)
        else:
            spans.append(Span(term.start, term.end))
    return tuple(spans)


def _find_terms(answer: str, stopwords: frozenset[str]) -> Iterator[_Term]:
    """What an answer claims something with: no articles, pronouns, kana endings."""
    for match in _TOKEN.finditer(answer):
        kind, text = match.lastgroup or "", match[0]
        if kind == "number":
            # The full stop or comma behind a figure is the sentence's.
            text = text.rstrip(",.，．")
        if kind != "word":
            if text not in stopwords:
                yield _Term(kind, text, match.start(), match.start() + len(text))
            continue
        word = _strip_contraction(text)
        if word in _NUMBER_WORDS:
            if word != "one":
                yield _Term("number", word, match.start(), match.start() + len(word))
        elif len(word) > 2 and word not in stopwords and find_base(word) not in stopwords:
            is_name = text[0].isupper() and not _SENTENCE_START.search(answer[: match.start()][-4:])
            yield _Term(_NAME if is_name else kind, word, match.start(), match.start() + len(word))


def _strip_contraction(text: str) -> str:
    return _CONTRACTION.sub("", text.lower()).replace("’", "'")


def _stands_in(term: _Term, book: _Passage) -> bool:
    if term.kind == "number":
        return _read_figure(term.text) in book.numbers
    if term.kind in ("kanji", "katakana"):
        return _stands_in_writing(term.text, book)
    base = find_base(term.text)
    if base in book.words:
        return True
    # A name is as it is: Smiles is no form of smile.
    if term.kind == _NAME and term.text not in book.words:
        return False
    return any(share_family(base, word) for word in book.families.get(base[:3], ()))


def _stands_in_writing(text: str, book: _Passage) -> bool:
    """Whether a run of kanji or katakana stands in the passage, whole or by all its pairs."""
    term = unify_writing(text).rstrip("ー")
    if term in book.writing or term in book.kanji or KANA_OF.get(term, "\0") in book.writing:
        return True
    if _KANJI_NUMBER.fullmatch(term) and _read_figure(term) in book.numbers:
        return True
    pairs = [term[at : at + 2] for at in range(len(term) - 1)]
    return len(pairs) > 1 and all(pair in book.kanji or pair in book.writing for pair in pairs)


def _read_figure(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).rstrip(",.")
    return _NUMBER_WORDS.get(plain) or read_number(plain)


@lru_cache(maxsize=256)
def _read_passage(passage: str) -> _Passage:
    lower = passage.lower()
    texts = {_strip_contraction(text) for text in set(_WORDS.findall(lower))}
    # To-day is today, and selfcontrol self-control.
    terms = texts | {find_base(text) for text in texts}
    terms.update(text.replace("-", "") for text in _HYPHENED.findall(lower))
    families: dict[str, list[str]] = {}
    for word in terms:
        families.setdefault(word[:3], []).append(word)
    numbers = {_NUMBER_WORDS[word] for word in terms & _NUMBER_WORDS.keys()}
    numbers.update(map(_read_figure, _NUMBERS.findall(passage)))
    # Latin text is written in one way already.
    writing = "" if passage.isascii() else "".join(unify_writing(passage).split())
    numbers.update(map(_read_figure, _KANJI_NUMBER.findall(writing)))
    return _Passage(
        frozenset(terms),
        {start: tuple(group) for start, group in families.items()},
        frozenset(numbers),
        writing,
        _KANA_RUN.sub("", writing),
    )
