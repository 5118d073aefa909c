"""What is done in the sandbox to try it: in a module of its own, which a process loads at once."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator

from studio.domain.errors import BookError
from studio.text import sandbox


def double(number: int) -> int:
    return 2 * number


def count(most: int) -> Iterator[int]:
    yield from range(most)


def count_and_fail(most: int) -> Iterator[int]:
    yield from range(most)
    raise BookError("interrupted")


def refuse() -> int:
    raise FileNotFoundError(2, "No such file", "gone.txt")


def crash() -> int:
    return int(ctypes.string_at(0)[0])


def fill_memory() -> int:
    return len(bytearray(sandbox.MOST_MEMORY))


def read_limits() -> tuple[int, int]:
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)


def sleep() -> int:
    time.sleep(60)
    return 1
