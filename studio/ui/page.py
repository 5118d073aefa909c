"""A page: given a session and nobody else, it owns its widgets and refreshes by what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from studio.domain.work import Changes, Job, Progress
from studio.services.session import Session
from studio.ui.worker import Worker

EVERYTHING = Changes.of(
    "books", "passages", "pairs", "versions", "exports", "runs", "comparisons", "settings", "ledger"
)


class Page(QWidget):
    """One stage of the work. ``changed`` is emitted once a deed, with what it touched."""

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    changed = Signal(object)
    message = Signal(str)
    error = Signal(str)
    pairs_wanted = Signal(object, str)  # ids of pairs to be shown, and why

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._workers: set[Worker] = set()
        self._threads: set[Worker] = set()  # a job that has said its last may still be closing

    def lay_out(self, *parts: QWidget | QLayout) -> None:
        """Put the parts one below the other; the last one takes the room that is left."""
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(12)
        for part in parts:
            stretch = int(part is parts[-1])
            if isinstance(part, QWidget):
                body.addWidget(part, stretch)
            else:
                body.addLayout(part, stretch)

    def refresh(self, changes: Changes) -> None:
        """Show again what these changes touched."""
        raise NotImplementedError

    def run(
        self,
        factory: Callable[[Session], Job],
        on_done: Callable[[Changes], object] | None = None,
        *,
        on_progress: Callable[[Progress], object] | None = None,
        on_error: Callable[[str], object] | None = None,
    ) -> Worker:
        """Run a job on a thread of its own; its changes are emitted as they come."""
        worker = Worker(self.session, factory)
        self._workers.add(worker)
        self._threads.add(worker)
        worker.progress.connect(lambda progress: self._progressed(progress, on_progress))
        worker.done.connect(lambda changes: self._done(worker, changes, on_done))
        worker.failed.connect(lambda line: self._failed(worker, line, on_error))
        worker.finished.connect(lambda: self._threads.discard(worker))
        worker.begin()
        return worker

    def stop(self) -> None:
        """Cancel every job of this page and wait for its thread; what was finished is kept."""
        for worker in list(self._workers):
            worker.blockSignals(True)  # nobody is there any more to hear of it
            worker.cancel()
        for worker in list(self._threads):
            worker.wait()
        self._workers.clear()
        self._threads.clear()

    def busy(self) -> bool:
        return bool(self._workers)

    def _progressed(
        self, progress: Progress, on_progress: Callable[[Progress], object] | None
    ) -> None:
        if progress.changes.kinds:
            self.changed.emit(progress.changes)
        if on_progress is not None:
            on_progress(progress)
        elif progress.line:
            self.message.emit(progress.line)

    def _done(
        self, worker: Worker, changes: Changes, on_done: Callable[[Changes], object] | None
    ) -> None:
        self._workers.discard(worker)
        if changes.kinds:
            self.changed.emit(changes)
        if on_done is not None:
            on_done(changes)

    def _failed(self, worker: Worker, line: str, on_error: Callable[[str], object] | None) -> None:
        self._workers.discard(worker)
        self.error.emit(line)
        if on_error is not None:
            on_error(line)
