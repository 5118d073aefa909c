"""Topics of an answer: what people ask a mentor about, found by the language's own table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from studio.text.languages import Language
from studio.text.languages.phrasing import Topic

SENTENCE_END = re.compile(r"(?<=[.!])\s|(?<=。)(?!$)")
"""What stands behind a sentence of an answer that others follow."""
_LEADS = 0.65
"""Share of the first sentence in which a topic stands that an answer touches."""
_MOST = 0.5
"""Share of an answer's sentences over which it comes back to a topic."""
_SUBJECT = 1.5
"""Mentions that being its subject is worth."""
_MARK = "\0"
"""Stands for a topic in a sentence, where what it is about is looked for."""


@lru_cache(maxsize=1024)
def find_topics(
    sentence: str, row: Language
) -> tuple[tuple[Topic, tuple[tuple[int, int], ...]], ...]:
    """The topics a sentence speaks of, each with where it does: start and end of each mention."""
    if not row.phrasing.topics:
        return ()
    finder = _Finder.of(row)
    # Lower case and without groups: then an alternative is left at its first letter.
    text = sentence.lower() if len(sentence.lower()) == len(sentence) else sentence
    mentions: dict[int, list[tuple[int, int]]] = {}
    for match in finder.every.finditer(text):
        mentions.setdefault(finder.tell(match), []).append(match.span())
    return tuple((row.phrasing.topics[at], tuple(spans)) for at, spans in mentions.items())


def rank_topics(answer: str, row: Language, *, loose: bool = False) -> list[Topic]:
    """What the answer is about, most of all first: the subject of its first sentence, what its advice
    is to be done with, or what it comes back to from there on. ``loose``: what it touches as well."""
    first, *others = (find_topics(text, row) for text in SENTENCE_END.split(answer))
    length = len(SENTENCE_END.split(answer, maxsplit=1)[0])
    ranked = []
    for topic, spans in first:
        again = [len(more) for mentions in others for other, more in mentions if other is topic]
        is_about = _is_subject(answer[:length], spans, row)
        returns = len(spans) + sum(again) > 1 and (1 + len(again)) > _MOST * (1 + len(others))
        if is_about or returns or (loose and (again or spans[0][0] <= _LEADS * length)):
            weight = row.phrasing.weights.get(topic.group, 1.0)
            ranked.append(
                (-weight * (len(spans) + sum(again) + _SUBJECT * is_about), spans[0][0], topic)
            )
    return [topic for _weight, _at, topic in sorted(ranked, key=lambda rank: rank[:2])]


def _is_subject(sentence: str, spans: Sequence[tuple[int, int]], row: Language) -> bool:
    """Whether a sentence is about what it mentions at ``spans``."""
    marked = (f"{sentence[:start]}{_MARK}{sentence[end:]}" for start, end in spans)
    return any(pattern.search(text) for text in marked for pattern in row.phrasing.about)


class _Finder:
    """A language's topics as one pattern, and which of them found a word."""

    def __init__(self, row: Language) -> None:
        before, behind = row.phrasing.borders
        patterns = [topic.pattern for topic in row.phrasing.topics]
        self.every = re.compile(f"{before}(?:{'|'.join(patterns)}){behind}")
        self._each = [re.compile(f"{before}(?:{pattern}){behind}") for pattern in patterns]
        self._known: dict[str, int] = {}

    @staticmethod
    @lru_cache(maxsize=16)
    def of(row: Language) -> _Finder:
        """The finder of a language, made once."""
        return _Finder(row)

    def tell(self, match: re.Match[str]) -> int:
        """The place in the table of the topic that a word was found by."""
        if match[0] not in self._known:
            self._known[match[0]] = next(
                at
                for at, pattern in enumerate(self._each)
                if pattern.match(match.string, match.start())
            )
        return self._known[match[0]]
