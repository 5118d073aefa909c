"""Copies and near copies among many texts, English and Japanese.

Copies are told by a hash of their letters. Near copies are found by MinHash with locality-sensitive
hashing (Broder 1997; Indyk and Motwani 1998) over shingles: pairs of words, or, where there are no
blanks between words, three letters. What the hashing proposes is verified before it is said.

Shingles are costly, so among many texts a wide net goes first: windows of a few letters, taken as
the machine words that they are. Only what it catches is cut into shingles, and counted exactly.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import accumulate, compress, islice, pairwise
from math import ceil
from typing import Any

NEAR = 0.7
"""Share of shingles in common (Jaccard) from which two texts are near copies."""

_PERMUTATIONS, _BANDS, _SEED = 128, 32, 7
_BLOCK = 2_000
_SHORT = 24  # words
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_OTHER_WIDTH = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f]")
_LOWER = bytes(range(256)).lower()
_MARKS = bytes(n for n in range(128) if not chr(n).isalnum())
_WIDE_BYTES = bytes([0x30, *range(0x34, 0xA0), 0xF9, 0xFA])
"""First bytes of what is written without blanks."""
_WINDOW = 8  # bytes: a machine word
_LONG_RUN = 96  # bytes


@dataclass(frozen=True)
class CopyGroup:
    """Texts that are copies of each other: their keys in the order given, and how alike the
    least alike is to the first (1.0: the same letters)."""

    members: tuple[int, ...]
    likeness: float


def reduce_to_letters(text: str) -> str:
    """A text by its letters and figures alone: NFKC, lower case, nothing between."""
    return _reduced(text)[0]


def cut_shingles(text: str) -> list[str]:
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


class CopySearch:
    """Texts that are to be held beside others, perhaps several times."""

    def __init__(self, texts: Sequence[tuple[int, str]], threshold: float = NEAR) -> None:
        self._threshold = threshold
        self._sketches = list(_sketched(texts))
        self._net = _net(self._sketches) if texts else None

    def twins(self, others: Sequence[tuple[int, str]]) -> dict[int, int]:
        """For keys of the texts that are near copies of one of ``others``: of which."""
        if self._net is None:
            return {}
        theirs = list(_caught(self._net, _sketched(others)))
        if not theirs:
            return {}
        ours = list(_caught(_net(_sketched(theirs)), self._sketches))
        return dict(_joined(ours, theirs, self._threshold))


_Texts = Sequence[tuple[int, str]]
_Sketched = tuple[_Texts, Any]
"""Some texts with their keys, and the matrix of their MinHashes."""


def _net(sketches: Iterable[_Sketched]) -> Any:
    """An index of sketches. A query is flagged by two keys in its bands, as if one were its own:
    so each is in twice."""
    from rensa import RMinHashLSH  # type: ignore[attr-defined] # heavy: as below

    net = RMinHashLSH(NEAR, _PERMUTATIONS, _BANDS)
    key = 0
    for texts, matrix in sketches:
        for _time in range(2):
            net.insert_matrix(matrix, key)
            key += len(texts)
    return net


def _caught(net: Any, sketches: Iterable[_Sketched]) -> Iterator[tuple[int, str]]:
    """Those of the texts that may be a near copy of one in the net."""
    for texts, matrix in sketches:
        yield from compress(texts, net.query_duplicate_flags_matrix(matrix))


def _sketched(texts: _Texts) -> Iterator[_Sketched]:
    """MinHashes of the windows of the texts, a block at a time; they are made beside, on another
    core, while the windows of the next block are cut."""
    from rensa import RMinHash  # type: ignore[attr-defined] # heavy: as below

    with ThreadPoolExecutor(1, thread_name_prefix="sketches") as beside:
        made: deque[tuple[_Texts, Future[Any]]] = deque()
        for at in range(0, len(texts), _BLOCK):
            block = texts[at : at + _BLOCK]
            windows = [_windows(text) for _key, text in block]
            ends = [0, *accumulate(len(run) // _WINDOW for run in windows)]
            words = memoryview(b"".join(windows)).cast("Q")
            digest = RMinHash.digest_matrix_from_flat_token_hashes
            made.append((block, beside.submit(digest, words, ends, _PERMUTATIONS, _SEED)))
            if len(made) > 1:
                done, matrix = made.popleft()
                yield done, matrix.result()
        for done, matrix in made:
            yield done, matrix.result()


def _windows(text: str) -> bytes:
    """All windows of a text, of four letters where it is Japanese, else of eight, each 8 bytes."""
    if text.isascii():
        return _each_window(text.encode().translate(_LOWER, _MARKS), 1)
    if _OTHER_WIDTH.search(text):
        text = unicodedata.normalize("NFKC", text)
    for mark in "。、「」 \n\u3000":
        text = text.replace(mark, "")
    run = text.lower().encode("utf-16-le", "surrogatepass")
    high = run[1::2]
    if len(high.translate(None, _WIDE_BYTES)) * 3 < len(high) * 2:
        return _each_window(run, 2)
    # One byte tells the letters of an alphabet apart well enough.
    return _each_window(run[::2], 1)


def _each_window(run: bytes, letter: int) -> bytes:
    """The windows that begin at each letter of so many bytes, one after the other."""
    length = len(run)
    if length >= _LONG_RUN:
        # An odd number of letters, written eight times (or four), is read by eight bytes from
        # every letter on once. A few windows go over its end: too few to matter.
        odd = run if length // letter % 2 else run + b" \0"[:letter]
        return odd * (_WINDOW // letter)
    if length < _WINDOW:
        return run.ljust(_WINDOW, b"\0")
    places = range(0, min(_WINDOW, length - _WINDOW + 1), letter)
    return b"".join([run[at : length - (length - at) % _WINDOW] for at in places])


def _joined(
    held: Sequence[tuple[int, str]], others: Sequence[tuple[int, str]], threshold: float
) -> Iterator[tuple[int, int]]:
    """Keys of ``held`` that share so many of their shingles with one of ``others``, and of which.

    Exact: two sets that have so much in common share one of the rarest few of each (the prefix
    filter of Chaudhuri, Ganti and Kaushik 2006), so only such are compared.
    """
    cut = [frozenset(_reduced(text)[1]) for _key, text in others]
    known = Counter(shingle for shingles in cut for shingle in shingles)

    def rarest(shingles: frozenset[str]) -> list[str]:
        most = len(shingles) - ceil(threshold * len(shingles)) + 1
        return sorted(shingles, key=lambda shingle: (known[shingle], shingle))[:most]

    places: dict[str, list[int]] = {}
    for number, shingles in enumerate(dict.fromkeys(cut)):
        for shingle in rarest(shingles):
            places.setdefault(shingle, []).append(number)
    distinct = list(dict.fromkeys(cut))
    first = dict(zip(reversed(cut), (key for key, _text in reversed(others)), strict=True))
    for key, text in held:
        ours = frozenset(_reduced(text)[1])
        tried = set[int]()
        for shingle in rarest(ours):
            fresh = [number for number in places.get(shingle, ()) if number not in tried]
            tried.update(fresh)
            twin = next((n for n in fresh if measure_jaccard(ours, distinct[n]) >= threshold), None)
            if twin is not None:
                yield key, first[distinct[twin]]
                break


def measure_jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """What two sets of shingles, not both empty, have in common: their Jaccard index."""
    common = len(one & other)
    return common / (len(one) + len(other) - common)


@dataclass
class CopyIndex:
    """Groups of near copies that can be added to: only the first of each group is looked up, so
    that ten thousand copies of one text cost no more than ten thousand texts."""

    threshold: float = NEAR
    _lsh: Any = None
    _firsts: dict[int, Any] = field(default_factory=dict)  # key of a group's first: its MinHash
    _members: dict[int, list[int]] = field(default_factory=dict)
    _likeness: dict[int, float] = field(default_factory=dict)
    _exact: dict[bytes, int] = field(default_factory=dict)  # its letters' hash: its group's first

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

    def groups(self) -> list[CopyGroup]:
        """Groups of two or more, in the order of their first members."""
        return [
            CopyGroup(tuple(keys), self._likeness.get(first, 1.0))
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
