"""Reading off the window's thread while one types: of several wishes, the last one counts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.domain.work import Done
from studio.services.session import Session
from studio.ui.worker import Task, Work


class LatestWork(QObject):
    """Emits ``ready`` with what the work made, ``failed`` with the line that says why not.

    Work only reads. What is under way when another wish comes is cancelled, and not told.
    """

    ready = Signal(object)
    failed = Signal(str)
    advanced = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self._next: Work[Any] | None = None

    def ask(self, work: Work[Any]) -> None:
        """Do this work, as soon as what is under way has ended."""
        self._next = work
        if self._task is None:
            self._begin()
        else:
            self._task.cancel()

    def stop(self) -> None:
        """Do nothing more, and wait until the library is free."""
        self._next = None
        if self._task is not None:
            self._task.blockSignals(True)
            self._task.cancel()
            self._task.wait()
            self._task = None

    def is_busy(self) -> bool:
        return self._task is not None

    def _begin(self) -> None:
        work, self._next = self._next, None
        if work is None:
            return
        self._task = task = Task(work)
        task.tell(
            self,
            on_done=self._tell,
            on_failed=self._tell_fault,
            on_progress=self.advanced.emit,
            on_end=self._end,
        )
        task.start(self._session)

    def _tell(self, done: Done[Any]) -> None:
        if self._next is None:
            self.ready.emit(done.value)

    def _tell_fault(self, line: str) -> None:
        if self._next is None:
            self.failed.emit(line)

    def _end(self) -> None:
        self._task = None
        self._begin()
