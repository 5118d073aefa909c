"""Files of rows read in a sandbox, and what it means for them when it ends in the middle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from studio.domain.errors import BookError
from studio.i18n import _
from studio.text import sandbox
from studio.text.row_files.record import Records

LONGEST_WAIT = 120
"""Seconds within which the next records must be there."""


def read_in_sandbox(read: Callable[[Path], Records], path: Path) -> Records:
    """Records as ``read`` yields them, in a process of its own.

    Raises what ``read`` raises, and ``BookError`` where the process died of the file.
    """
    try:
        yield from sandbox.stream(read, path, seconds=LONGEST_WAIT)
    except sandbox.SandboxError as error:
        raise BookError(
            _(
                "{name} can't be read: it is damaged, or would fill the memory. Get it again, or "
                "save it as JSONL or CSV."
            ).format(name=path.name)
        ) from error
