"""A lock on an open file, so that of several programs only one works on what it stands for."""

from __future__ import annotations

import sys
from typing import IO, Any


def try_lock(file: IO[Any]) -> bool:
    """Lock an open file until it is closed; False where another program, or another opening of
    it in this one, has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
