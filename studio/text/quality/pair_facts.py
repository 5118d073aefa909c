"""What can be told of one pair by its words alone; preflight adds such facts up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from studio.domain.dataset import Severity
from studio.text.languages import JAPANESE, LANGUAGES, detect_script, find_language, unite
from studio.text.quality import personal_data
from studio.text.quality.pair_checks import PAIR_CHECKS, PairText
from studio.text.quality.preference import check_preference
from studio.text.quality.question_kinds import classify_question
from studio.text.quality.verbatim import measure_overlap

_REFUSAL = re.compile(unite(language.refusal for language in LANGUAGES))
_HEDGES = tuple(dict.fromkeys(hedge for language in LANGUAGES for hedge in language.hedges))
_FIGURE = re.compile(r"\d[\d.,]*")
# One pattern a language: joined to one, they would be tried at every letter.
_NAMES = tuple(map(re.compile, dict.fromkeys(language.proper_name for language in LANGUAGES)))
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[a-z\"”’)][.!?][\"”’)]?(?:\s|$)")
_ITEM = re.compile(r"(?im)^\s*(?:[-*•・●◆#>|]|\d{1,2}[.)、]|\(?[a-z][.)]\s|step \d|```)")
_LINE = 30  # characters of half the lines of a list without marks, at most
LISTED = 2
"""Lines with an item's mark from which an answer is a list and no running text."""
_STORY = re.compile(unite(language.narrator for language in LANGUAGES))
STORY = 3
"""Marks of a narrator from which an answer that nobody can hold against its book is a tale."""
FORM = frozenset(
    {"unfinished", "begins-midway", "leftovers", "leans", "tale", "unbalanced", "short-answer"}
)
"""Checks that look at how running text is formed."""
_ADDED_UP = tuple(
    check
    for check in PAIR_CHECKS
    if check.severity is not Severity.NOTE and check.code not in ("not-condensed", "echoes-prompt")
)


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Facts of one pair. ``verbatim`` is the share of the answer that stands word for word in
    its passage; ``run`` the longest stretch of it in letters; ``length`` the answer's length
    against the passage's; all 0.0 without a passage. ``prose`` says that the answer is running
    text; ``ungrounded`` that it names a figure or a name that stands in neither prompt nor
    passage."""

    codes: tuple[
        str, ...
    ]  # of studio.text.quality.pair_checks; faults of form only where there is prose
    opening: str
    kind: str  # of the question, a key of studio.text.quality.question_kinds.KINDS
    language: str
    characters: int  # of the answer
    prose: bool = False
    verbatim: float = 0.0
    run: int = 0
    length: float = 0.0
    private: tuple[str, ...] = ()
    refusal: bool = False
    hedge: bool = False
    ungrounded: bool = False
    preference: tuple[str, ...] = ()  # of studio.text.quality.preference
    rejected: int = -1  # characters of the answer that is not preferred; -1: there is none


def examine_pair(
    prompt: str,
    answer: str,
    source: str = "",
    language: str = "",
    *,
    told: str = "",
    rejected: str | None = None,
) -> PairFacts:
    """The facts of one pair; ``source`` is its passage as cleaned, "" where it has none, and
    ``told`` what its row says before the prompt; ``rejected`` the answer a preference row rejects."""
    language = language or detect_script(answer)
    words = PairText(prompt, answer, source, language)
    prose = is_prose(answer, language)
    # A label, a number, a line of code: it ends as it should without a full stop.
    codes = tuple(
        check.code
        for check in _ADDED_UP
        if (source or prose or check.code not in FORM)
        and check.hits(words)
        and (source or _holds_alone(check.code, answer))
    )
    found = measure_overlap(answer, source) if source else None
    kinds = {*_private(prompt), *_private(answer), *_told_private(told), *_private(rejected or "")}
    return PairFacts(
        codes=codes,
        opening=find_opening(prompt, language),
        kind=classify_question(prompt),
        language=language,
        characters=len(answer),
        prose=prose,
        verbatim=found.share if found else 0.0,
        run=found.longest if found else 0,
        length=len(answer) / len(source) if source else 0.0,
        private=tuple(sorted(kinds)),
        refusal=bool(_REFUSAL.search(answer[:200])),
        hedge=_is_hedged(answer),
        preference=() if rejected is None else check_preference(answer, rejected, language),
        rejected=-1 if rejected is None else len(rejected),
        ungrounded=bool(source) and _is_ungrounded(answer, f"{told}\n{prompt}\n{source}"),
    )


def _holds_alone(code: str, answer: str) -> bool:
    """Whether a fault that was found is one where no passage says what the answer was made of:
    past tense and a pointing word are natural in an answer to somebody's own question."""
    if code == "tale":
        return len(_STORY.findall(answer)) >= STORY
    return code != "leans"


def _private(text: str) -> frozenset[str]:
    return frozenset(one.kind for one in personal_data.find_personal_data(text))


_told_private = lru_cache(maxsize=16)(_private)
"""The same for what rows begin with, which is one text in most of them."""


def is_prose(answer: str, language: str = "") -> bool:
    """Whether an answer is running text, of which a fault of form can be said; lists are none."""
    lines = answer.strip().splitlines()
    if len(lines) > LISTED and (
        len(_ITEM.findall(answer)) >= LISTED or sorted(map(len, lines))[len(lines) // 2] < _LINE
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
    words = _WORD.findall(prompt[:200])
    if not words:
        return ""
    row = find_language(language)
    if row.spaced and words[0].isascii():
        return " ".join(words[: row.opening]).lower()
    return "".join(words)[: (JAPANESE if row.spaced else row).opening]


def _is_hedged(answer: str) -> bool:
    plain = f" {answer.lower()}"
    return any(words in plain for words in _HEDGES)


def _is_ungrounded(answer: str, given: str) -> bool:
    """Whether the answer names a figure or a name that nothing it was made from has."""
    figures = {figure.rstrip(".,").replace(",", "") for figure in _FIGURE.findall(answer)}
    names = {name for pattern in _NAMES for name in pattern.findall(answer)}
    missing = [word for word in (*figures, *names) if len(word) > 1 and word not in given]
    if not missing:
        return False
    # Figures of full width, and those with commas between the thousands, say the same.
    plain = unicodedata.normalize("NFKC", given)
    known = {figure.rstrip(".,").replace(",", "") for figure in _FIGURE.findall(plain)}
    return any(
        unicodedata.normalize("NFKC", word) not in (known if word in figures else plain)
        for word in missing
    )
