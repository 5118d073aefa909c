"""The questions of a comparison, each with a mark that says how it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from studio.domain.comparison import Verdict
from studio.i18n import N_, _
from studio.ui import theme

MARKS: dict[Verdict, tuple[str, str, str]] = {
    Verdict.FIRST: ("▲", "good", N_("better than its rival")),
    Verdict.SECOND: ("▼", "bad", N_("worse than its rival")),
    Verdict.TIE: ("=", "muted", N_("equal")),
    Verdict.NEITHER: ("×", "warn", N_("neither")),
}
"""Of the contestant that is held against its rival, once the votes are closed."""
OPEN, WAITING, VOTED = "·", "…", "✓"


@dataclass(frozen=True)
class QuestionLine:
    """A question, its verdict, whether both have answered it, and whether votes are still taken."""

    text: str
    verdict: Verdict | None
    answered: bool
    is_open: bool = False


class QuestionList(QListWidget):
    """Emits ``chosen`` with a question's place, from 0."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("questions")
        self.setAccessibleName(_("Questions"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines: list[QuestionLine] = []
        self.currentRowChanged.connect(self._emit_chosen)

    def set_questions(self, lines: Sequence[QuestionLine]) -> None:
        # Pieces of answers come in many times a second; the list changes with a verdict alone.
        if list(lines) == self._lines:
            return
        self._lines = list(lines)
        self.blockSignals(True)
        while self.count() > len(lines):
            self.takeItem(self.count() - 1)
        while self.count() < len(lines):
            self.addItem(QListWidgetItem())
        for row, line in enumerate(lines):
            item = self.item(row)
            mark, tone, tip = OPEN, "ink", _("to judge")
            if line.verdict is not None and line.is_open:
                # Which way it went would say who is who as soon as one name is known.
                mark, tone, tip = VOTED, "muted", _("judged")
            elif line.verdict is not None:
                mark, tone, tip = MARKS[line.verdict]
                tip = _(tip)
            elif not line.answered:
                mark, tone, tip = WAITING, "muted", _("not answered yet")
            item.setText(f"{mark}  {row + 1}  {' '.join(line.text.split())}")
            item.setForeground(QBrush(theme.color(tone)))
            item.setToolTip(tip)
        self.blockSignals(False)

    def choose(self, row: int) -> None:
        """Mark a question without emitting anything."""
        self.blockSignals(True)
        self.setCurrentRow(row)
        self.blockSignals(False)

    def _emit_chosen(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(row)
