"""Copies and near copies among many texts, English and Japanese.

Copies are told by a hash of their letters. Near copies are found by MinHash with locality-sensitive
hashing (Broder 1997; Indyk and Motwani 1998) over shingles: pairs of words, or, where there are no
blanks between words, three letters. What the hashing proposes is verified before it is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice, pairwise
from typing import Any

NEAR = 0.7
"""Share of shingles in common (Jaccard) from which two texts are near copies."""

_PERMUTATIONS, _BANDS, _SEED = 128, 32, 7
_BLOCK = 2_000
_SHORT = 24  # words
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class Group:
    """Texts that are copies of each other: their keys in the order given, and how alike the
    least alike is to the first (1.0: the same letters)."""

    members: tuple[int, ...]
    likeness: float


def letters(text: str) -> str:
    """A text by its letters and figures alone: NFKC, lower case, nothing between."""
    return _reduced(text)[0]


def fingerprint(text: str) -> bytes:
    """Equal for texts that differ in blanks, punctuation, width or case only."""
    return _mark(_reduced(text)[0])


def shingles(text: str) -> list[str]:
    """What two texts are compared by: three letters each in Japanese, else pairs of words."""
    return _reduced(text)[1]


def _reduced(text: str) -> tuple[str, list[str]]:
    """Letters and shingles of a text, made in one go: both need its words."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    words = _WORD.findall(plain.lower())
    run = "".join(words)
    if not text.isascii() and len(_WIDE.findall(run)) * 3 > len(run):
        if len(run) < 4:
            return run, [run]
        return run, list(map("".join, zip(run, run[1:], run[2:], strict=False)))
    if len(words) < 3:
        return run, words or [plain]
    pairs = list(map(" ".join, pairwise(words)))
    # In a short text one other word changes two of few pairs: its words count, too.
    return run, pairs + words if len(words) < _SHORT else pairs


def _mark(run: str) -> bytes:
    return blake2b(run.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def exact_groups(texts: Iterable[tuple[int, str]]) -> list[Group]:
    """Groups of two or more copies among (key, text)."""
    known: dict[bytes, list[int]] = {}
    for key, text in texts:
        known.setdefault(fingerprint(text), []).append(key)
    return [Group(tuple(keys), 1.0) for keys in known.values() if len(keys) > 1]


def near_groups(texts: Iterable[tuple[int, str]], threshold: float = NEAR) -> list[Group]:
    """Groups of two or more near copies among (key, text); exact copies are among them."""
    index = Index(threshold)
    index.add(texts)
    return index.groups()


def near_across(
    held: Iterable[tuple[int, str]], others: Iterable[tuple[int, str]], threshold: float = NEAR
) -> dict[int, int]:
    """For keys of ``held`` that are near copies of one of ``others``: of which."""
    index = Index(threshold)
    index.add(others)
    return {key: twin for key, twin in index.twins(held)}


@dataclass
class Index:
    """Groups of near copies that can be added to: only the first of each group is looked up, so
    that ten thousand copies of one text cost no more than ten thousand texts."""

    threshold: float = NEAR
    _lsh: Any = None
    _firsts: dict[int, Any] = field(default_factory=dict)  # key of a group's first: its MinHash
    _members: dict[int, list[int]] = field(default_factory=dict)
    _likeness: dict[int, float] = field(default_factory=dict)
    _exact: dict[bytes, int] = field(default_factory=dict)  # fingerprint: its group's first

    def add(self, texts: Iterable[tuple[int, str]]) -> None:
        """Put texts into their groups, streamed: no more than a block of shingles at a time."""
        for key, mark, minhash in self._hashed(texts):
            first = self._exact.get(mark)
            likeness = 1.0
            if first is None:
                first, likeness = self._nearest(minhash)
                self._exact[mark] = key if first is None else first
            if first is None:
                self._lsh.insert(key, minhash)
                self._firsts[key] = minhash
                self._members[key] = [key]
            else:
                self._members[first].append(key)
                self._likeness[first] = min(likeness, self._likeness.get(first, 1.0))

    def twins(self, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int]]:
        """Keys of texts that are near copies of what was added, each with its group's first."""
        for key, mark, minhash in self._hashed(texts):
            first = self._exact.get(mark)
            if first is None:
                first = self._nearest(minhash)[0]
            if first is not None:
                yield key, first

    def groups(self) -> list[Group]:
        """Groups of two or more, in the order of their first members."""
        return [
            Group(tuple(keys), self._likeness.get(first, 1.0))
            for first, keys in self._members.items()
            if len(keys) > 1
        ]

    def _hashed(self, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, bytes, Any]]:
        from rensa import RMinHash, RMinHashLSH  # type: ignore[attr-defined] # heavy: only where copies are looked for

        if self._lsh is None:
            self._lsh = RMinHashLSH(self.threshold, _PERMUTATIONS, _BANDS)
        source = iter(texts)
        while block := list(islice(source, _BLOCK)):
            reduced = [_reduced(text) for _key, text in block]
            hashes = RMinHash.from_token_sets([one[1] for one in reduced], _PERMUTATIONS, _SEED)
            for (key, _text), (run, _shingles), minhash in zip(block, reduced, hashes, strict=True):
                yield key, _mark(run), minhash

    def _nearest(self, minhash: Any) -> tuple[int | None, float]:
        best, likeness = None, self.threshold
        for candidate in self._lsh.query(minhash):
            share = minhash.jaccard(self._firsts[candidate])
            if share >= likeness:
                best, likeness = candidate, share
        return best, likeness


def longest_common(text: str, source: str, most: int = 400) -> int:
    """Length of the longest run of ``text`` that stands in ``source`` word for word, blanks
    made equal; counted up to ``most`` characters."""
    answer, book = " ".join(text.split()), " ".join(source.split())
    best = at = 0
    while at + best < len(answer) and best < most:
        if answer[at : at + best + 1] in book:
            best += 1
        else:
            at += 1
    return best


def shared(one: Sequence[str], other: Sequence[str]) -> float:
    """Jaccard of two lists of shingles, exactly."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first or second else 1.0
