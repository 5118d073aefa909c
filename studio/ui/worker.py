"""The thread that does a library's work: what is written is written in turn, long jobs beside."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from studio.domain.errors import StudioError
from studio.domain.work import Done, Job, Piece, Progress, T
from studio.i18n import _
from studio.services.session import Session
from studio.store.library import Library

Work = Callable[[Session], Done[T] | Job[T]]
"""An action or a job, given the session of the thread it is done on."""

REST_SECONDS = 0.005
SWITCH_SECONDS = 0.0001
"""For how long a thread that calculates keeps Python's lock when the window asks for it.

With Python's own 5 ms a task that also reads the library starves the window: each query lets
the lock go for an instant, too short to be taken, and the 5 ms begin anew. Measured while 1,300
pairs are drafted: events wait 100 to 350 ms with 5 ms or 0.5 ms, and 20 ms with 0.1 ms.
"""
COALESCE_SECONDS = 0.04
"""Between two progress signals that carry only a line: faster ones freeze widgets."""


class Task(QObject):
    """One piece of work: emits ``progress``, then ``done`` or ``failed``, and at last ``ended``.

    One that was cancelled has only an end. A task belongs to the window's thread, so that what
    it emits from another is told there.
    """

    progress = Signal(object)
    done = Signal(object)
    failed = Signal(str)
    ended = Signal()

    def __init__(self, work: Work[T], *, in_turn: bool = False) -> None:
        super().__init__()
        self._work = work
        self._in_turn = in_turn
        self._cancelled = threading.Event()
        self._finished = threading.Event()
        self.leads_to = ""
        """Where what failed can be mended; set before ``failed`` is emitted."""

    def cancel(self) -> None:
        """Ask no further; the job's ``finally`` keeps what it has. An action is not broken off."""
        self._cancelled.set()

    def wait(self) -> None:
        """Block until the work is over and its thread has let go of the library."""
        self._finished.wait()

    def is_finished(self) -> bool:
        return self._finished.is_set()

    def tell(
        self,
        owner: QObject,
        *,
        on_done: Callable[[Done[Any]], object] | None = None,
        on_failed: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        on_end: Callable[[], object] | None = None,
    ) -> None:
        """Call these in the window's thread, as long as ``owner`` is there.

        What was emitted while a dialog was still there may arrive when it is not.
        """

        def connect(signal: Any, call: Callable[..., object] | None) -> None:
            if call is not None:
                signal.connect(lambda *values: call(*values) if isValid(owner) else None)

        connect(self.progress, on_progress)
        connect(self.done, on_done)
        connect(self.failed, on_failed)
        connect(self.ended, on_end)

    def start(self, session: Session) -> None:
        """Do the work on a thread of its own: for dialogs, which only look."""
        threading.Thread(target=self._do_beside, args=(session,), daemon=True).start()

    def do(self, session: Session) -> bool:
        """Do the work; whether the library of ``session`` is free again.

        It is not where a job went on beside: it took the connection along, and closes it.
        """
        is_free = True
        with _report_errors(self):
            work = self._work(session)
            if isinstance(work, Done):
                self.done.emit(work)
            elif self._in_turn:
                self._drive(work)
            else:
                beside = threading.Thread(
                    target=self._drive_beside, args=(work, session), daemon=True
                )
                beside.start()
                is_free = False
        if is_free:
            session.close_ledger()
            self._end()
        return is_free

    def fail(self, line: str) -> None:
        self.failed.emit(line)
        self._end()

    def _do_beside(self, session: Session) -> None:
        try:
            library = session.library.on_thread()
        except StudioError as error:
            self.fail(str(error))
            return
        if self.do(session.on_library(library)):
            library.close()

    def _drive_beside(self, job: Job[T], session: Session) -> None:
        try:
            with _report_errors(self):
                self._drive(job)
        finally:
            session.close()
            self._end()

    def _drive(self, job: Job[T]) -> None:
        last = 0.0
        try:
            while not self._cancelled.is_set():
                progress: Progress = next(job)
                now = time.monotonic()
                # A line may be left out; what was changed and what is streamed may not.
                if progress.changes or isinstance(progress, Piece) or now - last > COALESCE_SECONDS:
                    self.progress.emit(progress)
                    last = now
        except StopIteration as end:
            self.done.emit(end.value)
        finally:
            job.close()

    def _end(self) -> None:
        self._finished.set()
        self.ended.emit()


@contextmanager
def _report_errors(task: Task) -> Iterator[None]:
    """Turn an exception of a task into its line; one of our own faults is also reported."""
    try:
        yield
    except StudioError as error:
        task.leads_to = error.leads_to
        task.failed.emit(str(error))
    except Exception as error:
        line = _("The program itself failed ({kind}: {error}). The library was not changed.")
        task.failed.emit(line.format(kind=type(error).__name__, error=error))
        sys.excepthook(type(error), error, error.__traceback__)


class Worker:
    """Does the tasks of one library in turn, on one thread with one connection.

    A thread and a connection for each keystroke would cost more than the edit itself, and two
    edits could overtake each other. A job is begun in its turn, so that it sees what was edited
    before it, and then goes on beside with the connection: the next edit does not wait for it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def take(self, task: Task) -> None:
        """Do this after what was taken before."""
        self._tasks.put(task)
        if self._thread is None:
            sys.setswitchinterval(SWITCH_SECONDS)
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Do what was taken, and let go of the library; what comes later begins anew."""
        if self._thread is not None:
            self._tasks.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        library: Library | None = None
        while (task := self._tasks.get()) is not None:
            try:
                library = library or self._session.library.on_thread()
            except StudioError as error:
                task.fail(str(error))
                continue
            # The session of now: its prices may have been edited since the last task.
            if not task.do(self._session.on_library(library)):
                library = None
            elif library is not None:
                self._read_meanwhile(library)
        if library is not None:
            library.close()

    def _read_meanwhile(self, library: Library) -> None:
        """Read what a large edit changed into the search index, until there is another task."""
        with suppress(StudioError):
            while self._tasks.empty() and library.read_more():
                # Another connection may want to write between two blocks.
                time.sleep(REST_SECONDS)
