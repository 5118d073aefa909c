"""Copies and near copies among many texts, English and Japanese, in groups that can grow.

Copies are told by a hash of their letters. Near copies are proposed by nets over shingles (pairs of
words, or, where there are no blanks between words, three letters), and held beside each other
before it is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from studio.text.similarity.nets import NEAR, Nets, hash_texts


@dataclass(frozen=True)
class CopyGroup:
    """Texts that are copies of each other: their keys in the order given, and how alike the
    least alike is to the first (1.0: the same letters)."""

    members: tuple[int, ...]
    likeness: float


@dataclass
class CopyIndex:
    """Groups of near copies that can be added to: only the first of each group is looked up, so
    that ten thousand copies of one text cost no more than ten thousand texts."""

    threshold: float = NEAR
    _nets: Nets | None = None
    _firsts: dict[int, Any] = field(default_factory=dict)  # key of a group's first: its MinHash
    _members: dict[int, list[int]] = field(default_factory=dict)
    _likeness: dict[int, float] = field(default_factory=dict)
    _exact: dict[bytes, int] = field(default_factory=dict)  # its letters' hash: its group's first

    def add(self, texts: Iterable[tuple[int, str]]) -> None:
        """Put texts into their groups."""
        self._nets = nets = self._nets or Nets(self.threshold)
        for text in hash_texts(texts):
            key = text.key
            first = self._exact.get(text.letters)
            if first is not None:
                self._members[first].append(key)
                continue
            candidates, room = nets.find(text)
            first, likeness = self._find_nearest(text.minhash, candidates)
            self._exact[text.letters] = key if first is None else first
            if first is not None:
                self._members[first].append(key)
                self._likeness[first] = min(likeness, self._likeness.get(first, 1.0))
                continue
            self._members[key] = [key]
            # In a crowd that even the finest net can't tell apart one more would tell nothing.
            if room is not None:
                nets.insert(room, text)
                self._firsts[key] = text.minhash

    def groups(self) -> list[CopyGroup]:
        """Groups of two or more, in the order of their first members."""
        return [
            CopyGroup(tuple(keys), self._likeness.get(first, 1.0))
            for first, keys in self._members.items()
            if len(keys) > 1
        ]

    def _find_nearest(self, minhash: Any, candidates: Iterable[int]) -> tuple[int | None, float]:
        nearest, likeness = None, self.threshold
        for candidate in candidates:
            share = minhash.jaccard(self._firsts[candidate])
            if share >= likeness:
                nearest, likeness = candidate, share
        return nearest, likeness
