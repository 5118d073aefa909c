"""One writer a library: a lock file beside it, released by the system when the process dies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from studio.domain.errors import LibraryError
from studio.file_lock import try_lock
from studio.i18n import _

_held: dict[Path, tuple[IO[str], int]] = {}
"""Locks of this process, with how often each is held: threads share their process's lock."""


def acquire(path: Path) -> None:
    """Become the one writing process of ``path``; LibraryError when another one is."""
    # Two names of one file (a link, a relative path) are one library.
    key = path.resolve()
    if key in _held:
        handle, holders = _held[key]
        _held[key] = (handle, holders + 1)
        return
    handle = open(_lock_file(key), "a+", encoding="utf-8")  # noqa: SIM115 - held open on purpose
    if not try_lock(handle):
        handle.seek(0)
        owner = handle.read().strip() or "?"
        handle.close()
        raise LibraryError(
            _(
                "{path} is open in another Passage Studio (process {owner}). "
                "Close it there first; meanwhile it can still be read."
            ).format(path=path, owner=owner)
        )
    # Who holds it stands in the file, for the sentence above; the lock itself is the system's.
    handle.seek(0)
    handle.truncate()
    handle.write(str(os.getpid()))
    handle.flush()
    _held[key] = (handle, 1)


def count_holders(path: Path) -> int:
    """How often this process holds the lock."""
    return _held.get(path.resolve(), (None, 0))[1]


def release(path: Path) -> None:
    """Let go once; the last of this process's holders frees the lock."""
    key = path.resolve()
    if key not in _held:
        return
    handle, holders = _held[key]
    if holders > 1:
        _held[key] = (handle, holders - 1)
        return
    del _held[key]
    handle.close()
    # The file stays: removing it would let two processes lock two different files of one name.


def _lock_file(path: Path) -> Path:
    return path.with_name(path.name + "-lock")
