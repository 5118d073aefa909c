"""One run as it goes: its status, how far it is, its loss curve and what the provider said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from studio.domain.run import Event, Run, RunStatus
from studio.i18n import N_, _
from studio.ui.training.loss_curve import LossCurve
from studio.ui.widgets.card import Card
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.label import words
from studio.ui.widgets.meter import Meter

STATUS_WORDS = {
    RunStatus.WAITING: (N_("waiting"), "accent"),
    RunStatus.PREPARED: (N_("prepared"), "accent"),
    RunStatus.UNCERTAIN: (N_("uncertain"), "warn"),
    RunStatus.MISSING: (N_("not found"), "warn"),
    RunStatus.VALIDATING_FILES: (N_("checking files"), "accent"),
    RunStatus.QUEUED: (N_("queued"), "accent"),
    RunStatus.RUNNING: (N_("training"), "accent"),
    RunStatus.PAUSED: (N_("paused"), "warn"),
    RunStatus.SUCCEEDED: (N_("done"), "good"),
    RunStatus.FAILED: (N_("failed"), "bad"),
    RunStatus.CANCELLED: (N_("cancelled"), "warn"),
}
MOST_EVENTS = 200  # lines kept in view; the library has them all


def clock(seconds: float) -> str:
    """Seconds as ``0:41`` or ``1:02:05``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class RunCard(Card):
    """Takes a run and its events; emits ``cancelled`` when the curator wants it to stop."""

    cancelled = Signal()
    compare = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = words("", "strong", wrap=True)
        # As high as the buttons that come and go beside it.
        self.heading.setMinimumHeight(34)
        self.status = Chip("", "accent")
        self.progress = words("", "muted")
        self.meter = Meter()
        self.curve = LossCurve()
        self.events = QPlainTextEdit()
        self.events.setReadOnly(True)
        self.events.setProperty("tone", "log")
        self.events.setMinimumHeight(54)
        self.events.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        bar = self.events.verticalScrollBar()
        # The last line is news.
        bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
        self.events.setMaximumBlockCount(MOST_EVENTS)
        self.events.setAccessibleName(_("Messages of the provider"))
        self.cancel = QPushButton(_("Cancel run"))
        self.cancel.setObjectName("cancelRun")
        self.cancel.setProperty("kind", "danger")
        self.compare_button = QPushButton(_("Compare with base"))
        self.compare_button.setObjectName("compareRun")
        self.banner = words("", "banner", wrap=True)
        self.error = words("", "bad", wrap=True)
        self._lay_out()
        self.cancel.clicked.connect(self.cancelled)
        self.compare_button.clicked.connect(self.compare)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.heading, 1)
        top.addWidget(self.status)
        top.addWidget(self.compare_button)
        top.addWidget(self.cancel)
        far = QHBoxLayout()
        far.setSpacing(12)
        far.addWidget(self.meter, 1)
        far.addWidget(self.progress)
        body = self.body
        body.setSpacing(8)
        body.addLayout(top)
        body.addLayout(far)
        body.addWidget(self.error)
        body.addWidget(self.banner)
        body.addWidget(self.curve, 3)
        body.addWidget(self.events, 1)

    def show_run(
        self, run: Run, events: Sequence[Event], seconds_left: float | None, note: str = ""
    ) -> None:
        """Show a run; ``note`` is what must be said of its model wherever its curve shows."""
        heading = _("Run {n} · {model} · version {version}")
        self.heading.setText(heading.format(n=run.id, model=run.model, version=run.version))
        status, tone = STATUS_WORDS[run.status]
        self.status.set(_(status), tone)
        self.progress.setText(progress_words(run, seconds_left))
        self.meter.set_share(share_of(run))
        self.curve.set_metrics(run.metrics, run.hyperparameters.epochs)
        self._show_events(events)
        self.error.setText(run.error)
        self.error.setVisible(bool(run.error))
        self.cancel.setVisible(not run.status.ended)
        self.cancel.setEnabled(True)
        done = run.status is RunStatus.SUCCEEDED and run.fine_tuned_model is not None
        self.compare_button.setVisible(done)
        self.banner.setText(note)
        self.banner.setVisible(bool(note))

    def show_line(self, line: str) -> None:
        """What is being done before there are steps: setting up, uploading."""
        if line:
            self.progress.setText(line)

    def _show_events(self, events: Sequence[Event]) -> None:
        lines = "\n".join(
            f"{event.created.astimezone():%H:%M:%S}  {event.message}" for event in events
        )
        if lines != self.events.toPlainText():
            self.events.setPlainText(lines)
            bar = self.events.verticalScrollBar()
            bar.setValue(bar.maximum())


def share_of(run: Run) -> float:
    """How much of a run is done, 0 to 1."""
    if run.status is RunStatus.SUCCEEDED:
        return 1.0
    last = run.metrics[-1] if run.metrics else None
    return last.step / last.total_steps if last and last.total_steps else 0.0


def progress_words(run: Run, seconds_left: float | None) -> str:
    """``step 214 of 360 · 0:41 left``, as far as it is known."""
    parts = []
    last = run.metrics[-1] if run.metrics else None
    if last and last.total_steps:
        parts.append(_("step {n} of {total}").format(n=last.step, total=last.total_steps))
    elif last:
        parts.append(_("step {n}").format(n=last.step))
    if not run.status.ended and seconds_left is not None:
        parts.append(_("{time} left").format(time=clock(seconds_left)))
    if run.status.ended and run.started and run.ended:
        took = (run.ended - run.started).total_seconds()
        parts.append(_("took {time}").format(time=clock(took)))
    return " · ".join(parts)
