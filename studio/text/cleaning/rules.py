"""Cleaning rules: what is no word of the author's goes, and every change can be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from studio.domain.book import Replacement
from studio.i18n import N_
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
        name="illustrations",
        title=N_("Picture notes"),
        does=N_("Takes out notes where a picture stood, such as [Illustration: The harbour]."),
        languages=ALL_LANGUAGES,
        find=patterns.match_brackets(
            "illustrations", r"(?i)\[(?:illustration|picture|image|frontispiece|plate)\b"
        ),
        needs=("[",),
    ),
    Rule(
        name="footnotes",
        title=N_("Footnotes"),
        does=N_("Takes out footnotes set into the text, such as [Footnote 3: …]."),
        languages=ALL_LANGUAGES,
        find=patterns.match_brackets("footnotes", r"(?i)\[(?:foot|side|end)note\b"),
        needs=("[",),
    ),
    Rule(
        name="transcriber-notes",
        title=N_("Transcriber's notes"),
        does=N_(
            "Takes out what the transcriber noted in brackets, such as [Transcriber's note: …]."
        ),
        languages=ALL_LANGUAGES,
        find=patterns.match_brackets(
            "transcriber-notes", r"(?i)\[(?:transcriber|transcription|t/?n\b|ed(?:itor)?\.? note)"
        ),
        needs=("[",),
    ),
    Rule(
        name="footnote-marks",
        title=N_("Footnote marks"),
        does=N_("Takes out the numbers that point to notes: [1], [12a], {4}, [A], ¹ and †."),
        languages=ALL_LANGUAGES,
        find=patterns.find_footnote_marks,
        needs=tuple("[{¹²³⁰⁴⁵⁶⁷⁸⁹†‡↩"),
    ),
    Rule(
        name="page-numbers",
        title=N_("Page numbers"),
        does=N_(
            "Takes out page numbers that stand alone on a line or in brackets, such as [Pg 12]."
        ),
        languages=ALL_LANGUAGES,
        find=patterns.match_both(
            patterns.match_pattern("page-numbers", r"(?i)\[(?:pg|page|p\.) ?[\divxlc]{1,6}\] ?"),
            patterns.match_lines(
                "page-numbers",
                r"[ \t]*(?:[-–—] ?\d{1,4} ?[-–—]|page \d{1,4}|\d{1,4})[ \t]*(?:\n+|\Z)",
            ),
        ),
        needs=tuple("0123456789["),
    ),
    Rule(
        name="ornaments",
        title=N_("Ornaments"),
        does=N_("Takes out lines of stars, dashes and other ornaments between sections."),
        languages=ALL_LANGUAGES,
        find=patterns.match_lines(
            "ornaments",
            rf"[ \t\u3000]*(?:[{_ORNAMENT}](?:[ \t\u3000]*[{_ORNAMENT}])+|[⁂❦❧])[ \t\u3000]*(?:\n+|\Z)",
        ),
    ),
    Rule(
        name="italics",
        title=N_("Emphasis marks"),
        does=N_("Takes off the marks around emphasised words: _so_ becomes so."),
        languages=ALL_LANGUAGES,
        find=patterns.match_pattern(
            "italics", r"(?<![\w_])_(?=[^\s_])([^_\n]{1,500}?)(?<=[^\s_])_(?![\w_])", r"\1"
        ),
        needs=("_",),
    ),
    Rule(
        name="soft-hyphens",
        title=N_("Soft hyphens"),
        does=N_(
            "Takes out invisible characters: soft hyphens, zero-width blanks, byte order marks."
        ),
        languages=ALL_LANGUAGES,
        find=patterns.match_pattern("soft-hyphens", f"[{_UNSEEN}]+"),
        needs=tuple(_UNSEEN),
    ),
    Rule(
        name="split-words",
        title=N_("Words split at line ends"),
        does=N_("Joins a word that a hyphen split at the end of a line."),
        languages=_WESTERN,
        find=patterns.find_split_words,
        needs=("-", "\ufffe"),
    ),
    Rule(
        name="aozora-marks",
        title=N_("Aozora marks"),
        does=N_(
            "Takes out what is left of Aozora's notation: notes ［＃…］, readings 《…》, and ｜."
        ),
        languages=("ja",),
        find=patterns.match_pattern(
            "aozora-marks",
            r"※?［＃[^［］\n]{0,400}］|(?<=[\u3005\u3400-\u9fff])《[ぁ-ゖァ-ヺー・]{1,20}》|｜(?=[^｜\n]{1,40}《)",
        ),
        needs=("［", "《", "｜"),
    ),
    Rule(
        name="indents",
        title=N_("Paragraph indents"),
        does=N_("Takes off the blanks a Japanese paragraph begins with."),
        languages=("ja", "zh"),
        find=patterns.match_lines("indents", "\u3000+"),
        needs=("\u3000",),
    ),
    Rule(
        name="blanks",
        title=N_("Repeated blanks"),
        does=N_("Makes one blank of several, and takes off those at the end of a line."),
        languages=ALL_LANGUAGES,
        find=patterns.find_blanks,
        needs=("  ", " \n", "\t", "\xa0"),
    ),
    Rule(
        name="blank-lines",
        title=N_("Blank lines"),
        does=N_("Makes one blank line of several."),
        languages=ALL_LANGUAGES,
        find=patterns.match_pattern("blank-lines", r"\n[ \t]*\n[ \t]*\n\s*", "\n\n"),
    ),
    Rule(
        name="edges",
        title=N_("Blanks before and after"),
        does=N_("Takes off blank lines and blanks before the first and behind the last word."),
        languages=ALL_LANGUAGES,
        find=patterns.find_edges,
    ),
)
"""Every rule, in the order in which it has its say; the dialog and the manual are made from it.

To add one: write its row here, and what it finds into ``patterns``."""

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
    ranked: list[tuple[int, int, Replacement]] = []
    at_edges = False
    for rank, rule in enumerate(rules):
        if rule.fits(language) and rule.may_act(text):
            at_edges = at_edges or rule.name == "edges"
            for change in rule.find(text):
                ranked.append((change.start, rank, change))
    # Most passages have one change or none, and there are many passages.
    if len(ranked) > 1:
        ranked.sort(key=itemgetter(0, 1))
    changes = _without_overlaps([change for _start, _rank, change in ranked])
    if changes and at_edges and not _stand_inside(changes, text):
        return _with_edges(changes, text)
    return changes


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


def _with_edges(changes: list[Replacement], text: str) -> list[Replacement]:
    """The changes, and the blanks at an edge because what was there went."""
    at_start, start = _find_first_word(text, changes)
    mirrored = [
        Replacement(change.rule, len(text) - change.end, len(text) - change.start, change.text)
        for change in reversed(changes)
    ]
    at_end, from_end = _find_first_word(text[::-1], mirrored)
    end = len(text) - from_end
    if not at_start and not at_end:
        return changes
    inner = [change for change in changes if start <= change.start and change.end <= end]
    outer = [change for change in changes if change.end <= start or (change.start >= end > start)]
    for edge in ((0, start), (max(end, start), len(text))):
        inner += _clear_edge(outer, *edge)
    return sorted(inner, key=lambda change: change.start)


def _clear_edge(changes: Sequence[Replacement], start: int, end: int) -> Iterator[Replacement]:
    """An edge without anything: what other rules take out there, and the blanks in between."""
    past = start
    for change in changes:
        if not (start <= change.start and change.end <= end):
            continue
        if past < change.start:
            yield Replacement("edges", past, change.start)
        yield Replacement(change.rule, change.start, change.end)
        past = change.end
    if past < end:
        yield Replacement("edges", past, end)


def _stand_inside(changes: Sequence[Replacement], text: str) -> bool:
    """Whether words stand between both edges of the text and what other rules change."""
    others = [change for change in changes if change.rule != "edges"]
    if not others:
        return True
    before, behind = text[: others[0].start], text[others[-1].end :]
    return bool(before.strip(EDGE) and behind.strip(EDGE))


def _find_first_word(text: str, changes: Sequence[Replacement]) -> tuple[bool, int]:
    """How far from the start nothing but blanks is left, and whether a change is before that."""
    past = 0
    for change in changes:
        if text[past : change.start].strip(EDGE) or change.text.strip(EDGE):
            break
        past = change.end
    else:
        rest = text[past:]
        return bool(changes), len(text) - len(rest.lstrip(EDGE))
    if past == 0:
        return False, 0
    rest = text[past : change.start]
    return True, past + len(rest) - len(rest.lstrip(EDGE))


def _without_overlaps(changes: Sequence[Replacement]) -> list[Replacement]:
    apart: list[Replacement] = []
    for change in changes:
        if not apart or change.start >= apart[-1].end:
            apart.append(change)
    return apart
