"""The passages of the library that suit a question, for a contestant who may read them first."""

from __future__ import annotations

import math
from collections import defaultdict

from studio.services.session import Session
from studio.text.drafting.tagging import find_key_terms
from studio.text.languages import detect_script

LONGEST_PASSAGE = 1_500
"""Characters of a passage that are shown: what is longer would push the question aside."""


def find_passages(session: Session, question: str, most: int) -> list[str]:
    """The texts of at most so many passages that share the rarest words with a question.

    Each word weighs as much as it is rare (inverse document frequency; Spärck Jones 1972).
    """
    passages = session.library.passages
    language = detect_script(question) or "en"
    total = max(1, session.library.counts()["passages"])
    scores: defaultdict[int, float] = defaultdict(float)
    for term in find_key_terms(question, language):
        ids = passages.ids(search=term)
        weight = math.log(1 + total / (1 + len(ids)))
        for number in ids:
            scores[number] += weight
    best = sorted(scores, key=lambda number: (-scores[number], number))[:most]
    return [passages.get(number).text[:LONGEST_PASSAGE] for number in best]
