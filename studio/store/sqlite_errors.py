"""SQLite's complaints in a curator's words: whose fault it is, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.domain.errors import DiskError, LibraryError, StudioError
from studio.i18n import _


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise inside into one clear line about ``path``."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise translate_error(error, path) from error


def translate_error(error: sqlite3.Error | OSError, path: Path) -> StudioError | Exception:
    """The studio's error for a foreign one; a fault of ours comes back as it is."""
    text = str(error).lower()
    if isinstance(error, OSError):
        return DiskError(
            _(
                "{path}: {why}. Nothing was changed; check the disk and the folder's permissions."
            ).format(path=path, why=error.strerror or error)
        )
    if "full" in text:
        return DiskError(
            _(
                "The disk with {path} is full. The last edit was not kept, everything before "
                "it is; free some space and repeat it."
            ).format(path=path)
        )
    if "disk i/o" in text:
        return DiskError(
            _(
                "{path} could not be read or written: the disk reports an error. "
                "Copy the library to another disk."
            ).format(path=path)
        )
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return LibraryError(
            _(
                "{path} can't be written here: no permission. Copy it to a folder of your own, "
                "or change its permissions."
            ).format(path=path)
        )
    if "not a database" in text or "malformed" in text or "encrypted" in text:
        return LibraryError(
            _(
                "{path} is no Passage Studio library, or it is damaged. It was left as it is; "
                "open another file or a backup."
            ).format(path=path)
        )
    if "locked" in text or "busy" in text:
        return LibraryError(
            _("{path} is being written by another program. Wait for it, or close it there.").format(
                path=path
            )
        )
    return error
