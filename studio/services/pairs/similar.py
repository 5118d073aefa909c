"""Pairs that are like one: by the telling words they share with it."""

from __future__ import annotations

from collections import Counter

from studio.domain.filter_words import quote_word
from studio.domain.pair import Pair, Status
from studio.domain.pair_filter import PairFilter
from studio.services.session import Session
from studio.text.drafting.tagging import find_key_terms
from studio.text.languages import detect_language

MOST, MOST_LISTED = 3, 60
TERMS = 4
"""Words of a pair that are looked for: each is a search of its own."""
LOOKED_AT = 200
"""Pairs that are taken of each search."""


def find_similar(session: Session, pair: Pair) -> list[Pair]:
    """Accepted pairs that share most of the telling words of a pair, the most alike first."""
    shared = _count_shared(session, pair, PairFilter(status=Status.ACCEPTED))
    return session.library.pairs.list([number for number, _terms in shared.most_common(MOST)])


def list_similar(session: Session, number: int) -> tuple[int, ...]:
    """The pair, and those of any status that share more than one telling word with it, the most
    alike first."""
    shared = _count_shared(session, session.library.pairs.get(number), PairFilter())
    alike = [other for other, terms in shared.most_common(MOST_LISTED) if terms > 1]
    return (number, *alike)


def _count_shared(session: Session, pair: Pair, wish: PairFilter) -> Counter[int]:
    """How many telling words of a pair each of the others has."""
    text = f"{pair.prompt}\n{pair.answer}"
    shared: Counter[int] = Counter()
    for term in find_key_terms(text, detect_language(text))[:TERMS]:
        ids = session.library.pairs.ids(wish.change(search=quote_word(term)), limit=LOOKED_AT)
        shared.update(ids)
    # It may be found itself, and is nobody's likeness.
    del shared[pair.id]
    return shared
