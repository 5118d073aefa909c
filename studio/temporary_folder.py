"""A folder for as long as it is needed; one that a killed program left goes with the next."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from studio.file_lock import try_lock

PREFIX = "passage-studio-"
NAMES = re.compile(re.escape(PREFIX) + "[a-z0-9_]{8}")
IN_USE = ".in-use"
"""The file whose lock the program that uses a folder holds: it ends with the program."""
UNSURE_SECONDS = 3600
"""How old a folder without that file has to be until it is nobody's: one is made before it."""


class TemporaryFolder:
    """A folder that only this user can read, for ``with``; or until ``remove``.

    It may hold text of books. Nobody can clear up after a program that is killed or loses its
    power, so the next folder that is made, and the next start of the window, do.
    """

    def __init__(self, parent: Path | None = None) -> None:
        """``OSError`` where none can be made in ``parent``, else where the system keeps such."""
        parent = parent or Path(tempfile.gettempdir())
        remove_leftovers(parent)
        self.path, in_use = _make(parent)
        # At the end of the program too, where nobody has asked for it.
        self._remove_once = weakref.finalize(self, _remove, self.path, in_use)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_error: object) -> None:
        self.remove()

    def remove(self) -> None:
        """Remove it with all that is in it; a second time it does nothing."""
        self._remove_once()


def remove_leftovers(parent: Path | None = None) -> None:
    """Remove the folders in ``parent`` that no program uses any more; those of other users, and
    what can't be removed, stay."""
    with suppress(OSError), os.scandir(parent or tempfile.gettempdir()) as entries:
        for entry in entries:
            if NAMES.fullmatch(entry.name):
                with suppress(OSError):
                    _remove_unused(Path(entry.path))


def _make(parent: Path) -> tuple[Path, IO[Any]]:
    """A new folder, and the file in it that is locked."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        in_use = (path / IN_USE).open("w")
        # Another program that looks just now may have taken the new file for a left one.
        if try_lock(in_use) and (path / IN_USE).exists():
            return path, in_use
        in_use.close()


def _remove_unused(path: Path) -> None:
    status = path.lstat()
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        return
    if not (path / IN_USE).exists():
        if time.time() - status.st_mtime > UNSURE_SECONDS:
            shutil.rmtree(path)  # refuses a link to a folder
        return
    with (path / IN_USE).open("r+") as in_use:
        if try_lock(in_use):
            _remove(path, in_use)


def _remove(path: Path, in_use: IO[Any]) -> None:
    """Remove a folder while its lock is held; the lock goes last."""
    for inside in path.iterdir():
        if inside.name == IN_USE:
            continue
        if inside.is_dir() and not inside.is_symlink():
            shutil.rmtree(inside, ignore_errors=True)
        else:
            inside.unlink(missing_ok=True)
    # Windows removes no file that is open; another program that looks now does it for us.
    if os.name == "nt":
        in_use.close()
    shutil.rmtree(path, ignore_errors=True)
    in_use.close()
