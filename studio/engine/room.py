"""Room on the disk: whether something failed for want of it, and how much a job needs to go on."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

from studio.engine.home import CHECKPOINTS

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
SIGNS = ("no space left", "os error 28", "disk quota exceeded", "pytorchstreamwriter failed")
"""How libraries that keep weights say it, which have errors of their own."""
SPARE = 16_000_000
"""Bytes beside a checkpoint: what a job tells, and its tokenizer."""
MEGABYTE = 1_000_000


def lacks_room(error: BaseException) -> bool:
    """Whether an error, or what led to it, is a disk that is full."""
    return any(
        (isinstance(each, OSError) and each.errno in FULL)
        or any(sign in str(each).lower() for sign in SIGNS)
        for each in _iterate_causes(error)
    )


def count_free(folder: Path) -> int:
    """Bytes that may still be written below a folder."""
    return shutil.disk_usage(folder).free


def is_full(folder: Path) -> bool:
    """Whether there is too little room to write down even how a job ended."""
    return count_free(folder) < MEGABYTE


def measure_need(job: Path) -> int:
    """Bytes with which a job can go on: a checkpoint beside the last one, and some to spare."""
    checkpoints = (job / CHECKPOINTS).glob("checkpoint-*")
    return SPARE + 2 * max(map(_measure, checkpoints), default=0)


def remove_torn(job: Path) -> None:
    """Drop the checkpoint that could not be finished; it holds room and nothing else."""
    for checkpoint in (job / CHECKPOINTS).glob("*"):
        # The trainer writes its state last.
        if not (checkpoint / "trainer_state.json").is_file():
            shutil.rmtree(checkpoint, ignore_errors=True)
    shutil.rmtree(job / ".final", ignore_errors=True)


def _measure(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _iterate_causes(error: BaseException) -> Iterator[BaseException]:
    visited: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in visited:
        visited.add(id(following))
        yield following
        following = following.__cause__ or following.__context__
