"""Sentences: a text parted where its sentences end, nothing lost in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import sentencex

from studio.domain.book import Span

_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OPENING = "「『（〔【《〈〘［(｢"
_CLOSING = "」』）〕】》〉〙］)｣"
_JAPANESE_MARK = re.compile(
    rf"(?P<open>[{re.escape(_OPENING)}])|(?P<end>[。！？!?｡．‼⁇⁈⁉]+)"
    rf"|(?P<close>[{re.escape(_CLOSING)}])|(?P<line>\n+)"
)
_AFTER = re.compile(r"[^\S\n\u3000]*(?:\u3000+(?=\n|\Z))?\n*")
_ON = r"と(?!にかく|ころ|はいえ|もあれ|りわけ|もかく)|って|て、"
_QUOTED_ON = re.compile(rf"[ 　]*(?:{_ON}|など|を|には|の(?!ち)|[にはがもで](?=[、\u4e00-\u9fff]))")
_STRONG_ON = re.compile(rf"[ 　]*(?:{_ON})|[、,]")
_LONGEST_BRACKET = 600
"""Characters after which an unclosed or endless bracket no longer holds sentences together."""

_WIDE_BLANK = re.compile(r"[^\S\t\n\r ]")
_BLANKS = re.compile(r"\s*")
_PLAIN_END = re.compile(r"[.!?]+[\"'”’)\]]*\s+")
_BLOCK = 4_000  # characters handed to the Western splitter at a time, cut at line ends


def sentences(text: str, language: str) -> list[Span]:
    """The sentences' spans, each with the white space behind it; joined they are the text."""
    return [Span(start, end) for start, end in sentence_spans(text, language)]


def sentence_spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    """The same one after the other, so that a text of any length needs no more memory."""
    japanese = language in ("ja", "zh") or (not language and _looks_japanese(text))
    ends = _japanese_ends(text) if japanese else _western_ends(text, language or "en")
    start = seen = 0
    found: tuple[int, int] | None = None
    for end in chain(ends, (len(text),)):
        if end <= seen:
            continue
        if text[seen:end].isspace():  # blanks belong to the sentence before, or the next
            found = (found[0], end) if found else None
            start = end if found else start
        else:
            if found:
                yield found
            found, start = (start, end), end
        seen = end
    if found or text:
        yield found or (0, len(text))


def _looks_japanese(text: str) -> bool:
    head = text[:2_000]
    return len(_KANA.findall(head)) + len(_HAN.findall(head)) > 0.1 * len(head)


def _japanese_ends(text: str) -> Iterator[int]:
    """Ends of sentences: after 。！？ outside brackets, after a quote nobody goes on from, at lines.

    「…。」と言った is one sentence; so is a quote of several, unless it grows too long.
    """
    depth = opened = last = 0
    ended = False  # the bracket at hand holds an ended sentence
    for mark in _JAPANESE_MARK.finditer(text):
        at = mark.end()
        if mark["line"]:
            depth, ended, last = 0, False, at
            yield at
        elif mark["open"]:
            opened = mark.start() if depth == 0 else opened
            depth += 1
            ended = False
        elif mark["end"]:
            ended = True
            if depth and at - opened > _LONGEST_BRACKET:
                depth = 0
            carried = mark[0][-1] not in "。｡．" and _STRONG_ON.match(text, at)
            if not (depth or carried or text.startswith(tuple(_CLOSING), at)):
                last = _AFTER.match(text, at).end()  # type: ignore[union-attr]
                yield last
        elif mark["close"]:
            depth = max(0, depth - 1)
            alone = opened - last <= 2 and not text[last:opened].strip()
            whole = alone or mark[0] in "」』｣"  # （…。） ends none that began before it
            if depth == 0 and ended and whole and not _goes_on(text, at):
                last = _AFTER.match(text, at).end()  # type: ignore[union-attr]
                yield last


def _goes_on(text: str, at: int) -> bool:
    """Whether the sentence goes on behind a closing bracket."""
    after = text[at : at + 1]
    if after in _CLOSING or after in "。、，,．.！？!?｡" or after == "":
        return after != ""
    return bool(_QUOTED_ON.match(text, at))


def _western_ends(text: str, language: str) -> Iterator[int]:
    reached = 0
    for start, end in _stretches(text):
        if end <= reached:
            continue
        for boundary in [*_boundaries(text[start:end], language), end - start]:
            if start + boundary > reached:
                reached = _BLANKS.match(text, start + boundary).end()  # type: ignore[union-attr]
                yield reached


def _boundaries(text: str, language: str) -> list[int]:
    """Where the splitter ends sentences; blanks wider than ASCII's would make it panic."""
    plain = text if text.isascii() else _WIDE_BLANK.sub(" ", text)
    try:
        found = sentencex.get_sentence_boundaries(language, plain)  # type: ignore[attr-defined]
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, and not an Exception
            raise
        return [end.end() for end in _PLAIN_END.finditer(text)]
    return [int(one["end_index"]) for one in found if not one["is_paragraph_break"]]


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that end at a paragraph's end where there is one within reach."""
    start = 0
    while len(text) - start > _BLOCK:
        cut = text.rfind("\n\n", start + 1, start + _BLOCK)
        cut = cut + 2 if cut > 0 else text.rfind(" ", start + 1, start + _BLOCK) + 1
        cut = cut if cut > start else start + _BLOCK
        yield start, cut
        start = cut
    if start < len(text):
        yield start, len(text)
