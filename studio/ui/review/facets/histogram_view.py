"""A small histogram on which one drags a range."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.domain.pair_filter import Histogram
from studio.i18n import _
from studio.ui import theme

HEIGHT = 44
GAP = 1
CLICK = 3
"""Pixels that the mouse may move in what is still a click."""


class HistogramView(QWidget):
    """Emits ``ranged`` with the first and the last bar of a range, or (-1, -1) for none.

    A click takes one bar, a click on the range alone takes it off. With the keyboard: the arrow
    keys move the range, with Shift its end, and Escape takes it off.
    """

    ranged = Signal(int, int)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histogram = Histogram(0, 0, ())
        self._first = self._last = -1
        self._from = -1  # the bar at which the mouse was pressed
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip(_("Drag to choose a range; click it to remove it"))

    def sizeHint(self) -> QSize:
        return QSize(180, HEIGHT)

    def show_bars(self, histogram: Histogram, first: int = -1, last: int = -1) -> None:
        """Show how often each step comes; ``first`` to ``last`` are in the range (-1: no range)."""
        self._histogram = histogram
        self._first, self._last = first, last
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._histogram.bins:
            self._from = self._bar_at(event.position().x())
            self._was = (self._first, self._last)
            self._first = self._last = self._from
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from >= 0:
            at = self._bar_at(event.position().x())
            self._first, self._last = sorted((self._from, at))
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._from < 0:
            return
        self._from = -1
        if self._was == (self._first, self._last):
            self._first = self._last = -1
        self.update()
        self.ranged.emit(self._first, self._last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = Qt.Key(event.key()), len(self._histogram.bins)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        if key == Qt.Key.Key_Escape and self._first >= 0:
            self._first = self._last = -1
        elif step and count:
            self._move(step, count, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)
            return
        self.update()
        self.ranged.emit(self._first, self._last)

    def _move(self, step: int, count: int, end_alone: bool) -> None:
        if self._first < 0:
            self._first = self._last = 0 if step > 0 else count - 1
        elif end_alone:
            self._last = min(max(self._last + step, self._first), count - 1)
        else:
            step = max(step, -self._first) if step < 0 else min(step, count - 1 - self._last)
            self._first, self._last = self._first + step, self._last + step

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bins = self._histogram.bins
        most, width, floor = max(bins, default=0), self._width_of_bar(), self.height() - 2
        for at, pairs in enumerate(bins):
            is_in = self._first < 0 or self._first <= at <= self._last
            painter.setBrush(theme.color("accent" if is_in else "track"))
            # A bar that stands for anything at all is seen.
            height = max(2.0, (floor - 4) * pairs / most) if pairs else 0.0
            painter.drawRect(QRectF(at * width, floor - height, max(1.0, width - GAP), height))
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "line"), 1))
        painter.drawLine(0, floor + 1, self.width(), floor + 1)
        painter.end()

    def _width_of_bar(self) -> float:
        return self.width() / max(1, len(self._histogram.bins))

    def _bar_at(self, x: float) -> int:
        return min(max(int(x / self._width_of_bar()), 0), len(self._histogram.bins) - 1)
