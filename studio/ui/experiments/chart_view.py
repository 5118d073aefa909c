"""A chart as a widget: curves over each other, money against gain, the learning curve."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.services.experiments.charts import Chart, describe_chart
from studio.ui import theme
from studio.ui.experiments.chart_painting import Brush, paint_chart


class ChartView(QWidget):
    """Draws the chart it is given; its accessible name says the same in words.

    What was drawn is kept until the chart, the size or the colours change: with two hundred
    curves each drawing takes longer than a page may wait while it is scrolled or covered.
    """

    def __init__(self, nothing: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self._nothing = nothing
        self._drawn: tuple[object, QPixmap] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)

    def sizeHint(self) -> QSize:
        return QSize(320, 190)

    def show_chart(self, chart: Chart) -> None:
        """Show this chart; an empty one says in words what will be here."""
        self._chart, self._drawn = chart, None
        self.setAccessibleName(self._nothing if chart.is_empty else describe_chart(chart))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._chart is None or self._chart.is_empty:
            painter.setPen(theme.color("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), int(flags), self._nothing)
        else:
            painter.drawPixmap(0, 0, self._draw(self._chart))
        painter.end()

    def _draw(self, chart: Chart) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = (self.size(), ratio, theme.color("ink").name())
        if self._drawn is None or self._drawn[0] != key:
            pixmap = QPixmap(self.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_chart(Brush(painter, theme.color, theme.sans), QRectF(self.rect()), chart)
            painter.end()
            self._drawn = (key, pixmap)
        return self._drawn[1]
