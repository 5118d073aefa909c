"""A library's file read as bytes, without taking SQLite's locks away from it."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_guard = threading.Lock()
_connections: Counter[Path] = Counter()
"""How many connections of this process each file has."""

_idle: dict[Path, list[IO[bytes]]] = {}
"""Files that were read, and may not be closed yet."""


def hold(path: Path) -> Path:
    """Count a connection to the file; the key to give to ``let_go``."""
    key = path.resolve()
    with _guard:
        _connections[key] += 1
    return key


def let_go(key: Path) -> None:
    """A connection is closed; with the last one go the files that waited for it."""
    with _guard:
        _connections[key] -= 1
        if _connections[key] > 0:
            return
        del _connections[key]
        for file in _idle.pop(key, []):
            file.close()


@contextmanager
def open_raw(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, from the beginning.

    Whoever closes a file loses all locks that their process has on it
    (https://www.sqlite.org/howtocorrupt.html, 2.2): the next program that looks into the library
    takes it for abandoned, and removes the changes beside it under the hands of the curator. So it
    stays open as long as a connection of this process does.
    """
    key = path.resolve()
    file = _take_idle(key) or path.open("rb")
    try:
        yield file
    finally:
        with _guard:
            if _connections[key] > 0:
                _idle.setdefault(key, []).append(file)
            else:
                file.close()


def _take_idle(key: Path) -> IO[bytes] | None:
    """One that is open already, unless there is another file of that name now."""
    with _guard:
        for file in _idle.get(key, []):
            if os.path.samestat(os.fstat(file.fileno()), key.stat()):
                _idle[key].remove(file)
                file.seek(0)
                return file
    return None
