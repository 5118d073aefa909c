"""Lines or points over each other, each with its name: curves of runs, money against gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.i18n import _
from studio.ui import theme

Point = tuple[float, float]
LEFT, RIGHT, TOP, BOTTOM = 46, 16, 10, 34
SHADES = ("accent", "good", "muted", "ink")
"""Of lines in turn; none of them is the colour of worse, and dashes tell the later ones apart."""
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


class OverlayChart(QWidget):
    """Draws what it is given; ``describe`` says the same in words, for those who do not see it."""

    def __init__(self, across: str, upwards: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._across, self._upwards = across, upwards
        self._lines: dict[str, list[Point]] = {}
        self._joined = True
        self._least: Point | None = None
        self._most: Point | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)

    def sizeHint(self) -> QSize:
        return QSize(320, 170)

    def show_lines(
        self,
        lines: Mapping[str, Sequence[Point]],
        *,
        joined: bool = True,
        least: Point | None = None,
        most: Point | None = None,
    ) -> None:
        """Show these lines by name; not ``joined``, each point stands by itself.

        ``least`` and ``most`` are corners that are to be seen, whatever the points are.
        """
        self._least, self._most = least, most
        self._lines = {name: list(points) for name, points in lines.items() if points}
        self._joined = joined
        self.setAccessibleName(self.describe())
        self.update()

    def describe(self) -> str:
        """The last point of each line in words."""
        ends = [
            _("{name}: {x:.3g}, {y:.3g}").format(name=name, x=points[-1][0], y=points[-1][1])
            for name, points in self._lines.items()
        ]
        return f"{self._upwards} / {self._across}. {'; '.join(ends)}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.sans(11))
        area = QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM)
        points = [point for line in self._lines.values() for point in line]
        if points:
            points += [corner for corner in (self._least, self._most) if corner is not None]
            x_range = _find_range([x for x, _y in points])
            y_range = _find_range([y for _x, y in points])
            self._draw_axes(painter, area, x_range, y_range)
            for number, (name, line) in enumerate(self._lines.items()):
                places = [_place(point, area, x_range, y_range) for point in line]
                self._draw_line(painter, area, name, places, number)
        painter.end()

    def _draw_axes(self, painter: QPainter, area: QRectF, x_range: Point, y_range: Point) -> None:
        painter.setPen(theme.color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topLeft(), area.bottomLeft())
        painter.setPen(theme.color("muted"))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for value, y in ((y_range[1], area.top()), (y_range[0], area.bottom())):
            painter.drawText(QRectF(0, y - 8, LEFT - 6, 16), right, f"{value:.3g}")
        below = QRectF(area.left(), area.bottom() + 2, area.width(), 14)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), f"{x_range[0]:.3g}")
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), f"{x_range[1]:.3g}")
        painter.drawText(below.translated(0, 14), int(Qt.AlignmentFlag.AlignHCenter), self._across)

    def _draw_line(
        self, painter: QPainter, area: QRectF, name: str, places: list[QPointF], number: int
    ) -> None:
        color: QColor = theme.color(SHADES[number % len(SHADES)])
        painter.setPen(QPen(color, 1.6, DASHES[number // len(SHADES) % len(DASHES)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._joined:
            painter.drawPolyline(QPolygonF(places))
        painter.setBrush(color)
        for dot in places:
            painter.drawEllipse(dot, 2.5, 2.5)
        end = places[-1]
        width = painter.fontMetrics().horizontalAdvance(name)
        x = min(end.x() + 5, area.right() - width)
        painter.drawText(QPointF(x, max(area.top() + 9, end.y() - 5)), name)


def _find_range(values: Sequence[float]) -> Point:
    low, high = min(values), max(values)
    if high > low:
        return low, high
    # A cost or a count of nothing has no negative beside it.
    return (max(0.0, low - 0.5) if low >= 0 else low - 0.5), high + 0.5


def _place(point: Point, area: QRectF, x_range: Point, y_range: Point) -> QPointF:
    across = (point[0] - x_range[0]) / (x_range[1] - x_range[0])
    upwards = (point[1] - y_range[0]) / (y_range[1] - y_range[0])
    return QPointF(area.left() + across * area.width(), area.bottom() - upwards * area.height())
