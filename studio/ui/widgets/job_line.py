"""A job that takes a while: what it is at, how far it is, and the button that stops it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.domain.work import Progress
from studio.i18n import _
from studio.ui.widgets.label import ElidedLabel
from studio.ui.widgets.meter import Meter
from studio.ui.worker import Task


class JobLine(QWidget):
    """Hidden as long as nothing runs. Stopping keeps what is finished."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self.said = ElidedLabel("", "muted")
        self.meter = Meter()
        self.meter.setFixedWidth(160)
        self.cancel = QPushButton(_("Stop"))
        self.cancel.setObjectName("stopJob")
        self.cancel.setToolTip(_("Stop. What is finished is kept."))
        self.cancel.clicked.connect(lambda _on=False: self.stop())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.said, 1)
        row.addWidget(self.meter)
        row.addWidget(self.cancel)
        self.hide()

    def follow(self, task: Task) -> None:
        """Show this job until ``end``."""
        self._task = task
        self.said.setText("")
        self.meter.hide()
        self.cancel.setEnabled(True)
        self.show()

    def show_progress(self, progress: Progress) -> None:
        if progress.line:
            self.said.setText(progress.line)
        self.meter.setVisible(progress.total > 0)
        if progress.total:
            self.meter.set_share(progress.done / progress.total)

    def stop(self) -> None:
        """Ask the job to end; it says when it has."""
        if self._task is not None:
            self.cancel.setEnabled(False)
            self.said.setText(_("Stopping …"))
            self._task.cancel()

    def end(self) -> None:
        """The job is over."""
        self._task = None
        self.hide()
