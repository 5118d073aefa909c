"""What can be told of one pair by its words alone; preflight adds such facts up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.domain.dataset import Severity
from studio.text import private
from studio.text.checks import check_pair

_PIECE = re.compile(r"[^.!?。！？\n]+[.!?。！？…]*")
_REFUSAL = re.compile(
    r"(?i)^(?:i'?m sorry|i am sorry|sorry,|i apologi[sz]e|i can(?:'|no)t|as an ai\b|unfortunately, i)"
    r"|申し訳(?:ありません|ございません)|お答えできません|AIとして"
)
_HEDGE = re.compile(
    r"(?i)\b(?:i think|i believe|perhaps|maybe|it depends|probably|might be)\b|かもしれ|たぶん|おそらく|と思われ"
)
_FIGURE = re.compile(r"\d[\d.,]*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*")
_WORD = re.compile(r"[^\W_]+")
SHORTEST_PIECE = 25
"""Letters of a sentence that is called word for word the book's; shorter ones stand anywhere."""
PROSE = 160
"""Characters from which a Western answer can be running text."""
_SENTENCE_END = re.compile(r"[a-z\"”’)][.!?][\"”’)]?(?:\s|$)")
FORM = frozenset({"unfinished", "begins-midway", "leftovers", "leans", "tale", "unbalanced",
                  "short-answer"})  # fmt: skip
"""Checks that look at how running text is formed."""
OPENING = {"ja": 6}
OPENING_WORDS = 3


@dataclass(frozen=True)
class Facts:
    """Facts of one pair. ``verbatim`` is the share of the answer that stands word for word in
    its passage; ``run`` the longest stretch of it in characters; ``length`` the answer's length
    against the passage's; all 0.0 without a passage. ``ungrounded`` says that the answer names a
    figure or a name that stands in neither prompt nor passage."""

    codes: tuple[str, ...]  # of studio.text.checks; faults of form only where there is prose
    opening: str
    verbatim: float = 0.0
    run: int = 0
    length: float = 0.0
    private: tuple[str, ...] = ()
    refusal: bool = False
    hedge: bool = False
    ungrounded: bool = False


def facts_of(prompt: str, answer: str, source: str = "", language: str = "") -> Facts:
    """The facts of one pair; ``source`` is its passage as cleaned, "" where it has none."""
    found = check_pair(prompt, answer, source=source, language=language)
    if not source and not is_prose(answer):
        # A label, a number, a line of code: it ends as it should without a full stop.
        found = [one for one in found if one.code not in FORM]
    share, run = verbatim(answer, source) if source else (0.0, 0)
    kinds = {one.kind for text in (prompt, answer) for one in private.find(text)}
    return Facts(
        codes=tuple(
            f.code for f in found if f.severity is not Severity.NOTE or f.code == "verbatim"
        ),
        opening=opening(prompt, language),
        verbatim=share,
        run=run,
        length=len(answer) / len(source) if source else 0.0,
        private=tuple(sorted(kinds)),
        refusal=bool(_REFUSAL.search(answer[:200])),
        hedge=bool(_HEDGE.search(answer)),
        ungrounded=bool(source) and _is_ungrounded(answer, f"{prompt}\n{source}"),
    )


def is_prose(answer: str) -> bool:
    """Whether an answer is running text, of which a fault of form can be said."""
    if answer.count("。") >= 2:
        return True
    return len(answer) >= PROSE and len(_SENTENCE_END.findall(answer)) >= 2


def verbatim(answer: str, source: str) -> tuple[float, int]:
    """The share of an answer's letters that stand in the source sentence for sentence, and the
    longest stretch of such sentences."""
    book = "".join(source.split())
    copied = total = run = longest = 0
    for piece in _PIECE.findall(answer):
        letters = "".join(piece.split())
        total += len(letters)
        if len(letters) >= SHORTEST_PIECE and letters in book:
            copied += len(letters)
            run += len(letters)
            longest = max(longest, run)
        else:
            run = 0
    return (copied / total if total else 0.0), longest


def opening(prompt: str, language: str = "") -> str:
    """What a question begins with: three words, or six letters in Japanese."""
    words = _WORD.findall(prompt[:200])
    if not words:
        return ""
    if language == "ja" or not words[0].isascii():
        return "".join(words)[: OPENING["ja"]]
    return " ".join(words[:OPENING_WORDS]).lower()


def _is_ungrounded(answer: str, given: str) -> bool:
    """Whether the answer names a figure or a name that nothing it was made from has."""
    figures = {figure.rstrip(".,") for figure in _FIGURE.findall(answer)}
    if any(len(figure) > 1 and figure not in given for figure in figures):
        return True
    return any(name not in given for name in _NAME.findall(answer))
