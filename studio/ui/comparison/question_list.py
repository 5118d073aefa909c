"""The questions of a comparison, each with a mark that says how it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
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
REWRITTEN = "✎"


@dataclass(frozen=True)
class QuestionLine:
    """A question, its verdict, whether both have answered it, whether votes are still taken, and
    whether a better answer was written for it."""

    text: str
    verdict: Verdict | None
    answered: bool
    is_open: bool = False
    is_rewritten: bool = False


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
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_lines"):
            self._write()

    def _write(self) -> None:
        lines = self._lines
        self.blockSignals(True)
        while self.count() > len(lines):
            self.takeItem(self.count() - 1)
        while self.count() < len(lines):
            self.addItem(QListWidgetItem())
        for row, line in enumerate(lines):
            mark, tone, tip = _mark(line)
            item = self.item(row)
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


def _mark(line: QuestionLine) -> tuple[str, str, str]:
    """The sign before a question, its tone, and what it says."""
    if line.verdict is not None and line.is_open:
        # Which way it went would say who is who as soon as one name is known.
        return VOTED, "muted", _("judged")
    if line.is_rewritten:
        return REWRITTEN, "muted", _("a better answer was written for it")
    if line.verdict is not None:
        sign, tone, tip = MARKS[line.verdict]
        return sign, tone, _(tip)
    if not line.answered:
        return WAITING, "muted", _("not answered yet")
    return OPEN, "ink", _("to judge")
