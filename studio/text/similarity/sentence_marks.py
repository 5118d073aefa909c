"""What became of each sentence of a passage in its answer: kept, rewritten or dropped.

A sentence is kept where the answer says it word for word (blanks and case aside), and rewritten
where a sentence of the answer shares enough of its words, or of its pairs of letters where no
blanks part words. All of it is quick enough to be done at every keystroke.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from studio.domain.book import Span
from studio.text.languages import Language, detect_script, find_language
from studio.text.sentences.boundaries import split_sentences

ALIKE = 0.42
"""From this resemblance on, a sentence of the answer is a sentence of the passage in other words.
Tried on the sample library's own condensings and on rewordings by hand: tests name some."""
FEWEST_LETTERS = 4
"""A sentence shorter than this is in any text by chance."""
_BLANKS = re.compile(r"\s+")
_SIGNS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]{3,}")


class Fate(StrEnum):
    """What became of a sentence."""

    KEPT = "kept"
    REWRITTEN = "rewritten"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Mark:
    """A sentence of the passage: its span, its fate, and where in the answer it stands now.

    ``answer_span`` is None for one that was dropped; ``likeness`` goes from 0.0 to 1.0.
    """

    sentence: Span
    fate: Fate
    answer_span: Span | None = None
    likeness: float = 0.0


@dataclass(frozen=True)
class _Bag:
    """What two sentences resemble each other by."""

    counts: Counter[str]
    total: int


def mark_sentences(
    passage: str, sentences: Sequence[Span], answer: str, language: str
) -> tuple[Mark, ...]:
    """The fate of each of the passage's ``sentences`` in the answer as it stands."""
    row = find_language(language or detect_script(passage))
    letters, places = _squeeze(answer)
    marks: list[Mark | None] = []
    matched: list[Span] = []
    for span in sentences:
        stretch = _find_word_for_word(passage[span.start : span.end], letters, places)
        if stretch is not None:
            matched.append(stretch)
        marks.append(None if stretch is None else Mark(span, Fate.KEPT, stretch, 1.0))
    others = [
        (piece, _make_bag(answer[piece.start : piece.end], row))
        for piece in split_sentences(answer, language)
        if not any(_overlap(piece, stretch) for stretch in matched)
    ]
    return tuple(
        mark or _find_rewording(span, passage, others, row)
        for span, mark in zip(sentences, marks, strict=True)
    )


def take_in(passage: str, marks: Sequence[Mark], index: int, answer: str, language: str) -> str:
    """The answer with a dropped sentence in its place: behind what stands before it there."""
    text = _read_plain(passage, marks[index].sentence)
    before = [mark.answer_span.end for mark in marks[:index] if mark.answer_span is not None]
    after = [mark.answer_span.start for mark in marks[index + 1 :] if mark.answer_span is not None]
    at = max(before) if before else min(after) if after else len(answer)
    return _join(answer[:at], text, answer[at:], language or detect_script(passage))


def take_out(marks: Sequence[Mark], index: int, answer: str) -> str:
    """The answer without the words that stand for a sentence, and without a gap where they were."""
    stretch = marks[index].answer_span
    if stretch is None:
        return answer
    before, after = answer[: stretch.start], answer[stretch.end :]
    if not before.strip() or before[-1:].isspace():
        after = after.lstrip(" \u3000")
    return before + after if after.strip() else before.rstrip() + after.rstrip()


def restore(passage: str, marks: Sequence[Mark], index: int, answer: str, language: str) -> str:
    """The answer with a rewritten sentence in the book's own words again."""
    stretch, text = marks[index].answer_span, _read_plain(passage, marks[index].sentence)
    if stretch is None:
        return answer
    end = stretch.start + len(answer[stretch.start : stretch.end].rstrip())
    return _join(answer[: stretch.start], text, answer[end:], language or detect_script(passage))


def find_new_sentences(marks: Sequence[Mark], answer: str, language: str) -> list[Span]:
    """The answer's sentences that are none of the passage's, not even in other words."""
    places = [mark.answer_span for mark in marks if mark.answer_span is not None]
    return [
        piece
        for piece in split_sentences(answer, language)
        if answer[piece.start : piece.end].strip()
        and not any(_overlap(piece, stretch) for stretch in places)
    ]


def count_fates(marks: Iterable[Mark]) -> dict[Fate, int]:
    """How many sentences were kept, rewritten and dropped."""
    counts = Counter(mark.fate for mark in marks)
    return {fate: counts[fate] for fate in Fate}


def _join(before: str, text: str, after: str, language: str) -> str:
    blank = " " if find_language(language).spaced else ""
    left = "" if not before.strip() or before[-1].isspace() else blank
    right = "" if not after.strip() or after[0].isspace() else blank
    return f"{before}{left}{text}{right}{after}" if after.strip() else f"{before}{left}{text}"


def _read_plain(passage: str, span: Span) -> str:
    """A sentence without the line ends of the book."""
    return _BLANKS.sub(" ", passage[span.start : span.end].strip())


def _squeeze(text: str) -> tuple[str, list[int]]:
    """The letters of a text without blanks and case, and where each of them stands."""
    places = [at for at, letter in enumerate(text) if not letter.isspace()]
    # Lower case may be longer than upper case: letter by letter the places stay right.
    return "".join(text[at].lower()[:1] for at in places), places


def _find_word_for_word(sentence: str, letters: str, places: Sequence[int]) -> Span | None:
    key = _squeeze_sentence(sentence)
    if len(key) < FEWEST_LETTERS:
        return None
    at = letters.find(key)
    return None if at < 0 else Span(places[at], places[at + len(key) - 1] + 1)


@lru_cache(maxsize=2_048)
def _squeeze_sentence(sentence: str) -> str:
    return _squeeze(sentence)[0]


def _find_rewording(
    span: Span, passage: str, others: Sequence[tuple[Span, _Bag]], row: Language
) -> Mark:
    """The sentence of the answer that resembles this one most, where one does."""
    bag = _make_bag(passage[span.start : span.end], row)
    likeness, stretch = max(
        ((_compare(bag, other), piece) for piece, other in others),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )
    if likeness < ALIKE or stretch is None:
        return Mark(span, Fate.DROPPED)
    return Mark(span, Fate.REWRITTEN, stretch, likeness)


@lru_cache(maxsize=2_048)
def _make_bag(sentence: str, row: Language) -> _Bag:
    if row.spaced:
        terms = [word for word in _WORD.findall(sentence.lower()) if word not in row.stopwords]
        counts = Counter(word[:6] for word in terms)  # "begin" and "beginning" are one
    else:
        letters = _SIGNS.sub("", sentence)
        counts = Counter(letters[at : at + 2] for at in range(len(letters) - 1))
    return _Bag(counts, counts.total())


def _compare(first: _Bag, other: _Bag) -> float:
    """The geometric mean of the shares that two sentences have of each other."""
    if not first.total or not other.total:
        return 0.0
    shared = (first.counts & other.counts).total()
    return float(shared / (first.total * other.total) ** 0.5)


def _overlap(first: Span, other: Span) -> bool:
    return first.start < other.end and other.start < first.end
