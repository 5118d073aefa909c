"""Tokens: how many a text or a training row has, counted offline with the bundled vocabularies.

The only home of tiktoken, and of splintr, which counts many texts just as tiktoken would. The map
of models of tiktoken is wrong for ``ft:gpt-4.1…`` and does not know newer models, so the map here
is our own; its loader goes online, so the files are read by us.
"""

from __future__ import annotations

import binascii
import hashlib
import io
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter, sub
from typing import TYPE_CHECKING

from studio.domain.errors import DiskError
from studio.i18n import _
from studio.os_errors import explain_os_error
from studio.resources import RESOURCES

if TYPE_CHECKING:
    from splintr import Tokenizer
    from tiktoken import Encoding

DEFAULT = "o200k_base"

_SHA256 = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}
"""The official files' hashes, as tiktoken itself states them."""

ENCODINGS = tuple(_SHA256)

_MODELS = (
    ("gpt-4o", "o200k_base"),
    ("gpt-4.1", "o200k_base"),
    ("gpt-4.5", "o200k_base"),
    ("chatgpt-4o", "o200k_base"),
    ("gpt-5", "o200k_base"),
    ("gpt-6", "o200k_base"),  # no published vocabulary yet: the closest known one
    ("gpt-oss", "o200k_base"),  # its harmony variant differs in special tokens only
    ("o1", "o200k_base"),
    ("o3", "o200k_base"),
    ("o4", "o200k_base"),
    ("gpt-4", "cl100k_base"),
    ("gpt-3.5", "cl100k_base"),
    ("davinci-002", "cl100k_base"),
    ("babbage-002", "cl100k_base"),
)
"""Prefixes of models, the longer of two that fit standing first. To add one: its prefix and its
encoding; an encoding without a file here needs one, and its hash above."""

PER_MESSAGE = 3
PER_NAME = 1
REPLY_PRIMER = 3
"""OpenAI's published rule for chat rows: 3 a message, its values, 1 a name, 3 for the reply.

Real training counts may be up to ``REPLY_PRIMER`` lower a row. Tool calls are counted as
their JSON, an estimate.
"""

_STRETCH = 200_000
"""UTF-8 bytes, roughly, that are counted at one go: some milliseconds without Python's lock."""

_MANY = 20_000
"""Characters from which a stretch is worth the second encoder's load, a tenth of a second."""

_LONG_S = "\u017f"
"""The one letter the encoders part about: behind an apostrophe it is an s to tiktoken alone."""

_LETTER = re.compile(r"[A-Za-zぁ-んァ-ヶ一-龠]")
_BEHIND_WORD = frozenset(" \n.,;:!?。、！？」")
"""Between such a letter and such a sign no token of ours reaches over, whatever stands around."""

_POSSESSIVE = re.compile(r"([?*+]|\{\d+,\d+\})\+")

_REPEATED_ROLES = ("system", "developer")
"""Whose message is the same in row after row, so that it is counted once."""

_loaded: dict[str, Encoding] = {}
_fast: dict[str, Tokenizer] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class _Shape:
    pattern: str
    special: dict[str, int]


def find_encoding(model: str) -> str | None:
    """The encoding of a model, its fine-tunes included; None for one with its own tokenizer."""
    name = model.removeprefix("ft:").lower()
    return next((encoding for prefix, encoding in _MODELS if name.startswith(prefix)), None)


def load(encoding: str = DEFAULT) -> Encoding:
    """The encoding, read from the bundled file once; takes 0.3 to 0.7 s the first time."""
    loaded = _loaded.get(encoding)
    if loaded is not None:
        return loaded
    with _lock:
        if encoding not in _loaded:
            _loaded[encoding] = _read(encoding)
    return _loaded[encoding]


def is_loaded(encoding: str = DEFAULT) -> bool:
    """Whether counting costs no more than counting: the encoding is read."""
    return encoding in _loaded


def count(text: str, encoding: str = DEFAULT) -> int:
    """Tokens of a text; ``<|endoftext|>`` in a book is plain text and counted so."""
    return len(load(encoding).encode_ordinary(text))


def split_tokens(text: str, encoding: str = DEFAULT) -> list[tuple[str, int]]:
    """The text as its tokens part it: each stretch with how many tokens it is.

    A letter that several tokens make up together is one stretch; joined they are the text.
    """
    encoder = load(encoding)
    _text, starts = encoder.decode_with_offsets(encoder.encode_ordinary(text))
    borders = sorted({*starts, len(text)})
    counts = Counter(starts)
    return [(text[start:end], counts[start]) for start, end in pairwise(borders)]


def read_value(value: object) -> str:
    """What of a message's value is counted: text as it is, tool calls as JSON, images not at all."""
    return _text_of(value)


def count_each(texts: Iterable[str], encoding: str = DEFAULT) -> Iterator[int]:
    """Tokens of each of many texts, in their order and just as ``count`` counts one alone.

    Many texts are counted by splintr, on all cores and several times faster; the tests hold it
    to tiktoken on every character there is. Texts are taken a stretch at a time, not more.
    """
    for stretch in _stretches(texts):
        yield from _count_stretch(stretch, encoding)


def narrow_change(old: str, new: str) -> tuple[str, str]:
    """What differs in two texts, widened to where tokens surely end: the texts' counts differ by
    just as much as those of what is returned."""
    if old == new:
        return "", ""
    least = min(len(old), len(new))
    start = _find_border(old, _count_shared(least, lambda n: old[:n] == new[:n]) - 1)
    end = _count_shared(least - start, lambda n: old[len(old) - n :] == new[len(new) - n :]) - 1
    # Both the letter and the sign of a border stand in what is shared: it is one in both texts.
    while end > 0 and not _is_border(old, len(old) - end):
        end -= 1
    end = max(end, 0)
    return old[start : len(old) - end], new[start : len(new) - end]


def _count_shared(most: int, is_shared: Callable[[int], bool]) -> int:
    """How many letters are shared, of at most so many."""
    if is_shared(most):  # most edits add something, or take something away, at one end
        return most
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        if is_shared(middle):
            low = middle
        else:
            most = middle - 1
    return low


def _find_border(text: str, most: int) -> int:
    """The last place up to ``most`` at which a token surely ends."""
    # Most letters are none of these signs: no function is called for them.
    while most > 0 and (text[most] not in _BEHIND_WORD or not _LETTER.match(text, most - 1)):
        most -= 1
    return max(most, 0)


def _is_border(text: str, at: int) -> bool:
    return text[at] in _BEHIND_WORD and bool(_LETTER.match(text, at - 1))


def count_messages(messages: Sequence[Mapping[str, object]], encoding: str = DEFAULT) -> int:
    """Tokens of a chat row by OpenAI's published rule."""
    total = REPLY_PRIMER
    for message in messages:
        total += PER_MESSAGE
        for key, value in message.items():
            total += count(_text_of(value), encoding) if key != "weight" else 0
            total += PER_NAME if key == "name" else 0
    return total


def count_rows(
    rows: Sequence[Sequence[Mapping[str, object]]], encoding: str = DEFAULT
) -> list[int]:
    """Tokens of many chat rows, each just as ``count_messages`` counts it alone, but faster."""
    totals, texts, owners = [], [], []
    for number, messages in enumerate(rows):
        total = REPLY_PRIMER + PER_MESSAGE * len(messages)
        for message in messages:
            for key, value in message.items():
                if key == "role" or message.get("role") in _REPEATED_ROLES:
                    total += _count_known(_text_of(value), encoding) if key != "weight" else 0
                elif key != "weight":
                    texts.append(_text_of(value))
                    owners.append(number)
                total += PER_NAME if key == "name" else 0
        totals.append(total)
    for number, tokens in zip(owners, count_each(texts, encoding), strict=True):
        totals[number] += tokens
    return totals


_count_known = lru_cache(maxsize=512)(count)


def _stretches(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in lists of about as much work each; one long text is a list of its own."""
    stretch: list[str] = []
    length = 0
    for text in texts:
        stretch.append(text)
        length += len(text) if text.isascii() else 3 * len(text)
        if length >= _STRETCH:
            yield stretch
            stretch, length = [], 0
    if stretch:
        yield stretch


def _count_stretch(texts: Sequence[str], encoding: str) -> Sequence[int]:
    """Tokens of each text; few texts are not worth loading the second encoder for."""
    if encoding not in _fast and sum(map(len, texts)) < _MANY:
        return [count(text, encoding) for text in texts]
    try:
        _ids, ends = _load_fast(encoding).encode_batch_flat(texts)
    except UnicodeEncodeError:  # half a character
        return [count(text, encoding) for text in texts]
    places = memoryview(ends).cast("Q")
    counts = list(map(sub, places[1:], places))
    for number, text in enumerate(texts):
        if not text.isascii() and _LONG_S in text:
            counts[number] = count(text, encoding)
    return counts


def _text_of(value: object) -> str:
    """What of a message's value is counted: text as it is, tool calls as JSON, images not at all."""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return " ".join(_text_of(item) for item in value)
    if isinstance(value, Mapping):
        kind = value.get("type")
        if kind in ("text", "image_url"):
            return _text_of(value.get("text", ""))
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _load_fast(encoding: str) -> Tokenizer:
    """The encoder for many texts, of the same file; what it keeps of words it saw is bounded."""
    import splintr  # as tiktoken: not before something is counted

    with _lock:
        if encoding not in _fast:
            # Without special tokens: what looks like one in a book is plain text.
            # Nor does it know possessive repeats, as it never goes back.
            pattern = _POSSESSIVE.sub(r"\1", _shape(encoding).pattern)
            _fast[encoding] = splintr.Tokenizer.from_bytes(_vocabulary(encoding), pattern)
    return _fast[encoding]


def _read(encoding: str) -> Encoding:
    import tiktoken  # costs a tenth of a second: not before something is counted

    raw = _vocabulary(encoding)
    # Line by line, for all 400,000 pieces at once would take 22 MB more; and no bytecode between
    # two lines, or another thread's objects would come to lie among those that are freed below.
    tokens, numbers = (
        map(itemgetter(column), map(bytes.split, io.BytesIO(raw))) for column in (0, 1)
    )
    ranks = dict(zip(map(binascii.a2b_base64, tokens), map(int, numbers), strict=True))
    shape = _shape(encoding)
    made = tiktoken.Encoding(
        name=encoding, pat_str=shape.pattern, mergeable_ranks=ranks, special_tokens=shape.special
    )
    ranks.clear()  # the encoder has its own copy; this one, 28 MB, would only serve pickling
    return made


def _vocabulary(encoding: str) -> bytes:
    """The official file's bytes; DiskError where it is not what it should be."""
    path = RESOURCES / "tokenizers" / f"{encoding}.tiktoken"
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DiskError(
            _("The vocabulary {path} can't be read: {why}. Install the program again.").format(
                path=path, why=explain_os_error(error)
            )
        ) from error
    if hashlib.sha256(raw).hexdigest() != _SHA256[encoding]:
        raise DiskError(
            _("The vocabulary {path} is damaged. Install the program again.").format(path=path)
        )
    return raw


def _shape(encoding: str) -> _Shape:
    """How tiktoken splits text before merging: its published patterns for these two."""
    if encoding == "cl100k_base":
        return _Shape(
            r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+|"""
            r""" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s""",
            {"<|endoftext|>": 100257},
        )
    upper = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
    lower = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
    tail = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    return _Shape(
        rf"[^\r\n\p{{L}}\p{{N}}]?{upper}*{lower}+{tail}|[^\r\n\p{{L}}\p{{N}}]?{upper}+{lower}*{tail}|"
        r"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        {"<|endoftext|>": 199999, "<|endofprompt|>": 200018},
    )
