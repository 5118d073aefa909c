"""A worker: drives one job on a thread of its own, with a connection of its own to the library."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QThread, Signal

from studio.domain.errors import StudioError
from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.services.session import Session

COALESCE = 0.04
"""Seconds between two progress signals that carry only a line: faster ones freeze widgets."""


class Worker(QThread):
    """Emits progress, then exactly one of ``done`` and ``failed``."""

    progress = Signal(object)
    done = Signal(object)
    failed = Signal(str)

    _running: ClassVar[set[Worker]] = set()
    """Threads that run: none may be destroyed before it has ended, whatever becomes of its page."""

    def __init__(self, session: Session, factory: Callable[[Session], Job]) -> None:
        super().__init__()
        self.finished.connect(lambda: Worker._running.discard(self))
        self._session = session
        self._factory = factory
        self._cancelled = threading.Event()

    def begin(self) -> None:
        """Start the thread, and hold on to it until it has ended."""
        Worker._running.add(self)
        self.start()

    def cancel(self) -> None:
        """Ask no further; the job's ``finally`` keeps what it has."""
        self._cancelled.set()

    def run(self) -> None:
        try:
            session = self._session.on_thread()
            try:
                changes = self._drive(self._factory(session))
            finally:
                session.close()
        except StudioError as error:
            self.failed.emit(str(error))
            return
        except Exception as error:  # our own fault: said, so that no page waits for ever, and told
            kind = type(error).__name__
            line = _("The program itself failed ({kind}: {error}). The library is as it was.")
            self.failed.emit(line.format(kind=kind, error=error))
            raise
        self.done.emit(changes)

    def _drive(self, job: Job) -> Changes:
        last = 0.0
        try:
            while not self._cancelled.is_set():
                progress: Progress = next(job)
                now = time.monotonic()
                carries = progress.changes.kinds or progress.payload is not None
                if carries or now - last > COALESCE:
                    self.progress.emit(progress)
                    last = now
        except StopIteration as end:
            return end.value if isinstance(end.value, Changes) else Changes()
        finally:
            job.close()
        return Changes()
