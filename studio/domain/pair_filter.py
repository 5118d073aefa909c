"""Which pairs are meant: what the list, a search, a facet and the command line have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from studio.domain.pair import Origin, Status


class Sort(StrEnum):
    """In which order pairs come. To add one: a member here, and its row in ``store/pair_query``."""

    ENTRY = "entry"
    """As they were made."""
    NEWEST = "newest"
    """Made last, first."""
    DECIDED = "decided"
    """Decided on last, first."""
    WORST = "worst"
    """What the checks complain of most, near copies among it, then what is least grounded."""
    RANDOM = "random"
    """An order of its own for each ``seed``."""
    TOKENS = "tokens"
    LENGTH = "length"
    GROUNDING = "grounding"
    AUTHOR = "author"
    BOOK = "book"
    STATUS = "status"
    PROMPT = "prompt"
    ANSWER = "answer"
    TAGS = "tags"


class Range(NamedTuple):
    """From ``low`` to ``high``, both included; None leaves an end open.

    Numbers, or days such as ``2026-11-27`` where a date is meant.
    """

    low: float | str | None = None
    high: float | str | None = None

    def is_open(self) -> bool:
        """Whether everything lies in it."""
        return self.low is None and self.high is None


ANY = Range()


@dataclass(frozen=True)
class PairFilter:
    """Pairs that meet all of this; what is None, "" or empty lets every pair through.

    A tag means those below it as well (``money`` also finds ``money/debt``). An author, a title, a
    chapter and a tag are names that stand so in the library; where none does, any that holds the
    words. ``tokens`` are those of the whole row, ``characters`` those of prompt and answer,
    ``grounding`` is the share of the answer that its passage bears out, from 0 to 1; ``date`` is
    the day on which the pair was made.
    """

    status: Status | None = None
    search: str = ""
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    author: str | None = None
    book: int | None = None
    title: str | None = None
    chapter: str | None = None
    language: str | None = None
    origin: Origin | None = None
    flagged: bool | None = None
    held_back: bool | None = None
    read: bool | None = None
    suggested: bool | None = None
    reason: str | None = None
    finding: str | None = None
    tokens: Range = ANY
    characters: Range = ANY
    grounding: Range = ANY
    date: Range = ANY
    only: frozenset[int] | None = None
    sort: Sort = Sort.ENTRY
    descending: bool = False
    seed: int = 0

    def without(self, *names: str) -> PairFilter:
        """The same, with these of its conditions left out."""
        blank = PairFilter()
        return self.change(**{name: getattr(blank, name) for name in names})

    def change(self, **values: Any) -> PairFilter:
        """The same with other conditions, by their names."""
        return replace(self, **values)

    def is_open(self) -> bool:
        """Whether every pair of the library is meant."""
        return self.without("sort", "descending", "seed") == PairFilter()


class FacetCount(NamedTuple):
    """A value of a facet (what a filter asks for), how it is called, and how many pairs have it."""

    value: str | int
    text: str
    pairs: int


class Histogram(NamedTuple):
    """How many pairs lie in each of the equal steps from ``low`` to ``high``.

    ``low`` and ``high`` are numbers; of dates they are days since 1970.
    """

    low: float
    high: float
    bins: tuple[int, ...]


@dataclass(frozen=True)
class Facets:
    """What a filter's pairs are, counted.

    ``values`` are by the facet's name, the commonest first; each facet is counted without its own
    condition, so that one can change from one of its values to another. ``histograms`` likewise.
    """

    pairs: int
    values: Mapping[str, tuple[FacetCount, ...]]
    histograms: Mapping[str, Histogram]
