"""All contestants beside their rival: votes with their interval, and what needs no judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QTableWidgetItem, QWidget

from studio.domain.comparison import Comparison
from studio.i18n import _, join_list, join_range
from studio.services.comparison.judge import describe_trust, measure_trust
from studio.services.comparison.measures import (
    MEASURES,
    MeasuredDifference,
    format_figure,
)
from studio.services.comparison.names import describe_contestant, name_contestant
from studio.services.comparison.verdict import Outcome, Standing, describe_verdict
from studio.services.comparison.voting import find_rival, judge_comparison
from studio.ui import theme
from studio.ui.comparison.answer_table import AnswerTable
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import plain_tip, words
from studio.ui.widgets.plain_table import PlainTable

TONES = {Outcome.BETTER: "good", Outcome.WORSE: "bad", Outcome.NOT_PROVEN: "muted"}
HIGHEST = 230
"""Pixels of the contestants' table, six rows or so."""
MARKS = {True: "▲", False: "▼", None: ""}
"""Beside a measure: proven better, proven worse."""


class StandingsView(Card):
    """A row a contestant, in the order in which they were chosen: checkpoints make a ladder; below
    them all answers. Emits ``question_wanted`` with the number of the question to be looked at."""

    question_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = words("", "strong", wrap=True)
        measures = [_(measure.title) for measure in MEASURES]
        heads = [_("Contestant"), _("Won"), _("95% interval"), *measures]
        self.table = PlainTable("standings", _("Contestants"), heads)
        self.note = words(
            _(
                "Measures are differences from the rival's mean. ▲ and ▼ are proven; "
                "the others may be chance."
            ),
            "muted",
            wrap=True,
        )
        self.equal = words("", "muted", wrap=True)
        self.judges = words("", wrap=True)
        self.body.addWidget(self.title)
        self.body.addWidget(self.table)
        self.body.addWidget(self.note)
        self.body.addWidget(self.equal)
        self.body.addWidget(self.judges)
        self.answers = AnswerTable()
        self.answers.question_wanted.connect(self.question_wanted)
        self.body.addWidget(self.answers, 1)

    def show_standings(
        self, comparison: Comparison, measures: Mapping[str, Sequence[MeasuredDifference]]
    ) -> None:
        """Show every contestant but the rival; votes only where there are some."""
        rival = find_rival(comparison).key
        standings = judge_comparison(comparison, rival)
        others = [c for c in comparison.contestants if c.key != rival]
        self.title.setText(
            _("Compared with {rival}").format(
                rival=describe_contestant(comparison.contestant(rival))
            )
        )
        self.table.setRowCount(len(others))
        for index, contestant in enumerate(others):
            standing = standings.get(contestant.key)
            # Models have long names, and the measures are what one looks for.
            tip = plain_tip(describe_contestant(contestant))
            self._set(index, 0, name_contestant(contestant), tip=tip)
            self._set(index, 1, f"{standing.votes.rate:.0%}" if standing else "–", _tone(standing))
            self._set(index, 2, _format_interval(standing))
            figures = {row.measure.name: row for row in measures.get(contestant.key, ())}
            for column, measure in enumerate(MEASURES, 3):
                row = figures.get(measure.name)
                self._set(index, column, _format_measure(row), _tone_of(row))
        self._hide_equal([row for rows in measures.values() for row in rows])
        self.table.resizeColumnsToContents()
        self._fit_table()
        self.answers.answers.show_comparison(comparison)
        self.judges.setText("\n".join(_describe_judges(comparison, rival)))
        self.judges.setVisible(bool(self.judges.text()))

    def _fit_table(self) -> None:
        """As high as its rows, so that the answers have the rest; a long ladder scrolls."""
        rows = sum(self.table.rowHeight(row) for row in range(self.table.rowCount()))
        frame = 2 * self.table.frameWidth()
        bar = self.table.horizontalScrollBar().sizeHint().height()
        height = self.table.horizontalHeader().sizeHint().height() + rows + frame + bar
        self.table.setFixedHeight(min(height, HIGHEST))

    def _hide_equal(self, rows: Sequence[MeasuredDifference]) -> None:
        """Hide the measures that nobody has, and those in which all are equal: these are named."""
        different = {row.measure.name for row in rows if row.difference}
        for column, measure in enumerate(MEASURES, 3):
            self.table.setColumnHidden(column, measure.name not in different)
        equal = {row.measure.name: _(row.measure.title) for row in rows}
        names = join_list(title for name, title in equal.items() if name not in different)
        self.equal.setText(_("All are equal in: {names}").format(names=names) if names else "")
        self.equal.setVisible(bool(names))

    def _set(self, row: int, column: int, text: str, tone: str = "ink", *, tip: str = "") -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(tip)
        item.setForeground(QBrush(theme.color(tone)))
        if column:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.setItem(row, column, item)


def _describe_judges(comparison: Comparison, rival: str) -> list[str]:
    """What each judging model says, and whether it can be believed."""
    votes = (vote for question in comparison.questions for vote in question.votes)
    lines = []
    for judge in sorted({vote.judge for vote in votes} - {""}):
        trust = describe_trust(measure_trust(comparison, judge))
        lines += [
            f"{judge}: "
            + describe_verdict(
                standing,
                contestant=name_contestant(comparison.contestant(key)),
                rival=name_contestant(comparison.contestant(rival)),
            )
            + f" {trust}"
            for key, standing in judge_comparison(comparison, rival, judge=judge).items()
        ]
    return lines


def _tone(standing: Standing | None) -> str:
    return TONES[standing.outcome] if standing else "muted"


def _tone_of(row: MeasuredDifference | None) -> str:
    if row is None or row.is_better is None:
        return "ink"
    return "good" if row.is_better else "bad"


def _format_interval(standing: Standing | None) -> str:
    if standing is None:
        return "–"
    interval = standing.votes.interval
    return join_range(f"{interval.low * 100:.0f}", f"{interval.high:.0%}")


def _format_measure(row: MeasuredDifference | None) -> str:
    if row is None:
        return "–"
    return f"{MARKS[row.is_better]} {format_figure(row.difference, signed=True)}".strip()
