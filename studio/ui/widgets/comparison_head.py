"""The top of the comparison page: which comparison is shown, and a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from studio.domain.run import Comparison, Run
from studio.i18n import _
from studio.ui.widgets.words import words


class ComparisonHead(QWidget):
    """Emits which comparison to show, which run to compare, and that the rest be asked."""

    chosen = Signal(int)
    start = Signal(object)  # a run's number
    resume = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.comparisons = _box("comparisons", _("Comparison"))
        self.runs = _box("comparedRun", _("Run to compare"))
        self.button = QPushButton(_("Compare"))
        self.button.setObjectName("compare")
        self.button.setToolTip(_("Ask the base and the tuned model of this run the same questions"))
        self.rest = QPushButton(_("Ask what is missing"))
        self.rest.setObjectName("resume")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(words(title, "title"))
        row.addWidget(self.comparisons)
        row.addWidget(self.rest)
        row.addStretch(1)
        row.addWidget(self.runs)
        row.addWidget(self.button)
        self.comparisons.activated.connect(
            lambda _row: self.chosen.emit(int(self.comparisons.currentData()))
        )
        self.button.clicked.connect(lambda: self.start.emit(self.run()))
        self.rest.clicked.connect(self.resume)

    def run(self) -> int | None:
        """The number of the run that would be compared, None when there is none."""
        number = self.runs.currentData()
        return None if number is None else int(number)

    def set_runs(self, runs: Sequence[Run], chosen: int | None = None) -> None:
        kept = chosen if chosen is not None else self.run()
        self.runs.clear()
        for run in runs:
            text = _("Run {n} · {model}").format(n=run.id, model=run.model)
            self.runs.addItem(text, run.id)
        self.runs.setCurrentIndex(max(0, self.runs.findData(kept)))
        self.runs.setVisible(bool(runs))
        self.button.setVisible(bool(runs))

    def set_comparisons(self, comparisons: Sequence[Comparison], shown: int | None) -> None:
        self.comparisons.clear()
        for one in comparisons:
            of_run = _("run {n}").format(n=one.run) if one.run is not None else one.endpoint
            text = _("Comparison {n} · {of}").format(n=one.id, of=of_run)
            self.comparisons.addItem(text, one.id)
        self.comparisons.setCurrentIndex(max(0, self.comparisons.findData(shown)))
        self.comparisons.setVisible(bool(comparisons))

    def show_state(self, *, asking: bool, missing: bool) -> None:
        self.button.setEnabled(not asking)
        self.button.setText(_("Asking …") if asking else _("Compare"))
        self.rest.setVisible(missing and not asking)


def _box(name: str, label: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box
