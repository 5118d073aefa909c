"""What cleaning rules look for: functions that find places of a text, each in one quick pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from studio.domain.book import Replacement

Find = Callable[[str], Iterable[Replacement]]
EDGE = " \t\n"
"""What is no word before the first and behind the last one."""


def match_pattern(name: str, expression: str, replacement: str = "") -> Find:
    """A finder for one regular expression; ``instead`` may use its groups."""
    compiled = re.compile(expression)

    def find(text: str) -> Iterator[Replacement]:
        for match in compiled.finditer(text):
            put = match.expand(replacement) if "\\" in replacement else replacement
            # A change to the same words would be shown to the curator as one.
            if put != match[0]:
                yield Replacement(name, match.start(), match.end(), put)

    return find


def match_lines(name: str, expression: str) -> Find:
    """A finder for what stands at the beginning of lines; letter case counts for nothing."""
    top = re.compile(expression, re.IGNORECASE)
    below = re.compile(rf"\n(?:{expression})", re.IGNORECASE)  # quick, as it begins with \n

    def find(text: str) -> Iterator[Replacement]:
        end = 0
        match = top.match(text)
        if match:
            end = match.end()
            yield Replacement(name, 0, end)
        while match := below.search(text, max(0, end - 1)):  # the line feed a find ends with
            end = match.end()
            yield Replacement(name, match.start() + 1, end)

    return find


def match_both(first: Find, second: Find) -> Find:
    """Finders whose findings never overlap, as one."""

    def find(text: str) -> Iterable[Replacement]:
        return sorted([*first(text), *second(text)], key=lambda change: change.start)

    return find


def match_brackets(name: str, opening: str) -> Find:
    """A finder for notes in square brackets that begin like ``opening``, brackets inside included.

    A note that is a paragraph goes with the blank lines behind it.
    """
    begins = re.compile(opening)
    bracket = re.compile(r"[\[\]]")

    def find(text: str) -> Iterator[Replacement]:
        past = 0
        for match in begins.finditer(text):
            if match.start() < past:
                continue
            depth = 0
            # A bracket that is never closed must not take the rest of the book with it.
            for mark in bracket.finditer(text, match.start(), match.start() + 20_000):
                depth += 1 if mark[0] == "[" else -1
                if depth == 0:
                    past = mark.end()
                    yield _with_blank_lines(name, text, match.start(), past)
                    break
            else:
                past = match.start() + 20_000

    return find


def _with_blank_lines(name: str, text: str, start: int, end: int) -> Replacement:
    if start == 0 or text[start - 1] == "\n":
        end += len(text[end : end + 50]) - len(text[end : end + 50].lstrip("\n"))
    elif text[start - 1] == " " and text[end : end + 1] in ("", " ", "\n"):
        start -= 1
    return Replacement(name, start, end)


_MARK = re.compile(
    r"[\[{¹²³⁰⁴-⁹†‡↩]"  # quick, as it begins with one set of characters
    r"(?:(?<=\[)(?:\d{1,3}[a-z]?\]|[A-Z*†‡]\](?<=\S...))|(?<=\{)\d{1,4}[a-z]?\} ?"
    r"|(?<=[^\W\d_][¹²³⁰⁴-⁹])[¹²³⁰⁴-⁹]*|(?<=\S[†‡])|(?<=↩)\ufe0e?)"
)


def find_footnote_marks(text: str) -> Iterator[Replacement]:
    """Marks of notes; the blank before a number in brackets goes with it."""
    past = 0
    for mark in _MARK.finditer(text):
        start, end = mark.span()
        if past < start and text[start] == "[" and text[start + 1].isdecimal():
            start -= text[start - 1].isspace()
        past = end
        yield Replacement("footnote-marks", start, end)


_LINE_END = re.compile(r"\n(?<=[a-zà-ÿ][-\ufffe]\n)(?=[a-zà-ÿ])")


def find_split_words(text: str) -> Iterator[Replacement]:
    """Words parted at a line's end, between small letters alone: "Anglo-\nSaxon" keeps its hyphen."""
    for match in _LINE_END.finditer(text):
        yield Replacement("split-words", match.start() - 1, match.end())


_RUNS = re.compile(r" (?:[ \t\xa0]+|(?=\n))|[\t\xa0][ \t\xa0]*")


def find_blanks(text: str) -> Iterator[Replacement]:
    """Runs of blanks, which become one, or none before a line's end."""
    for run in _RUNS.finditer(text):
        behind = text[run.end() : run.end() + 1]
        yield Replacement("blanks", run.start(), run.end(), "" if behind in ("\n", "") else " ")


def find_edges(text: str) -> Iterable[Replacement]:
    """Blanks before the first word and behind the last."""
    first = len(text) - len(text.lstrip(EDGE))
    last = len(text.rstrip(EDGE))
    changes = [Replacement("edges", 0, first)] if first else []
    if first <= last < len(text):
        changes.append(Replacement("edges", max(first, last), len(text)))
    return changes
