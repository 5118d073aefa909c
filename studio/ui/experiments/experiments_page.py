"""Experiments: all runs beside each other, what differs between two, and what to try next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.domain.work import Change, Changes
from studio.i18n import N_, _, plural
from studio.services.experiments.charts import draw_gains, draw_losses
from studio.services.experiments.difference import ExperimentDifference, list_settings
from studio.services.experiments.experiments import Experiment, name_run
from studio.services.experiments.head_to_head import compare_runs
from studio.services.experiments.mlflow import describe_opening, write_mlflow
from studio.services.experiments.next_step import NextExperiment, queue_step
from studio.services.experiments.report_html import write_html
from studio.services.experiments.wandb import write_wandb
from studio.services.session import Session
from studio.ui.commands import ACTIONS, WORK, Command
from studio.ui.datasets.consent import ask_first
from studio.ui.destination import Destination
from studio.ui.experiments.chart_view import ChartView
from studio.ui.experiments.difference_dialog import DifferenceDialog
from studio.ui.experiments.difference_table import DifferenceTable
from studio.ui.experiments.experiment_table import ExperimentTable
from studio.ui.experiments.findings import (
    Findings,
    Outlook,
    read_difference,
    read_findings,
    read_outlook,
)
from studio.ui.experiments.growth_view import GrowthView
from studio.ui.experiments.next_panel import NextPanel
from studio.ui.experiments.report_pdf import write_pdf
from studio.ui.library_dialogs import documents_folder
from studio.ui.page import Page
from studio.ui.widgets.button import make_button, make_chip
from studio.ui.widgets.card import Card
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import page_title, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.modal import show_modal
from studio.ui.widgets.split import Split
from studio.ui.widgets.stack import Stack

LEAST_TABLE = 130
"""Pixels: its head and three lines. Where all has no room, the page is scrolled."""
MOST_WORSE = 3
"""Sentences above the page; of more the number is said."""


class ExperimentsPage(Page):
    """What came out worse stands first, in red; two selected lines are held side by side."""

    name = "experiments"
    title = N_("Experiments")
    commands = tuple(
        Command(name, text, key, ACTIONS, method, WORK, enabled=enabled)
        for name, text, key, method, enabled in (
            (
                "write-report",
                N_("Write a report…"),
                "Ctrl+Shift+W",
                "ask_report",
                "has_experiments",
            ),
            (
                "hold-together",
                N_("What differs between two runs…"),
                "Ctrl+Shift+F2",
                "hold_together",
                "has_pair",
            ),
            (
                "queue-next",
                N_("Do what is suggested next"),
                "Ctrl+Shift+N",
                "press_next",
                "has_experiments",
            ),
            (
                "write-mlflow",
                N_("Write for MLflow…"),
                "Ctrl+Shift+F4",
                "ask_mlflow",
                "has_experiments",
            ),
            (
                "write-wandb",
                N_("Write for Weights & Biases…"),
                "Ctrl+Shift+F12",
                "ask_wandb",
                "has_experiments",
            ),
        )
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._findings = Findings()
        # How often was read: what an older reading found is no longer wanted.
        self._reading = 0
        self._outlook = 0
        self._build()
        self._connect()

    def _build(self) -> None:
        self.report_button = make_button(
            "writeReport", _("Write a report…"), command="write-report"
        )
        self.report_button.setEnabled(False)
        head = make_row(page_title(_(self.title)), None, self.report_button)
        self.worse = words("", "alarm", wrap=True)
        self.worse.hide()
        self.next = NextPanel()
        self.table = ExperimentTable()
        self.table.setMinimumHeight(LEAST_TABLE)
        below = make_row(
            (self._build_side(), 4), (self._build_curves(), 4), (self._build_right(), 5), spacing=12
        )
        split = Split(
            "experiments",
            Qt.Orientation.Vertical,
            (self.table, 4),
            (lay_out(QWidget(), below), 5),
            settings=self.session.settings,
        )
        self.waiting = words(_("Reading the experiments …"), "muted")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty = EmptyPage()
        body = lay_out(QWidget(), make_column(self.worse, self.next, (split, 1), spacing=12))
        self.stack = Stack(self.waiting, body, self.empty)
        self.body = body
        self.lay_out(head, self.stack)

    def _build_side(self) -> Card:
        self.differences = DifferenceTable()
        self.details = words("", "muted", wrap=True)
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.together_button = make_button(
            "holdTogether", _("All differences…"), command="hold-together"
        )
        # One of them is seen: the table, or in its room the words that say how to get it.
        return _make_card(
            words(_("Side by side"), "strong"),
            (self.details, 1),
            (self.differences, 1),
            make_row(None, self.together_button),
        )

    def _build_curves(self) -> Card:
        self.curves = ChartView(_("No run was measured on validation rows."))
        return _make_card(words(_("Validation loss by epoch"), "strong"), (self.curves, 1))

    def _build_right(self) -> Card:
        self.gains_chip = make_chip("showGains", _("Cost and gain"))
        self.growth_chip = make_chip("showGrowth", _("Learning curve"))
        for chip in (self.gains_chip, self.growth_chip):
            chip.setAutoExclusive(True)
        self.gains_chip.setChecked(True)
        self.gains = ChartView(
            _("Once a run has been compared, you see here what it gained for its cost.")
        )
        self.growth = GrowthView()
        self.right = Stack(self.gains, self.growth)
        return _make_card(make_row(self.gains_chip, self.growth_chip, None), (self.right, 1))

    def _connect(self) -> None:
        self.table.chosen.connect(lambda _runs: self._show_chosen())
        self.report_button.clicked.connect(self.ask_report)
        self.together_button.clicked.connect(self.hold_together)
        self.next.pressed.connect(self.queue)
        self.next.go.connect(self.go)
        self.growth.pressed.connect(self.queue)
        self.gains_chip.clicked.connect(lambda _on=False: self.right.setCurrentIndex(0))
        self.growth_chip.clicked.connect(lambda _on=False: self.right.setCurrentIndex(1))
        self.empty.go.connect(self.go)

    # -- what it shows ------------------------------------------------------------------------

    def focus_widget(self) -> QWidget:
        return self.table

    def has_experiments(self) -> bool:
        """Whether there is anything to report."""
        return bool(self._findings.experiments)

    def has_pair(self) -> bool:
        """Whether two runs are selected."""
        return len(self._list_selected()) == 2

    def refresh(self, changes: Changes) -> None:
        if changes.touches(Change.COMPARISONS, Change.RUNS, Change.VERSIONS, Change.SETTINGS):
            self._reading += 1
            reading = self._reading
            self.run(read_findings, lambda findings: self._show(reading, findings))

    def _show(self, reading: int, findings: Findings) -> None:
        if reading != self._reading:
            return
        self._findings = findings
        self.report_button.setEnabled(self.has_experiments())
        if not findings.experiments:
            self._show_empty()
            return
        self.stack.setCurrentWidget(self.body)
        # A red sentence and its words: whoever sees no red reads it all the same.
        more = len(findings.worse) - MOST_WORSE
        rest = [_("and {n} more").format(n=more)] if more > 0 else []
        self.worse.setText("\n".join([*findings.worse[:MOST_WORSE], *rest]))
        self.worse.setVisible(bool(findings.worse))
        self.next.show_suggestions(findings.suggestions)
        self.table.show_lines(findings.lines)
        self._show_chosen()

    def _show_empty(self) -> None:
        why = _(
            "Every finished training is listed here with its data, its "
            "settings, its cost and its verdict, and the next experiment "
            "is suggested."
        )
        destination = Destination("training")
        self.empty.show_words(
            _("No experiments yet"), why, _("Go to Training"), destination=destination
        )
        self.stack.setCurrentWidget(self.empty)

    def _list_selected(self) -> list[Experiment]:
        """What is selected, two at most."""
        selected = self.table.selection()
        by_run = {experiment.run.id: experiment for experiment in self._findings.experiments}
        return [by_run[run] for run in selected if run in by_run][:2]

    def _show_chosen(self) -> None:
        chosen = self._list_selected()
        runs = {experiment.run.id for experiment in chosen} if len(chosen) == 2 else set()
        self.curves.show_chart(draw_losses(self._findings.experiments, runs))
        self.gains.show_chart(draw_gains(self.session, self._findings.experiments, runs))
        self._show_differences(chosen)
        if chosen:
            self._read_outlook(chosen[-1])

    def _read_outlook(self, experiment: Experiment) -> None:
        """Ask what more data would bring; of several runs one goes through, the last counts."""
        self._outlook += 1
        wish, experiments = self._outlook, self._findings.experiments

        def show(outlook: Outlook) -> None:
            if wish == self._outlook:
                self.growth.show_outlook(outlook)

        self.run(lambda session: read_outlook(session, experiment, experiments), show)

    def _show_differences(self, chosen: list[Experiment]) -> None:
        # The older one first, whatever stands on top in the table.
        pair = sorted(chosen, key=lambda experiment: experiment.run.id)
        rows = list_settings(self.session, *pair) if len(pair) == 2 else []
        self.differences.setVisible(bool(rows))
        if rows:
            names = [name_run(experiment.run) for experiment in pair]
            self.differences.show_rows(names, rows)
        self.together_button.setEnabled(len(chosen) == 2)
        if len(chosen) == 2 and not rows:
            self.details.setText(_("These two runs had the same data and the same settings."))
        else:
            self.details.setText(
                "" if rows else _("Select two runs with Ctrl to see what differs between them.")
            )
        self.details.setVisible(bool(self.details.text()))

    # -- actions ------------------------------------------------------------------------------

    def press_next(self) -> None:
        """Do what is suggested first."""
        self.next.press_first()

    def queue(self, step: NextExperiment) -> None:
        """Queue the trainings of a suggestion, or ask its questions; money is set aside first."""
        orders = step.orders
        if orders and not self.session.capabilities(orders[0].endpoint).private:
            ask_first(self, orders[0].version, lambda: self._queue(step))
        else:
            self._queue(step)

    def _queue(self, step: NextExperiment) -> None:
        title = "" if step.orders else _("Comparing run {n}").format(n=step.run)
        self.run(
            lambda session: queue_step(session, step),
            lambda comparison: self._lead_on(step, comparison),
            title=title,
            leads_to=_show_comparison,
        )

    def _lead_on(self, step: NextExperiment, comparison: int | None) -> None:
        count = len(step.orders)
        if count:
            line = plural("{n} training waits its turn", "{n} trainings wait their turn", count)
            self.message.emit(line.format(n=count))
            self.go.emit(Destination("training"))
        else:
            self.message.emit(_("Run {n} has answered: vote on the answers").format(n=step.run))
            self.go.emit(_show_comparison(comparison))

    def hold_together(self) -> None:
        """Show all that differs between the two selected runs: answers, data, settings."""
        chosen = sorted(experiment.run.id for experiment in self._list_selected())
        if len(chosen) == 2:
            self.run(
                lambda session: read_difference(session, chosen[0], chosen[1]),
                self._show_together,
            )

    def _show_together(self, both: ExperimentDifference) -> None:
        dialog = DifferenceDialog(both, self)
        dialog.compared.connect(self.compare)
        dialog.voting.connect(lambda number: self.go.emit(_show_comparison(number)))
        show_modal(dialog)

    def compare(self, first: int, second: int) -> None:
        """Ask two runs and their base the same questions."""
        line = _("Comparing run {first} and run {second}").format(first=first, second=second)
        self.run(
            lambda session: compare_runs(session, first, second),
            lambda number: self.go.emit(_show_comparison(number)),
            title=line,
            leads_to=_show_comparison,
        )

    def ask_report(self) -> None:
        """Ask for a file, and write the report there."""
        kinds = {"PDF (*.pdf)": ".pdf", "HTML (*.html)": ".html"}
        path, kind = QFileDialog.getSaveFileName(
            self,
            _("Write a report"),
            str(documents_folder() / f"{self.session.library.name}.pdf"),
            ";;".join(kinds),
        )
        if path:
            file = Path(path)
            self.save_report(file if file.suffix else file.with_suffix(kinds.get(kind, ".pdf")))

    def save_report(self, path: Path) -> None:
        """Write the report of all experiments, the two that are selected side by side in it."""
        write = write_pdf if path.suffix.lower() == ".pdf" else write_html
        chosen = sorted(experiment.run.id for experiment in self._list_selected())
        pair = (chosen[0], chosen[1]) if len(chosen) == 2 else None
        self.run(
            lambda session: write(session, path, pair),
            lambda done: self.message.emit(_("The report is in {file}").format(file=done)),
            title=_("Writing the report"),
            result=lambda done: _("The report is in {file}").format(file=done),
        )

    def ask_mlflow(self) -> None:
        """Ask for a folder, and write the experiments there as MLflow reads them."""
        folder = QFileDialog.getExistingDirectory(self, _("Write for MLflow"))
        if folder:
            self.run(
                lambda session: write_mlflow(session, Path(folder)),
                lambda count: self.tell_many(_("{n} experiments were written"), count),
                title=_("Writing for MLflow"),
                # Read there as long as one needs to type it.
                result=lambda _count: describe_opening(Path(folder)),
            )

    def ask_wandb(self) -> None:
        """Ask for a folder, and write the experiments there with the script that sends them."""
        folder = QFileDialog.getExistingDirectory(self, _("Write for Weights & Biases"))
        if folder:
            self.run(
                lambda session: write_wandb(session, Path(folder)),
                lambda count: self.tell_many(_("{n} experiments were written"), count),
            )


def _show_comparison(number: int | None) -> Destination:
    return Destination("comparison", comparison=number)


def _make_card(*parts: object) -> Card:
    card = Card()
    card.body.addLayout(make_column(*parts))  # type: ignore[arg-type]
    return card
