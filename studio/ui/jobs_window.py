"""The list of jobs, in a window beside the work: what each came to, and the way to what it made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from studio.i18n import N_, _, format_date, plural
from studio.ui.destination import Destination
from studio.ui.jobs import Job, Jobs, State
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.meter import Meter
from studio.ui.widgets.scroll_area import ScrollArea

SIZE = 560, 480
STATES = {
    State.RUNNING: (N_("running"), "accent"),
    State.DONE: (N_("done"), "good"),
    State.FAILED: (N_("failed"), "bad"),
    State.STOPPED: (N_("stopped"), "warn"),
}
"""What a state is called, and its colour. To add one: a row here, and one in ``jobs.State``."""
NOTES = 5
"""Notes shown at once; the others when one asks for them."""


class JobsWindow(QDialog):
    """Stays open beside the work; emits ``go`` for the way to what a job made."""

    go = Signal(Destination)

    def __init__(
        self, jobs: Jobs, title_of: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._title_of = title_of
        self._cards: dict[int, JobCard] = {}
        self.setWindowTitle(_("Jobs"))
        self.resize(*SIZE)
        self.nothing = words(
            _("Long jobs are listed here with their results: drafts, imports, exports, trainings."),
            "muted",
            wrap=True,
        )
        self.column = QVBoxLayout()
        self.column.setSpacing(8)
        self.area = ScrollArea()
        inside = make_column(self.column, None, spacing=8)
        self.area.setWidget(lay_out(QWidget(), inside, 0, 0, 8, 0))
        self.clear_button = make_button("clearJobs", _("Clear the list"))
        self.clear_button.clicked.connect(lambda _on=False: self._jobs.clear())
        self.close_button = make_button("closeJobs", _("Close"))
        self.close_button.clicked.connect(self.accept)
        foot = make_row(self.clear_button, None, self.close_button)
        body = make_column(self.nothing, (self.area, 1), foot, spacing=12)
        lay_out(self, body, 20, 16, 20, 16)
        jobs.changed.connect(self._show)
        self._show(None)

    def cards(self) -> list[JobCard]:
        """The jobs in view, the newest first."""
        return [self._cards[id(job)] for job in self._jobs.list]

    def _show(self, job: Job | None) -> None:
        card = self._cards.get(id(job))
        if card is not None:
            card.show_job()
        else:
            self._fill()
        self.nothing.setVisible(not self._jobs.list)
        self.clear_button.setEnabled(any(not job.running for job in self._jobs.list))

    def _fill(self) -> None:
        listed = {id(job): job for job in self._jobs.list}
        for key in [key for key in self._cards if key not in listed]:
            self._cards.pop(key).deleteLater()
        for at, (key, job) in enumerate(listed.items()):
            if key not in self._cards:
                card = JobCard(job, self._title_of(job.page))
                card.go.connect(self._lead)
                card.stop.connect(self._jobs.stop)
                self._cards[key] = card
                self.column.insertWidget(at, card)

    def _lead(self, destination: Destination) -> None:
        self.accept()
        self.go.emit(destination)


class JobCard(Card):
    """One job: what it is, how far, and its button."""

    go = Signal(Destination)
    stop = Signal(object)

    def __init__(self, job: Job, page_title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._page_title = page_title
        self._whole = False
        self.body.setContentsMargins(14, 10, 14, 10)
        self.body.setSpacing(6)
        self.state = Chip("")
        self.when = words("", "muted")
        self.line = words("", wrap=True)
        self.notes = words("", "muted", wrap=True)
        self.meter = Meter()
        self.more_button = make_button("moreNotes", "", QUIET)
        self.more_button.clicked.connect(lambda _on=False: self._show_whole())
        self.stop_button = make_button("stopJob", _("Stop"))
        self.stop_button.clicked.connect(lambda _on=False: self.stop.emit(self._job))
        self.go_button = make_button("showResult", _("Show"))
        self.go_button.clicked.connect(self._lead)
        self.body.addLayout(make_row(words(job.title, "strong"), self.when, None, self.state))
        self.body.addWidget(self.line)
        self.body.addWidget(self.meter)
        self.body.addWidget(self.notes)
        self.body.addLayout(make_row(self.more_button, None, self.stop_button, self.go_button))
        self.show_job()

    def show_job(self) -> None:
        """Show the job as it is now."""
        job = self._job
        word, tone = STATES[job.state]
        self.state.set(_(word), tone)
        self.when.setText(" · ".join(filter(None, (self._page_title, _when(job.at)))))
        self.line.setText(job.line)
        self.line.setVisible(bool(job.line))
        self.meter.setVisible(job.running and job.share >= 0)
        self.meter.set_share(max(0.0, job.share))
        lines = job.notes if self._whole else job.notes[:NOTES]
        self.notes.setText("\n".join(lines))
        self.notes.setVisible(bool(lines))
        rest = len(job.notes) - len(lines)
        self.more_button.setText(plural("{n} more", "{n} more", rest).format(n=f"{rest:,}"))
        self.more_button.setVisible(rest > 0)
        self.stop_button.setVisible(job.running and job.task is not None)
        self.go_button.setVisible(job.leads_to is not None)

    def _show_whole(self) -> None:
        self._whole = True
        self.show_job()

    def _lead(self) -> None:
        if self._job.leads_to is not None:
            self.go.emit(self._job.leads_to)


def _when(moment: datetime) -> str:
    clock = moment.strftime("%H:%M")
    return clock if moment.date() == datetime.now().date() else f"{format_date(moment)} {clock}"
