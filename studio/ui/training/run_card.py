"""One run as it goes: its status, how far it is, its loss curve and what the provider said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from studio.domain.run import Event, Run, RunStatus
from studio.i18n import N_, _, plural
from studio.services.training.event_words import translate_event
from studio.ui.training.loss_curve import (
    ACCURACY,
    LOSS,
    MEASURES,
    LossCurve,
    Measure,
    has_points,
)
from studio.ui.widgets.button import make_button, make_chip
from studio.ui.widgets.card import Card
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.flow_layout import make_flow
from studio.ui.widgets.label import ElidedLabel, words
from studio.ui.widgets.layout import make_row
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


@dataclass(frozen=True)
class Ways:
    """What can be done with a run, and what its curve says: how many pairs its error names
    (``faults``), whether its provider stops and pauses, whether it can be ordered once more, and
    whether its model is a file to be saved, or is just being saved."""

    cancels: bool = True
    pauses: bool = False
    starts_again: bool = False
    saves: bool = False
    saving: bool = False
    faults: int = 0
    judgement: str = ""


MOST_EVENTS = 200  # lines kept in view; the library has them all


def clock(seconds: float) -> str:
    """Seconds as ``0:41`` or ``1:02:05``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class RunCard(Card):
    """Takes a run and its events; emits ``cancelled`` when the curator wants it to stop, ``again``
    when it is to be ordered once more, ``fault`` when its faulty pairs are to be seen."""

    cancelled = Signal()
    compare = Signal()
    talk = Signal()
    save = Signal()
    again = Signal()
    paused = Signal()
    resumed = Signal()
    fault = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel("", "strong")
        self.ordered = words("", "muted", wrap=True)
        self.status = Chip("", "accent")
        self.progress = words("", "muted")
        self.meter = Meter()
        self.curve = LossCurve()
        self._run: Run | None = None
        self.measures = {
            measure.title: make_chip(f"measure-{measure.train}", _(measure.title))
            for measure in MEASURES
        }
        self._measure = LOSS
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
        self.talk_button = make_button("talkToRun", _("Talk to it"))
        self.save_button = make_button("saveRun", _("Save model…"))
        self.again_button = make_button("startAgain", _("Start again"))
        self.pause_button = make_button("pauseRun", _("Pause"))
        self.resume_button = make_button("resumeRun", _("Resume"))
        self.fault_button = make_button("showFault", "")
        self.judgement = words("", wrap=True)
        self.banner = words("", "banner", wrap=True)
        self.error = words("", "bad", wrap=True)
        self._lay_out()
        self.cancel.clicked.connect(self.cancelled)
        self.compare_button.clicked.connect(self.compare)
        for measure in MEASURES:
            chip = self.measures[measure.title]
            chip.clicked.connect(lambda _on=False, measure=measure: self.show_measure(measure))
        self.talk_button.clicked.connect(self.talk)
        self.save_button.clicked.connect(self.save)
        self.again_button.clicked.connect(self.again)
        self.pause_button.clicked.connect(self.paused)
        self.resume_button.clicked.connect(self.resumed)
        self.fault_button.clicked.connect(self.fault)

    def _lay_out(self) -> None:
        top = make_row((self.heading, 1), self.status, spacing=12)
        # On lines of their own, as many as a small window makes of them: none is cut off.
        actions = make_flow(
            self.talk_button,
            self.compare_button,
            self.save_button,
            self.again_button,
            self.pause_button,
            self.resume_button,
            self.cancel,
        )
        far = QHBoxLayout()
        far.setSpacing(12)
        far.addWidget(self.meter, 1)
        far.addWidget(self.progress)
        body = self.body
        body.setSpacing(8)
        body.addLayout(top)
        body.addWidget(self.ordered)
        body.addLayout(far)
        body.addLayout(actions)
        body.addWidget(self.error)
        body.addLayout(make_row(self.fault_button, None))
        body.addWidget(self.judgement)
        body.addWidget(self.banner)
        body.addLayout(make_row(*self.measures.values(), None))
        body.addWidget(self.curve, 3)
        body.addWidget(self.events, 1)

    def show_run(
        self,
        run: Run,
        events: Sequence[Event],
        seconds_left: float | None,
        note: str = "",
        ways: Ways | None = None,
        ordered: str = "",
    ) -> None:
        """Show a run; ``note`` is what must be said of its model wherever its curve shows,
        ``ordered`` where and how it was ordered."""
        heading = _("Run {n} · {model} · version {version}")
        self.heading.setText(heading.format(n=run.id, model=run.model, version=run.version))
        self.ordered.setText(ordered)
        status, tone = STATUS_WORDS[run.status]
        self.status.set(_(status), tone)
        self.progress.setText(progress_words(run, seconds_left))
        self.meter.set_share(share_of(run))
        self._run = run
        self.show_measure(self._measure if has_points(run.metrics, self._measure) else LOSS)
        self._show_events(events)
        self.error.setText(run.error)
        self.error.setVisible(bool(run.error))
        self.cancel.setVisible(not run.status.ended)
        self.cancel.setEnabled(True)
        done = run.status is RunStatus.SUCCEEDED and run.fine_tuned_model is not None
        self.compare_button.setVisible(done)
        self.talk_button.setVisible(done)
        self.banner.setText(note)
        self.banner.setVisible(bool(note))
        self._show_ways(run, ways or Ways())

    def _show_ways(self, run: Run, ways: Ways) -> None:
        """The buttons for what can be done with the run now; the others are hidden."""
        self.cancel.setVisible(ways.cancels and not run.status.ended)
        self.again_button.setVisible(ways.starts_again)
        self.save_button.setVisible(ways.saves and run.fine_tuned_model is not None)
        self.save_button.setEnabled(not ways.saving)
        under_way = run.job is not None and not run.status.ended
        is_paused = run.status is RunStatus.PAUSED
        self.pause_button.setVisible(ways.pauses and under_way and not is_paused)
        self.resume_button.setVisible(ways.pauses and under_way and is_paused)
        line = plural(
            "Show the pair of that line", "Show the {n} pairs of those lines", ways.faults
        )
        self.fault_button.setText(line.format(n=ways.faults))
        self.fault_button.setVisible(bool(ways.faults))
        self.judgement.setText(ways.judgement)
        self.judgement.setVisible(bool(ways.judgement))

    def show_measure(self, measure: Measure) -> None:
        """Draw this of the run; what it was never measured by is not offered."""
        run = self._run
        if run is None:
            return
        self._measure = measure
        over, epochs = run.status.ended, run.hyperparameters.epochs
        self.curve.set_metrics(run.metrics, epochs, measure, is_over=over)
        several = has_points(run.metrics, ACCURACY)
        for other in MEASURES:
            chip = self.measures[other.title]
            chip.setVisible(several)
            chip.setChecked(other is measure)

    def show_line(self, line: str) -> None:
        """What is being done before there are steps: setting up, uploading."""
        if line:
            self.progress.setText(line)

    def _show_events(self, events: Sequence[Event]) -> None:
        lines = "\n".join(
            f"{event.created.astimezone():%H:%M:%S}  {translate_event(event.message)}"
            for event in events[-MOST_EVENTS:]
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
        if took >= 0:  # else the clock was set back meanwhile
            parts.append(_("took {time}").format(time=clock(took)))
    return " · ".join(parts)
