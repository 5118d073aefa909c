"""Ends of Western sentences put right: those a splitter sees where none are, and those it misses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_QUOTES = "\"'”’»"
_CAPITAL = r"[^\W\d_a-z]"
_MISSED = re.compile(
    r"[.!?…](?:"
    # a quotation or a bracket that ended with its sentence, before another sentence
    rf"[{_QUOTES})\]]+(?=\s+[“‘\"'(\[«]?{_CAPITAL})"
    # an ellipsis before a capital that is not “I”
    rf"|(?:(?<=…)|(?<=\.)(?<!\.\.)\.\.)(?=\s+[“\"]?(?!I\b){_CAPITAL})"
    # an I that is no initial
    r"|(?:(?<=said I\.)|(?<=says I\.)|(?<=cried I\.)|(?<=thought I\.)|(?<=asked I\.)"
    r"|(?<=replied I\.)|(?<=am I\.)|(?<=was I\.))(?=\s+[“\"A-Z]))"
)
_NOTE_MARKS = re.compile(
    r"(?:[¹²³⁰⁴-⁹†‡]|\*+(?=\s|\Z)| ?\[(?:\d{1,3}[a-z]?|[A-Z*])\]|\{\d{1,4}\}|[\u2060\xa0 ]*…)+"
)
_LEADS_ON = re.compile(
    r"\W*(?:nos?|vols?|ch|chaps?|cap|pp?|figs?|secs?|sects?|arts?|bks?|vv?|vers?|par|ll?|ps|prov"
    r"|matt?|gen|exod?|isa|jer|rom|cor|tim|pet|rev|lib|tom|n|[ivxlc]+|\d+[sdl])\.",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\d|[ivxlc]+\b)", re.IGNORECASE)
_TITLED = re.compile(
    rf"\W*(?:Mr|Mrs|Ms|Dr|St|Prof|Rev|Capt|Col|Gen|Lt|Hon|Gov|Messrs|Mme|Mlle|Jr|Sr)\.[{_QUOTES}]?"
)
_ENUMERATED = re.compile(
    r"\s*[(\[]?(?:(?:chapter|book|part|section|lecture|letter|article|canto|act|scene|figure|table)"
    r"\s+)?(?:\d{1,3}|[ivxlc]+|[a-h])[.)\]]+\s+\Z",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:I|(?:[A-Z][\w’'-]*\.? ){1,3}?)\s?(?:said|says|asked|cried|replied|answered|exclaimed"
    r"|whispered|shouted|returned|observed|remarked|murmured|continued|rejoined|repeated|inquired"
    r"|demanded|wrote|called)\b(?!:|,? [“\"]| that| to)"
)
_ASKED = re.compile(rf".*[!?—-][{_QUOTES}]+", re.DOTALL)
_REACH = 40  # characters before an end that can tell it is none


def correct_ends(text: str, ends: Iterable[int]) -> Iterator[int]:
    """Ends in order, as they are after the sentence's closing marks, before the blanks behind it.

    ``ends`` are a splitter's, in order; the last is the end of the text.
    """
    start = 0
    candidates = {match.end(): True for match in _MISSED.finditer(text)}
    candidates.update((_bare(text, end), False) for end in ends)
    for end, missed in sorted(candidates.items()):
        if end <= start:
            continue
        marks = _NOTE_MARKS.match(text, end)
        end = marks.end() if marks else end
        if missed and not _outside(text, start, end):
            continue
        if not _goes_on(text, start, end):
            yield end
            start = end
    if start < len(text):
        yield len(text)


def _bare(text: str, end: int) -> int:
    """The end without the blanks behind the sentence."""
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether what stands before and behind this end says the sentence goes on."""
    after = end
    while text[after : after + 1].isspace():
        after += 1
    if "\n\n" in text[end:after]:
        return False
    behind = text[after : after + 60]
    if behind[:1].islower() and behind[1:2] != ")":
        return True
    if after == end:
        return behind[:1] in "—–" or behind[:2] == "--"
    word = text[max(start, end - _REACH) : end].rsplit(None, 1)[-1]
    if word[-1:] == "." and _LEADS_ON.fullmatch(word) and _NUMBER.match(behind):
        return True
    if _TITLED.fullmatch(word):
        return True
    if after - start < _REACH and _ENUMERATED.match(text, start, after):
        return True
    return word[-1:] in _QUOTES and bool(_ASKED.fullmatch(word) and _SAID.match(behind))


def _outside(text: str, start: int, end: int) -> bool:
    """Whether an end that was missed is no end within a quotation or a bracket."""
    if text.count("“", start, end) > text.count("”", start, end):
        return False
    if text.count('"', start, end) % 2:
        return False
    if text[end - 1] not in ")]":
        return text.count("(", start, end) <= text.count(")", start, end)
    opening = text[start:end].lstrip()[:1]
    return opening in "([" and text.count(opening, start, end) == 1
