"""A bar of shares: how much of a whole belongs to each name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui import theme

_COLOURS = ("accent", "good", "warn", "bad", "muted")
HEIGHT = 28


class ShareBar(QWidget):
    """Names with amounts, drawn side by side, each with its name and per cent under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shares: tuple[tuple[str, float], ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_amounts(self, amounts: Sequence[tuple[str, int]]) -> None:
        """Show these amounts, the largest first."""
        whole = sum(amount for _name, amount in amounts) or 1
        ranked = sorted(amounts, key=lambda pair: -pair[1])
        self.shares = tuple((name, amount / whole) for name, amount in ranked)
        self.setAccessibleName(", ".join(f"{name} {share:.0%}" for name, share in self.shares))
        self.setToolTip(self.accessibleName())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = 0.0
        metrics = painter.fontMetrics()
        for i, (name, share) in enumerate(self.shares):
            width = share * self.width()
            painter.fillRect(
                QRectF(left, 0, max(1.0, width - 2), 6), theme.color(_COLOURS[min(i, 4)])
            )
            painter.setPen(theme.color("muted"))
            text = metrics.elidedText(
                f"{name} {share:.0%}", Qt.TextElideMode.ElideRight, int(width) - 6
            )
            painter.drawText(QRectF(left, 8, width - 4, HEIGHT - 8), 0, text)
            left += width
        painter.end()
