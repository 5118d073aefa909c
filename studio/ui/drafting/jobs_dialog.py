"""What was asked of models: each job with what it came to, its failures, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QMessageBox,
    QTableWidgetItem,
    QWidget,
)

from studio.i18n import _, join_sentences, plural
from studio.services.drafting.estimate import describe_money
from studio.services.drafting.overview import (
    ACTIONS,
    KIND_WORDS,
    JobAction,
    JobOverview,
    describe_failure,
    list_failures,
    list_overviews,
)
from studio.services.session import Session
from studio.ui.widgets.button import make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.plain_table import PlainTable

WIDTHS = {0: 140, 1: 190, 2: 90, 4: 110, 5: 80, 6: 90}
"""Pixels of the columns; the state has what is left."""


class JobsDialog(QDialog):
    """Emits ``acted`` with an action and a job's number; whoever opened it does it."""

    acted = Signal(object, int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: list[JobOverview] = []
        self.setWindowTitle(_("Requests to models"))
        self.resize(920, 560)
        self._build()
        self.jobs.itemSelectionChanged.connect(self._show_job)
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, name=name: self._act(name))
        self.load()

    def load(self) -> None:
        """Read the jobs anew; the one that was selected stays so."""
        at = max(0, self.jobs.currentRow())
        self._rows = list_overviews(self._session)
        self.jobs.setRowCount(len(self._rows))
        for row, overview in enumerate(self._rows):
            for column, text in enumerate(self._describe(overview)):
                self.jobs.setItem(row, column, QTableWidgetItem(text))
        self.empty.setVisible(not self._rows)
        if self._rows:
            self.jobs.selectRow(min(at, len(self._rows) - 1))
        self._show_job()

    def current(self) -> JobOverview | None:
        row = self.jobs.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def _build(self) -> None:
        titles = [
            _("When"),
            _("Model"),
            _("To make"),
            _("State"),
            _("Answered"),
            _("Failed"),
            _("Cost"),
        ]
        self.jobs = PlainTable("modelJobs", _("Requests to models"), titles)
        stretch = QHeaderView.ResizeMode.Stretch
        self.jobs.horizontalHeader().setSectionResizeMode(3, stretch)
        for column, width in WIDTHS.items():
            self.jobs.setColumnWidth(column, width)
        self.failures = PlainTable("modelFailures", _("Failures"), [_("Of"), _("Why")])
        self.failures.horizontalHeader().setSectionResizeMode(1, stretch)
        self.empty = words(_("No requests yet."), "muted")
        self.error = words("", "bad", wrap=True)
        self.buttons = {action.name: make_button(action.name, action.title) for action in ACTIONS}
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        body = make_column(
            self.empty,
            (self.jobs, 3),
            self.error,
            (self.failures, 2),
            make_row(*self.buttons.values(), None, close),
            spacing=12,
        )
        lay_out(self, body, 20, 16, 20, 16)

    def _describe(self, overview: JobOverview) -> list[str]:
        """The cells of a job."""
        job, failed = overview.job, overview.total - overview.answered
        return [
            f"{job.created.astimezone():%Y-%m-%d %H:%M}",
            job.model,
            _(KIND_WORDS[job.kind]),
            overview.state_text,
            _("{n} of {total}").format(n=f"{overview.answered:,}", total=f"{overview.total:,}"),
            f"{failed:,}" if failed else "",
            describe_money(self._session, overview.usd),
        ]

    def _show_job(self) -> None:
        overview = self.current()
        for action in ACTIONS:
            self.buttons[action.name].setVisible(overview is not None and action.fits(overview))
        self.error.setText(overview.job.error if overview else "")
        self.error.setVisible(bool(self.error.text()))
        # A job of thousands may fail as a whole: the first hundreds say why.
        failures = list_failures(self._session, overview.job.id) if overview else []
        self.failures.setRowCount(len(failures))
        for row, request in enumerate(failures):
            subject = (
                _("pair {n}").format(n=request.pair)
                if request.passage is None
                else _("passage {n}").format(n=request.passage)
            )
            self.failures.setItem(row, 0, QTableWidgetItem(subject))
            self.failures.setItem(row, 1, QTableWidgetItem(describe_failure(request)))
        self.failures.setVisible(bool(failures))

    def _act(self, name: str) -> None:
        overview = self.current()
        action = next(action for action in ACTIONS if action.name == name)
        if overview is not None and self._agrees(action, overview):
            self.acted.emit(action, overview.job.id)

    def _agrees(self, action: JobAction, overview: JobOverview) -> bool:
        """Whether the curator wants it, where it may cost twice."""
        if not action.warns:
            return True
        n = overview.total - overview.answered
        line = plural("{n} request is asked again.", "{n} requests are asked again.", n)
        answer = QMessageBox.question(
            self, action.title, join_sentences(_(action.warns), line.format(n=f"{n:,}"))
        )
        return answer == QMessageBox.StandardButton.Yes
