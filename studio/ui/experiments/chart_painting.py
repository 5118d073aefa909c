"""Drawing a chart: on the screen in the colours of the look, on a page in those of paper."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from studio.services.experiments.charts import Axes, Chart, Series, lay_axes, spread_names

LEFT, RIGHT, TOP, BOTTOM = 50, 14, 14, 36
"""Units around the area of a chart, for the figures and the words of its axes."""
LETTERS, LINE = 11, 14
"""Height of the letters, and between two names."""
SHADES = ("accent", "good", "warn", "violet", "teal", "olive", "slate", "rose")
"""Of series in turn; none of them is the colour of worse, and dashes tell the later ones apart."""
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
SOFT = 36
"""Of 255: how much of a band's colour is seen."""


@dataclass(frozen=True)
class Brush:
    """What one draws with: a painter, the colours by their tokens, and how much a unit is."""

    painter: QPainter
    color: Callable[[str], QColor]
    font: Callable[[int], QFont]
    unit: float = 1.0


def paint_chart(brush: Brush, room: QRectF, chart: Chart) -> None:
    """Draw a chart into the room; nothing where it has no points."""
    if chart.is_empty:
        return
    unit = brush.unit
    area = room.adjusted(LEFT * unit, TOP * unit, -RIGHT * unit, -BOTTOM * unit)
    axes = lay_axes(chart)
    brush.painter.setFont(brush.font(round(LETTERS * unit)))
    _draw_axes(brush, area, chart, axes)
    for number, series in enumerate(chart.series):
        _draw_series(brush, area, axes, series, number)
    _write_names(brush, area, axes, chart)


def _locate(area: QRectF, axes: Axes, x: float, y: float) -> QPointF:
    across, upwards = axes.place((x, y))
    # A band that reaches out of the picture ends at its edge.
    upwards = min(1.0, max(0.0, upwards))
    return QPointF(area.left() + across * area.width(), area.bottom() - upwards * area.height())


def _draw_axes(brush: Brush, area: QRectF, chart: Chart, axes: Axes) -> None:
    painter, unit = brush.painter, brush.unit
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    heights = [_locate(area, axes, axes.left, value).y() for value, _text in axes.ticks_upwards]
    # Where a chart is low, only every second or third line has its figure.
    step = max(1, math.ceil(LINE * unit / max(1e-9, heights[0] - heights[1])))
    for at, (y, (_value, text)) in enumerate(zip(heights, axes.ticks_upwards, strict=True)):
        painter.setPen(QPen(brush.color("line"), unit))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(brush.color("muted"))
        box = QRectF(area.left() - LEFT * unit, y - 8 * unit, (LEFT - 6) * unit, 16 * unit)
        if at % step == 0:
            painter.drawText(box, int(right), text)
    below = area.bottom() + 2 * unit
    for value, text in axes.ticks_across:
        x = _locate(area, axes, value, axes.bottom).x()
        box = QRectF(x - 40 * unit, below, 80 * unit, 14 * unit)
        painter.drawText(box, int(CENTRE), text)
    left, width = area.left() - LEFT * unit, area.width() + LEFT * unit
    foot = QRectF(left, below + 15 * unit, width, 16 * unit)
    metrics = painter.fontMetrics()
    fitting = (text for text in chart.feet if metrics.horizontalAdvance(text) <= width)
    painter.drawText(foot, int(CENTRE), next(fitting, chart.feet[-1]))
    if chart.level is not None:
        y = _locate(area, axes, axes.left, chart.level[0]).y()
        painter.setPen(QPen(brush.color("muted"), unit, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def _draw_series(brush: Brush, area: QRectF, axes: Axes, series: Series, number: int) -> None:
    painter, unit = brush.painter, brush.unit
    color = _choose_color(brush, series, number)
    dash = DASHES[number // len(SHADES) % len(DASHES)]
    dots = [_locate(area, axes, x, y) for x, y in series.points]
    ends = [
        (_locate(area, axes, x, low), _locate(area, axes, x, high))
        for (x, _y), (low, high) in zip(series.points, series.ranges, strict=False)
    ]
    if series.is_band:
        _draw_band(painter, color, ends)
    elif not series.is_faint:
        painter.setPen(QPen(color, unit))
        for low, high in ends:
            painter.drawLine(low, high)
    painter.setPen(QPen(color, 1.6 * unit, Qt.PenStyle.SolidLine if series.is_faint else dash))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if series.is_joined:
        # Hundreds of them may lie behind the others: smooth edges would take most of the time.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not series.is_faint)
        painter.drawPolyline(QPolygonF(dots))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not series.is_band and not (series.is_faint and series.is_joined):
        painter.setBrush(color)
        painter.setPen(Qt.PenStyle.NoPen)
        for dot in dots:
            painter.drawEllipse(dot, 3 * unit, 3 * unit)


def _draw_band(painter: QPainter, color: QColor, ends: list[tuple[QPointF, QPointF]]) -> None:
    soft = QColor(color)
    soft.setAlpha(SOFT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    outline = [low for low, _high in ends] + [high for _low, high in reversed(ends)]
    painter.drawPolygon(QPolygonF(outline))


def _choose_color(brush: Brush, series: Series, number: int) -> QColor:
    shade = "bad" if series.is_worse else SHADES[number % len(SHADES)]
    return brush.color("track" if series.is_faint else shade)


def _write_names(brush: Brush, area: QRectF, axes: Axes, chart: Chart) -> None:
    """The name of each line beside its last point, none upon another."""
    painter, unit = brush.painter, brush.unit
    named = [(n, s) for n, s in enumerate(chart.series) if s.points and not s.is_faint]
    ends = [_locate(area, axes, *series.points[-1]) for _n, series in named]
    low, high = area.top() + 9 * unit, area.bottom() - 2 * unit
    widths = [painter.fontMetrics().horizontalAdvance(series.name) for _n, series in named]
    # Beside the end where there is room, else before it, on the side where its line is not.
    before = [
        e.x() + 6 * unit + width > area.right() for e, width in zip(ends, widths, strict=True)
    ]
    wishes = [
        end.y() + (LINE if is_before and series.is_falling else -6) * unit
        for (_n, series), end, is_before in zip(named, ends, before, strict=True)
    ]
    places = zip(named, ends, widths, before, strict=True)
    heights = spread_names(wishes, LINE * unit, low, high)
    for ((number, series), end, width, is_before), y in zip(places, heights, strict=True):
        x = end.x() + (-6 * unit - width if is_before else 6 * unit)
        painter.setPen(_choose_color(brush, series, number))
        painter.drawText(QPointF(x, y), series.name)
