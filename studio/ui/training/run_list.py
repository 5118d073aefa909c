"""All runs, the newest first: number, model, how it ended and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QHeaderView,
    QSizePolicy,
    QTableWidgetItem,
    QWidget,
)

from studio.domain.run import RunStatus
from studio.i18n import _
from studio.ui import theme
from studio.ui.training.run_card import STATUS_WORDS
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import plain_tip, words
from studio.ui.widgets.plain_table import PlainTable

LOW = 66
"""Pixels for two lines, on however low a screen."""


@dataclass(frozen=True)
class RunLine:
    """What the list says of a run."""

    number: int
    version: int
    model: str
    epochs: int | None
    status: RunStatus
    cost: str
    about: str = ""
    """What it was set to besides its epochs, in a few words."""
    marks: str = ""
    """The same as short as it can be: ``½ LR 0.5 DPO``."""


class RunList(Card):
    """Emits ``chosen`` with a run's number when its line is selected."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[RunLine] = []
        self.table = PlainTable("runs", _("Runs"), [""] * 4)
        self.table.horizontalHeader().hide()
        # It takes what is left, and asks for no more.
        self.table.setMinimumHeight(LOW)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.nothing = words(
            _("No runs yet."),
            "muted",
            wrap=True,
        )
        self.body.addWidget(words(_("Runs"), "strong"))
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.table, 1)
        # Takes the room while there is no table.
        self.body.addStretch(0)
        self.table.itemSelectionChanged.connect(self._emit_chosen)

    def set_runs(self, lines: Sequence[RunLine], chosen: int | None) -> None:
        self.nothing.setVisible(not lines)
        self.table.setVisible(bool(lines))
        # While a run is followed this is called with every step, and mostly nothing is new.
        if list(lines) != self._lines:
            self._lines = list(lines)
            self._fill()
        numbers = [line.number for line in self._lines]
        if chosen in numbers and self.table.currentRow() != numbers.index(chosen):
            self.table.blockSignals(True)
            self.table.selectRow(numbers.index(chosen))
            self.table.blockSignals(False)

    def _fill(self) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._lines))
        for row, line in enumerate(self._lines):
            status, tone = _(STATUS_WORDS[line.status][0]), STATUS_WORDS[line.status][1]
            version = _("v{n}").format(n=line.version)
            if line.epochs:
                version += f" ×{line.epochs}"
            if line.marks:
                version += f" {line.marks}"
            texts = (f"{line.number} · {line.model}", version, status, line.cost)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(" · ".join(filter(None, (texts[0], line.about)))))
                if column:
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(right)
                    item.setForeground(QBrush(theme.color(tone if column == 2 else "muted")))
                self.table.setItem(row, column, item)
        self.table.blockSignals(False)

    def _emit_chosen(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._lines):
            self.chosen.emit(self._lines[row].number)
