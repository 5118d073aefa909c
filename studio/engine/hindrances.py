"""What keeps a job from going on though nothing is wrong with it: a full disk, missing programs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from studio.engine.room import MEGABYTE, count_free, is_full, lacks_room, measure_need, remove_torn

NO_ROOM, NO_PROGRAM = 75, 69
"""Exit statuses of a training process that could keep nothing, or whose libraries are gone (as
EX_TEMPFAIL and EX_UNAVAILABLE of sysexits.h)."""


class Hindrance(Exception):
    """A job waits until ``is_gone``, then goes on from its last checkpoint."""

    def __init__(self, message: str, is_gone: Callable[[], bool]) -> None:
        super().__init__(message)
        self.message = message
        self.is_gone = is_gone


def classify(error: BaseException) -> int:
    """The status a training process ends with after an error; 0 where the job itself has failed."""
    if lacks_room(error):
        return NO_ROOM
    return 0 if _has_program() else NO_PROGRAM


def find_hindrance(job: Path, status: int) -> Hindrance | None:
    """What kept a training in the folder ``job`` from ending, by how its process ended."""
    if status == NO_PROGRAM or (status and not _has_program()):
        return miss_program()
    if status == NO_ROOM or (status and is_full(job)):
        need = measure_need(job)
        remove_torn(job)
        return Hindrance(
            f"The disk is full, and the training waits. Free {-(-need // MEGABYTE)} MB: it goes on "
            "by itself then, from its last checkpoint.",
            lambda: count_free(job) >= need,
        )
    return None


def miss_program() -> Hindrance:
    """That the engine's own environment is gone."""
    return Hindrance(
        "The engine's environment is gone, and the training waits. Set the engine up again: it "
        "goes on by itself then, from its last checkpoint.",
        _has_program,
    )


def _has_program() -> bool:
    return Path(sys.executable).is_file()
