"""Ends of Japanese sentences, by their marks, brackets and what goes on behind a quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENING = "「『（〔【《〈〘［(｢“〝"
_CLOSING = "」』）〕】》〉〙］)｣”〟"
_MARK = re.compile(
    rf"(?P<open>[{re.escape(_OPENING)}])|(?P<end>(?:[。！？!?｡．‼⁇⁈⁉][\ufe0e\ufe0f]?)+)"
    rf"|(?P<close>[{re.escape(_CLOSING)}])|(?P<line>\n+)"
    r"|(?P<dot>(?<=[ぁ-ヿ\u4e00-\u9fff」』）])\.(?=[ \n]|\Z))"
)
_AFTER = re.compile(
    # marks of notes and of laughter belong to the sentence before; enumerations, as （一）, do not
    r"(?:［[０-９0-9]{1,3}］|\[[0-9]{1,3}\]|（注[０-９0-9]{0,3}）|[（(](?:笑|泣|涙|苦笑|爆笑)[)）]"
    r"|[＊†‡¹²³⁰⁴-⁹])*"
    r"[^\S\n\u3000]*(?:\u3000+(?=\n|\Z))?\n*"
)
_ON = (
    r"と(?!にかく|ころ|はいえ|もあれ|りわけ|もかく|うとう|ても|もに|たん|つぜん|いうのも)|って|て、"
)
_QUOTED_ON = re.compile(
    rf"[ 　]*(?:{_ON}|など|を|には|の(?!ち)|[にはがもで](?=[、\u4e00-\u9fff])|[―—─]|ト(?=[云言申思]))"
)
_STRONG_ON = re.compile(rf"[ 　]*(?:{_ON})|[、,]")
_LONGEST_BRACKET = 600
"""Characters after which an unclosed or endless bracket no longer holds sentences together."""


def find_japanese_ends(text: str) -> Iterator[int]:
    """Ends of sentences: after 。！？ outside brackets, after a quote nobody goes on from, at lines.

    「…。」と言った is one sentence; so is a quote of several, unless it grows too long.
    """
    depth = opened = last = 0
    ended = False  # the bracket at hand holds an ended sentence
    for mark in _MARK.finditer(text):
        at = mark.end()
        if mark["line"]:
            depth, ended, last = 0, False, at
            yield at
        elif mark["open"]:
            opened = mark.start() if depth == 0 else opened
            depth += 1
            ended = False
        elif mark["end"] or mark["dot"]:
            if _within(text, mark.start(), at, last):
                continue
            ended = True
            if depth and at - opened > _LONGEST_BRACKET:
                depth = 0
            carried = mark[0][-1] not in "。｡．." and _STRONG_ON.match(text, at)
            if not (depth or carried or text.startswith(tuple(_CLOSING), at)):
                last = _AFTER.match(text, at).end()  # type: ignore[union-attr]
                yield last
        elif mark["close"]:
            depth = max(0, depth - 1)
            alone = opened - last <= 2 and not text[last:opened].strip()
            encloses = alone or mark[0] in "」』｣”〟"  # （…。） ends none that began before it
            if depth == 0 and ended and encloses and not _goes_on(text, at):
                last = _AFTER.match(text, at).end()  # type: ignore[union-attr]
                yield last


def _within(text: str, start: int, end: int, last: int) -> bool:
    """Whether a mark stands within a word: 3．14, the 1．of a heading, Yahoo!ニュース, an address."""
    mark = text[start:end]
    if mark not in "．!?":
        return False
    before, behind = text[start - 1 : start], text[end : end + 1]
    if mark == "．":
        if not (before.isascii() and before.isalnum()) and not "０" <= before <= "ｚ":
            return False
        return behind.isdecimal() or (start - last < 9 and text[last:start].strip().isdecimal())
    if not before.isascii() or not behind or not before.strip():
        return False
    if behind.isascii():
        return behind.isalnum() or behind in "=&%/"
    return mark == "!" and before.isalpha() and "ァ" <= behind <= "ヺ"


def _goes_on(text: str, at: int) -> bool:
    """Whether the sentence goes on behind a closing bracket."""
    after = text[at : at + 1]
    if after in _CLOSING or after in "。、，,．.！？!?｡" or after == "":
        return after != ""
    return bool(_QUOTED_ON.match(text, at))
