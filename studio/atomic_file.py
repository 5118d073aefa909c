"""A file written whole: whoever reads it sees the old one or the new, never a part."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from studio.domain.errors import DiskError
from studio.i18n import _
from studio.os_errors import explain_os_error

PREFIX = ".passage-studio-"
DRAFTS = re.compile(re.escape(PREFIX) + r"[0-9a-f]{8}(-\w+)?")
"""What is being written; and what SQLite keeps beside it meanwhile."""
LEFT_SECONDS = 3600
"""How long nothing was written to one until it is what a killed program left."""


def write_text(path: Path, text: str, *, with_folder: bool = False) -> None:
    """Put ``text`` in place of the file at once, on the disk; ``DiskError`` leaves the old one.

    ``with_folder`` makes the folder first: for files of ours. Where a curator says the folder,
    one that is not there is a slip.
    """
    try:
        if with_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_pieces(path, [text.encode()])
    except OSError as error:
        line = _("{file} can't be written: {reason}. The file was not changed.")
        raise DiskError(line.format(file=path, reason=explain_os_error(error))) from error


def write_pieces(path: Path, pieces: Iterable[bytes]) -> str:
    """The same for a file in pieces; its SHA-256. ``OSError`` leaves the old one."""
    digest = hashlib.sha256()
    with _replace(path) as draft, draft.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


class Draft:
    """A file that is written piece by piece and takes its name later."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._file.write(piece)

    @property
    def sha256(self) -> str:
        """Of what was written so far."""
        return self._digest.hexdigest()


@contextmanager
def write_together(paths: Sequence[Path]) -> Iterator[list[Draft]]:
    """Several files that take their names when all are written and nothing was raised; else none
    does. ``OSError`` leaves the old ones."""
    with ExitStack() as names, ExitStack() as files:
        drafts = [names.enter_context(_replace(path)) for path in paths]
        opened = [files.enter_context(draft.open("wb")) for draft in drafts]
        yield [Draft(file) for file in opened]
        for file in opened:
            file.flush()
            os.fsync(file.fileno())


def write_with(path: Path, write: Callable[[Path], None]) -> str:
    """The same for a file that ``write`` writes where it is told to."""
    with _replace(path) as draft:
        write(draft)
        with draft.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256")
            os.fsync(file.fileno())
    return digest.hexdigest()


@contextmanager
def _replace(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place when all went well, and goes when not."""
    if path.exists() and not path.is_file() and not path.is_dir():
        # To put a file in place of a device (/dev/null) or a pipe would take it from everybody.
        raise OSError(errno.EINVAL, _("it is a device or a pipe, not a file"))
    _remove_leftovers(path.parent)
    draft = path.with_name(f"{PREFIX}{secrets.token_hex(4)}")
    # Not by tempfile, whose files are readable by their writer alone: this one follows the umask,
    # as any file of the curator's.
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        yield draft
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _remove_leftovers(folder: Path) -> None:
    """Remove what programs that were killed while they wrote here have left: it may hold text of
    books, under a name that nobody looks for."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if DRAFTS.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > LEFT_SECONDS:
                        os.unlink(entry.path)
