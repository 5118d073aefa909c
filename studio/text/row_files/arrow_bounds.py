"""What an Arrow or Parquet file says of its own lengths, checked before anything is made of it.

The library that reads these files believes them: a length that lies asks for all memory there is,
and that ends the program. So the few numbers it would believe are read here first, from the
places where Arrow's format (FlatBuffers in ``Message.fbs`` and ``File.fbs``) puts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

LONGEST_DESCRIPTION = 64 * 1024 * 1024
"""Bytes of a schema, a footer or a batch's description."""
LARGEST_BATCH = 512 * 1024 * 1024
"""Bytes of one batch, as stored and as unpacked; programs write a thousandth of it."""
MOST_VALUES = 50_000_000
"""Values in one column of a batch: nulls take no bytes, but each becomes a value."""

_FILE_MARK = b"ARROW1"
_CONTINUES = 0xFFFFFFFF
_DICTIONARY, _BATCH = 2, 3
"""Kinds of messages that carry values."""


def refuse_lies(path: Path) -> None:
    """Raise ValueError for an Arrow file, or stream, whose lengths can't be."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(len(_FILE_MARK)) == _FILE_MARK:
            places = _blocks(file, size)
        else:
            places = _frames(file, size)
        for at, length, body in places:
            _refuse_message(file, size, at, length, body)


def refuse_cut_parquet(path: Path) -> None:
    """A Parquet file ends with its footer, the footer's length and a mark; ValueError if not."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 8))
        tail = file.read(8)
    _refuse(size < 12 or tail[4:] != b"PAR1")
    _refuse(int.from_bytes(tail[:4], "little") > min(size - 12, LONGEST_DESCRIPTION))


Place = tuple[int, int, int | None]
"""Where a message's description stands, its length, and its body's (None: as it says itself)."""


def _blocks(file: IO[bytes], size: int) -> Iterator[Place]:
    """The messages that a file's footer lists."""
    file.seek(max(0, size - 10))
    tail = file.read(10)
    length = int.from_bytes(tail[:4], "little", signed=True)
    _refuse(tail[4:] != _FILE_MARK or not 0 < length <= min(size - 18, LONGEST_DESCRIPTION))
    file.seek(size - 10 - length)
    footer = Table.root(file.read(length))
    for field in (2, 3):  # dictionaries, record batches
        count, start = footer.vector(field, 24)
        for n in range(count):
            at = footer.number(start + 24 * n, 8)
            described = footer.number(start + 24 * n + 8, 4)
            body = footer.number(start + 24 * n + 16, 8)
            _refuse(min(at, described, body) < 0)
            file.seek(at)
            ahead = 8 if file.read(4) == _CONTINUES.to_bytes(4, "little") else 4
            yield at + ahead, described - ahead, body


def _frames(file: IO[bytes], size: int) -> Iterator[Place]:
    """The messages of a stream, one behind the other until one says that it is the last."""
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(8)
        prefix = int.from_bytes(head[:4], "little")
        ahead = 8 if prefix == _CONTINUES else 4
        length = int.from_bytes(head[ahead - 4 : ahead], "little", signed=True)
        if length == 0:
            return
        yield at + ahead, length, None
        file.seek(at + ahead)
        at += ahead + length + max(0, Table.root(file.read(length)).scalar(3, 8))


def _refuse_message(file: IO[bytes], size: int, at: int, length: int, body: int | None) -> None:
    _refuse(not 0 < length <= min(size - at, LONGEST_DESCRIPTION))
    file.seek(at)
    message = Table.root(file.read(length))
    own = message.scalar(3, 8)
    body = own if body is None else max(own, body)
    _refuse(not 0 <= body <= min(size - at - length, LARGEST_BATCH))
    kind = message.scalar(1, 1)
    if kind in (_DICTIONARY, _BATCH):
        batch = message.table(2)
        batch = batch.table(1) if kind == _DICTIONARY else batch
        _refuse_batch(file, batch, at + length, body)


def _refuse_batch(file: IO[bytes], batch: Table, start: int, body: int) -> None:
    """Rows, values and unpacked bytes of a batch whose body stands at ``start``."""
    _refuse(not 0 <= batch.scalar(0, 8) <= MOST_VALUES)
    nodes, first = batch.vector(1, 16)
    for n in range(nodes):
        _refuse(not 0 <= batch.number(first + 16 * n, 8) <= MOST_VALUES)
    buffers, first = batch.vector(2, 16)
    packed, unpacked = batch.has(3), 0
    for n in range(buffers):
        offset, length = (batch.number(first + 16 * n + at, 8) for at in (0, 8))
        _refuse(min(offset, length) < 0 or offset + length > body)
        if packed and length >= 8:
            file.seek(start + offset)
            unpacked += max(int.from_bytes(file.read(8), "little", signed=True), 0)
    _refuse(unpacked > LARGEST_BATCH)


class Table:
    """A FlatBuffers table: numbers, tables and vectors by their field, absent ones 0."""

    def __init__(self, raw: bytes, at: int) -> None:
        self.raw, self.at = raw, at
        self._fields = at - self.number(at, 4)
        self._known = self.number(self._fields, 2) if self._fields >= 0 else 0

    @classmethod
    def root(cls, raw: bytes) -> Table:
        return cls(raw, int.from_bytes(raw[:4], "little"))

    def number(self, at: int, size: int) -> int:
        """A number of the buffer; ValueError outside of it."""
        _refuse(at < 0 or at + size > len(self.raw))
        return int.from_bytes(self.raw[at : at + size], "little", signed=True)

    def has(self, field: int) -> bool:
        return self._locate(field) is not None

    def scalar(self, field: int, size: int) -> int:
        at = self._locate(field)
        return 0 if at is None else self.number(at, size)

    def table(self, field: int) -> Table:
        at = self._locate(field)
        if at is None:
            raise ValueError("a table is missing")
        return Table(self.raw, at + self.number(at, 4))

    def vector(self, field: int, size: int) -> tuple[int, int]:
        """How many elements of this size a vector has, and where the first stands."""
        at = self._locate(field)
        if at is None:
            return 0, 0
        start = at + self.number(at, 4)
        count = self.number(start, 4)
        _refuse(count < 0 or start + 4 + count * size > len(self.raw))
        return count, start + 4

    def _locate(self, field: int) -> int | None:
        entry = 4 + 2 * field
        if entry + 2 > self._known:
            return None
        offset = self.number(self._fields + entry, 2)
        return self.at + offset if offset else None


def _refuse(lies: bool) -> None:
    if lies:
        raise ValueError("a length that can't be")
