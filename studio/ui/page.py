"""A page: given a session and nobody else, it owns its widgets and refreshes by what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QLineEdit, QVBoxLayout, QWidget

from studio.domain.errors import StudioError
from studio.domain.history import Replay
from studio.domain.work import Changes, Done, Progress, T
from studio.i18n import _
from studio.services.session import Session
from studio.ui.commands import Command
from studio.ui.destination import Destination
from studio.ui.jobs import Jobs, State
from studio.ui.keys import KeyMap, set_keys, show_keys_beside
from studio.ui.worker import Task, Work, Worker

MANY = 20
"""Things that an action changes from which on a line in the status bar is not enough."""


class Page(QWidget):
    """One stage of the work. ``changed`` is emitted once an action, with what it touched.

    What the window must know of a page, the page says itself: the class attributes and the
    methods up to ``leave``.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    """Marked with ``N_``, translated where it is shown."""
    commands: ClassVar[tuple[Command, ...]] = ()
    """What one can do on it: menus, keys, palette and key sheet are made from it. To add one: a
    row here, and the method of the page it names."""
    counted: ClassVar[str] = ""
    """Which of the library's counts stands beside its name in the sidebar."""
    opens_with: ClassVar[str] = ""
    """The window opens here when the library's count of this is not 0."""
    has_search: ClassVar[bool] = False
    """Whether Ctrl+F goes to a field of it."""
    changed = Signal(object)
    message = Signal(str)
    error = Signal(str)
    way_out = Signal(str)
    """After ``error``: the page or the command where it can be mended; "" where there is none."""
    going_on = Signal(str)
    """What is being done right now, in a line; "" when it is over."""
    recounted = Signal()
    """What stands beside the page in the sidebar is another number now."""
    undoable = Signal(str)
    """What was done to many things at once: it stands above the page, with a button to undo it."""
    go = Signal(Destination)
    pair_tokens = Signal(int)
    """Of the pair one writes on, with every keystroke; -1: none."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.worker = Worker(session)
        """Pages of one window share it, so that what they write is written in turn."""
        self.jobs = Jobs(session)
        """Pages of one window share it."""
        self._tasks: set[Task] = set()
        # Whose changes are being emitted.
        self._telling: Task | None = None
        self.key_map = KeyMap(session.settings)
        self.local_actions = {
            command.name: self._make_action(command) for command in self.commands if command.local
        }

    # -- what the window asks a page ----------------------------------------------------------

    @staticmethod
    def is_awaited(session: Session) -> bool:
        """Whether something was under way when the window was closed that the page goes on with:
        then it is built and started at once, though nobody may look at it."""
        return False

    def start(self) -> None:
        """The window is open: go on with what was under way when it was closed."""

    def arrive(self, destination: Destination) -> None:
        """Another page leads here: show what it wants to see."""

    def place(self) -> Destination | None:
        """What it shows now, for a window that is made anew; None where that is remembered."""
        return None

    def focus_widget(self) -> QWidget:
        """Where the keyboard belongs when the page is shown."""
        return self

    def search_field(self) -> QLineEdit | None:
        """The field that Ctrl+F goes to, where the page ``has_search``."""
        return None

    def count(self, counts: Mapping[str, int]) -> int:
        """What stands beside the page in the sidebar, 0 for nothing."""
        return counts.get(self.counted, 0)

    def leave(self) -> None:
        """Keep what was typed: the library is about to change, or to be closed."""

    def show_replay(self, replay: Replay) -> None:
        """Undo or redo has touched this: show it, where the page can."""

    def undo_label(self) -> str:
        """What Undo takes back while this page is in view, where the page itself keeps it and not
        the library's history; "" for nothing."""
        return ""

    def undo_own(self) -> None:
        """Take that back."""

    def redo_label(self) -> str:
        """What Redo brings again while this page is in view, where the page itself took it back."""
        return ""

    def redo_own(self) -> None:
        """Bring that again."""

    # -- what a page does ---------------------------------------------------------------------

    def do(self, command: Command) -> None:
        """Run one of the page's commands."""
        getattr(self, command.method)(*command.arguments)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_keys()

    def show_keys(self) -> None:
        """Let the keys of now work, and write them beside the buttons that do the same."""
        commands = {command.name: command for command in self.commands}
        for name, action in self.local_actions.items():
            set_keys(action, commands[name], self.key_map)
        show_keys_beside(
            self, {name: self.key_map.text_of(command) for name, command in commands.items()}
        )

    def _make_action(self, command: Command) -> QAction:
        """An action for what is done to what is in view; its key works while the focus is here."""
        action = QAction(_(command.text), self)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        set_keys(action, command, self.key_map)
        if command.method:
            action.triggered.connect(lambda _checked=False: self.do(command))
        self.addAction(action)
        return action

    def lay_out(self, *parts: QWidget | QLayout) -> None:
        """Put the parts one below the other; the last one takes the room that is left."""
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(12)
        for item in parts:
            stretch = int(item is parts[-1])
            if isinstance(item, QWidget):
                body.addWidget(item, stretch)
            else:
                body.addLayout(item, stretch)

    def heightForWidth(self, width: int) -> int:
        """Pixels that its parts need at least: asked where one of them wraps its words.

        Qt would ask for all that they would like to have then, and the page would be scrolled
        although it has room.
        """
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout is not None else -1

    def refresh(self, changes: Changes) -> None:
        """Show again what these changes touched."""
        raise NotImplementedError

    def run(
        self,
        work: Work[T],
        on_done: Callable[[T], object] | None = None,
        *,
        on_progress: Callable[[Progress], object] | None = None,
        on_error: Callable[[str], object] | None = None,
        on_end: Callable[[], object] | None = None,
        in_turn: bool = False,
        title: str = "",
        result: Callable[[T], str] | None = None,
        leads_to: Destination | Callable[[T], Destination | None] | None = None,
    ) -> Task:
        """Do an action or a job off the window's thread: the one way in which a page writes.

        Work is begun in the order in which it is given. An action is over before the next one
        begins; so is a job ``in_turn``; any other job goes on beside what comes after it. What it
        changed is emitted, then ``on_done`` is given what it made; ``on_error`` the line that
        says why it failed. ``on_end`` comes last, also when it failed or was cancelled.

        A long job is given a ``title``: it stands on the list of jobs then. ``result`` says in a
        line what it came to (further lines are what is to be known beside), ``leads_to`` where
        what it made can be seen.
        """
        task = Task(work, in_turn=in_turn)
        self._tasks.add(task)
        # First, so that the list knows before the page what came of it.
        if title:
            self._put_on_list(task, title, result, leads_to)
        task.progress.connect(lambda progress: self._tell_progress(task, progress, on_progress))
        task.done.connect(lambda done: self._tell_done(task, done, on_done))
        task.failed.connect(lambda line: self._tell_error(task, line, on_error))
        task.ended.connect(lambda: self._forget(task, on_end))
        self.worker.take(task)
        return task

    def say_error(self, error: StudioError) -> None:
        """Say above the page what failed, with the way out beside it."""
        self.error.emit(str(error))
        self.way_out.emit(error.leads_to)

    def tell_many(self, line: str, count: int) -> None:
        """Say what an action did to ``count`` things, ``{n}`` in the line; to many: where one
        looks, with its undo beside it."""
        signal = self.undoable if count >= MANY else self.message
        signal.emit(line.format(n=f"{count:,}"))

    def stop(self) -> None:
        """Cancel the jobs of this page and wait for them; edits are done, answers kept."""
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            # Nobody is there any more to hear of it.
            task.blockSignals(True)
            task.cancel()
        for task in tasks:
            task.wait()

    def busy(self) -> bool:
        return bool(self._tasks)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        self.worker.close()
        super().closeEvent(event)

    def _tell_progress(
        self, task: Task, progress: Progress, on_progress: Callable[[Progress], object] | None
    ) -> None:
        # What a task said before the page was closed may be heard after it: nobody is there.
        if task not in self._tasks:
            return
        if progress.changes:
            self.changed.emit(progress.changes)
        if on_progress is not None:
            on_progress(progress)
        elif progress.line:
            self.going_on.emit(progress.line)

    def _tell_done(self, task: Task, done: Done[T], on_done: Callable[[T], object] | None) -> None:
        if task not in self._tasks:
            return
        if done.changes:
            self._telling = task
            self.changed.emit(done.changes)
            self._telling = None
        if on_done is not None:
            on_done(done.value)

    def _put_on_list(
        self,
        task: Task,
        title: str,
        result: Callable[[T], str] | None,
        leads_to: Destination | Callable[[T], Destination | None] | None,
    ) -> None:
        jobs, job = self.jobs, self.jobs.begin(title, self.name, task)

        def finish(done: Done[T]) -> None:
            to = leads_to(done.value) if callable(leads_to) else leads_to
            jobs.end(job, State.DONE, result(done.value) if result else _("Done."), to)

        def fail(line: str) -> None:
            to = Destination(task.leads_to) if task.leads_to else None
            jobs.end(job, State.FAILED, line, to)

        def stop() -> None:
            if job.running:
                jobs.end(job, State.STOPPED, _("Stopped. What was finished is kept."))

        task.progress.connect(lambda progress: jobs.note(job, progress))
        task.done.connect(finish)
        task.failed.connect(fail)
        task.ended.connect(stop)

    def _tell_error(self, task: Task, line: str, on_error: Callable[[str], object] | None) -> None:
        if task not in self._tasks:
            return
        self.error.emit(line)
        self.way_out.emit(task.leads_to)
        if on_error is not None:
            on_error(line)

    def _forget(self, task: Task, on_end: Callable[[], object] | None) -> None:
        if task not in self._tasks:
            return
        self._tasks.discard(task)
        if not self._tasks:
            self.going_on.emit("")
        if on_end is not None:
            on_end()
