"""A wide net over windows of letters: which of many texts are worth a closer look, at little cost.

Shingles are costly, so among many texts windows of a few letters go first, taken as the machine
words that they are. Only what this net catches is cut into shingles, and compared exactly.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import accumulate, compress
from typing import Any

from studio.text.similarity.nets import digest_windows, new_net

Texts = Sequence[tuple[int, str]]
Sketch = tuple[Texts, Any]
"""Some texts with their keys, and the matrix of their MinHashes."""

_BANDS = 32
_BLOCK = 2_000
_OTHER_WIDTH = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f]")
_LOWER = bytes(range(256)).lower()
_MARKS = bytes(n for n in range(128) if not chr(n).isalnum())
_WIDE_BYTES = bytes([0x30, *range(0x34, 0xA0), 0xF9, 0xFA])
"""First bytes of what is written without blanks."""
_WINDOW = 8  # bytes: a machine word
_LONG_RUN = 96  # bytes


def build_net(sketches: Iterable[Sketch]) -> Any:
    """An index of sketches, for ``filter_caught``."""
    net = new_net(_BANDS)
    key = 0
    for texts, matrix in sketches:
        # A query is flagged by two keys in its bands, as if one were its own: each is in twice.
        for _time in range(2):
            net.insert_matrix(matrix, key)
            key += len(texts)
    return net


def filter_caught(net: Any, sketches: Iterable[Sketch]) -> Iterator[tuple[int, str]]:
    """Those of the texts that may be a near copy of one in the net."""
    for texts, matrix in sketches:
        yield from compress(texts, net.query_duplicate_flags_matrix(matrix))


def sketch_texts(texts: Texts) -> Iterator[Sketch]:
    """MinHashes of the windows of the texts, a block at a time; they are made beside, on another
    core, while the windows of the next block are cut."""
    with ThreadPoolExecutor(1, thread_name_prefix="sketches") as beside:
        pending: deque[tuple[Texts, Future[Any]]] = deque()
        for at in range(0, len(texts), _BLOCK):
            block = texts[at : at + _BLOCK]
            windows = [_cut_windows(text) for _key, text in block]
            ends = [0, *accumulate(len(run) // _WINDOW for run in windows)]
            machine_words = memoryview(b"".join(windows)).cast("Q")
            pending.append((block, beside.submit(digest_windows, machine_words, ends)))
            if len(pending) > 1:
                sketched, matrix = pending.popleft()
                yield sketched, matrix.result()
        for sketched, matrix in pending:
            yield sketched, matrix.result()


def _cut_windows(text: str) -> bytes:
    """All windows of a text, of four letters where it is Japanese, else of eight, each 8 bytes."""
    if text.isascii():
        return _repeat_from_each_letter(text.encode().translate(_LOWER, _MARKS), 1)
    if _OTHER_WIDTH.search(text):
        text = unicodedata.normalize("NFKC", text)
    for mark in "。、「」 \n\u3000":
        text = text.replace(mark, "")
    run = text.lower().encode("utf-16-le", "surrogatepass")
    high = run[1::2]
    if len(high.translate(None, _WIDE_BYTES)) * 3 < len(high) * 2:
        return _repeat_from_each_letter(run, 2)
    # One byte tells the letters of an alphabet apart well enough.
    return _repeat_from_each_letter(run[::2], 1)


def _repeat_from_each_letter(run: bytes, letter: int) -> bytes:
    """The windows that begin at each letter of so many bytes, one after the other."""
    length = len(run)
    if length >= _LONG_RUN:
        # An odd number of letters, written eight times (or four), is read by eight bytes from
        # every letter on once. A few windows go over its end: too few to matter.
        odd = run if length // letter % 2 else run + b" \0"[:letter]
        return odd * (_WINDOW // letter)
    if length < _WINDOW:
        return run.ljust(_WINDOW, b"\0")
    starts = range(0, min(_WINDOW, length - _WINDOW + 1), letter)
    return b"".join([run[at : length - (length - at) % _WINDOW] for at in starts])
