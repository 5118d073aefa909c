"""Accepted pairs that are like one: what stands beside a pair that has no passage."""

from __future__ import annotations

from collections import Counter

from studio.domain.pair import Pair, Status
from studio.domain.pair_filter import PairFilter
from studio.services.session import Session
from studio.text.drafting.tagging import find_key_terms
from studio.text.languages import detect_language

MOST = 3
TERMS = 4
"""Words of a pair that are looked for: each is a search of its own."""
LOOKED_AT = 40
"""Pairs that are taken of each search."""


def find_similar(session: Session, pair: Pair) -> list[Pair]:
    """Accepted pairs that share most of the telling words of a pair, the most alike first."""
    text = f"{pair.prompt}\n{pair.answer}"
    shared: Counter[int] = Counter()
    for term in find_key_terms(text, detect_language(text))[:TERMS]:
        wish = PairFilter(status=Status.ACCEPTED, search=term)
        shared.update(session.library.pairs.ids(wish, limit=LOOKED_AT))
    # It may be accepted itself, and is nobody's likeness.
    del shared[pair.id]
    return session.library.pairs.list([number for number, _terms in shared.most_common(MOST)])
