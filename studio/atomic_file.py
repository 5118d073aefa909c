"""A file written whole: whoever reads it sees the old one or the new, never a part."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.domain.errors import DiskError
from studio.i18n import _


def write_whole(path: Path, text: str) -> None:
    """Put ``text`` in place of the file at once, on the disk; ``DiskError`` leaves the old one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_pieces(path, [text.encode()])
    except OSError as error:
        line = _("{file} can't be written: {why}. It is as it was.")
        raise DiskError(line.format(file=path, why=error.strerror or error)) from error


def write_pieces(path: Path, pieces: Iterable[bytes]) -> str:
    """The same for a file in pieces; its SHA-256. ``OSError`` leaves the old one."""
    digest = hashlib.sha256()
    with _in_place(path) as passing, passing.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def write_by(path: Path, write_to: Callable[[Path], None]) -> str:
    """The same for a file that ``write_to`` writes under a passing name."""
    with _in_place(path) as passing:
        write_to(passing)
        with passing.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256")
            os.fsync(file.fileno())
    return digest.hexdigest()


@contextmanager
def _in_place(path: Path) -> Iterator[Path]:
    """A passing name beside ``path`` that becomes it when all went well, and goes when not."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    passing = Path(name)
    try:
        yield passing
        passing.chmod(0o644)  # as any file of the curator's; a passing one is the writer's alone
        os.replace(passing, path)
    except BaseException:
        passing.unlink(missing_ok=True)
        raise
