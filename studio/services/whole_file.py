"""A file written whole: whoever reads it sees the old text or the new, never a part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from studio.domain.errors import DiskError
from studio.i18n import _


def write_whole(path: Path, text: str) -> None:
    """Put ``text`` in place of the file at once, on the disk; ``DiskError`` leaves the old one."""
    passing = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=".", delete=False
        ) as file:
            passing = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(passing, path)
    except OSError as error:
        if passing is not None:
            passing.unlink(missing_ok=True)
        line = _("{file} can't be written: {why}. It is as it was.")
        raise DiskError(line.format(file=path, why=error.strerror or error)) from error
