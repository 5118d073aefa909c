"""Nets that catch texts which may be alike, and stay quick where all of them are alike.

MinHash with locality-sensitive hashing (Broder 1997; Indyk and Motwani 1998): texts that share one
of many bands of hashes are in one bucket. Rows of a classifier, of a template or of twenty words in
any order share bands by the thousand, and holding each beside each would never end. So a text that
finds a crowd in the coarse net is not put into it, but into a fine one, which looks only at what
few of the crowd have: what fills the template, or the order in which the words stand.

No bucket ever holds more than ``CROWD`` texts: whoever would be one more has seen a crowd. So what a
text costs does not depend on how many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from studio.text.similarity.shingles import hash_letters, lengthen_shingles, reduce_and_cut

NEAR = 0.7
"""Share of shingles in common (Jaccard) from which two texts are near copies."""
PERMUTATIONS, SEED = 128, 7
CROWD = 64
"""Texts that share a band with another one, from which a net is too coarse to tell them apart."""
LEARNT_FROM = 256
"""Texts of a crowd from which is learnt what all of it has in common."""
COMMON = 4
"""Of these, that have a shingle which then is the crowd's: more than 1.5 in 100."""
_COARSE_PERMUTATIONS, _COARSE_BANDS = 64, 16
"""Of 4 hashes: texts of which 0.7 is the same meet with 0.988, of which 0.8 with 0.9998, of which
0.36, as twenty words in any order, with 0.24. More bands would find hardly more, and hold twice as
much memory for each text; what is proposed is compared by all hashes."""
_FINE_BANDS = (32, 16)
"""Of 4 hashes of what few have, and of 8 of them."""
_SPARSE = CROWD // 4
"""Texts in the coarse net below which no near copy can stand in a crowd."""
_BLOCK = 2_000


def new_net(bands: int, threshold: float = NEAR, permutations: int = PERMUTATIONS) -> Any:
    """An empty net with so many bands over MinHashes of so many hashes."""
    from rensa import RMinHashLSH  # type: ignore[attr-defined] # heavy: only where copies are looked for

    return RMinHashLSH(threshold, permutations, bands)


def digest_windows(machine_words: memoryview, ends: Sequence[int]) -> Any:
    """The matrix of the MinHashes of texts, each given by where its words end among all words."""
    from rensa import RMinHash  # type: ignore[attr-defined] # heavy: as above

    return RMinHash.digest_matrix_from_flat_token_hashes(machine_words, ends, PERMUTATIONS, SEED)


def digest_shingles(shingles: list[str]) -> Any:
    """The MinHash of one text's shingles."""
    from rensa import RMinHash  # type: ignore[attr-defined] # heavy: as above

    minhash = RMinHash(PERMUTATIONS, SEED)
    minhash.update(shingles)
    return minhash


class Nets:
    """Keys of texts, each in the coarse net or, where that is crowded, in a fine one."""

    def __init__(self, threshold: float = NEAR) -> None:
        self._coarse = new_net(_COARSE_BANDS, threshold, _COARSE_PERMUTATIONS)
        self._fine = [new_net(bands, threshold) for bands in _FINE_BANDS]
        self._crowd: list[HashedText] = []  # texts of a crowd that nothing was learnt from yet
        self._common: frozenset[str] | None = None  # shingles of many in the crowd, once learnt

    def find(self, text: HashedText) -> tuple[list[int], Any]:
        """Keys of texts that may be alike, and the net that this one belongs into; None where all
        of them are crowded."""
        candidates: list[int] = self._coarse.query(text.coarse)
        room = self._coarse if len(candidates) < CROWD else None
        if self._common is None:
            candidates += [waiting.key for waiting in self._crowd]
            return candidates, room or self._fine[0]
        if len(candidates) < _SPARSE:
            return candidates, room
        text.leave_out(self._common)
        for net in self._fine:
            more: list[int] = net.query(text.rest)
            candidates += more
            if room is None and len(more) < CROWD:
                room = net
        return candidates, room

    def insert(self, net: Any, text: HashedText) -> None:
        """Put a text into the net that ``find`` named."""
        if net is self._coarse:
            net.insert(text.key, text.coarse)
        elif self._common is not None:
            net.insert(text.key, text.rest)
        else:
            self._crowd.append(text)
            if len(self._crowd) == LEARNT_FROM:
                self._learn()

    def _learn(self) -> None:
        """Learn what the crowd has in common, and put it where it belongs."""
        counts: Counter[str] = Counter()
        for text in self._crowd:
            counts.update(set(lengthen_shingles(text.shingles)))
        self._common = frozenset(shingle for shingle, count in counts.items() if count > COMMON)
        crowd, self._crowd = self._crowd, []
        for text in crowd:
            _candidates, room = self.find(text)
            if room is not None:
                self.insert(room, text)


@dataclass(slots=True)
class HashedText:
    """A text by its key, the hash of its letters, its shingles and their MinHash."""

    key: int
    letters: bytes
    shingles: list[str]
    minhash: Any  # by which likeness is estimated
    coarse: Any  # of fewer hashes, by which texts meet in the coarse net
    rest: Any = None  # the MinHash of what ``leave_out`` left

    def leave_out(self, common: frozenset[str]) -> None:
        """Hash those of its shingles, and of longer ones, that are not common; all, if all are."""
        longer = lengthen_shingles(self.shingles)
        rest = [shingle for shingle in longer if shingle not in common]
        self.rest = digest_shingles(rest or longer)


def hash_texts(texts: Iterable[tuple[int, str]]) -> Iterator[HashedText]:
    """Each text hashed; streamed, no more than a block of shingles at a time."""
    from rensa import RMinHash  # type: ignore[attr-defined] # heavy: as above

    source = iter(texts)
    while block := list(islice(source, _BLOCK)):
        reduced = [reduce_and_cut(text) for _key, text in block]
        shingle_lists = [shingles for _letters, shingles in reduced]
        minhashes = RMinHash.from_token_sets(shingle_lists, PERMUTATIONS, SEED)
        coarse = RMinHash.from_token_sets(shingle_lists, _COARSE_PERMUTATIONS, SEED)
        for (key, _text), (letters, shingles), minhash, few in zip(
            block, reduced, minhashes, coarse, strict=True
        ):
            yield HashedText(key, hash_letters(letters), shingles, minhash, few)
