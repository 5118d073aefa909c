"""A strip with a part for each passage of a book: what gave pairs, what waits, what was skipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from studio.domain.coverage import CoveredPassage, Standing
from studio.i18n import _
from studio.ui import theme
from studio.ui.widgets.label import plain_tip

COLOURS = {
    Standing.ACCEPTED: "good",
    Standing.DRAFT: "accent",
    Standing.REJECTED: "slate",
    Standing.SKIPPED: "muted",
    Standing.WAITING: "track",
}
"""The theme's colour of each standing: no warnings, for none of them is a mistake."""
HEIGHT, BAR = 26, 16
GAP_FROM = 4.0
"""Pixels of a part from which a gap is left between parts."""


class CoverageStrip(QWidget):
    """Emits ``chosen`` with a passage's id: clicked, or Return on it; arrows move along."""

    chosen = Signal(int)

    def __init__(
        self, describe: Callable[[CoveredPassage], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.passages: Sequence[CoveredPassage] = ()
        self._describe = describe
        self._at = 0
        self.setObjectName("coverage")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_passages(self, passages: Sequence[CoveredPassage]) -> None:
        """Show a book's passages, in their order."""
        self.passages = passages
        self._at = min(self._at, max(0, len(passages) - 1))
        self.setVisible(bool(passages))
        self._name()
        self.update()

    def rect_of(self, at: int) -> QRectF:
        """Where the part of a passage stands."""
        width = self.width() / max(1, len(self.passages))
        gap = 1.0 if width >= GAP_FROM else 0.0
        return QRectF(at * width, (HEIGHT - BAR) / 2, max(1.0, width - gap), BAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, passage in enumerate(self.passages):
            area = self.rect_of(at)
            # What was skipped lies low: it is there, and nothing is to be done about it.
            if passage.standing is Standing.SKIPPED:
                area.setTop(area.bottom() - BAR / 4)
            painter.fillRect(area, theme.color(COLOURS[passage.standing]))
        if self.hasFocus() and self.passages:
            painter.setPen(QPen(theme.color("ink"), 2))
            painter.drawRect(self.rect_of(self._at).adjusted(-1, -3, 1, 3))
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.passages:
            self._at = self._part_at(event.position().x())
            self._name()
            self.update()
            self.chosen.emit(self.passages[self._at].number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.passages) - 1}
        if key in steps or key in ends:
            at = ends.get(key, self._at + steps.get(key, 0))
            self._at = max(0, min(at, len(self.passages) - 1))
            self._name()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.passages:
            self.chosen.emit(self.passages[self._at].number)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.passages:
            at = self._part_at(event.pos().x())
            QToolTip.showText(event.globalPos(), plain_tip(self._say(at)), self)
            return True
        return super().event(event)

    def _part_at(self, x: float) -> int:
        at = int(x * len(self.passages) / max(1, self.width()))
        return max(0, min(at, len(self.passages) - 1))

    def _say(self, at: int) -> str:
        text = _("Passage {n} of {total}: {standing}")
        return text.format(
            n=at + 1, total=len(self.passages), standing=self._describe(self.passages[at])
        )

    def _name(self) -> None:
        """What a screen reader says: the part that the keyboard stands on."""
        self.setAccessibleName(_("Coverage of the book"))
        self.setAccessibleDescription(self._say(self._at) if self.passages else "")
