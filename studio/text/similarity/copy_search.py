"""Which of some texts are near copies of one of many others: what must not stand on both sides.

A wide net goes first and lets go what is surely no copy of anything; what it catches is compared by
its shingles, exactly. Time and memory stay in proportion to the texts, whatever stands in them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from studio.text.similarity.nets import NEAR, Nets, hash_texts
from studio.text.similarity.shingles import cut_shingles, measure_jaccard
from studio.text.similarity.windows import build_net, filter_caught, sketch_texts

_LOOSE = 0.12
"""How far an estimate of likeness may be below the true one: three times its standard error at 128
hashes. What is estimated at less is not compared."""
_TRIES = 32
"""Texts that turn out to be no copy after all, beside which one is compared exactly; from then on
the estimate decides, as in a crowd of texts that are nearly near copies there is no end of them."""
_FOLLOWED = 16
"""Texts near another one beside which those that follow it are held; then they are let go."""


class CopySearch:
    """Texts that are to be held beside others, perhaps several times."""

    def __init__(self, texts: Sequence[tuple[int, str]], threshold: float = NEAR) -> None:
        self._threshold = threshold
        self._sketches = list(sketch_texts(texts))
        self._net = build_net(self._sketches) if texts else None
        self._count = len(texts)

    def find_copies(self, others: Sequence[tuple[int, str]]) -> set[int]:
        """Keys of those texts that are near copies of one of ``others``."""
        if self._net is None:
            return set()
        caught = list(filter_caught(self._net, sketch_texts(others)))
        if not caught:
            return set()
        comparison = _Comparison(self._filter_own(caught), self._threshold)
        comparison.hold_beside(caught)
        return comparison.copies

    def _filter_own(self, caught: Sequence[tuple[int, str]]) -> Iterable[tuple[int, str]]:
        """Those of the texts that may be near copies of what was caught."""
        # Where most are caught, as in rows of a template, a second net would let nothing go.
        if len(caught) > self._count:
            return (pair for texts, _matrix in self._sketches for pair in texts)
        return filter_caught(build_net(sketch_texts(caught)), self._sketches)


class _Comparison:
    """Texts by their shingles, and which of them were found to be copies.

    In a crowd of texts that no net can tell apart, each follows the one it is most like: it is held
    beside what comes near that one, a few times.
    """

    def __init__(self, texts: Iterable[tuple[int, str]], threshold: float) -> None:
        self.copies: set[int] = set()
        self._threshold = threshold
        self._nets = Nets(threshold)
        self._texts = dict(texts)
        self._same: defaultdict[bytes, list[int]] = defaultdict(list)  # by their letters' hash
        self._letters: dict[int, bytes] = {}
        self._minhashes: dict[int, Any] = {}
        self._followers: defaultdict[int, list[int]] = defaultdict(list)
        self._tries: Counter[int] = Counter()  # comparisons of a text that found no copy
        self._led: Counter[int] = Counter()  # times the followers of a text were compared
        for key, letters, minhash, _shingles in hash_texts(self._texts.items()):
            self._same[letters].append(key)
            if len(self._same[letters]) == 1:
                self._letters[key] = letters
                self._insert(key, minhash)

    def _insert(self, key: int, minhash: Any) -> None:
        candidates, room = self._nets.find(minhash)
        if room is None:
            leader = max(candidates, key=lambda other: minhash.jaccard(self._minhashes[other]))
            self._followers[leader].append(key)
        else:
            self._nets.insert(room, key, minhash)
            self._minhashes[key] = minhash

    def hold_beside(self, others: Iterable[tuple[int, str]]) -> None:
        """Hold all that is no copy yet beside each of these texts."""
        for _key, letters, minhash, cut in hash_texts(others):
            if len(self.copies) == len(self._texts):
                return
            self.copies.update(self._same.get(letters, ()))
            shingles = frozenset(cut)
            for candidate in self._nets.find(minhash)[0]:
                if candidate in self.copies and candidate not in self._followers:
                    continue
                estimate = minhash.jaccard(self._minhashes[candidate])
                if estimate >= self._threshold - _LOOSE:
                    self._compare(candidate, shingles, estimate)
                    self._compare_followers(candidate, shingles)

    def _compare(self, key: int, shingles: frozenset[str], estimate: float = 0.0) -> None:
        if key in self.copies:
            return
        likeness = estimate
        if self._tries[key] < _TRIES:
            likeness = measure_jaccard(frozenset(cut_shingles(self._texts[key])), shingles)
        if likeness >= self._threshold:
            self.copies.update(self._same[self._letters[key]])
        else:
            self._tries[key] += 1

    def _compare_followers(self, leader: int, shingles: frozenset[str]) -> None:
        if leader not in self._followers:
            return
        for follower in self._followers[leader]:
            self._compare(follower, shingles)
        rest = [key for key in self._followers[leader] if key not in self.copies]
        if rest and self._led[leader] < _FOLLOWED:
            self._led[leader] += 1
            self._followers[leader] = rest
        else:
            del self._followers[leader]
