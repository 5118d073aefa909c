"""A busy machine, made on purpose: every thread begins late and pauses at odd moments.

``build/test -p tests.slow_threads tests/ui`` finds tests that hold only while nobody hurries them
or holds them up. ``SLOW_THREADS_SEED`` chooses the pauses.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from studio.domain.work import Progress
from studio.ui.worker import Task

chance = random.Random(int(os.environ.get("SLOW_THREADS_SEED", "0")))


def pause(longest: float = 0.03) -> None:
    """Often none, sometimes a short one; never the window's own thread."""
    if threading.current_thread() is not threading.main_thread():
        time.sleep(chance.choice((0, 0, longest / 4, longest)))


def slow_down(function: Callable[..., Any], longest: float) -> Callable[..., Any]:
    """The same, with a pause before and one after."""

    def do_slowly(*args: Any, **others: Any) -> Any:
        pause(longest)
        try:
            return function(*args, **others)
        finally:
            pause()

    return do_slowly


def drive_slowly(self: Task, job: Iterator[Progress]) -> None:
    def advance() -> Iterator[Progress]:
        try:
            while True:
                pause()
                try:
                    progress = next(job)
                except StopIteration as end:
                    return end.value
                yield progress
        finally:
            job.close()  # type: ignore[attr-defined]

    drive(self, advance())  # type: ignore[arg-type]


drive = Task._drive
Task._drive = drive_slowly  # type: ignore[method-assign,assignment]
Task._end = slow_down(Task._end, 0.03)  # type: ignore[method-assign]
threading.Thread.run = slow_down(threading.Thread.run, 0.5)  # type: ignore[method-assign]
