"""Waiting between two looks at a job, so that cancelling is felt at once."""

from __future__ import annotations

import time
from collections.abc import Iterator

from studio.domain.work import Progress

BREATH_SECONDS = 0.1
LONGEST_SECONDS = 300.0
"""However often a provider failed, it is asked again after so long."""


def wait(seconds: float, done: int = 0, total: int = 0) -> Iterator[Progress]:
    """Let time pass, giving word several times a second."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(BREATH_SECONDS, left))
        yield Progress(done, total)


def lengthen(seconds: float, failures: int) -> float:
    """A pause after so many failures in a row: each doubles it."""
    return min(LONGEST_SECONDS, seconds * 2 ** min(failures, 20)) if failures else seconds
