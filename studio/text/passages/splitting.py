"""Passages: a book cut by chapter, paragraph and length, so that joined they are the book again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, groupby, tee
from operator import itemgetter

from studio.domain.book import Chapter
from studio.domain.errors import CuratorError
from studio.i18n import _
from studio.text.graphemes import find_letter_end
from studio.text.languages import find_language
from studio.text.sentences.boundaries import iterate_sentences

TARGET_TOKENS = 250
MAX_TOKENS = 400
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_LINE_ENDS = re.compile(r"\n+")
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


Count = Callable[[str], int]
CountEach = Callable[[Iterable[str]], Iterator[int]]

_Stretch = tuple[int, int, int, tuple[int, int] | None]
"""A chapter's index, a span of the text that is counted at one go, and its paragraph's span (None
for one without end)."""

_Unit = tuple[int, int, int, int]
"""What is never cut further, a paragraph or a sentence: a chapter's index, a span, its tokens."""


def split(
    text: str,
    chapters: Sequence[Chapter],
    *,
    count: Count,
    count_each: CountEach | None = None,
    language: str,
    target_tokens: int = TARGET_TOKENS,
    max_tokens: int = MAX_TOKENS,
) -> Iterator[PassageSpan]:
    """Passages of about ``target_tokens`` and at most ``max_tokens``, one by one.

    They end where paragraphs end, where those are too long where sentences end, and only within a
    sentence that is itself too long. None crosses a chapter. Each paragraph is counted once; by
    ``count_each``, where there is one that counts many faster, a little ahead of the passages.
    """
    if not 1 <= target_tokens <= max_tokens:
        raise CuratorError(
            _(
                "A passage's target length must be at least 1 token and not above its longest length."
            )
        )
    cutting = _Cutting(text, language, max_tokens, count, count_each or partial(map, count))
    units = cutting.units(chapters or [Chapter("", 0, len(text))])
    parts = groupby(units, key=itemgetter(0))
    return chain.from_iterable(_pack(own, target_tokens, max_tokens) for _chapter, own in parts)


def _pack(units: Iterator[_Unit], target: int, most: int) -> Iterator[PassageSpan]:
    """Units in order, as many in a passage as bring it nearest its target; a short rest joins on."""
    last: PassageSpan | None = None
    chapter = start = end = tokens = 0
    for chapter, begin, finish, more in units:
        longer = tokens + more
        if tokens and (longer > most or longer - target > target - tokens):
            if last:
                yield last
            last = PassageSpan(chapter, start, end, tokens)
            tokens = 0
        if not tokens:
            start = begin
        end, tokens = finish, tokens + more
    # A heading's or a chapter's last line alone would be a passage with nothing to say.
    if last and tokens * 4 < target and last.tokens + tokens <= most:
        yield PassageSpan(chapter, last.start, end, last.tokens + tokens)
        return
    if last:
        yield last
    yield PassageSpan(chapter, start, end, tokens)


@dataclass(frozen=True)
class _Cutting:
    """One text on its way into units, and how its tokens are counted."""

    text: str
    language: str
    most: int
    count: Count
    count_each: CountEach

    def units(self, chapters: Iterable[Chapter]) -> Iterator[_Unit]:
        """Paragraphs, where too long their sentences, where too long the pieces of those."""
        text, most, longest = self.text, self.most, self.longest
        # Counting runs ahead, so that many stretches are counted at one go on all cores.
        stretches, ahead = tee(self._stretches(chapters))
        counts = self.count_each(
            text[start:end] if end - start <= longest else "" for _chapter, start, end, _ in ahead
        )
        parts: list[_Unit] = []  # sentences of the paragraph at hand
        for (chapter, start, end, paragraph), tokens in zip(stretches, counts, strict=True):
            if paragraph is None:
                yield from self._sentence((chapter, start, end, tokens))
            elif start == paragraph[0] and end == paragraph[1] and tokens <= most:
                yield chapter, start, end, tokens or 1
            else:
                parts.append((chapter, start, end, tokens))
                if end == paragraph[1]:
                    yield from self._paragraph(parts, paragraph)
                    parts = []

    def _paragraph(self, sentences: list[_Unit], span: tuple[int, int]) -> Iterator[_Unit]:
        """The paragraph of these sentences: whole if short enough, as it is cut if not.

        A blank between two sentences may count as a token more than within the paragraph.
        """
        chapter, (start, end) = sentences[0][0], span
        if len(sentences) == 1:  # counted whole, and too long
            counted = self._count_sentences(chapter, start, end)
        elif sum(sentence[3] for sentence in sentences) - 2 * len(sentences) > self.most:
            counted = sentences
        else:
            tokens = self.count(self.text[start:end])
            counted = [(chapter, start, end, tokens)] if tokens <= self.most else sentences
        for sentence in counted:
            yield from self._sentence(sentence)

    def _count_sentences(self, chapter: int, start: int, end: int) -> list[_Unit]:
        paragraph = self.text[start:end]
        spans = list(iterate_sentences(paragraph, self.language))
        counts = self.count_each(paragraph[begin:finish] for begin, finish in spans)
        return [
            (chapter, start + begin, start + finish, tokens)
            for (begin, finish), tokens in zip(spans, counts, strict=True)
        ]

    @cached_property
    def longest(self) -> int:
        """Characters above which a stretch is taken to have more than ``most`` tokens."""
        return max(16, int(self.most * self.usual * _SURELY))

    @cached_property
    def usual(self) -> float:
        """Characters a token has."""
        return find_language(self.language).characters_per_token

    def _stretches(self, chapters: Iterable[Chapter]) -> Iterator[_Stretch]:
        """Paragraphs; and the sentences of those that are likely to be cut."""
        longest, likely = self.longest, int(self.most * self.usual)
        for number, chapter in enumerate(chapters):
            for start, end in _paragraphs(self.text, chapter.start, chapter.end, self.language):
                # What is surely short enough is counted whole, without looking for sentences.
                if end - start <= likely:
                    yield number, start, end, (start, end)
                    continue
                paragraph = (start, end) if end - start <= longest else None
                for begin, finish in iterate_sentences(self.text[start:end], self.language):
                    yield number, start + begin, start + finish, paragraph

    def _sentence(self, sentence: _Unit) -> Iterator[_Unit]:
        chapter, start, end, tokens = sentence
        if tokens > self.most or end - start > self.longest:
            yield from self._pieces(chapter, start, end, tokens)
        else:
            yield chapter, start, end, tokens or 1

    def _pieces(self, chapter: int, start: int, end: int, tokens: int) -> Iterator[_Unit]:
        """Pieces, ending at a comma or a blank, of a sentence that alone is too long."""
        text, most = self.text, self.most
        if end - start == 1:
            yield chapter, start, end, tokens or 1
            return
        # A tenth less than the share of tokens allows, as a break is looked for before the cut.
        step = max(1, int((end - start) * most / tokens * 0.9)) if tokens else self.longest // 2
        while start < end:
            cut = find_letter_end(text, start, _break(text, start, min(end, start + step), end))
            tokens = self.count(text[start:cut])
            # Letters that take many tokens each (emoji, rare kanji) may stand close together.
            while tokens > most and cut - start > 1:
                fewer = start + max(1, (cut - start) * most // tokens - 1)
                cut = find_letter_end(text, start, fewer)
                tokens = self.count(text[start:cut])
            yield chapter, start, cut, max(1, tokens)
            start = cut


def _paragraphs(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Paragraphs with the white space behind them: lines in Japanese, else between blank lines."""
    ends = _BLANK_LINES if find_language(language).spaced else _LINE_ENDS
    begin = start
    for gap in ends.finditer(text, start, end):
        if gap.start() > begin:
            yield begin, gap.end()
            begin = gap.end()
    if begin < end:
        yield begin, end


def _break(text: str, start: int, cut: int, end: int) -> int:
    """The last good place to end at or before ``cut``, in the second half of the stretch."""
    if cut >= end:
        return end
    for mark in _BREAKS:
        at = text.rfind(mark, start + (cut - start) // 2, cut)
        if at >= 0:
            return at + len(mark)
    return cut
