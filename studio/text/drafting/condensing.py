"""Condense a passage offline: the run of its sentences that says what a mentor could say, or why there is none.

Sentences are told apart by what they do: advise, speak of people as such, tell a story, quote,
point at what stands before them. An answer is sentences that follow each other in one paragraph,
so that none leans on one that was dropped. ``docs/drafts.md`` has what a good one is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.domain.book import Condensed, SkipReason, Span
from studio.text.drafting.blocks import Block, BlockKind, find_blocks
from studio.text.drafting.clauses import find_maxims, part_sentence
from studio.text.drafting.draft_questions import draft_question
from studio.text.drafting.tagging import find_key_terms
from studio.text.drafting.topics import find_topics
from studio.text.languages import Language, find_language

MOST_SENTENCES = 4
KEEP_SHARE = 0.7
"""Of the passage's characters, at most this share is an answer (one sentence always may be)."""
_ADVICE, _GENERAL, _REASON, _TOPIC = 2.0, 1.0, 0.5, 0.75
"""What a sentence's traits are worth (house heuristic, by reading drafts of the real books)."""
_OLD_SHARE = 0.6
"""Of the longest sentence, how long one in old forms may be."""
_BLOCK_REASONS = {
    BlockKind.HEADING: SkipReason.HEADING,
    BlockKind.VERSE: SkipReason.VERSE,
    BlockKind.NOTE: SkipReason.NOTE,
}


@dataclass(frozen=True)
class _Sentence:
    """A sentence as it would stand in an answer, and what it does."""

    index: int
    paragraph: int
    text: str  # in today's forms, with its opening
    bare: str  # the same without its opening
    fault: SkipReason | None  # why it can't stand in an answer
    worth: float
    advises: bool
    begins: bool  # can begin an answer
    is_new: bool  # begins a numbered section


def condense(
    text: str,
    spans: Sequence[Span],
    language: str,
    *,
    keep: float = KEEP_SHARE,
    max_sentences: int = MOST_SENTENCES,
    needs_topic: bool = True,
) -> Condensed:
    """The sentences of ``text`` (by ``spans``) that together make an answer, in their order.

    The first loses its connective (but, and, therefore), and old forms become today's. Where
    nothing can become an answer it is "", no sentence is kept, and ``reason`` says why.
    ``needs_topic``: it must speak of something one can ask about, as a draft must.
    """
    row = find_language(language)
    sentences = list(_read_sentences(text, spans, row))
    # A short passage may be a conclusion already.
    room = max(3 * row.phrasing.shortest, min(row.phrasing.longest, round(len(text) * keep)))
    terms = find_key_terms(text, language)
    runs = list(_find_runs(sentences, row, room, max_sentences))
    best = _choose_run(runs, row, needs_topic=needs_topic)
    if not best:
        reason = SkipReason.TOPIC if runs else _find_reason(sentences, row)
        return Condensed(tuple(spans), (False,) * len(spans), "", terms, reason)
    indexes = {sentence.index for sentence in best}
    keeps = tuple(index in indexes for index in range(len(spans)))
    return Condensed(tuple(spans), keeps, _join(best, row), terms)


def _choose_run(
    runs: Sequence[list[_Sentence]], row: Language, *, needs_topic: bool
) -> list[_Sentence] | None:
    """The weightiest run; of those one can ask about, where that is needed."""
    for run in sorted(runs, key=_weigh, reverse=True):
        answer = _join(run, row)
        if needs_topic and not draft_question(answer, language=row.code):
            continue
        if not row.phrasing.dangles.search(answer):
            return run
    return None


def _join(run: Sequence[_Sentence], row: Language) -> str:
    return row.join_words([run[0].bare, *(sentence.text for sentence in run[1:])])


def _read_sentences(text: str, spans: Sequence[Span], row: Language) -> Iterator[_Sentence]:
    blocks = find_blocks(text, row.code)
    at = 0
    for index, span in enumerate(spans):
        while at < len(blocks) - 1 and blocks[at].span.end <= span.start:
            at += 1
        block = blocks[at] if blocks else Block(BlockKind.HEADING, span)
        source = text[span.start : span.end]
        sentence = _read_sentence(source, index, at, block, span, row)
        if sentence.fault and block.kind is BlockKind.PROSE:
            clauses = (
                _read_sentence(clause, index, at, block, span, row)
                for clause in (*part_sentence(source, row), *find_maxims(source, row))
            )
            # Nothing but advice is taken out of its sentence.
            sentence = next((c for c in clauses if c.advises and c.begins), sentence)
        yield sentence


def _read_sentence(
    source: str, index: int, paragraph: int, block: Block, span: Span, row: Language
) -> _Sentence:
    phrasing = row.phrasing
    plain = phrasing.tidy(" ".join(source.split()))
    text = phrasing.modernize(plain)
    bare = phrasing.opening.sub("", text)
    bare = _lower_first_word(bare[:1].upper() + bare[1:])
    fault = _BLOCK_REASONS.get(block.kind) or _find_fault(plain, text, bare, row)
    # A sentence over a paragraph's border is a heading with the words behind it.
    if span.start + len(source.rstrip()) > block.span.end:
        fault = SkipReason.HEADING
    traits = _Traits() if fault else _find_traits(bare, row)
    if not fault and not traits.advises and not traits.is_general:
        fault = SkipReason.NOTHING
    worth = traits.worth * (_OLD_SHARE if text != plain and row.spaced else 1)
    begins = not phrasing.clings.search(bare)
    is_new = (text[:1] != bare[:1] and not text[:1].isalpha()) or text.startswith("第")
    return _Sentence(index, paragraph, text, bare, fault, worth, traits.advises, begins, is_new)


@dataclass(frozen=True)
class _Traits:
    """What a sentence does: advises, or says what something is; speaks of people as such."""

    advises: bool = False
    is_general: bool = False
    worth: float = 0.0


def _find_traits(bare: str, row: Language) -> _Traits:
    phrasing = row.phrasing
    topics = find_topics(bare, row)
    advises = bool(phrasing.advises.search(bare)) or any(
        re.match(rf"(?:the |true )?(?:{topic.pattern}){phrasing.means}", bare, re.IGNORECASE)
        for topic, _spans in topics
    )
    is_general = bool(phrasing.general.search(bare))
    worth = (
        _ADVICE * advises
        + _GENERAL * is_general
        + _REASON * bool(phrasing.explains.search(bare))
        + _TOPIC * min(2, len(topics))
    )
    return _Traits(advises, is_general, worth)


def _lower_first_word(sentence: str) -> str:
    """A chapter's first words often stand in capitals."""
    first, blank, rest = sentence.partition(" ")
    is_shouted = len(first) > 1 and first.isupper() and not rest[:2].isupper()
    return f"{first.capitalize()}{blank}{rest}" if is_shouted else sentence


def _find_fault(source: str, text: str, bare: str, row: Language) -> SkipReason | None:
    """Why a sentence can't stand in an answer, or None."""
    phrasing = row.phrasing
    if phrasing.quotes.search(text):
        return SkipReason.DIALOGUE
    if phrasing.tells.search(bare):
        return SkipReason.STORY
    if phrasing.refers.search(bare):
        return SkipReason.NOTE
    # What had to be brought into today's forms reads slowly enough where it is short.
    is_old = text != source
    if len(bare) > phrasing.longest_sentence * (_OLD_SHARE if is_old and row.spaced else 1):
        return SkipReason.NOTHING
    if phrasing.asks.search(text) or not phrasing.ending.search(bare):
        return SkipReason.NOTHING
    return None


def _find_runs(
    sentences: Sequence[_Sentence], row: Language, room: int, most: int
) -> Iterator[list[_Sentence]]:
    """Every run that can be an answer: in one paragraph, without faults, beginning by itself."""
    for start, first in enumerate(sentences):
        if first.fault or not first.begins:
            continue
        run: list[_Sentence] = []
        length = 0
        for sentence in sentences[start : start + most]:
            length += len(sentence.text) + 1
            is_apart = bool(run) and (sentence.paragraph != first.paragraph or sentence.is_new)
            if (
                sentence.fault
                or is_apart
                or (run and length > room)
                or length > row.phrasing.longest
            ):
                break
            run.append(sentence)
            if length > row.phrasing.shortest and _says_something(run, row):
                yield list(run)


def _says_something(run: Sequence[_Sentence], row: Language) -> bool:
    """Whether it advises; a language whose words nobody wrote down can't tell."""
    return any(sentence.advises for sentence in run) or not row.phrasing.topics


def _weigh(run: Sequence[_Sentence]) -> tuple[float, int]:
    """More sentences are worth more, though not in proportion: an answer is short."""
    return sum(sentence.worth for sentence in run) / math.sqrt(len(run)), len(run)


def _find_reason(sentences: Sequence[_Sentence], row: Language) -> SkipReason:
    """Why most of a passage's letters can't become an answer."""
    letters: Counter[SkipReason] = Counter()
    for sentence in sentences:
        fault = sentence.fault or (SkipReason.NOTHING if sentence.begins else SkipReason.LEANS)
        letters[fault] += len(sentence.text)
    if sum(letters.values()) < row.phrasing.shortest:
        return SkipReason.SHORT
    return letters.most_common(1)[0][0]
