"""The table of experiments: a run a line, with its data, settings, cost and verdict."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from studio.i18n import N_, _, add_in_brackets, join_range
from studio.services.comparison.verdict import Outcome
from studio.services.experiments.experiments import (
    Experiment,
    describe_experiment,
    describe_standing,
    format_cost,
    format_epochs,
    format_loss,
)
from studio.services.session import Session
from studio.ui.widgets.row_table import Column, RowModel, RowTable

TONES = {Outcome.BETTER: "good", Outcome.WORSE: "bad", Outcome.NOT_PROVEN: "ink"}


@dataclass(frozen=True)
class ExperimentLine:
    """What stands in a line of the table. Written off the window's thread: a verdict reckons how
    many questions are missing, which takes too long to be done as one scrolls."""

    run: int
    name: str
    data: str
    epochs: str
    loss: str
    cost: str
    won: str
    verdict: str
    about: str
    tone: str


def write_line(session: Session, experiment: Experiment) -> ExperimentLine:
    """An experiment in words."""
    run, standing = experiment.run, experiment.standing
    won = "–"
    if standing is not None:
        interval = standing.votes.interval
        between = join_range(f"{interval.low * 100:.0f}", f"{interval.high * 100:.0f}")
        won = add_in_brackets(f"{standing.votes.rate:.0%}", between)
    return ExperimentLine(
        run.id,
        _("Run {n} · {model}").format(n=run.id, model=run.model),
        _("version {n}, {rows} rows").format(n=run.version, rows=f"{experiment.rows:,}"),
        format_epochs(run),
        format_loss(experiment),
        format_cost(session, run),
        won,
        describe_standing(experiment),
        describe_experiment(experiment),
        TONES[standing.outcome] if standing else "muted",
    )


COLUMNS: tuple[Column[ExperimentLine], ...] = (
    Column(N_("Run"), lambda line: line.name, 210, tip=True),
    Column(N_("Data"), lambda line: line.data, 150, tip=True),
    Column(N_("Epochs"), lambda line: line.epochs, 72, right=True, firm=True),
    Column(N_("Loss"), lambda line: line.loss, 66, right=True, firm=True),
    Column(N_("Cost"), lambda line: line.cost, 110, right=True, tip=True),
    Column(N_("Won"), lambda line: line.won, 118, right=True, firm=True),
    Column(
        N_("Verdict"),
        lambda line: line.verdict,
        tone=lambda line: line.tone,
        about=lambda line: line.about,
    ),
)
"""To add one: a row here."""


class ExperimentTable(RowTable):
    """Emits ``chosen`` with the runs that are selected: one, or two to be held side by side."""

    chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._lines: dict[int, ExperimentLine] = {}
        self._is_filling = False
        self.model_of_lines: RowModel[ExperimentLine] = RowModel(COLUMNS, self._fetch)
        super().__init__(self.model_of_lines, "experiments", _("Experiments"), parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self._tell())

    def show_lines(self, lines: Sequence[ExperimentLine]) -> None:
        """Show these lines; what was selected stays selected, at first the line on top."""
        before = set(self.selection())
        self._lines = {line.run: line for line in lines}
        self._is_filling = True
        self.model_of_lines.set_ids(array("q", self._lines))
        chosen = [at for at, line in enumerate(lines) if line.run in before]
        self._select(chosen or [0] if lines else [])
        self._is_filling = False

    def select_rows(self, rows: Sequence[int]) -> None:
        """Select these rows and no others."""
        self._is_filling = True
        self._select(rows)
        self._is_filling = False
        self.chosen.emit(self.selection())

    def selection(self) -> tuple[int, ...]:
        """The numbers of the runs that are selected, in the order of the table."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return tuple(self.model_of_lines.id_at(row) for row in rows)

    def _select(self, rows: Sequence[int]) -> None:
        flag = QItemSelectionModel.SelectionFlag
        self.clearSelection()
        for row in rows:
            index = self.model_of_lines.index(row, 0)
            self.selectionModel().setCurrentIndex(index, flag.Select | flag.Rows)

    def _tell(self) -> None:
        # Who fills the table or selects several rows says so once, when it is done.
        if not self._is_filling:
            self.chosen.emit(self.selection())

    def _fetch(self, numbers: Sequence[int]) -> Mapping[int, ExperimentLine]:
        return {number: self._lines[number] for number in numbers}
