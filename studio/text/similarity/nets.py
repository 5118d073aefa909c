"""Nets that catch texts which may be alike, and stay quick where all of them are alike.

MinHash with locality-sensitive hashing (Broder 1997; Indyk and Motwani 1998): texts that share one
of many bands of hashes are in one bucket. Rows of a classifier, of a template or of twenty words in
any order share bands by the thousand, and holding each beside each would never end. So a text that
finds a crowd in a net is not put into it, but into a finer one, whose bands are twice as long, as
the prefix trees of LSH Forest grow where it is dense (Bawa, Condie and Ganesan 2005).

No bucket ever holds more than ``CROWDS`` says: whoever would be one more has seen a crowd. So what
a text costs does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from studio.text.similarity.shingles import hash_letters, reduce_and_cut

NEAR = 0.7
"""Share of shingles in common (Jaccard) from which two texts are near copies."""
CROWDS = (64, 128, 128)
"""Texts that share a band with another one, from which each net is too coarse to tell them apart."""
PERMUTATIONS, SEED = 128, 7
_BANDS = (32, 16, 8)
"""Bands of each net, the coarsest first: of 4, 8 and 16 hashes each. Two texts of which 0.7 are the
same meet in the first with 0.9998, of which 0.86 in the second with 0.996; texts of which 0.36 are
the same, as twenty words in any order, meet in them with 0.42 and 0.005."""
_BLOCK = 2_000


def new_net(bands: int, threshold: float = NEAR) -> Any:
    """An empty net with so many bands."""
    from rensa import RMinHashLSH  # type: ignore[attr-defined] # heavy: only where copies are looked for

    return RMinHashLSH(threshold, PERMUTATIONS, bands)


def digest_windows(machine_words: memoryview, ends: Sequence[int]) -> Any:
    """The matrix of the MinHashes of texts, each given by where its words end among all words."""
    from rensa import RMinHash  # type: ignore[attr-defined] # heavy: as above

    return RMinHash.digest_matrix_from_flat_token_hashes(machine_words, ends, PERMUTATIONS, SEED)


class Nets:
    """Keys by MinHash, each in one of several nets."""

    def __init__(self, threshold: float = NEAR) -> None:
        self._nets = [new_net(bands, threshold) for bands in _BANDS]
        self._in_use = 1

    def find(self, minhash: Any) -> tuple[list[int], int | None]:
        """Keys of texts that may be alike, and the net that this one belongs into; None where all
        of them are crowded."""
        candidates: list[int] = self._nets[0].query(minhash)
        room = 0 if len(candidates) < CROWDS[0] else None
        for number in range(1, len(self._nets)):
            # A finer net that nobody needed yet holds nothing.
            if room is not None and number >= self._in_use:
                break
            finer: list[int] = self._nets[number].query(minhash)
            if room is None and len(finer) < CROWDS[number]:
                room = number
            candidates += finer
        return candidates, room

    def insert(self, net: int, key: int, minhash: Any) -> None:
        """Put a key into the net that ``find`` named."""
        self._nets[net].insert(key, minhash)
        self._in_use = max(self._in_use, net + 1)


def hash_texts(texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, bytes, Any, list[str]]]:
    """For each text its key, the hash of its letters, its MinHash and its shingles; streamed, no
    more than a block of shingles at a time."""
    from rensa import RMinHash  # type: ignore[attr-defined] # heavy: as above

    source = iter(texts)
    while block := list(islice(source, _BLOCK)):
        reduced = [reduce_and_cut(text) for _key, text in block]
        shingle_sets: Sequence[list[str]] = [shingles for _letters, shingles in reduced]
        minhashes = RMinHash.from_token_sets(shingle_sets, PERMUTATIONS, SEED)
        for (key, _text), (letters, shingles), minhash in zip(
            block, reduced, minhashes, strict=True
        ):
            yield key, hash_letters(letters), minhash, shingles
