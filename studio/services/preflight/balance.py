"""Balance: whose voice, which works and kinds of questions, how long, and in which share."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

from studio.domain.book import Book
from studio.domain.preflight import Balance, Share
from studio.services.preflight.data_set import Seen

LENGTHS = (0, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
"""Where the bins of the histogram of tokens begin."""
OPENINGS = 20


def balance_of(seen: Sequence[Seen], books: Mapping[int, Book]) -> Balance:
    """The balance of these pairs."""
    sizes = [one.tokens for one in seen]

    def shares(names: Sequence[str], most: int | None = None) -> tuple[Share, ...]:
        tokens: defaultdict[str, int] = defaultdict(int)
        for name, size in zip(names, sizes, strict=True):
            tokens[name] += size
        return tuple(
            Share(name, count, tokens[name], count / len(seen))
            for name, count in Counter(names).most_common(most)
        )

    views = {number: book.viewpoint for number, book in books.items()}
    authors = shares([one.author for one in seen])
    bins = Counter(LENGTHS[bisect_right(LENGTHS, size) - 1] for size in sizes)
    return Balance(
        authors=authors,
        works=shares([one.work for one in seen]),
        languages=_named(shares([one.language for one in seen])),
        viewpoints=_named(shares([views.get(one.book or 0, "") for one in seen])),
        tags=_tags(seen),
        kinds=shares([one.facts.kind for one in seen]),
        openings=shares([one.facts.opening for one in seen], OPENINGS),
        lengths=tuple((start, bins[start]) for start in LENGTHS if bins[start]),
        effective_authors=effective(share.share for share in authors if share.name),
    )


PARTS: Mapping[str, Callable[[Seen], str]] = {
    "author": lambda one: one.author,
    "work": lambda one: one.work,
    "kind": lambda one: one.facts.kind,
    "opening": lambda one: one.facts.opening,
    "length": lambda one: str(LENGTHS[bisect_right(LENGTHS, one.tokens) - 1]),
    "book": lambda one: str(one.book or ""),
}
"""What a pair is part of, by the name of a chart; of tags it may have several."""


def part_of(seen: Iterable[Seen], what: str, key: str) -> list[int]:
    """Ids of the pairs that a bar of a chart counts."""
    if what == "tag":
        return [one.id for one in seen if key in one.tags]
    return [one.id for one in seen if PARTS[what](one) == key]


def _named(shares: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(share for share in shares if share.name)


def _tags(seen: Sequence[Seen]) -> tuple[Share, ...]:
    """A pair may carry several tags, or none."""
    tagged: defaultdict[str, list[int]] = defaultdict(list)
    for one in seen:
        for tag in one.tags:
            tagged[tag].append(one.tokens)
    found = (
        Share(tag, len(sizes), sum(sizes), len(sizes) / len(seen)) for tag, sizes in tagged.items()
    )
    return tuple(sorted(found, key=attrgetter("pairs"), reverse=True))


def effective(shares: Iterable[float]) -> float:
    """How many of equal weight would be as diverse: the exponential of Shannon's entropy
    (Hill 1973, "Diversity and evenness"). Shares are made to add up to one."""
    known = [share for share in shares if share > 0]
    total = sum(known)
    return math.exp(-sum(s / total * math.log(s / total) for s in known)) if known else 0.0
