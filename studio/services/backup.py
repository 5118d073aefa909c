"""Back a library up: a copy that is whole, also while the library is open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.store import backup
from studio.store.library import Library


@dataclass(frozen=True)
class Backup:
    """A copy of a library: where it is, its bytes, and how many of each thing it holds."""

    path: Path
    bytes: int
    counts: dict[str, int]


def back_up(library: Path, out: Path) -> Backup:
    """Copy a library to the new file ``out``; see ``studio.store.backup`` for what can go wrong."""
    backup.back_up(library, out)
    # Opened once, so that a copy that can't be read is noticed while the library is still there.
    with Library.open(out, read_only=True) as copy:
        return Backup(out, out.stat().st_size, copy.counts())
