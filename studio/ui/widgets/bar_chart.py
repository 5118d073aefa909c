"""Bars with names, one under the other: each can be clicked, or reached by Tab and pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.i18n import _, join_title
from studio.ui import theme
from studio.ui.widgets.label import plain_tip, words

HEIGHT = 22
NAME = 0.45  # of the width: the names; the bars have the rest


@dataclass(frozen=True)
class Bar:
    """A bar: what it says, its share from 0.0 to 1.0, the figure behind it, and its key."""

    label: str
    share: float
    figure: str
    key: str = ""


class BarButton(QPushButton):
    """One bar, drawn as a button, so that keyboard and screen readers know it."""

    def __init__(self, bar: Bar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = bar
        self.setFixedHeight(HEIGHT)
        self.setFlat(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(join_title(bar.label, bar.figure))
        self.setToolTip(plain_tip(self.accessibleName()))
        self.setEnabled(bool(bar.key))

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.sans(12))
        metrics = painter.fontMetrics()
        name = self.width() * NAME
        label = metrics.elidedText(self.bar.label, Qt.TextElideMode.ElideRight, int(name - 8))
        painter.setPen(theme.color("ink"))
        line = QRectF(0, 0, name - 8, HEIGHT)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), label)
        figure = metrics.horizontalAdvance("0,000,000") + 6.0
        room = max(10.0, self.width() - name - figure)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(QRectF(name, HEIGHT / 2 - 3, room, 6), 3, 3)
        painter.setBrush(theme.color("accent"))
        width = max(4.0, room * min(1.0, self.bar.share)) if self.bar.share > 0 else 0.0
        painter.drawRoundedRect(QRectF(name, HEIGHT / 2 - 3, width, 6), 3, 3)
        painter.setPen(theme.color("muted"))
        right = QRectF(self.width() - figure, 0, figure, HEIGHT)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(right, int(flags), self.bar.figure)
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, HEIGHT - 1), 4, 4)
        painter.end()


class BarChart(QWidget):
    """A heading and its bars; emits ``chosen`` with the key of the bar that was pressed."""

    chosen = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = words(title, "strong")
        self.bars: list[BarButton] = []
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(2)
        self._body.addWidget(self.heading)

    def show_bars(self, bars: Sequence[Bar], note: str = "") -> None:
        """Show these; ``note`` stands behind the heading."""
        for old in self.bars:
            self._body.removeWidget(old)
            old.deleteLater()
        self.bars = []
        title = self.heading.text().partition(" · ")[0]
        self.heading.setText(f"{title} · {note}" if note else title)
        self.setVisible(bool(bars))
        for bar in bars:
            button = BarButton(bar)
            button.clicked.connect(lambda _on=False, key=bar.key: self.chosen.emit(key))
            self._body.addWidget(button)
            self.bars.append(button)


def more(count: int) -> str:
    """What stands under bars that are not all."""
    return _("and {n} more").format(n=f"{count:,}")
