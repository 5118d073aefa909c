"""Cleaning rules: what is no word of the author's goes, and every change can be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from studio.domain.book import Replacement
from studio.i18n import _
from studio.text.cleaning import patterns
from studio.text.cleaning.patterns import EDGE, Find

ALL_LANGUAGES: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A row: a name for settings, a title and a sentence for people, and what it finds.

    ``languages`` are primary tags; none means all. ``find`` gives replacements in order. A text
    that holds none of ``needs`` has nothing to find; looking for them first keeps a book fast.
    """

    name: str
    title: str
    does: str
    languages: tuple[str, ...]
    find: Find
    needs: tuple[str, ...] = ()

    def fits(self, language: str) -> bool:
        return not self.languages or not language or language in self.languages

    def may_act(self, text: str) -> bool:
        """Whether the text holds anything that this rule is about."""
        for mark in self.needs:  # a loop, as any() costs more than all else here
            if mark in text:
                return True
        return not self.needs


_UNSEEN = "\u00ad\u200b\u2060\ufeff\u200e\u200f"
_WESTERN = ("en", "fr", "de", "es", "it", "pt", "nl")
_ORNAMENT = "*＊※☆★◇◆○●•·~=_#⁂❦—―─–-"

RULES: tuple[Rule, ...] = (
    Rule(
        "illustrations",
        _("Picture notes"),
        _("Takes out notes where a picture stood, such as [Illustration: The harbour]."),
        ALL_LANGUAGES,
        patterns.match_brackets(
            "illustrations", r"(?i)\[(?:illustration|picture|image|frontispiece|plate)\b"
        ),
        needs=("[",),
    ),
    Rule(
        "footnotes",
        _("Footnotes"),
        _("Takes out footnotes set into the text, such as [Footnote 3: …]."),
        ALL_LANGUAGES,
        patterns.match_brackets("footnotes", r"(?i)\[(?:foot|side|end)note\b"),
        needs=("[",),
    ),
    Rule(
        "transcriber-notes",
        _("Transcriber's notes"),
        _("Takes out what the transcriber noted in brackets, such as [Transcriber's note: …]."),
        ALL_LANGUAGES,
        patterns.match_brackets(
            "transcriber-notes", r"(?i)\[(?:transcriber|transcription|t/?n\b|ed(?:itor)?\.? note)"
        ),
        needs=("[",),
    ),
    Rule(
        "footnote-marks",
        _("Footnote marks"),
        _("Takes out the numbers that point to notes: [1], [12a], {4}, [A], ¹ and †."),
        ALL_LANGUAGES,
        patterns.find_footnote_marks,
        needs=tuple("[{¹²³⁰⁴⁵⁶⁷⁸⁹†‡↩"),
    ),
    Rule(
        "page-numbers",
        _("Page numbers"),
        _("Takes out page numbers that stand alone on a line or in brackets, such as [Pg 12]."),
        ALL_LANGUAGES,
        patterns.match_both(
            patterns.match_pattern("page-numbers", r"(?i)\[(?:pg|page|p\.) ?[\divxlc]{1,6}\] ?"),
            patterns.match_lines(
                "page-numbers",
                r"[ \t]*(?:[-–—] ?\d{1,4} ?[-–—]|page \d{1,4}|\d{1,4})[ \t]*(?:\n+|\Z)",
            ),
        ),
        needs=tuple("0123456789["),
    ),
    Rule(
        "ornaments",
        _("Ornaments"),
        _("Takes out lines of stars, dashes and other ornaments between sections."),
        ALL_LANGUAGES,
        patterns.match_lines(
            "ornaments",
            rf"[ \t\u3000]*(?:[{_ORNAMENT}](?:[ \t\u3000]*[{_ORNAMENT}])+|[⁂❦❧])[ \t\u3000]*(?:\n+|\Z)",
        ),
    ),
    Rule(
        "italics",
        _("Emphasis marks"),
        _("Takes off the marks around emphasised words: _so_ becomes so."),
        ALL_LANGUAGES,
        patterns.match_pattern(
            "italics", r"(?<![\w_])_(?=[^\s_])([^_\n]{1,500}?)(?<=[^\s_])_(?![\w_])", r"\1"
        ),
        needs=("_",),
    ),
    Rule(
        "soft-hyphens",
        _("Soft hyphens"),
        _("Takes out invisible characters: soft hyphens, zero-width blanks, byte order marks."),
        ALL_LANGUAGES,
        patterns.match_pattern("soft-hyphens", f"[{_UNSEEN}]+"),
        needs=tuple(_UNSEEN),
    ),
    Rule(
        "split-words",
        _("Words split at line ends"),
        _("Joins a word that a hyphen split at the end of a line."),
        _WESTERN,
        patterns.find_split_words,
        needs=("-", "\ufffe"),
    ),
    Rule(
        "aozora-marks",
        _("Aozora marks"),
        _("Takes out what is left of Aozora's notation: notes ［＃…］, readings 《…》, and ｜."),
        ("ja",),
        patterns.match_pattern(
            "aozora-marks",
            r"※?［＃[^［］\n]{0,400}］|(?<=[\u3005\u3400-\u9fff])《[ぁ-ゖァ-ヺー・]{1,20}》|｜(?=[^｜\n]{1,40}《)",
        ),
        needs=("［", "《", "｜"),
    ),
    Rule(
        "indents",
        _("Paragraph indents"),
        _("Takes off the blanks a Japanese paragraph begins with."),
        ("ja", "zh"),
        patterns.match_lines("indents", "\u3000+"),
        needs=("\u3000",),
    ),
    Rule(
        "blanks",
        _("Repeated blanks"),
        _("Makes one blank of several, and takes off those at the end of a line."),
        ALL_LANGUAGES,
        patterns.find_blanks,
        needs=("  ", " \n", "\t", "\xa0"),
    ),
    Rule(
        "blank-lines",
        _("Blank lines"),
        _("Makes one blank line of several."),
        ALL_LANGUAGES,
        patterns.match_pattern("blank-lines", r"\n[ \t]*\n[ \t]*\n\s*", "\n\n"),
    ),
    Rule(
        "edges",
        _("Blanks before and after"),
        _("Takes off blank lines and blanks before the first and behind the last word."),
        ALL_LANGUAGES,
        patterns.find_edges,
    ),
)
"""Every rule, in the order in which it has its say; the dialog and the manual are made from it."""

DEFAULT = RULES


def select_rules(
    text: str, rules: Iterable[Rule] = DEFAULT, language: str = ""
) -> tuple[Rule, ...]:
    """Those of the rules that may find something in this text, or in any part of it.

    Of what they need, each then looks only for what is there.
    """
    return tuple(
        replace(rule, needs=tuple(mark for mark in rule.needs if mark in text))
        for rule in rules
        if rule.fits(language) and rule.may_act(text)
    )


def find_replacements(
    text: str, rules: Iterable[Rule] = DEFAULT, language: str = ""
) -> list[Replacement]:
    """What these rules change, in order and without overlaps; an earlier row wins over a later."""
    found: list[tuple[int, int, Replacement]] = []
    at_edges = False
    for rank, rule in enumerate(rules):
        if rule.fits(language) and rule.may_act(text):
            at_edges = at_edges or rule.name == "edges"
            for one in rule.find(text):
                found.append((one.start, rank, one))
    if len(found) < 2:
        kept = [one for _start, _rank, one in found]
    else:
        found.sort(key=itemgetter(0, 1))
        kept = _without_overlaps([one for _start, _rank, one in found])
    return _with_edges(kept, text) if kept and at_edges and not _apart(kept, text) else kept


def apply(text: str, changes: Sequence[Replacement]) -> str:
    """The text with these replacements made; they are sorted and don't overlap."""
    pieces: list[str] = []
    past = 0
    for change in changes:
        pieces += (text[past : change.start], change.text)
        past = change.end
    pieces.append(text[past:])
    return "".join(pieces)


def clean(text: str, rules: Iterable[Rule] = DEFAULT, language: str = "") -> str:
    """The text as the rules leave it."""
    return apply(text, find_replacements(text, rules, language))


def count_by_rule(changes: Iterable[Replacement]) -> dict[str, int]:
    """How many changes each rule makes, by its name."""
    tally: dict[str, int] = {}
    for change in changes:
        tally[change.rule] = tally.get(change.rule, 0) + 1
    return tally


def _with_edges(changes: list[Replacement], text: str) -> list[Replacement]:
    """The changes, and the blanks at an edge because what was there went."""
    ahead, start = _bared(text, changes)
    back = [
        Replacement(one.rule, len(text) - one.end, len(text) - one.start, one.text)
        for one in reversed(changes)
    ]
    behind, end = _bared(text[::-1], back)
    end = len(text) - end
    if not ahead and not behind:
        return changes
    kept = [one for one in changes if start <= one.start and one.end <= end]
    gone = [one for one in changes if one.end <= start or (one.start >= end > start)]
    for edge_start, edge_end in ((0, start), (max(end, start), len(text))):
        inside = [one for one in gone if edge_start <= one.start and one.end <= edge_end]
        past = edge_start
        for one in inside:
            if past < one.start:
                kept.append(Replacement("edges", past, one.start))
            kept.append(Replacement(one.rule, one.start, one.end))
            past = one.end
        if past < edge_end:
            kept.append(Replacement("edges", past, edge_end))
    return sorted(kept, key=lambda one: one.start)


def _apart(changes: Sequence[Replacement], text: str) -> bool:
    """Whether words stand between both edges of the text and what other rules change."""
    others = [one for one in changes if one.rule != "edges"]
    if not others:
        return True
    before, behind = text[: others[0].start], text[others[-1].end :]
    return bool(before.strip(EDGE) and behind.strip(EDGE))


def _bared(text: str, changes: Sequence[Replacement]) -> tuple[bool, int]:
    """How far from the start nothing but blanks is left, and whether a change is behind that."""
    past = 0
    for one in changes:
        if text[past : one.start].strip(EDGE) or one.text.strip(EDGE):
            break
        past = one.end
    else:
        rest = text[past:]
        return bool(changes), len(text) - len(rest.lstrip(EDGE))
    if past == 0:
        return False, 0
    rest = text[past : one.start]
    return True, past + len(rest) - len(rest.lstrip(EDGE))


def _without_overlaps(changes: Sequence[Replacement]) -> list[Replacement]:
    kept: list[Replacement] = []
    for change in changes:
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept
