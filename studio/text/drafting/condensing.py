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
from studio.text.drafting.tagging import key_terms

KEEP_SHARE = 0.35
"""Of the passage's characters, at most this share is kept (one sentence always is)."""
MOST_SENTENCES = 4
SHORTEST = {"ja": 12}
SHORTEST_ELSE = 30
"""Characters under which a sentence says nothing by itself."""
_DAMPING = 0.85
_ROUNDS = 12
_SIMILAR = 0.12
_NOVELTY = 0.35
_SAME = 0.7
_FAINT = 0.4
"""A sentence this much weaker than the strongest is left out, room or not."""

_CONCLUDES = {
    "en": re.compile(
        r"\b(therefore|thus|hence|in short|in a word|the secret|the truth is|the lesson|remember|"
        r"must|should|ought|let (?:him|her|them|us|your)|never|always|only by|cannot|"
        r"as a man|he who|they who|whoever|it is (?:better|best|wise|necessary))\b",
        re.IGNORECASE,
    ),
    "ja": re.compile(
        r"したがって|だから|ゆえに|故に|すなわち|つまり|要するに|ねばならない|ねばならぬ|なければならない|"
        r"べきであ|べきです|べきもの|べからず|ことが大切|必要である|肝要|に限る|"
        r"というものは|とは限らない|わけである|はずである|のである。$"
    ),
}
_NARRATES = {
    "en": re.compile(
        r"\b(I|my|me|said|asked|replied|told|went|came|was born|once upon|one day|Mr\.|Mrs\.|"
        r"yesterday|years ago|chapter|page)\b|[“\"]|\d{3,}"
    ),
    "ja": re.compile(
        r"私は|僕は|わたくしは|ました。|と言った|と申し|ある日|先日|昨日|ことがあった|「|\d{3,}"
    ),
}
LEANS = {
    "en": re.compile(
        r"^(?:[“\"'(]*)(?:this|that|these|those|he|she|it|they|his|her|their|such|but|and|or|so|yet|"
        r"for|nor|however|moreover|then|again|here|there|which|another|thus|hence|therefore)\b",
        re.IGNORECASE,
    ),
    "ja": re.compile(
        r"^[　「『]*(?:これ|それ|あれ|この|その|あの|かれ|彼|しかし|そして|また|けれども|すると|そこで|それで|"
        r"だから|もっとも|ところが|さて|こう|そう|かく|尤も|然し|いや|つまり|すなわち)"
    ),
}
"""Openings that lean on a sentence before: standing alone they point at nothing."""


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
    kept = [False] * len(spans)
    words = [text[span.start : span.end].strip() for span in spans]
    bags = [_bag(sentence, language) for sentence in words]
    norms = [math.sqrt(sum(n * n for n in bag.values())) for bag in bags]
    rank = _lexrank(bags, norms)
    candidates = [
        _Candidate(
            i, words[i], rank[i] * _weight(words[i], i, len(words), language), bags[i], norms[i]
        )
        for i in range(len(words))
        if len(words[i]) >= SHORTEST.get(language, SHORTEST_ELSE) and bags[i]
    ]
    room = max(1, round(len(text) * keep))
    used = 0
    chosen: list[_Candidate] = []
    while candidates and len(chosen) < max_sentences:
        best = max(candidates, key=lambda c: c.score * (1 - _NOVELTY * _nearest(c, chosen)))
        candidates.remove(best)
        if chosen and used + len(best.text) > room:
            continue
        if chosen and (_nearest(best, chosen) > _SAME or best.score < chosen[0].score * _FAINT):
            continue
        chosen.append(best)
        used += len(best.text)
    for candidate in chosen:
        kept[candidate.index] = True
    _stand_alone(kept, words, language)
    answer = _joined([word for word, keeps in zip(words, kept, strict=True) if keeps], language)
    return Condensed(tuple(spans), tuple(kept), answer, key_terms(text, language))


def _stand_alone(kept: list[bool], words: Sequence[str], language: str) -> None:
    """Take the sentence before along where the first of a kept run leans on it; else drop it."""
    leans = LEANS.get(language, LEANS["en"])
    for i, keeps in enumerate(kept):
        if not keeps or not leans.search(words[i]) or (i and kept[i - 1]):
            continue
        before = words[i - 1] if i else ""
        if before and not leans.search(before) and len(before) < 2 * len(words[i]) + 40:
            kept[i - 1] = True
        elif sum(kept) > 1:
            kept[i] = False


def _weight(sentence: str, at: int, of: int, language: str) -> float:
    concludes = _CONCLUDES.get(language, _CONCLUDES["en"])
    narrates = _NARRATES.get(language, _NARRATES["en"])
    leans = LEANS.get(language, LEANS["en"])
    weight = 1.0
    weight *= 1.6 if concludes.search(sentence) else 1.0
    weight *= 0.55 if narrates.search(sentence) else 1.0
    weight *= 0.75 if leans.search(sentence) else 1.0
    weight *= 0.6 if sentence.endswith(("?", "？", ":", "：", ";")) else 1.0
    # A passage states its point first or draws it last.
    weight *= 1.2 if at in (0, of - 1) else 1.0
    longest = 120 if language == "ja" else 260
    return weight * (longest / len(sentence) if len(sentence) > longest else 1.0)


def _bag(sentence: str, language: str) -> Counter[str]:
    if language == "ja":
        letters = re.sub(r"[\s、。「」『』（）！？・…―]", "", sentence)
        return Counter(letters[i : i + 2] for i in range(len(letters) - 1))
    return Counter(w for w in re.findall(r"[a-zà-ÿ']{3,}", sentence.lower()))


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


def _joined(sentences: Sequence[str], language: str) -> str:
    flat = [" ".join(sentence.split()) for sentence in sentences]
    return "".join(flat) if language == "ja" else " ".join(flat)
