"""Topics of an answer: what people ask a mentor about, found by the language's own table."""

from __future__ import annotations

import re
from functools import lru_cache

from studio.text.languages import Language
from studio.text.languages.phrasing import Topic

_FIRST_SENTENCE = re.compile(r"(?<=[.!])\s|(?<=。)")
_LEADS = 0.65
"""Share of the first sentence in which a topic stands that the answer is about."""


def count_topics(text: str, row: Language) -> list[tuple[Topic, int, int]]:
    """The topics a text speaks of: each with how often, and where first."""
    pattern, topics = _join_patterns(row)
    if not topics:
        return []
    counts: dict[int, list[int]] = {}
    for match in pattern.finditer(text):
        counts.setdefault(int((match.lastgroup or "t0")[1:]), []).append(match.start())
    return [(topics[number], len(at), at[0]) for number, at in counts.items()]


def rank_topics(answer: str, row: Language) -> list[Topic]:
    """What the answer speaks of from its beginning, or again and again, most of all first."""
    weights = row.phrasing.weights
    first = len(_FIRST_SENTENCE.split(answer, maxsplit=1)[0])
    ranked = []
    for topic, count, at in count_topics(answer, row):
        leads = at <= _LEADS * first
        if count > 1 or leads:
            ranked.append((-(count + leads) * weights.get(topic.group, 1.0), at, topic))
    return [topic for _weight, _at, topic in sorted(ranked, key=lambda rank: rank[:2])]


@lru_cache(maxsize=16)
def _join_patterns(row: Language) -> tuple[re.Pattern[str], tuple[Topic, ...]]:
    """All topics as one pattern, a named group each: one search finds them all."""
    topics = row.phrasing.topics
    before, behind = row.phrasing.borders
    groups = "|".join(f"(?P<t{n}>{topic.pattern})" for n, topic in enumerate(topics))
    return re.compile(f"{before}(?:{groups or '(?!)'}){behind}", re.IGNORECASE), topics
