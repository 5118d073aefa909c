"""Reading in a sandbox: a process of its own with bounded time and memory, which alone dies of a bad file.

The libraries that read PDFs, Parquet files and workbooks end the whole program at some damages (a
panic they can't unwind, memory they can't get), and some small files are years of work. Here that
is one line about one file: :class:`Died` or :class:`TimedOut`.

The protocol: the parent writes one pickle ``(module, function, arguments, seconds)`` to the
process's standard input; the process answers with pickled lists of results, then with ``None``, or
with the error it met. Both ends are this module, so what is unpickled is the program's own.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

import studio
from studio.domain.errors import StudioError

MOST_MEMORY = 4 * 1024**3
"""Bytes of address space the process may take; a file that needs more is no book and no rows."""

_BLOCK = 64
"""Results sent at once."""
_GRACE = 5
"""Seconds the process outlives its time by, where the program that waits for it is gone."""
T = TypeVar("T")

_ROOT = Path(studio.__file__).resolve().parents[1]


class SandboxError(Exception):
    """The process gave no answer. Whoever reads a format says what that means for its files."""


class Died(SandboxError):
    """It ended in the middle: the file is damaged, or would fill the memory."""


class TimedOut(SandboxError):
    """Its next results were not there in time."""


def call(function: Callable[..., T], *arguments: object, seconds: float) -> T:
    """What ``function`` returns, computed in a process of its own within ``seconds``.

    Raises what it raises of ``StudioError`` and ``OSError``; ``Died`` and ``TimedOut`` else.
    """
    result: T = next(stream(_yield_result, function, *arguments, seconds=seconds))
    return result


def stream(function: Callable[..., Iterator[T]], *arguments: object, seconds: float) -> Iterator[T]:
    """What ``function`` yields in a process of its own; each next block within ``seconds``.

    ``function`` stands in a module under its own name; arguments and results can be pickled.
    Raises as ``call`` does. A program packed into one file has no interpreter to start: it reads
    here, without bounds.
    """
    if getattr(sys, "frozen", False):
        yield from function(*arguments)
        return
    process = _start()
    assert process.stdin is not None and process.stdout is not None
    try:
        with suppress(BrokenPipeError):  # it died already, which the first answer will say
            pickle.dump((function, arguments, seconds), process.stdin)
            process.stdin.close()
        while (block := _receive(process, seconds)) is not None:
            yield from block
    finally:
        process.kill()
        process.stdout.close()
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()


def _yield_result(function: Callable[..., T], *arguments: object) -> Iterator[T]:
    yield function(*arguments)


def _start() -> subprocess.Popen[bytes]:
    search = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    return subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": search, "RUST_BACKTRACE": "0"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _receive(process: subprocess.Popen[bytes], seconds: float) -> list[Any] | None:
    """The next block of results; None behind the last."""
    assert process.stdout is not None
    with _deadline(process, seconds) as expired:
        try:
            answer = pickle.load(process.stdout)
        except (EOFError, pickle.UnpicklingError) as error:
            raise (TimedOut if expired.is_set() else Died)() from error
    if isinstance(answer, Exception):
        raise answer
    assert answer is None or isinstance(answer, list)
    return answer


@contextmanager
def _deadline(process: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """Kill the process unless the block ends in time; the event says that it was done."""
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        process.kill()

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()


# -- in the process ------------------------------------------------------------------------------


def _serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Answer one request of the program."""
    _bound_memory()
    function, arguments, seconds = pickle.load(source)
    results = function(*arguments)
    answer: Exception | None = None
    while answer is None:
        block, answer = _next_block(results, seconds)
        if block:
            pickle.dump(block, target)
            target.flush()
        elif answer is None:
            break
    pickle.dump(answer, target)


def _next_block(results: Iterator[object], seconds: float) -> tuple[list[object], Exception | None]:
    """The next results, and the error they ended with."""
    block: list[object] = []
    # No clock of Python's can stop a library in the midst of its work. The system ends the process
    # where the program that should do it is gone.
    if sys.platform != "win32":
        signal.alarm(int(seconds) + _GRACE)
    try:
        block.extend(islice(results, _BLOCK))  # what came before an error stays in the block
    except StudioError as error:
        return block, error
    except OSError as error:
        return block, OSError(*error.args[:2])  # its other parts may not be picklable
    finally:
        if sys.platform != "win32":
            signal.alarm(0)
    return block, None


def _bound_memory() -> None:
    """Take at most ``MOST_MEMORY``, less where whoever started the program allows less."""
    if sys.platform == "win32":
        return
    import resource

    limits = resource.getrlimit(resource.RLIMIT_AS)
    bounds = [limit for limit in limits if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([MOST_MEMORY, *bounds]), limits[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
