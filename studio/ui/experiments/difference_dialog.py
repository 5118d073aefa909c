"""Two experiments side by side in a dialog: their answers, their data, their settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QHeaderView, QTableWidgetItem, QWidget

from studio.i18n import _
from studio.services.experiments.difference import (
    AnswerDifference,
    DataDifference,
    ExperimentDifference,
)
from studio.services.experiments.experiments import describe_experiment, name_run
from studio.services.experiments.report import (
    build_measures,
    describe_answers,
    describe_counts,
    describe_no_answers,
    describe_share,
)
from studio.ui import theme
from studio.ui.comparison.answers_view import AnswersView
from studio.ui.datasets.difference_view import DifferenceView
from studio.ui.widgets.button import PRIMARY, make_button, make_chip
from studio.ui.widgets.label import plain_tip, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.plain_table import PlainTable
from studio.ui.widgets.row_table import one_line
from studio.ui.widgets.stack import Stack

SIZE = (1000, 660)


class DifferenceDialog(QDialog):
    """Chips choose between answers, data and settings; what came out worse stands above them.

    Emits ``compared`` with the two runs where both are to be asked the same questions, ``voting``
    with the comparison whose votes are open.
    """

    compared = Signal(int, int)
    voting = Signal(int)

    def __init__(self, both: ExperimentDifference, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        first, second = name_run(both.first.run), name_run(both.second.run)
        title = _("What differs: {first} and {second}").format(first=first, second=second)
        self.setWindowTitle(title)
        self.resize(*SIZE)
        self.answers = AnswersPart(both.answers, first, second)
        self.data = DataPart(both.data, first, second)
        self.settings = _fill_table(
            "differentSettings", (_("Settings"), first, second), both.settings
        )
        self.answers.ask_button.clicked.connect(lambda _on=False: self._go_on(both))
        self.settings.setWordWrap(True)
        header = self.settings.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.stack = Stack(self.answers, self.data, self.settings)
        close = make_button("closeDifference", _("Close"))
        close.clicked.connect(self.reject)
        worse = [e for e in (both.first, both.second) if e.is_worse]
        lines = [words(describe_experiment(e), "alarm", wrap=True) for e in worse]
        column = make_column(
            *lines,
            make_row(*self._make_chips(), None),
            (self.stack, 1),
            make_row(None, close),
            spacing=12,
        )
        lay_out(self, column, 20, 20, 20, 20)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A verdict is a sentence: its row is as high as it needs, once the columns are as wide.
        self.settings.resizeRowsToContents()

    def _go_on(self, both: ExperimentDifference) -> None:
        """Do what is missing before answers can stand side by side."""
        if both.answers.open_comparison is not None:
            self.voting.emit(both.answers.open_comparison)
        else:
            self.compared.emit(both.first.run.id, both.second.run.id)
        self.accept()

    def _make_chips(self) -> list[QWidget]:
        group = QButtonGroup(self)
        chips = []
        for at, (name, text) in enumerate(
            (("answers", _("Answers")), ("data", _("Data")), ("settings", _("Settings")))
        ):
            chip = make_chip(f"different-{name}", text)
            chip.clicked.connect(lambda _on=False, at=at: self.stack.setCurrentIndex(at))
            chip.setChecked(at == 0)
            group.addButton(chip)
            chips.append(chip)
        return list(chips)


class AnswersPart(QWidget):
    """The questions that both were asked, both answers to the chosen one, and the measures."""

    def __init__(
        self, answers: AnswerDifference, first: str, second: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = answers.questions
        self.ask_button = make_button("askBoth", "", PRIMARY)
        self.ask_button.setVisible(not self._questions)
        measures = build_measures(answers.measures, second, first)
        self.measures = _fill_table(
            "differentMeasures", measures.heads, measures.rows, measures.tones
        )
        self.measures.setMaximumHeight(210)
        self.measures.setVisible(bool(answers.measures))
        if not self._questions:
            self._lay_out_empty(answers)
            return
        self.verdict = words(describe_answers(answers, first, second), "strong", wrap=True)
        rows = [(one_line(question.text),) for question in self._questions]
        self.table = _fill_table("sharedQuestions", (_("Question"),), rows)
        self.views = AnswersView()
        self.views.left.name(first)
        self.views.right.name(second)
        both = make_row((self.table, 1), (self.views, 2), spacing=12)
        lay_out(self, make_column(self.verdict, (both, 3), (self.measures, 1), spacing=12))
        self.table.itemSelectionChanged.connect(self._show)
        self.table.selectRow(0)

    def _lay_out_empty(self, answers: AnswerDifference) -> None:
        """Say why there are no answers to see, and how one gets them."""
        self.verdict = words(describe_no_answers(answers), "strong", wrap=True)
        is_open = answers.open_comparison is not None
        self.measures.setMaximumHeight(320)
        self.ask_button.setText(
            _("Vote on the answers") if is_open else _("Ask both the same questions")
        )
        about = _(
            "Questions that neither was trained on are put to both and to their base; then you "
            "vote on the answers without names."
        )
        parts = [] if is_open else [words(about, "muted", wrap=True)]
        lay_out(
            self,
            make_column(self.verdict, *parts, make_row(self.ask_button, None), self.measures, None),
        )

    def _show(self) -> None:
        at = self.table.currentRow()
        if 0 <= at < len(self._questions):
            self.views.left.show_answer(self._questions[at].first)
            self.views.right.show_answer(self._questions[at].second)


class DataPart(QWidget):
    """How many rows differ and which, and whose voice each was trained on."""

    def __init__(
        self, data: DataDifference | None, first: str, second: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        if data is None or data.is_empty:
            line = _("The version of one of them is gone.") if data is None else ""
            self.counts = words(line or _("Both were trained on the same rows."), "muted")
            lay_out(self, make_column(self.counts, None))
            return
        self.counts = words(describe_counts(data), "strong", wrap=True)
        self.rows = DifferenceView()
        self.rows.show_difference(data.rows)
        shares = [
            _fill_table(name, (title, first, second), list(map(describe_share, changes)))
            for name, title, changes in (
                ("differentAuthors", _("Author"), data.authors),
                ("differentTags", _("Tag"), data.tags),
            )
            if changes
        ]
        for table in shares:
            table.setMaximumHeight(170)
        lay_out(
            self,
            make_column(
                self.counts, make_row(*((t, 1) for t in shares), spacing=12), (self.rows, 1)
            ),
        )


def _fill_table(
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    tones: Sequence[str] = (),
) -> PlainTable:
    """A table of these rows; ``tones`` colour the last cell of each."""
    table = PlainTable(name, heads[0], heads)
    table.setRowCount(len(rows))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(one_line(text))
            item.setToolTip(plain_tip(text))
            if tones and tones[at] and column == len(row) - 1:
                item.setForeground(theme.color(tones[at]))
            table.setItem(at, column, item)
    table.horizontalHeader().setStretchLastSection(True)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for column in range(len(heads) - 1):
        table.resizeColumnToContents(column)
        table.setColumnWidth(column, min(table.columnWidth(column), SIZE[0] // 3))
    return table
