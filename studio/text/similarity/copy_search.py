"""Which of some texts are near copies of one of many others: what must not stand on both sides.

A wide net goes first and lets go what is surely no copy of anything; what it catches is compared by
its shingles, exactly. Time and memory stay in proportion to the texts, whatever stands in them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from studio.text.similarity.nets import CROWD, NEAR, HashedText, Nets, hash_texts
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
        return set(self._match(self._catch(others)))

    def find_partners(self, others: Sequence[tuple[int, str]]) -> set[tuple[int, int]]:
        """Keys of texts and of others that are near copies: each such text and each such other one
        stands there, beside one that it is a copy of."""
        caught = self._catch(others)
        partners = self._match(caught)
        if not partners:
            return set()
        # The same the other way round, so that of many copies of one text each is told.
        texts = (pair for sketched, _matrix in self._sketches for pair in sketched)
        comparison = _Comparison(caught, self._threshold)
        comparison.hold_beside(pair for pair in texts if pair[0] in partners)
        return {*partners.items(), *((text, other) for other, text in comparison.copies.items())}

    def _catch(self, others: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """Those of the others that may be a near copy of a text."""
        if self._net is None:
            return []
        return list(filter_caught(self._net, sketch_texts(others)))

    def _match(self, caught: Sequence[tuple[int, str]]) -> dict[int, int]:
        """Keys of the texts that are near copies, each with the other one that it is a copy of."""
        if not caught:
            return {}
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

    In a crowd, each that is nearly another one follows the one it is most like: it is held beside
    what comes near that one, a few times.
    """

    def __init__(self, texts: Iterable[tuple[int, str]], threshold: float) -> None:
        self.copies: dict[int, int] = {}  # each with the key of what it is a copy of
        self._threshold = threshold
        self._nets = Nets(threshold)
        self._texts = dict(texts)
        self._same: defaultdict[bytes, list[int]] = defaultdict(list)  # by their letters' hash
        self._letters: dict[int, bytes] = {}
        self._minhashes: dict[int, Any] = {}
        self._followers: defaultdict[int, list[int]] = defaultdict(list)
        self._tries: Counter[int] = Counter()  # comparisons of a text that found no copy
        self._led: Counter[int] = Counter()  # times the followers of a text were compared
        for text in hash_texts(self._texts.items()):
            self._same[text.letters].append(text.key)
            if len(self._same[text.letters]) == 1:
                self._letters[text.key] = text.letters
                self._insert(text)

    def _insert(self, text: HashedText) -> None:
        candidates, room = self._nets.find(text)
        # In a crowd a text need not meet all that is like it: what is like its leader comes near.
        # The first of the candidates are from the coarse net, in which others meet them, too.
        if len(candidates) >= CROWD:
            likeness, leader = max(
                (text.minhash.jaccard(self._minhashes[key]), key) for key in candidates[:CROWD]
            )
            if room is None or likeness >= self._threshold:
                self._followers[leader].append(text.key)
        if room is not None:
            self._nets.insert(room, text)
            self._minhashes[text.key] = text.minhash

    def hold_beside(self, others: Iterable[tuple[int, str]]) -> None:
        """Hold all that is no copy yet beside each of these texts."""
        least = self._threshold - _LOOSE
        for text in hash_texts(others):
            if len(self.copies) == len(self._texts):
                return
            # Once: thousands of the others may have the same letters, too.
            self.copies.update(dict.fromkeys(self._same.pop(text.letters, ()), text.key))
            shingles = frozenset(text.shingles)
            for candidate in self._nets.find(text)[0]:
                if candidate in self.copies and candidate not in self._followers:
                    continue
                estimate = text.minhash.jaccard(self._minhashes[candidate])
                if estimate >= least:
                    self._compare(candidate, text.key, shingles, estimate)
                    self._compare_followers(candidate, text.key, shingles)

    def _compare(
        self, key: int, other: int, shingles: frozenset[str], estimate: float = 0.0
    ) -> None:
        if key in self.copies:
            return
        likeness = estimate
        if self._tries[key] < _TRIES:
            likeness = measure_jaccard(frozenset(cut_shingles(self._texts[key])), shingles)
        if likeness >= self._threshold:
            self.copies.update(dict.fromkeys(self._same.pop(self._letters[key], (key,)), other))
        else:
            self._tries[key] += 1

    def _compare_followers(self, leader: int, other: int, shingles: frozenset[str]) -> None:
        if leader not in self._followers:
            return
        for follower in self._followers[leader]:
            self._compare(follower, other, shingles)
        rest = [key for key in self._followers[leader] if key not in self.copies]
        self._led[leader] += 1
        if rest and self._led[leader] < _FOLLOWED:
            self._followers[leader] = rest
            return
        del self._followers[leader]
        # Nearly a copy of a copy, in a crowd of such: that is settled on the side of caution.
        if leader in self.copies:
            self.copies.update(dict.fromkeys(rest, other))
