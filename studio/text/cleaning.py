"""Clean by rules: each names itself, says what it takes off, and touches nothing of the original."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from studio.domain.book import Replacement
from studio.i18n import _

Find = Callable[[str], Iterable[tuple[int, int, str]]]
"""Where a rule changes a text: start, end, and what stands there instead."""


@dataclass(frozen=True)
class Rule:
    """A cleaning rule. ``languages`` empty: for every language."""

    name: str
    title: str
    find: Find
    languages: frozenset[str] = frozenset()


def _by(pattern: str, instead: str = "", flags: int = 0) -> Find:
    compiled = re.compile(pattern, flags)

    def find(text: str) -> Iterator[tuple[int, int, str]]:
        for match in compiled.finditer(text):
            yield match.start(), match.end(), match.expand(instead) if instead else ""

    return find


_JAPANESE = frozenset({"ja"})
_LATIN = frozenset({"en", "fr", "de", "es", "it", "pt", "nl", ""})

RULES = (
    Rule("transcriber-notes", _("Transcriber's notes"),
         _by(r"\[Transcriber[’']?s? [Nn]ote:?[^\]]{0,2000}\]")),
    Rule("illustrations", _("Marks of illustrations"),
         _by(r"\[Illustration(?::[^\]]{0,500})?\]")),
    Rule("footnotes", _("Footnotes in brackets"),
         _by(r"\[Footnote(?: \w{1,5})?:[^\]]{0,2000}\]")),
    Rule("footnote-marks", _("Footnote marks such as [12]"),
         _by(r"(?<=\S) ?\[(?:\d{1,3}|[a-z*†‡])\]")),
    Rule("page-numbers", _("Page numbers"),
         _by(r"[ \t]*(?:\[(?:Pg|Page|p\.) ?[\divxlc]{1,6}\]|\{\d{1,4}\})")),
    Rule("lone-page-numbers", _("Page numbers on a line of their own"),
         _by(r"(?m)^[ \t]*(?:- ?)?\d{1,4}(?: ?-)?[ \t]*\n(?=\n|\S|\Z)")),
    Rule("ornaments", _("Rows of stars and dashes between sections"),
         _by(r"(?m)^[ \t　]*(?:[*＊※•·][ \t　]*){2,}$|^[ \t]*[-—_=~]{4,}[ \t]*$")),
    Rule("italics", _("Underscores and stars that stand for italics"),
         _by(r"(?<![\w_])_(\S(?:[^_\n]{0,400}?\S)?)_(?![\w_])", r"\1"), _LATIN),
    Rule("soft-hyphens", _("Soft hyphens and other invisible marks"),
         _by("[\u00ad\u200b\u2060\ufeff]")),
    Rule("ruby", _("Readings in 《》 that a reader left"),
         _by(r"《[ぁ-ゖァ-ヶー・]{1,30}》|｜(?=[^《》\n]{1,20}《)"), _JAPANESE),
    Rule("aozora-notes", _("Editors' notes ［＃…］"), _by(r"※?［＃[^］\n]{0,200}］"), _JAPANESE),
    Rule("indent", _("Indents of paragraphs"), _by(r"(?m)^[ \t　]+(?=\S)")),
    Rule("repeated-blanks", _("Blanks in a row"), _by(r"(?<=\S)[ \t]{2,}(?=\S)", " "), _LATIN),
    Rule("line-end-blanks", _("Blanks at line ends"), _by(r"(?m)[ \t　]+$")),
    Rule("empty-lines", _("More than one empty line"), _by(r"\n(?:[ \t　]*\n){2,}", "\n\n")),
    Rule("edges", _("Blanks before and after a passage"), _by(r"\A\s+|\s+\Z")),
)  # fmt: skip
"""The rules in force by default, in the order in which they win where two touch."""

DEFAULT = RULES


def replacements(text: str, rules: Sequence[Rule], language: str = "") -> list[Replacement]:
    """What the rules change in a text: sorted, never overlapping; an earlier rule wins."""
    found: list[tuple[int, int, int, Replacement]] = []
    for order, rule in enumerate(rules):
        if rule.languages and language not in rule.languages:
            continue
        for start, end, instead in rule.find(text):
            if text[start:end] != instead:
                found.append((start, order, end, Replacement(rule.name, start, end, instead)))
    found.sort(key=lambda item: item[:2])
    kept: list[Replacement] = []
    orders: list[int] = []
    for start, order, end, change in found:
        if kept and start < kept[-1].end:
            # Two rules touch the same letters: the earlier rule of the table keeps them.
            if order < orders[-1] and end >= kept[-1].end:
                kept[-1], orders[-1] = change, order
            continue
        kept.append(change)
        orders.append(order)
    return kept


def apply(text: str, changes: Sequence[Replacement]) -> str:
    """The text with its changes made; ``changes`` are sorted and do not overlap."""
    pieces: list[str] = []
    at = 0
    for change in changes:
        pieces += (text[at : change.start], change.text)
        at = change.end
    return "".join(pieces) + text[at:]


def clean(text: str, rules: Sequence[Rule] = DEFAULT, language: str = "") -> str:
    """The text as the rules leave it."""
    return apply(text, replacements(text, rules, language))
