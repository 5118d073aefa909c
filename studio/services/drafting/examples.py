"""Accepted pairs as examples for a model: near the passage, of several kinds, in bounded tokens."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.pair import Pair, Status
from studio.domain.pair_filter import PairFilter, Sort
from studio.services.session import Session
from studio.text.quality.question_kinds import classify_question
from studio.text.tokens import count

MOST_EXAMPLES = 5
MOST_TOKENS = 900
"""Of all examples together: each request pays for them again."""
LONGEST_EXAMPLE = 300
LOOKED_AT = 400
"""Pairs among which examples are chosen: the latest say best what the curator wants."""


@dataclass(frozen=True)
class _Example:
    pair: Pair
    language: str
    kind: str
    tokens: int


class Examples:
    """The accepted pairs of a library that can be examples, looked up once for a whole job."""

    def __init__(self, session: Session) -> None:
        library = session.library
        languages = {book.id: book.language for book in library.books.list()}
        # Those decided on last: a curator's taste changes while the work goes on.
        # What is held back would find its way into what is trained on after all.
        wish = PairFilter(status=Status.ACCEPTED, read=True, held_back=False, sort=Sort.DECIDED)
        ids = library.pairs.ids(wish, limit=LOOKED_AT)
        encoding = session.encoding()
        self._examples = [
            _Example(
                pair,
                languages.get(pair.book or 0, ""),
                classify_question(pair.prompt),
                count(pair.prompt, encoding) + count(pair.answer, encoding),
            )
            for pair in library.pairs.list(ids)
            if _is_exemplary(pair)
        ]

    def choose(
        self, language: str, passage: int | None = None, without: int | None = None
    ) -> list[Pair]:
        """The nearest of each kind in turn, until there are enough; never the pair ``without``."""
        near = sorted(
            (
                example
                for example in self._examples
                if example.language in (language, "")
                and example.pair.id != without
                and example.tokens <= LONGEST_EXAMPLE
            ),
            key=lambda example: _distance(example.pair, passage),
        )
        chosen: list[_Example] = []
        for example in _take_turns(near):
            if len(chosen) == MOST_EXAMPLES:
                break
            if sum(item.tokens for item in chosen) + example.tokens <= MOST_TOKENS:
                chosen.append(example)
        return [example.pair for example in chosen]


def _is_exemplary(pair: Pair) -> bool:
    """Whether a person stands behind both texts of a pair: what nobody read teaches faults."""
    return pair.is_read and not pair.draft_prompt and not pair.row and bool(pair.answer.strip())


def _distance(pair: Pair, passage: int | None) -> tuple[int, int]:
    if passage is None or pair.passage is None:
        return (1, -pair.id)
    return (0, abs(pair.passage - passage))


def _take_turns(near: list[_Example]) -> list[_Example]:
    """The first of each kind, then the second of each, and so on."""
    turns: dict[str, int] = {}
    order: list[tuple[int, int]] = []
    for rank, example in enumerate(near):
        turn = turns.get(example.kind, 0)
        turns[example.kind] = turn + 1
        order.append((turn, rank))
    return [near[rank] for _turn, rank in sorted(order)]
