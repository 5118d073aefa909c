"""A bar of shares: how much of a whole belongs to each name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.i18n import join_list
from studio.ui import theme
from studio.ui.widgets.label import plain_tip

STRENGTHS = (1.0, 0.72, 0.5, 0.34, 0.22)
"""How much of the accent each author's part has, the loudest first: red or yellow would judge."""
HEIGHT = 28
GAP = 14.0


class ShareBar(QWidget):
    """Names with amounts, drawn side by side, each with its name and per cent under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shares: tuple[tuple[str, float], ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_amounts(self, amounts: Sequence[tuple[str, int]]) -> None:
        """Show these amounts, the largest first."""
        total = sum(amount for _name, amount in amounts) or 1
        ranked = sorted(amounts, key=lambda pair: -pair[1])
        self.shares = tuple((name, amount / total) for name, amount in ranked)
        self.setAccessibleName(join_list(f"{name} {share:.0%}" for name, share in self.shares))
        self.setToolTip(plain_tip(self.accessibleName()))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.sans(12))
        # Bars first, then names: where a bar is too short, its name moves to the left.
        left, starts = 0.0, []
        for number, (_name, share) in enumerate(self.shares):
            width = share * self.width()
            bar = QRectF(left, 0, max(1.0, width - 2), 6)
            painter.fillRect(bar, _tint(STRENGTHS[min(number, len(STRENGTHS) - 1)]))
            starts.append(left)
            left += width
        texts = [f"{name} {share:.0%}" for name, share in self.shares]
        metrics = painter.fontMetrics()
        widths = [metrics.horizontalAdvance(text) + 1.0 for text in texts]
        painter.setPen(theme.color("muted"))
        for text, width, at in zip(
            texts, widths, _places(starts, widths, self.width()), strict=True
        ):
            if at >= 0:
                painter.drawText(QRectF(at, 9, width, HEIGHT - 9), text)
        painter.end()


def _tint(strength: float) -> QColor:
    """The accent, mixed with the ground; 1.0 is the accent itself."""
    accent, ground = theme.color("accent"), theme.color("window")
    return QColor(
        round(strength * accent.red() + (1 - strength) * ground.red()),
        round(strength * accent.green() + (1 - strength) * ground.green()),
        round(strength * accent.blue() + (1 - strength) * ground.blue()),
    )


def _places(starts: Sequence[float], widths: Sequence[float], room: float) -> list[float]:
    """Where names stand: under their bars where they can, moved left where they must; -1: not."""
    places, end = [-1.0] * len(starts), float(room)
    total, count = 0.0, 0
    for width in widths:  # the largest are named, as many as there is room for
        total += width + GAP
        count += total - GAP <= room
    for at in reversed(range(count)):
        places[at] = max(0.0, min(starts[at], end - widths[at]))
        end = places[at] - GAP
    for at in range(1, count):
        places[at] = max(places[at], places[at - 1] + widths[at - 1] + GAP)
    return places
