"""A meter: how much of something, as a bar six pixels high."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.i18n import _
from studio.ui import theme


class Meter(QWidget):
    """A share from 0.0 to 1.0; above it, the bar is full and in the colour of a warning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = 0.0
        self.setFixedHeight(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        self.share = max(0.0, share)
        self.setAccessibleName(_("{n} per cent").format(n=round(100 * self.share)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(area, 3, 3)
        if self.share > 0:
            area.setWidth(max(6.0, area.width() * min(1.0, self.share)))
            painter.setBrush(theme.color("warn" if self.share > 1 else "accent"))
            painter.drawRoundedRect(area, 3, 3)
        painter.end()
