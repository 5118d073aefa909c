"""The long jobs of a library: what each is at, what it came to, and where what it made can be seen.

A status line is gone in six seconds; what a job did stays here until one has seen it, and the last
ones are there again at the next start.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.domain.errors import StudioError
from studio.domain.work import Progress
from studio.i18n import _
from studio.services.session import Session
from studio.ui.destination import Destination
from studio.ui.worker import Task

KEPT = 20
"""Jobs of a library that are there again at the next start."""
MOST_PAIRS = 1_000
"""Pairs that a way to them names after a restart; more are too much for a settings file."""
LIBRARIES = 10
STORED = "jobs"


class State(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass
class Job:
    """One long job. ``line`` is what it is at, or what it came to; ``notes`` what is to be known
    beside, a line each, as the files that were refused."""

    title: str
    page: str
    state: State = State.RUNNING
    line: str = ""
    notes: list[str] = field(default_factory=list)
    share: float = -1.0
    """How far it is, 0 to 1; -1: unknown."""
    leads_to: Destination | None = None
    at: datetime = field(default_factory=datetime.now)
    """When it began; then when it ended."""
    task: Task | None = None

    @property
    def running(self) -> bool:
        return self.state is State.RUNNING


class Jobs(QObject):
    """The jobs of one library, the newest first; ``changed`` gives the one that did."""

    changed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = session.settings
        self._library = str(session.library.path.resolve())
        self.list: list[Job] = []
        rows = self._settings.get(STORED).get(self._library)
        for row in rows if isinstance(rows, list) else []:
            # Another version may have written them otherwise: such a row is passed over.
            with suppress(KeyError, TypeError, ValueError, AttributeError):
                self.list.append(_read(row))

    def begin(self, title: str, page: str, task: Task) -> Job:
        """Put a job on the list."""
        job = Job(title, page, task=task)
        self.list.insert(0, job)
        self.changed.emit(job)
        return job

    def note(self, job: Job, progress: Progress) -> None:
        """Say what a job is at."""
        if progress.line:
            job.line = progress.line
        job.share = progress.done / progress.total if progress.total else -1.0
        self.changed.emit(job)

    def end(self, job: Job, state: State, line: str, leads_to: Destination | None = None) -> None:
        """Say what a job came to: the first line, and notes in those after it."""
        lines = [part.strip() for part in line.splitlines() if part.strip()]
        job.state, job.task, job.at = state, None, datetime.now()
        job.line, job.notes = (lines[0], lines[1:]) if lines else ("", [])
        job.leads_to = leads_to
        self._store()
        self.changed.emit(job)

    def stop(self, job: Job) -> None:
        """Ask a job to end; it says when it has."""
        if job.task is not None:
            job.line = _("Stopping …")
            job.task.cancel()
            self.changed.emit(job)

    def running(self) -> int:
        """How many go on."""
        return sum(job.running for job in self.list)

    def clear(self) -> None:
        """Forget those that are over."""
        self.list = [job for job in self.list if job.running]
        self._store()
        self.changed.emit(None)

    def close(self) -> None:
        """The program ends: what still goes on is stopped, and is said so at the next start."""
        for job in self.list:
            if job.running:
                self.end(job, State.STOPPED, _("Stopped when the library was closed."))

    def _store(self) -> None:
        """Keep the last ones; that they can't be kept stops nobody."""
        rows = [_write(job) for job in self.list if not job.running][:KEPT]
        others = [
            (library, kept)
            for library, kept in self._settings.get(STORED).items()
            if library != self._library
        ]
        with suppress(StudioError):
            self._settings.set(STORED, dict([*others, (self._library, rows)][-LIBRARIES:]))


def _write(job: Job) -> dict[str, Any]:
    leads_to = job.leads_to
    if leads_to is not None and len(leads_to.pairs) > MOST_PAIRS:
        leads_to = None
    return {
        "title": job.title,
        "page": job.page,
        "state": str(job.state),
        "line": job.line,
        "notes": job.notes,
        "at": job.at.isoformat(timespec="seconds"),
        "to": leads_to.name if leads_to else "",
        "number": leads_to.number if leads_to else None,
        "pairs": list(leads_to.pairs) if leads_to else [],
        "reason": leads_to.reason if leads_to else "",
    }


def _read(row: dict[str, Any]) -> Job:
    leads_to = None
    if row["to"]:
        pairs = tuple(int(number) for number in row["pairs"])
        number = None if row["number"] is None else int(row["number"])
        leads_to = Destination(str(row["to"]), number, pairs, str(row["reason"]))
    return Job(
        str(row["title"]),
        str(row["page"]),
        State(row["state"]),
        str(row["line"]),
        [str(line) for line in row["notes"]],
        leads_to=leads_to,
        at=datetime.fromisoformat(row["at"]),
    )
