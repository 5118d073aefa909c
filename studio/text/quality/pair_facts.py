"""What can be told of one pair by its words alone; preflight adds such facts up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from studio.text.languages import ENGLISH, JAPANESE, LANGUAGES, detect_script, find_language, unite
from studio.text.quality.pair_checks import PAIR_CHECKS, PairText
from studio.text.quality.personal_data import find_kinds
from studio.text.quality.preference import check_preference
from studio.text.quality.question_kinds import classify_question
from studio.text.quality.verbatim import (
    Overlap,
    is_book_prose,
    measure_copied_sentences,
    measure_overlap,
)

_REFUSAL = re.compile(unite(language.refusal for language in LANGUAGES))
_HEDGES = tuple(dict.fromkeys(hedge for language in LANGUAGES for hedge in language.hedges))
_FIGURE = re.compile(r"\d[\d.,]*")
# One pattern a language: joined to one, they would be tried at every letter.
_NAMES = tuple(map(re.compile, dict.fromkeys(language.proper_name for language in LANGUAGES)))
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[a-z\"”’)][.!?][\"”’)]?(?:\s|$)")
_LIST_ITEM = re.compile(r"(?im)^\s*(?:[-*•・●◆#>|]|\d{1,2}[.)、]|\(?[a-z][.)]\s|step \d|```)")
_LIST_LINE = 30  # characters of half the lines of a list without marks, at most
LISTED = 2
"""Lines with an item's mark from which an answer is a list and no running text."""
_NARRATOR = re.compile(unite(language.narrator for language in LANGUAGES))
STORY = 3
"""Marks of a narrator from which an answer that nobody can hold against its book is a tale."""
_REFUSAL_WITHIN = 200  # characters of an answer in which it refuses, if it does
_COUNTED = tuple(check for check in PAIR_CHECKS if check.counted)


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Facts of one pair; all that is about its passage is 0 or False where it has none."""

    codes: tuple[str, ...]  # of ``PAIR_CHECKS``; those of form only where there is running text
    opening: str
    kind: str  # of the question, a key of ``QUESTION_KINDS``
    language: str
    characters: int  # of the answer
    prose: bool = False  # the answer is running text
    verbatim: float = 0.0  # share of the answer that stands word for word in its passage
    run: int = 0  # letters of the longest such stretch
    repeats_book: bool = False  # that stretch is so long that the answer is the book's prose
    length: float = 0.0  # of the answer, against its passage's
    private: tuple[str, ...] = ()  # kinds of personal data
    refusal: bool = False
    hedge: bool = False
    ungrounded: bool = False  # it names a figure or a name that neither prompt nor passage has
    preference: tuple[str, ...] = ()  # what is wrong with a preference, of ``check_preference``
    rejected: int = -1  # characters of the answer that is not preferred; -1: there is none


def is_refusal(answer: str) -> bool:
    """Whether an answer begins by saying that it will not answer."""
    return bool(_REFUSAL.search(answer[:_REFUSAL_WITHIN]))


def examine_pair(
    prompt: str,
    answer: str,
    source: str = "",
    language: str = "",
    *,
    context: str = "",
    rejected: str | None = None,
) -> PairFacts:
    """The facts of one pair; ``source`` is its passage as cleaned, "" where it has none, and
    ``context`` what its row says before the prompt; ``rejected`` the answer a preference row
    rejects."""
    language = language or detect_script(answer)
    prose = is_prose(answer, language)
    overlap = measure_overlap(answer, source) if source else Overlap()
    private = find_kinds(prompt) | find_kinds(answer) | find_kinds(context)
    return PairFacts(
        codes=_find_codes(PairText(prompt, answer, source, language), prose=prose),
        opening=find_opening(prompt, language),
        kind=classify_question(prompt),
        language=language,
        characters=len(answer),
        prose=prose,
        verbatim=max(overlap.share, measure_copied_sentences(answer, source)) if source else 0.0,
        run=overlap.longest,
        repeats_book=is_book_prose(overlap.longest, answer),
        length=len(answer) / len(source) if source else 0.0,
        private=tuple(sorted(private | find_kinds(rejected or ""))),
        refusal=is_refusal(answer),
        hedge=_is_hedged(answer),
        preference=() if rejected is None else check_preference(answer, rejected, language),
        rejected=-1 if rejected is None else len(rejected),
        ungrounded=bool(source) and _is_ungrounded(answer, f"{context}\n{prompt}\n{source}"),
    )


def _find_codes(pair: PairText, *, prose: bool) -> tuple[str, ...]:
    # A label, a number, a line of code ends as it should without a full stop.
    return tuple(
        check.code
        for check in _COUNTED
        if (pair.source or prose or not check.of_form)
        and check.hits(pair)
        and (pair.source or _holds_alone(check.code, pair.answer))
    )


def _holds_alone(code: str, answer: str) -> bool:
    """Whether a fault is one where no passage says what the answer was made of: past tense and a
    pointing word are natural in an answer to somebody's own question."""
    if code == "tale":
        return len(_NARRATOR.findall(answer)) >= STORY
    return code != "leans"


def is_prose(answer: str, language: str = "") -> bool:
    """Whether an answer is running text, of which a fault of form can be said; lists are none."""
    lines = answer.strip().splitlines()
    if len(lines) > LISTED and (
        len(_LIST_ITEM.findall(answer)) >= LISTED
        or sorted(map(len, lines))[len(lines) // 2] < _LIST_LINE
    ):
        return False
    row = find_language(language)
    if len(answer) < row.shortest_prose:
        return False
    if not row.spaced:
        return "。" in answer or answer.count("、") > 1
    return len(_SENTENCE_END.findall(answer)) >= 2


def find_opening(prompt: str, language: str = "") -> str:
    """What a question begins with: three words, or six letters in Japanese."""
    prompt_words = _WORD.findall(prompt[:200])
    if not prompt_words:
        return ""
    row = find_language(language)
    # An English question may have a Japanese answer, and the other way round.
    if prompt_words[0].isascii():
        return " ".join(prompt_words[: (row if row.spaced else ENGLISH).opening]).lower()
    return "".join(prompt_words)[: (JAPANESE if row.spaced else row).opening]


def _is_hedged(answer: str) -> bool:
    plain = f" {answer.lower()}"
    return any(hedge in plain for hedge in _HEDGES)


def _is_ungrounded(answer: str, ground: str) -> bool:
    """Whether the answer names a figure or a name that nothing it was made from has."""
    figures = _find_figures(answer)
    names = {name for pattern in _NAMES for name in pattern.findall(answer)}
    missing = [word for word in (*figures, *names) if len(word) > 1 and word not in ground]
    if not missing:
        return False
    # Figures of full width, and those with commas between the thousands, say the same.
    plain = unicodedata.normalize("NFKC", ground)
    known_figures = _find_figures(plain)
    return any(
        unicodedata.normalize("NFKC", word) not in (known_figures if word in figures else plain)
        for word in missing
    )


def _find_figures(text: str) -> set[str]:
    return {figure.rstrip(".,").replace(",", "") for figure in _FIGURE.findall(text)}
