"""Balance: whose voice, which works and kinds of questions, how long, and in which share."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

from studio.domain.book import Book
from studio.domain.preflight import Balance, Share
from studio.domain.subjects import group_tags, join_tags, split_tags
from studio.services.preflight.data_set import PairSummary

LENGTHS = (0, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
"""Where the bins of the histogram of tokens begin."""
OPENINGS = 20


def balance_of(pairs: Sequence[PairSummary], books: Mapping[int, Book]) -> Balance:
    """The balance of these pairs."""

    def count(names: Iterable[str], most: int | None = None) -> tuple[Share, ...]:
        return _count_shares(names, pairs, most)

    viewpoints = {number: book.viewpoint for number, book in books.items()}
    authors = count(pair.author for pair in pairs)
    bins = Counter(_bin_of(pair) for pair in pairs)
    return Balance(
        authors=authors,
        works=count(pair.work for pair in pairs),
        languages=_without_unnamed(count(pair.language for pair in pairs)),
        viewpoints=_without_unnamed(count(viewpoints.get(pair.book or 0, "") for pair in pairs)),
        tags=_count_tags(pairs),
        kinds=count(pair.facts.kind for pair in pairs),
        openings=count((pair.facts.opening for pair in pairs), OPENINGS),
        lengths=tuple((start, bins[start]) for start in LENGTHS if bins[start]),
        effective_authors=effective_number(share.share for share in authors if share.name),
    )


def _count_shares(
    names: Iterable[str], pairs: Sequence[PairSummary], most: int | None
) -> tuple[Share, ...]:
    """The shares of names, one a pair, the largest first."""
    of_pairs = list(names)
    tokens: defaultdict[str, int] = defaultdict(int)
    for name, pair in zip(of_pairs, pairs, strict=True):
        tokens[name] += pair.tokens
    return tuple(
        Share(name, count, tokens[name], count / len(pairs))
        for name, count in Counter(of_pairs).most_common(most)
    )


def _bin_of(pair: PairSummary) -> int:
    return LENGTHS[bisect_right(LENGTHS, pair.tokens) - 1]


GROUPINGS: Mapping[str, Callable[[PairSummary], str]] = {
    "author": lambda pair: pair.author,
    "work": lambda pair: pair.work,
    "kind": lambda pair: pair.facts.kind,
    "opening": lambda pair: pair.facts.opening,
    "length": lambda pair: str(_bin_of(pair)),
    "book": lambda pair: str(pair.book or ""),
}
"""Which bar of a chart counts a pair, by the name of the chart; tags are apart, as a pair may have
several. To add one: a row here, and the chart in ``ui.preflight.balance_card.CHARTS``."""


def pairs_of_bar(pairs: Iterable[PairSummary], chart: str, key: str) -> list[int]:
    """Ids of the pairs that a bar of a chart counts."""
    # Of tags a pair may have several, so it stands in several bars.
    if chart == "tag":
        tags = set(split_tags(key))
        return [pair.id for pair in pairs if not tags.isdisjoint(pair.tags)]
    return [pair.id for pair in pairs if GROUPINGS[chart](pair) == key]


def _without_unnamed(shares: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(share for share in shares if share.name)


def _count_tags(pairs: Sequence[PairSummary]) -> tuple[Share, ...]:
    """A pair may carry several tags, or none; tags that are one subject are one."""
    groups = group_tags(dict.fromkeys(tag for pair in pairs for tag in pair.tags))
    names = {tag: join_tags(group) for group in groups for tag in group}
    sizes: defaultdict[str, list[int]] = defaultdict(list)
    for pair in pairs:
        for name in {names[tag] for tag in pair.tags}:
            sizes[name].append(pair.tokens)
    shares = (
        Share(tag, len(tokens), sum(tokens), len(tokens) / len(pairs))
        for tag, tokens in sizes.items()
    )
    return tuple(sorted(shares, key=attrgetter("pairs"), reverse=True))


def effective_number(shares: Iterable[float]) -> float:
    """How many of equal weight would be as diverse: the exponential of Shannon's entropy
    (Hill 1973, "Diversity and evenness"). Shares are made to add up to one."""
    positive = [share for share in shares if share > 0]
    total = sum(positive)
    return math.exp(-sum(s / total * math.log(s / total) for s in positive)) if positive else 0.0
