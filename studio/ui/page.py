"""A page: given a session and nobody else, it owns its widgets and refreshes by what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLayout, QLineEdit, QVBoxLayout, QWidget

from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.services.session import Session
from studio.ui.commands import Command, Entry, Key
from studio.ui.destination import Destination
from studio.ui.worker import Worker

EVERYTHING = Changes.of(
    "books", "passages", "pairs", "versions", "exports", "runs", "comparisons", "settings", "ledger"
)


class Page(QWidget):
    """One stage of the work. ``changed`` is emitted once an action, with what it touched.

    What the window must know of a page, the page says itself: the class attributes and the
    methods up to ``leave``.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    """Marked with ``N_``, translated where it is shown."""
    keys: ClassVar[tuple[Key, ...]] = ()
    """Keys that work on this page, as the keys dialog lists them."""
    commands: ClassVar[tuple[Command, ...]] = ()
    """What the menu and the palette offer of it; each goes to the page first."""
    counted: ClassVar[str] = ""
    """Which of the library's counts stands beside its name in the sidebar."""
    opens_with: ClassVar[str] = ""
    """The window opens here when the library's count of this is not 0."""
    changed = Signal(object)
    message = Signal(str)
    error = Signal(str)
    go = Signal(Destination)
    pair_tokens = Signal(int)
    """Of the pair one writes on, with every keystroke; -1: none."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._workers: set[Worker] = set()
        self._threads: set[Worker] = set()  # a job that has said its last may still be closing

    # -- what the window asks a page ----------------------------------------------------------

    def start(self) -> None:
        """The window is open: go on with what was under way when it was closed."""

    def arrive(self, destination: Destination) -> None:
        """Another page leads here: show what it wants to see."""

    def focus_widget(self) -> QWidget:
        """Where the keyboard belongs when the page is shown."""
        return self

    def search_field(self) -> QLineEdit | None:
        """The field that Ctrl+F goes to."""
        return None

    def count(self, counts: Mapping[str, int]) -> int:
        """What stands beside the page in the sidebar, 0 for nothing."""
        return counts.get(self.counted, 0)

    def leave(self) -> None:
        """Keep what was typed: the library is about to change, or to be closed."""

    # -- what a page does ---------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """What the keys of the page do, for the palette while the page is in view."""
        return [
            Entry(_(key.text), key.keys, partial(getattr(self, key.method), *key.arguments))
            for key in self.keys
            if key.method
        ]

    def listen_to_keys(self) -> None:
        """Connect the page's keys with its methods; they work while the focus is on the page."""
        for entry in self.entries():
            shortcut = QShortcut(QKeySequence(entry.shortcut), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(entry.run)

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
