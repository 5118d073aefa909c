"""Checks of one pair: what would teach a model something nobody wants; a table, one row each.

To add one: write its row into ``PAIR_CHECKS``. Review shows what it says beside the pair,
preflight counts the pairs it hits unless it is a note, and trimming an answer can use it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studio.domain.dataset import Finding, Severity
from studio.i18n import N_, _
from studio.text.languages import LANGUAGES, find_language, unite
from studio.text.quality.verbatim import repeats_book


@dataclass(frozen=True)
class PairText:
    """What a check looks at: a pair's words, its passage's ("" where it has none), its language."""

    prompt: str
    answer: str
    source: str
    language: str


@dataclass(frozen=True)
class PairCheck:
    """A row: a code that programs can rely on, how bad a hit is, what it says, and its test."""

    code: str
    severity: Severity
    message: str
    hits: Callable[[PairText], bool]
    of_form: bool = False  # how running text is formed: says nothing of a list or a label
    counted: bool = True  # by preflight, over all pairs


# Marks of Project Gutenberg's and Aozora Bunko's files, of HTML, and of italics in plain text.
_LEFT_MARK = re.compile(
    r"\[(?i:Illustration|Footnote|Transcriber|Sidenote)|\[\d+\]|《|》|［＃|※|底本|"
    r"本書|本章|前章|次章|<[A-Za-z/][^>]*>|_\w[^_\n]*_"
)
# A mentor does not speak of chapters; of the book itself only one who read it to somebody would.
_BOOKISH = re.compile(r"\bchapter [ivxlc\d]+\b|\bproject gutenberg\b|\bin this (?:book|chapter)\b")
_BOOKISH_SIGNS = ("chapter", "gutenberg", "this book")
_SENTENCE_END = re.compile(r"[.!?。！？…][)”’\"'」』）\]]*$")
_MIDWAY = re.compile(r"[\"'“‘(]*[a-zà-ÿ]|[、。，,;:]")
_ASKS = re.compile(
    r"[?？]\s*$|か。?$|(?:please|explain|describe|tell|help|教えて|ください)", re.IGNORECASE
)
_TALE = re.compile(
    unite(mark for language in LANGUAGES for mark in (language.narrator, language.past))
)
_BRACKETS = (("“", "”"), ("「", "」"), ("『", "』"), ("（", "）"), ("(", ")"))
_BLANKS = re.compile(r"\s+")


def _echoes_prompt(pair: PairText) -> bool:
    prompt, answer = (_BLANKS.sub("", text).casefold() for text in (pair.prompt, pair.answer))
    return bool(prompt) and answer.startswith(prompt)


def _is_short(pair: PairText) -> bool:
    return 0 < len(pair.answer.strip()) < find_language(pair.language).shortest_answer


def _is_unfinished(pair: PairText) -> bool:
    return bool(pair.answer.strip()) and not _SENTENCE_END.search(pair.answer.strip())


def _has_leftovers(pair: PairText) -> bool:
    if _LEFT_MARK.search(pair.answer):
        return True
    # A plain search is faster than the pattern, and few answers hold any of these words.
    plain = pair.answer.lower()
    return any(sign in plain for sign in _BOOKISH_SIGNS) and bool(_BOOKISH.search(plain))


def _leans(pair: PairText) -> bool:
    return bool(find_language(pair.language).leans.search(pair.answer))


def _leaves_open(pair: PairText) -> bool:
    answer = pair.answer
    if any(answer.count(left) != answer.count(right) for left, right in _BRACKETS):
        return True
    return bool(answer.count('"') % 2)


def _is_as_long(pair: PairText) -> bool:
    # A short passage may be a conclusion already.
    return len(pair.source) > 200 and len(pair.answer) > 0.7 * len(pair.source)


def _asks_nothing(pair: PairText) -> bool:
    return bool(pair.prompt.strip()) and not _ASKS.search(pair.prompt.strip())


PAIR_CHECKS = (
    PairCheck(
        "empty-prompt",
        Severity.ERROR,
        N_("The question is empty."),
        lambda pair: not pair.prompt.strip(),
    ),
    PairCheck(
        "empty-answer",
        Severity.ERROR,
        N_("The answer is empty."),
        lambda pair: not pair.answer.strip(),
    ),
    PairCheck(
        "echoes-prompt",
        Severity.WARNING,
        N_("The answer repeats the question."),
        _echoes_prompt,
        counted=False,
    ),
    PairCheck(
        "short-answer",
        Severity.WARNING,
        N_("The answer is too short to teach anything."),
        _is_short,
        of_form=True,
    ),
    PairCheck(
        "unfinished",
        Severity.WARNING,
        N_("The answer ends in mid-sentence."),
        _is_unfinished,
        of_form=True,
    ),
    PairCheck(
        "begins-midway",
        Severity.WARNING,
        N_("The answer begins in mid-sentence."),
        lambda pair: bool(_MIDWAY.match(pair.answer.strip())),
        of_form=True,
    ),
    PairCheck(
        "leftovers",
        Severity.WARNING,
        N_("The answer contains leftovers of the book: a note, a heading, markup."),
        _has_leftovers,
        of_form=True,
    ),
    PairCheck(
        "leans",
        Severity.WARNING,
        N_("The answer begins with a word that points at something outside it."),
        _leans,
        of_form=True,
    ),
    PairCheck(
        "tale",
        Severity.WARNING,
        N_("The answer tells a story or speaks as the author, instead of answering."),
        lambda pair: bool(_TALE.search(pair.answer)),
        of_form=True,
    ),
    PairCheck(
        "unbalanced",
        Severity.WARNING,
        N_("A quotation or a bracket is left open."),
        _leaves_open,
        of_form=True,
    ),
    PairCheck(
        "not-condensed",
        Severity.WARNING,
        N_("The answer is nearly as long as the passage."),
        _is_as_long,
        counted=False,
    ),
    PairCheck(
        "verbatim",
        Severity.NOTE,
        N_("A long stretch is word for word the book's; say it as a mentor would."),
        lambda pair: repeats_book(pair.answer, pair.source),
        counted=False,
    ),
    PairCheck(
        "no-question",
        Severity.NOTE,
        N_("The question asks nothing."),
        _asks_nothing,
        counted=False,
    ),
)
"""Every check of a single pair. To add one: see the head of this module."""


def check_pair(prompt: str, answer: str, *, source: str = "", language: str = "") -> list[Finding]:
    """What the table says of one pair, errors first."""
    pair = PairText(prompt, answer, source, language)
    order = list(Severity)
    findings = [
        Finding(check.severity, check.code, _(check.message))
        for check in PAIR_CHECKS
        if check.hits(pair)
    ]
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def passes(findings: Sequence[Finding]) -> bool:
    """Whether nothing worse than a note was found."""
    return all(finding.severity is Severity.NOTE for finding in findings)
