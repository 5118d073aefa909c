"""Condense a passage offline: keep the sentences that carry its conclusion, drop the rest.

Sentences are ranked by LexRank (Erkan and Radev 2004: a sentence matters when sentences that
matter resemble it), moved up where they conclude or advise, down where they narrate, and chosen by
maximal marginal relevance (Carbonell and Goldstein 1998), so that no two say the same.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from studio.domain.book import Condensed, Span
from studio.text.drafting.tagging import find_key_terms
from studio.text.languages import Language, find_language

KEEP_SHARE = 0.35
"""Of the passage's characters, at most this share is kept (one sentence always is)."""
MOST_SENTENCES = 4
_DAMPING = 0.85
_ROUNDS = 12
_SIMILAR = 0.12
_NOVELTY = 0.35
_SAME = 0.7
_FAINT = 0.4
"""A sentence this much weaker than the strongest is left out, room or not."""
_JAPANESE_MARKS = re.compile(r"[\s、。「」『』（）！？・…―]")
_CONTENT_WORD = re.compile(r"[a-zà-ÿ']{3,}")  # of three letters: shorter ones are in any sentence


@dataclass(frozen=True)
class _Candidate:
    index: int
    text: str
    score: float
    bag: Counter[str]
    norm: float


def condense(
    text: str,
    spans: Sequence[Span],
    language: str,
    *,
    keep: float = KEEP_SHARE,
    max_sentences: int = MOST_SENTENCES,
) -> Condensed:
    """The sentences of ``text`` (by ``spans``) that carry its conclusion, in their order.

    Sentences that lean on the one before are kept only together with it.
    """
    row = find_language(language)
    sentences = [text[span.start : span.end].strip() for span in spans]
    room = max(1, round(len(text) * keep))
    keeps = [False] * len(spans)
    for candidate in _choose(_candidates(sentences, row), room, max_sentences):
        keeps[candidate.index] = True
    _stand_alone(keeps, sentences, row)
    chosen = [sentence for sentence, is_kept in zip(sentences, keeps, strict=True) if is_kept]
    answer = row.join_words([" ".join(sentence.split()) for sentence in chosen])
    return Condensed(tuple(spans), tuple(keeps), answer, find_key_terms(text, language))


def _candidates(sentences: Sequence[str], row: Language) -> list[_Candidate]:
    """The sentences that say something by themselves, with their weight."""
    bags = [_count_words(sentence, row) for sentence in sentences]
    norms = [math.sqrt(sum(n * n for n in bag.values())) for bag in bags]
    rank = _lexrank(bags, norms)
    last = len(sentences) - 1
    return [
        _Candidate(
            i, sentence, rank[i] * _weight(sentence, row, at_edge=i in (0, last)), bags[i], norms[i]
        )
        for i, sentence in enumerate(sentences)
        if len(sentence) >= row.shortest_sentence and bags[i]
    ]


def _choose(candidates: list[_Candidate], room: int, most: int) -> list[_Candidate]:
    """At most so many candidates, and characters, that matter most and differ from each other."""
    used = 0
    chosen: list[_Candidate] = []
    while candidates and len(chosen) < most:
        best = max(candidates, key=lambda c: c.score * (1 - _NOVELTY * _nearest(c, chosen)))
        candidates.remove(best)
        # The first is taken however long it is: an answer has at least one sentence.
        if chosen and used + len(best.text) > room:
            continue
        if chosen and (_nearest(best, chosen) > _SAME or best.score < chosen[0].score * _FAINT):
            continue
        chosen.append(best)
        used += len(best.text)
    return chosen


def _stand_alone(keeps: list[bool], sentences: Sequence[str], row: Language) -> None:
    """Take the sentence before along where the first of a kept run leans on it; else drop it."""
    for i, is_kept in enumerate(keeps):
        if not is_kept or not row.leans.search(sentences[i]) or (i and keeps[i - 1]):
            continue
        before = sentences[i - 1] if i else ""
        # A long sentence before would push the conclusion itself into the background.
        if before and not row.leans.search(before) and len(before) < 2 * len(sentences[i]) + 40:
            keeps[i - 1] = True
        elif sum(keeps) > 1:
            keeps[i] = False


def _weight(sentence: str, row: Language, *, at_edge: bool) -> float:
    weight = 1.0
    weight *= 1.6 if row.concludes.search(sentence) else 1.0
    weight *= 0.55 if row.narrates.search(sentence) else 1.0
    weight *= 0.75 if row.leans.search(sentence) else 1.0
    weight *= 0.6 if sentence.endswith(("?", "？", ":", "：", ";")) else 1.0
    # A passage states its point first or draws it last.
    weight *= 1.2 if at_edge else 1.0
    # Length alone makes a sentence resemble others; past a usual one that says nothing.
    return weight * min(1.0, row.longest_sentence / len(sentence))


def _count_words(sentence: str, row: Language) -> Counter[str]:
    """What two sentences resemble each other by: words, or pairs of letters where none part them."""
    if not row.spaced:
        letters = _JAPANESE_MARKS.sub("", sentence)
        return Counter(letters[i : i + 2] for i in range(len(letters) - 1))
    return Counter(_CONTENT_WORD.findall(sentence.lower()))


def _lexrank(bags: Sequence[Counter[str]], norms: Sequence[float]) -> list[float]:
    """The stationary weight of each sentence on the graph of resemblance; sums to 1."""
    size = len(bags)
    if not size:
        return []
    near: list[list[tuple[int, float]]] = [[] for _ in range(size)]
    for i in range(size):
        for j in range(i):
            alike = _cosine(bags[i], bags[j], norms[i], norms[j])
            if alike > _SIMILAR:
                near[i].append((j, alike))
                near[j].append((i, alike))
    totals = [sum(weight for _, weight in edges) for edges in near]
    rank = [1 / size] * size
    for _ in range(_ROUNDS):
        rank = [
            (1 - _DAMPING) / size
            + _DAMPING * sum(rank[j] * weight / totals[j] for j, weight in near[i])
            for i in range(size)
        ]
    return rank


def _cosine(a: Counter[str], b: Counter[str], norm_a: float, norm_b: float) -> float:
    if not norm_a or not norm_b:
        return 0.0
    small, large = (a, b) if len(a) < len(b) else (b, a)
    return sum(n * large[key] for key, n in small.items() if key in large) / (norm_a * norm_b)


def _nearest(candidate: _Candidate, chosen: Sequence[_Candidate]) -> float:
    return max((_cosine(candidate.bag, c.bag, candidate.norm, c.norm) for c in chosen), default=0.0)
