"""Checks of one pair: what would teach a model something nobody wants; a table, one row each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studio.domain.dataset import Finding, Severity
from studio.i18n import _
from studio.text.languages import LANGUAGES, find_language, unite


@dataclass(frozen=True)
class PairText:
    """What a check looks at."""

    prompt: str
    answer: str
    source: str
    language: str


@dataclass(frozen=True)
class PairCheck:
    """A check: its code, the lesson it stands for, how bad a hit is, what it says, its test."""

    code: str
    lesson: str
    severity: Severity
    message: str
    hits: Callable[[PairText], bool]


VERBATIM_RUN = 200
"""Characters copied in one run past which an answer is book prose rather than a conclusion."""

_MARKS = re.compile(
    r"\[(?i:Illustration|Footnote|Transcriber|Sidenote)|\[\d+\]|《|》|［＃|※|底本|"
    r"本書|本章|前章|次章|<[A-Za-z/][^>]*>|_\w[^_\n]*_"
)
_BOOKISH = re.compile(r"\bchapter [ivxlc\d]+\b|\bproject gutenberg\b|\bin this (?:book|chapter)\b")
_BOOKISH_SIGNS = ("chapter", "gutenberg", "this book")
_ENDS = re.compile(r"[.!?。！？…][)”’\"'」』）\]]*$")
_ASKS = re.compile(
    r"[?？]\s*$|か。?$|(?:please|explain|describe|tell|help|教えて|ください)", re.IGNORECASE
)
_TALE = re.compile(
    unite(mark for language in LANGUAGES for mark in (language.narrator, language.past))
)


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _leftovers(words: PairText) -> bool:
    """Marks by their letters; the words only where a plain search, which is faster, sees one."""
    if _MARKS.search(words.answer):
        return True
    plain = words.answer.lower()
    return any(sign in plain for sign in _BOOKISH_SIGNS) and bool(_BOOKISH.search(plain))


def _leans(words: PairText) -> bool:
    return bool(find_language(words.language).leans.search(words.answer))


def _copied(words: PairText) -> bool:
    answer = " ".join(words.answer.split())
    source = " ".join(words.source.split())
    return any(
        answer[at : at + VERBATIM_RUN] in source
        for at in range(0, max(0, len(answer) - VERBATIM_RUN + 1), 20)
    )


def _quotes_unbalanced(words: PairText) -> bool:
    answer = words.answer
    pairs = (("“", "”"), ("「", "」"), ("『", "』"), ("（", "）"), ("(", ")"))
    return any(answer.count(left) != answer.count(right) for left, right in pairs) or bool(
        answer.count('"') % 2
    )


PAIR_CHECKS = (
    PairCheck(
        "empty-prompt",
        "clean",
        Severity.ERROR,
        _("The prompt is empty."),
        lambda w: not w.prompt.strip(),
    ),
    PairCheck(
        "empty-answer",
        "clean",
        Severity.ERROR,
        _("The answer is empty."),
        lambda w: not w.answer.strip(),
    ),
    PairCheck(
        "echoes-prompt",
        "clean",
        Severity.WARNING,
        _("The answer repeats the prompt."),
        lambda w: bool(w.prompt.strip()) and _flat(w.answer).startswith(_flat(w.prompt)),
    ),
    PairCheck(
        "short-answer",
        "clean",
        Severity.WARNING,
        _("The answer is too short to teach anything."),
        lambda w: 0 < len(w.answer.strip()) < find_language(w.language).shortest_answer,
    ),
    PairCheck(
        "unfinished",
        "clean",
        Severity.WARNING,
        _("The answer ends in mid-sentence."),
        lambda w: bool(w.answer.strip()) and not _ENDS.search(w.answer.strip()),
    ),
    PairCheck(
        "begins-midway",
        "clean",
        Severity.WARNING,
        _("The answer begins in mid-sentence."),
        lambda w: bool(re.match(r"[\"'“‘(]*[a-zà-ÿ]|[、。，,;:]", w.answer.strip())),
    ),
    PairCheck(
        "leftovers",
        "clean",
        Severity.WARNING,
        _("The answer holds leftovers of the book: a note, a heading, markup."),
        _leftovers,
    ),
    PairCheck(
        "leans",
        "clean",
        Severity.WARNING,
        _("The answer begins with a word that points at something outside it."),
        _leans,
    ),
    PairCheck(
        "tale",
        "clean",
        Severity.WARNING,
        _("The answer tells a story or speaks as the author, instead of answering."),
        lambda w: bool(_TALE.search(w.answer)),
    ),
    PairCheck(
        "unbalanced",
        "clean",
        Severity.WARNING,
        _("A quotation or a bracket is left open."),
        _quotes_unbalanced,
    ),
    PairCheck(
        "not-condensed",
        "clean",
        Severity.WARNING,
        _("The answer is nearly as long as the passage."),
        lambda w: len(w.source) > 200 and len(w.answer) > 0.7 * len(w.source),
    ),
    PairCheck(
        "verbatim",
        "clean",
        Severity.NOTE,
        _("A long stretch is word for word the book's; say it as a mentor would."),
        _copied,
    ),
    PairCheck(
        "no-question",
        "clean",
        Severity.NOTE,
        _("The prompt asks nothing."),
        lambda w: bool(w.prompt.strip()) and not _ASKS.search(w.prompt.strip()),
    ),
)


def check_pair(prompt: str, answer: str, *, source: str = "", language: str = "") -> list[Finding]:
    """What the table says of one pair, errors first."""
    words = PairText(prompt, answer, source, language)
    order = list(Severity)
    found = [
        Finding(check.severity, check.code, check.message)
        for check in PAIR_CHECKS
        if check.hits(words)
    ]
    return sorted(found, key=lambda finding: order.index(finding.severity))


def passes(findings: Sequence[Finding]) -> bool:
    """Whether nothing worse than a note was found."""
    return all(finding.severity is Severity.NOTE for finding in findings)
