"""The table of experiments: a run a line, with its data, settings, cost and verdict."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QTableWidgetItem, QWidget

from studio.i18n import _
from studio.services.comparison.experiments import Experiment, format_cost
from studio.services.comparison.report import describe_experiment
from studio.services.comparison.verdict import Outcome
from studio.services.session import Session
from studio.ui import theme
from studio.ui.widgets.plain_table import PlainTable

TONES = {Outcome.BETTER: "good", Outcome.WORSE: "bad", Outcome.NOT_PROVEN: "ink"}


class ExperimentTable(PlainTable):
    """Emits ``chosen`` with the runs that are selected: one, or two to be held side by side."""

    chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        heads = [
            _("Run"),
            _("Version"),
            _("Rows"),
            _("Epochs"),
            _("Loss"),
            _("Cost"),
            _("Verdict"),
        ]
        super().__init__("experiments", _("Experiments"), heads, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.horizontalHeader().setStretchLastSection(True)
        self.itemSelectionChanged.connect(lambda: self.chosen.emit(self.selection()))
        self._runs: list[int] = []

    def show_experiments(self, session: Session, experiments: Sequence[Experiment]) -> None:
        """Show these lines; what was selected stays selected."""
        before = set(self.selection())
        self._runs = [experiment.run.id for experiment in experiments]
        self.blockSignals(True)
        self.setRowCount(len(experiments))
        for row, experiment in enumerate(experiments):
            for column, text in enumerate(_list_cells(session, experiment)):
                item = QTableWidgetItem(text)
                if column == 6 and experiment.standing is not None:
                    tone = TONES[experiment.standing.outcome]
                    item.setForeground(QBrush(theme.color(tone)))
                item.setToolTip(text if column == 6 else "")
                self.setItem(row, column, item)
        for column in range(6):
            self.resizeColumnToContents(column)
        self.clearSelection()
        mode = self.selectionMode()
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        for row, run in enumerate(self._runs):
            if run in before or (not before and row == 0):
                self.selectRow(row)
        self.setSelectionMode(mode)
        self.blockSignals(False)

    def selection(self) -> tuple[int, ...]:
        """The numbers of the runs that are selected, in the order of the table."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        return tuple(self._runs[row] for row in rows if row < len(self._runs))


def _list_cells(session: Session, experiment: Experiment) -> tuple[str, ...]:
    run = experiment.run
    epochs = run.hyperparameters.epochs
    return (
        _("Run {n} · {model}").format(n=run.id, model=run.model),
        str(run.version),
        f"{experiment.rows:,}",
        _("automatic") if epochs is None else str(epochs),
        f"{experiment.best[1]:.3f}" if experiment.best else "–",
        format_cost(session, run),
        describe_experiment(experiment),
    )
