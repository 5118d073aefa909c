"""Experiments: all runs beside each other, what differs between two, and what to try next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QTableWidgetItem, QWidget

from studio.domain.work import Change, Changes
from studio.i18n import N_, _
from studio.services import budget
from studio.services.comparison.experiments import (
    Experiment,
    Growth,
    NextExperiment,
    Step,
    list_differences,
    list_experiments,
    measure_growth,
    suggest_next,
)
from studio.services.comparison.mlflow import write_mlflow
from studio.services.comparison.report import write_report
from studio.services.session import Session
from studio.ui.commands import ACTIONS, WORK, Command
from studio.ui.destination import Destination
from studio.ui.experiments.experiment_table import ExperimentTable
from studio.ui.experiments.overlay_chart import OverlayChart
from studio.ui.library_dialogs import documents_folder
from studio.ui.page import Page
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import page_title, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.plain_table import PlainTable
from studio.ui.widgets.split import Split
from studio.ui.widgets.stack import Stack

LEADS_TO = {
    Step.TRAIN: ("training", N_("Go to Training")),
    Step.FEWER_EPOCHS: ("training", N_("Go to Training")),
    Step.MORE_EPOCHS: ("training", N_("Go to Training")),
    Step.HALF: ("training", N_("Go to Training")),
    Step.COMPARE: ("comparison", N_("Go to Comparison")),
    Step.MORE_QUESTIONS: ("comparison", N_("Go to Comparison")),
    Step.FIX: ("comparison", N_("Go to Comparison")),
    Step.MORE_DATA: ("review", N_("Go to Review")),
}
"""Where the next experiment begins. To add one: a row for a new ``Step``."""


class ExperimentsPage(Page):
    """What came out worse stands first, in red; two selected lines are held side by side."""

    name = "experiments"
    title = N_("Experiments")
    commands = (
        Command(
            "write-report",
            N_("Write a report…"),
            "Ctrl+Shift+W",
            ACTIONS,
            "ask_report",
            WORK,
            enabled="has_experiments",
        ),
        Command(
            "write-mlflow",
            N_("Write for MLflow…"),
            "Ctrl+Shift+F4",
            ACTIONS,
            "ask_mlflow",
            WORK,
            enabled="has_experiments",
        ),
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._experiments: list[Experiment] = []
        self._next: NextExperiment | None = None
        self._build()
        self.table.chosen.connect(lambda _runs: self._show_details())
        self.report_button.clicked.connect(self.ask_report)
        self.next_button.clicked.connect(self._go_on)
        self.empty.go.connect(self.go)

    def _build(self) -> None:
        self.report_button = make_button(
            "writeReport", _("Write a report…"), command="write-report"
        )
        head = make_row(page_title(_(self.title)), None, self.report_button)
        self.worse = words("", "bad", wrap=True)
        self.next_line = words("", "strong", wrap=True)
        self.next_button = make_button("nextExperiment", "", PRIMARY)
        self.table = ExperimentTable()
        self.differences = PlainTable(
            "differences", _("What differs"), [_("What"), _("First"), _("Second")]
        )
        self.differences.horizontalHeader().setStretchLastSection(True)
        self.details = words("", "muted", wrap=True)
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.curves = OverlayChart(_("epochs"), _("validation loss"))
        self.gains = OverlayChart(_("dollars"), _("share of questions won"))
        self.growth = words("", "muted", wrap=True)
        # One of them is seen: the table, or in its room the words that say how to get it.
        side = self._make_card(_("Side by side"), (self.details, 1), (self.differences, 1))
        curves = self._make_card(_("Validation loss by epoch"), (self.curves, 1))
        gains = self._make_card(_("Money against gain"), (self.gains, 1), self.growth)
        below = lay_out(QWidget(), make_row((side, 1), (curves, 1), (gains, 1), spacing=12))
        split = Split(
            "experiments",
            Qt.Orientation.Vertical,
            (self.table, 1),
            (below, 1),
            settings=self.session.settings,
        )
        self.empty = EmptyPage()
        body = lay_out(
            QWidget(),
            make_column(
                self.worse,
                make_row((self.next_line, 1), self.next_button),
                (split, 1),
                spacing=12,
            ),
        )
        self.stack = Stack(body, self.empty)
        self.lay_out(head, self.stack)

    def _make_card(self, title: str, *parts: QWidget | tuple[QWidget, int]) -> Card:
        card = Card()
        card.body.addLayout(make_column(words(title, "strong"), *parts))
        return card

    # -- what it shows ------------------------------------------------------------------------

    def focus_widget(self) -> QWidget:
        return self.table

    def has_experiments(self) -> bool:
        """Whether there is anything to report."""
        return bool(self._experiments)

    def refresh(self, changes: Changes) -> None:
        if not changes.touches(Change.COMPARISONS, Change.RUNS, Change.VERSIONS):
            return
        self._experiments = list_experiments(self.session)
        self._next = suggest_next(self.session, self._experiments)
        self.report_button.setEnabled(bool(self._experiments))
        self.stack.setCurrentIndex(0 if self._experiments else 1)
        if not self._experiments:
            why = _(
                "Every finished training stands here with its data, its settings, its cost and "
                "its verdict, and the next experiment is proposed."
            )
            self.empty.show_words(
                _("No experiments yet"),
                why,
                _("Go to Training"),
                destination=Destination("training"),
            )
            return
        self._show_worse()
        self._show_next(self._next)
        self.table.show_experiments(self.session, self._experiments)
        self._show_charts()
        self._show_details()

    def _show_worse(self) -> None:
        worse = [e.run.id for e in self._experiments if e.is_worse]
        lines = [_("Run {n} came out worse than its base.").format(n=number) for number in worse]
        self.worse.setText("\n".join(lines))
        self.worse.setVisible(bool(lines))

    def _show_next(self, step: NextExperiment) -> None:
        cost = "" if step.usd is None else budget.format_money(self.session, step.usd)
        self.next_line.setText(f"{step.reason} {cost}".strip())
        self.next_button.setText(_(LEADS_TO[step.step][1]))

    def _show_charts(self) -> None:
        names = {e.run.id: _("run {n}").format(n=e.run.id) for e in self._experiments}
        self.curves.show_lines(
            {
                names[e.run.id]: [(m.epoch or float(m.step), loss) for m, loss in e.losses]
                for e in self._experiments
            }
        )
        judged = [e for e in self._experiments if e.standing is not None]
        self.gains.show_lines(
            {
                names[e.run.id]: [(float(e.run.cost_usd or 0), e.standing.votes.rate)]
                for e in judged
                if e.standing is not None
            },
            joined=False,
            least=(0.0, 0.0),
            most=(0.0, 1.0),
        )
        points = [(e.rows, e.standing.votes.rate) for e in judged if e.standing is not None]
        self.growth.setText(_describe_growth(measure_growth(points)))

    def _show_details(self) -> None:
        chosen = [e for e in self._experiments if e.run.id in self.table.selection()][:2]
        rows = list_differences(*chosen) if len(chosen) == 2 else []
        self.differences.setVisible(bool(rows))
        self.differences.setRowCount(len(rows))
        for index, row in enumerate(rows):
            for column, text in enumerate(row):
                self.differences.setItem(index, column, QTableWidgetItem(text))
        self.differences.resizeColumnToContents(0)
        if len(chosen) == 2 and not rows:
            self.details.setText(_("These two runs had the same data and the same settings."))
        else:
            self.details.setText(
                "" if rows else _("Select two runs with Ctrl to see what differs between them.")
            )
        self.details.setVisible(bool(self.details.text()))

    # -- actions ------------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self._next is not None:
            page, _title = LEADS_TO[self._next.step]
            number = self._next.run if page == "comparison" else None
            self.go.emit(Destination(page, number=number))

    def ask_report(self) -> None:
        """Ask for a file, and write the report there."""
        path, _filter = QFileDialog.getSaveFileName(
            self, _("Write a report"), str(documents_folder() / "report.html"), "HTML (*.html)"
        )
        if path:
            self.save_report(Path(path))

    def save_report(self, path: Path) -> None:
        """Write the report of all experiments."""
        self.run(
            lambda session: write_report(session, path),
            lambda done: self.message.emit(_("The report is in {file}").format(file=done)),
        )

    def ask_mlflow(self) -> None:
        """Ask for a folder, and write the experiments there as MLflow reads them."""
        folder = QFileDialog.getExistingDirectory(self, _("Write for MLflow"))
        if folder:
            self.run(
                lambda session: write_mlflow(session, Path(folder)),
                lambda count: self.tell_many(_("{n} experiments are written"), count),
            )


def _describe_growth(growth: Growth | None) -> str:
    """What the next doubling of the data would likely bring."""
    if growth is None:
        return _("With runs on three sizes of the data, what more data brings is told here.")
    rows, value = growth.next_doubling
    return _(
        "Each doubling of the data has brought {gain:+.1%}; {rows} rows would likely reach {value} "
        "(±{spread:.1%})."
    ).format(
        gain=growth.per_doubling,
        rows=f"{rows:,}",
        value=f"{min(1.0, max(0.0, value)):.0%}",
        spread=growth.spread,
    )
