"""Passages: a book cut by chapter, paragraph and length, so that joined they are the book again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from studio.domain.book import Chapter
from studio.domain.errors import CuratorError
from studio.i18n import _
from studio.text.sentences import sentences

TARGET_TOKENS = 250
MAX_TOKENS = 400
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_LINE_ENDS = re.compile(r"\n+")
_CHARACTERS_PER_TOKEN = {"ja": 1.3, "zh": 1.3}
_WESTERN_CHARACTERS_PER_TOKEN = 4.6
_SURELY = 1.4
"""A stretch this many times longer than its tokens make likely is cut without counting it whole."""

_BREAKS = ("\n", "。", "．", ". ", "; ", "、", ", ", " ")


@dataclass(frozen=True)
class PassageSpan:
    """A passage: its chapter by index and its span of the book's text, half-open.

    ``tokens`` adds up the counts of its paragraphs: an estimate within a token or so a paragraph.
    """

    chapter: int
    start: int
    end: int
    tokens: int


@dataclass(frozen=True)
class _Unit:
    """What is never cut further: a paragraph, or a sentence of one that is too long."""

    start: int
    end: int
    tokens: int


def split(
    text: str,
    chapters: Sequence[Chapter],
    *,
    count: Callable[[str], int],
    language: str,
    target_tokens: int = TARGET_TOKENS,
    max_tokens: int = MAX_TOKENS,
) -> list[PassageSpan]:
    """Passages of about ``target_tokens`` and at most ``max_tokens``, as ``count`` counts them.

    They end where paragraphs end, where those are too long where sentences end, and only within a
    sentence that is itself too long. None crosses a chapter. Each paragraph is counted once.
    """
    if not 1 <= target_tokens <= max_tokens:
        raise CuratorError(
            _(
                "A passage's target length must be at least 1 token and not above its longest length."
            )
        )
    spans = chapters or [Chapter("", 0, len(text))]
    passages: list[PassageSpan] = []
    for index, chapter in enumerate(spans):
        units = _units(text, chapter.start, chapter.end, count, language, max_tokens)
        passages.extend(_packed(units, index, target_tokens, max_tokens))
    return passages


def _packed(units: Iterator[_Unit], chapter: int, target: int, most: int) -> list[PassageSpan]:
    """Units in order, as many in a passage as bring it nearest its target; a short rest joins on."""
    passages: list[PassageSpan] = []
    start = end = tokens = 0
    for unit in units:
        longer = tokens + unit.tokens
        if tokens and (longer > most or longer - target > target - tokens):
            passages.append(PassageSpan(chapter, start, end, tokens))
            tokens = 0
        if not tokens:
            start = unit.start
        end, tokens = unit.end, tokens + unit.tokens
    if end > start:
        last = passages[-1] if passages else None
        if last is not None and tokens * 4 < target and last.tokens + tokens <= most:
            passages[-1] = PassageSpan(chapter, last.start, end, last.tokens + tokens)
        else:
            passages.append(PassageSpan(chapter, start, end, tokens))
    return passages


def _units(
    text: str, start: int, end: int, count: Callable[[str], int], language: str, most: int
) -> Iterator[_Unit]:
    longest = _surely_too_long(language, most)
    for begin, finish in _paragraphs(text, start, end, language):
        tokens = count(text[begin:finish]) if finish - begin <= longest else most + 1
        if tokens <= most:
            yield _Unit(begin, finish, max(1, tokens))
            continue
        words = text[begin:finish]
        for sentence in sentences(words, language):
            yield from _sentence(
                text, begin + sentence.start, begin + sentence.end, count, most, longest
            )


def _surely_too_long(language: str, most: int) -> int:
    """Characters above which a stretch is taken to have more than ``most`` tokens."""
    usual = _CHARACTERS_PER_TOKEN.get(language, _WESTERN_CHARACTERS_PER_TOKEN)
    return max(16, int(most * usual * _SURELY))


def _paragraphs(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Paragraphs with the white space behind them: lines in Japanese, else between blank lines."""
    ends = _LINE_ENDS if language in ("ja", "zh") else _BLANK_LINES
    begin = start
    for gap in ends.finditer(text, start, end):
        if gap.start() > begin:
            yield begin, gap.end()
            begin = gap.end()
    if begin < end:
        yield begin, end


def _sentence(
    text: str, start: int, end: int, count: Callable[[str], int], most: int, longest: int
) -> Iterator[_Unit]:
    """The sentence; or, when it alone is too long, pieces of it that end at a comma or a blank."""
    if end - start <= longest:
        tokens = count(text[start:end])
        if tokens <= most or end - start == 1:
            yield _Unit(start, end, max(1, tokens))
            return
        step = max(1, int((end - start) * most / tokens * 0.9))
    else:
        step = max(1, longest // 2)
    while start < end:
        cut = _break(text, start, min(end, start + step), end)
        tokens = count(text[start:cut])
        while tokens > most and cut - start > 1:
            cut = start + max(1, (cut - start) * most // tokens - 1)
            tokens = count(text[start:cut])
        yield _Unit(start, cut, max(1, tokens))
        start = cut


def _break(text: str, start: int, cut: int, end: int) -> int:
    """The last good place to end at or before ``cut``, in the second half of the stretch."""
    if cut >= end:
        return end
    for mark in _BREAKS:
        found = text.rfind(mark, start + (cut - start) // 2, cut)
        if found >= 0:
            return found + len(mark)
    return cut
