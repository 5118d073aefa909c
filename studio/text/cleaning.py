"""Cleaning rules: what is no word of the author's goes, and every change can be looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from studio.domain.book import Replacement
from studio.i18n import _

ALL_LANGUAGES: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A row: a name for settings, a title and a sentence for people, and what it finds.

    ``languages`` are primary tags; none means all. ``find`` gives replacements in order.
    """

    name: str
    title: str
    does: str
    languages: tuple[str, ...]
    find: Callable[[str], Iterable[Replacement]]

    def fits(self, language: str) -> bool:
        return not self.languages or not language or language in self.languages


def _pattern(
    name: str, pattern: str, instead: str = "", needs: str = ""
) -> Callable[[str], Iterator[Replacement]]:
    """A finder for one regular expression; ``instead`` may use its groups.

    ``needs`` are characters of which the text must hold one: looking first keeps a book fast.
    """
    compiled = re.compile(pattern)

    def find(text: str) -> Iterator[Replacement]:
        if needs and not any(mark in text for mark in needs):
            return
        for found in compiled.finditer(text):
            put = found.expand(instead) if "\\" in instead else instead
            if put != found[0]:
                yield Replacement(name, found.start(), found.end(), put)

    return find


def _bracketed(name: str, opening: str) -> Callable[[str], Iterator[Replacement]]:
    """A finder for notes in square brackets that begin like ``opening``, brackets inside included.

    A note that is a paragraph goes with the blank lines behind it.
    """
    begins = re.compile(opening)
    bracket = re.compile(r"[\[\]]")

    def find(text: str) -> Iterator[Replacement]:
        past = 0
        for found in begins.finditer(text):
            if found.start() < past:
                continue
            depth = 0
            for mark in bracket.finditer(text, found.start(), found.start() + 20_000):
                depth += 1 if mark[0] == "[" else -1
                if depth == 0:
                    past = mark.end()
                    yield _with_blank_lines(name, text, found.start(), past)
                    break
            else:
                past = found.start() + 20_000

    return find


def _with_blank_lines(name: str, text: str, start: int, end: int) -> Replacement:
    if start == 0 or text[start - 1] == "\n":
        end += len(text[end : end + 50]) - len(text[end : end + 50].lstrip("\n"))
    elif text[start - 1] == " " and text[end : end + 1] in ("", " ", "\n"):
        start -= 1
    return Replacement(name, start, end)


_RUNS = re.compile(r"[ \t\xa0]{2,}|[\t\xa0]|[ \t\xa0]+(?=\n)")


def _blanks(text: str) -> Iterator[Replacement]:
    if "  " not in text and " \n" not in text and "\t" not in text and "\xa0" not in text:
        return
    for run in _RUNS.finditer(text):
        behind = text[run.end() : run.end() + 1]
        yield Replacement("blanks", run.start(), run.end(), "" if behind in ("\n", "") else " ")


def _edges(text: str) -> Iterator[Replacement]:
    first = len(text) - len(text.lstrip(_EDGE))
    last = len(text.rstrip(_EDGE))
    if first:
        yield Replacement("edges", 0, first)
    if first <= last < len(text):
        yield Replacement("edges", max(first, last), len(text))


_EDGE = " \t\n"
_WESTERN = ("en", "fr", "de", "es", "it", "pt", "nl")

RULES: tuple[Rule, ...] = (
    Rule(
        "illustrations",
        _("Picture notes"),
        _("Takes out notes where a picture stood, such as [Illustration: The harbour]."),
        ALL_LANGUAGES,
        _bracketed("illustrations", r"(?i)\[(?:illustration|picture|image|frontispiece|plate)\b"),
    ),
    Rule(
        "footnotes",
        _("Footnotes"),
        _("Takes out footnotes set into the text, such as [Footnote 3: …]."),
        ALL_LANGUAGES,
        _bracketed("footnotes", r"(?i)\[(?:foot|side|end)note\b"),
    ),
    Rule(
        "transcriber-notes",
        _("Transcriber's notes"),
        _("Takes out what the transcriber noted in brackets, such as [Transcriber's note: …]."),
        ALL_LANGUAGES,
        _bracketed("transcriber-notes", r"(?i)\[(?:transcriber|transcription|t/?n\b|ed(?:itor)?\.? note)"),
    ),
    Rule(
        "footnote-marks",
        _("Footnote marks"),
        _("Takes out the numbers that point to notes: [1], [12a], {4}, [A], ¹ and †."),
        ALL_LANGUAGES,
        _pattern("footnote-marks", r"\s?\[\d{1,3}[a-z]?\]|(?<=\S)\[[A-Z*†‡]\]|\{\d{1,4}[a-z]?\} ?|(?<=[^\W\d_])[¹²³⁰⁴-⁹]+|(?<=\S)[†‡]|↩\ufe0e?", needs='[{¹²³⁰⁴⁵⁶⁷⁸⁹†‡↩'),
    ),
    Rule(
        "page-numbers",
        _("Page numbers"),
        _("Takes out page numbers that stand alone on a line or in brackets, such as [Pg 12]."),
        ALL_LANGUAGES,
        _pattern("page-numbers", r"(?im)\[(?:pg|page|p\.) ?[\divxlc]{1,6}\] ?|^[ \t]*(?:[-–—] ?\d{1,4} ?[-–—]|page \d{1,4}|\d{1,4})[ \t]*(?:\n+|\Z)", needs="0123456789["),
    ),
    Rule(
        "ornaments",
        _("Ornaments"),
        _("Takes out lines of stars, dashes and other ornaments between sections."),
        ALL_LANGUAGES,
        _pattern("ornaments", r"(?m)^[ \t\u3000]*(?:[*＊※☆★◇◆○●•·~=_#⁂❦—―─–-](?:[ \t\u3000]*[*＊※☆★◇◆○●•·~=_#⁂❦—―─–-])+|[⁂❦❧])[ \t\u3000]*(?:\n+|\Z)"),
    ),
    Rule(
        "italics",
        _("Emphasis marks"),
        _("Takes off the marks around emphasised words: _so_ becomes so."),
        ALL_LANGUAGES,
        _pattern("italics", r"(?<![\w_])_(?=[^\s_])([^_\n]{1,500}?)(?<=[^\s_])_(?![\w_])", r"\1", needs='_'),
    ),
    Rule(
        "soft-hyphens",
        _("Soft hyphens"),
        _("Takes out invisible characters: soft hyphens, zero-width blanks, byte order marks."),
        ALL_LANGUAGES,
        _pattern("soft-hyphens", "[\u00ad\u200b\u2060\ufeff\u200e\u200f]+", needs='\xad\u200b\u2060\ufeff\u200e\u200f'),
    ),
    Rule(
        "split-words",
        _("Words split at line ends"),
        _("Joins a word that a hyphen split at the end of a line."),
        _WESTERN,
        _pattern("split-words", r"(?:-|\ufffe)\n(?<=[a-zà-ÿ].\n)(?=[a-zà-ÿ])"),
    ),
    Rule(
        "aozora-marks",
        _("Aozora marks"),
        _("Takes out what is left of Aozora's notation: notes ［＃…］, readings 《…》, and ｜."),
        ("ja",),
        _pattern("aozora-marks", r"※?［＃[^［］\n]{0,400}］|(?<=[\u3005\u3400-\u9fff])《[ぁ-ゖァ-ヺー・]{1,20}》|｜(?=[^｜\n]{1,40}《)", needs='［《｜'),
    ),
    Rule(
        "indents",
        _("Paragraph indents"),
        _("Takes off the blanks a Japanese paragraph begins with."),
        ("ja", "zh"),
        _pattern("indents", r"(?m)^\u3000+", needs='\u3000'),
    ),
    Rule(
        "blanks",
        _("Repeated blanks"),
        _("Makes one blank of several, and takes off those at the end of a line."),
        ALL_LANGUAGES,
        _blanks,
    ),
    Rule(
        "blank-lines",
        _("Blank lines"),
        _("Makes one blank line of several."),
        ALL_LANGUAGES,
        _pattern("blank-lines", r"\n[ \t]*\n[ \t]*\n\s*", "\n\n"),
    ),
    Rule(
        "edges",
        _("Blanks before and after"),
        _("Takes off blank lines and blanks before the first and behind the last word."),
        ALL_LANGUAGES,
        _edges,
    ),
)  # fmt: skip
"""Every rule, in the order in which it has its say; the dialog and the manual are made from it."""

DEFAULT = RULES


def replacements(
    text: str, rules: Iterable[Rule] = DEFAULT, language: str = ""
) -> list[Replacement]:
    """What these rules change, in order and without overlaps; an earlier row wins over a later."""
    found: list[tuple[int, int, Replacement]] = []
    edges = False
    for rank, rule in enumerate(rules):
        if rule.fits(language):
            edges = edges or rule.name == "edges"
            found.extend((one.start, rank, one) for one in rule.find(text))
    found.sort(key=lambda one: (one[0], one[1]))
    kept = _without_overlaps([one for _start, _rank, one in found])
    return _with_edges(kept, text) if edges else kept


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
    return apply(text, replacements(text, rules, language))


def counts(changes: Iterable[Replacement]) -> dict[str, int]:
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


def _bared(text: str, changes: Sequence[Replacement]) -> tuple[bool, int]:
    """How far from the start nothing but blanks is left, and whether a change is behind that."""
    past = 0
    for one in changes:
        if text[past : one.start].strip(_EDGE) or one.text.strip(_EDGE):
            break
        past = one.end
    else:
        rest = text[past:]
        return bool(changes), len(text) - len(rest.lstrip(_EDGE))
    if past == 0:
        return False, 0
    rest = text[past : one.start]
    return True, past + len(rest) - len(rest.lstrip(_EDGE))


def _without_overlaps(changes: Sequence[Replacement]) -> list[Replacement]:
    kept: list[Replacement] = []
    for change in changes:
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept
