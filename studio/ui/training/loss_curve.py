"""The loss curve of a run: training and validation loss by epoch, the best epoch dashed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.domain.run import Metric
from studio.i18n import N_, _
from studio.ui import theme

Point = tuple[float, float]
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 50  # room for the figures and the legend, in pixels
FAR_ABOVE = 0.5
"""A lowest loss above this share of the highest: the grid begins below it, not at 0."""
RISE = 22  # a grid line about every so many pixels is readable


@dataclass(frozen=True)
class Curve:
    """What is drawn: points as (epoch or step, loss), the right end, and the best validation."""

    train: tuple[Point, ...] = ()
    validation: tuple[Point, ...] = ()
    end: float = 1.0
    by_epoch: bool = True
    best: Point | None = None


@dataclass(frozen=True)
class Measure:
    """Something that is measured as a run goes on: where it stands in a ``Metric`` (of validation
    the better place first), which of its values is the best, and its words."""

    train: str
    validation: tuple[str, ...]
    choose: Callable[..., Point | None]
    title: str
    train_words: str
    validation_words: str


LOSS = Measure(
    "train_loss",
    ("full_valid_loss", "valid_loss"),
    min,
    N_("Loss"),
    N_("training loss"),
    N_("validation loss"),
)
ACCURACY = Measure(
    "train_accuracy",
    ("valid_accuracy",),
    max,
    N_("Accuracy"),
    N_("training accuracy"),
    N_("validation accuracy"),
)
MEASURES = (LOSS, ACCURACY)
"""To add one: a row here, and its fields in ``Metric``; the card offers what a run has."""


def has_points(metrics: Sequence[Metric], measure: Measure) -> bool:
    """Whether a run was measured so."""
    return any(getattr(metric, measure.train) is not None for metric in metrics)


def curve_of(
    metrics: Sequence[Metric], epochs: int | None = None, measure: Measure = LOSS
) -> Curve:
    """The curve of a run's metrics. By epochs where they are known, else by steps.

    A provider that names no epoch but the number of steps is spread over ``epochs``. The full
    validation loss at an epoch's end counts more than the loss of one validation batch: the best
    epoch is looked for among the full ones where there are any.
    """
    totals = [metric.total_steps for metric in metrics if metric.total_steps]
    total = totals[-1] if totals else 0
    spread = bool(epochs and total)
    by_epoch = bool(metrics) and (spread or all(m.epoch is not None for m in metrics))

    def place(metric: Metric) -> float:
        if not by_epoch:
            return float(metric.step)
        if metric.epoch is not None:
            return metric.epoch
        return metric.step * (epochs or 0) / total

    train = _points((place(m), getattr(m, measure.train)) for m in metrics)
    curves = (_points((place(m), getattr(m, name)) for m in metrics) for name in measure.validation)
    validation = next(filter(None, curves), ())
    reached = max([x for x, _loss in (*train, *validation)], default=0.0)
    end = max(reached, float(epochs or 0) if by_epoch else float(total)) or 1.0
    best = measure.choose(validation, key=lambda point: point[1], default=None)
    return Curve(train, validation, end, by_epoch, best)


def _points(pairs: object) -> tuple[Point, ...]:
    points = [(x, y) for x, y in pairs if y is not None and math.isfinite(y)]  # type: ignore[attr-defined]
    return tuple(sorted(points))


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most ``most`` + 2 round figures that enclose low … high."""
    span = max(high - low, 1e-9)
    rough = span / max(most, 1)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(magnitude * f for f in (1, 2, 2.5, 5, 10) if magnitude * f >= rough * 0.999)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)  # one level encloses nothing
    return [round(n * step, 10) for n in range(first, last + 1)]


class LossCurve(QWidget):
    """Draws a curve; says the same in words to those who do not see it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curve = Curve()
        self.measure, self._is_over = LOSS, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(96)
        self.setAccessibleName(_("Loss curve"))

    def sizeHint(self) -> QSize:
        return QSize(640, 190)

    def set_metrics(
        self,
        metrics: Sequence[Metric],
        epochs: int | None = None,
        measure: Measure = LOSS,
        *,
        is_over: bool = False,
    ) -> None:
        self.measure, self._is_over = measure, is_over
        self.curve = curve_of(metrics, epochs, measure)
        self.setAccessibleDescription(self.words())
        self.setToolTip(self.words())
        self.update()

    def say_nothing(self) -> str:
        """What stands in place of a curve that is not there, or not yet."""
        if self._is_over:
            return _("There is no loss curve: no step was reported.")
        return _("The loss curve appears with the first step.")

    def words(self) -> str:
        """The curve in one sentence; "" while there is nothing to say."""
        curve = self.curve
        if not curve.train:
            return ""
        if self.measure is not LOSS:
            sentence = _("Training accuracy from {first:.2f} to {last:.2f}")
            return sentence.format(first=curve.train[0][1], last=curve.train[-1][1])
        sentence = _("Training loss from {first:.2f} to {last:.2f}").format(
            first=curve.train[0][1], last=curve.train[-1][1]
        )
        if curve.best:
            sentence += " · " + _("lowest validation loss {loss:.2f}").format(loss=curve.best[1])
        return sentence

    def best_words(self) -> str:
        """Where the validation loss is lowest, as written at the dashed line."""
        if self.curve.best is None:
            return ""
        x = self.curve.best[0]
        if not self.curve.by_epoch:
            return _("best: step {step:g}").format(step=x)
        return _("best: epoch {epoch}").format(epoch=max(1, math.ceil(x - 0.05)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)
        losses = [loss for _x, loss in (*self.curve.train, *self.curve.validation)]
        if not losses:
            painter.setPen(theme.color("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.say_nothing())
            return
        # From 0, as everybody reads it; but a curve that stays far above would be a flat line.
        far_above = FAR_ABOVE * max(losses) < min(losses) < max(losses)
        low = min(losses) if far_above else 0.0
        levels = ticks(low, max(losses), max(2, min(5, int(area.height() // RISE))))
        self._draw_grid(painter, area, levels)
        span = (levels[0], levels[-1])
        self._draw_best(painter, area, span)
        self._draw_line(painter, area, span, self.curve.validation, theme.color("warn"))
        self._draw_line(painter, area, span, self.curve.train, theme.color("accent"))
        self._draw_legend(painter, area)

    def _at(self, area: QRectF, span: Point, point: Point) -> QPointF:
        """Where a point is drawn; ``span`` is the lowest and the highest loss of the grid."""
        low, high = span
        x = area.left() + area.width() * min(point[0] / self.curve.end, 1.0)
        share = (point[1] - low) / (high - low)
        return QPointF(x, area.bottom() - area.height() * max(0.0, min(share, 1.0)))

    def _draw_grid(self, painter: QPainter, area: QRectF, levels: list[float]) -> None:
        top, end = levels[-1], self.curve.end
        span = (levels[0], top)
        for level in levels:
            y = self._at(area, span, (0, level)).y()
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.color("muted"))
            box = QRectF(0, y - 10, LEFT - 8, 20)
            figure = f"{level:.1f}" if top >= 1 else f"{level:g}"
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, right, figure)
        for mark in ticks(0.0, end, 8):
            if mark <= end * 1.0001 and (mark == int(mark) or end < 2):
                x = self._at(area, span, (mark, 0)).x()
                box = QRectF(x - 30, area.bottom() + 4, 60, 18)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{mark:g}")

    def _draw_line(
        self, painter: QPainter, area: QRectF, span: Point, points: Sequence[Point], ink: QColor
    ) -> None:
        places = [self._at(area, span, point) for point in points]
        painter.setPen(QPen(ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(places))
        # Few points would be invisible, or seem to be many.
        if len(places) <= 12:
            painter.setBrush(ink)
            for spot in places:
                painter.drawEllipse(spot, 2.5, 2.5)

    def _draw_best(self, painter: QPainter, area: QRectF, span: Point) -> None:
        if self.curve.best is None:
            return
        x = self._at(area, span, self.curve.best).x()
        painter.setPen(QPen(theme.color("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        text = self.best_words()
        width = painter.fontMetrics().horizontalAdvance(text)
        left = x + 6 if x + 6 + width < area.right() else x - 6 - width
        ground = QRectF(left - 2, area.top() + 2, width + 4, painter.fontMetrics().height())
        painter.fillRect(ground, theme.color("surface"))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_legend(self, painter: QPainter, area: QRectF) -> None:
        unit = _("epochs") if self.curve.by_epoch else _("steps")
        x, y = area.left(), area.bottom() + 41
        entries = [(theme.color("accent"), _(self.measure.train_words))]
        if self.curve.validation:
            entries.append((theme.color("warn"), _(self.measure.validation_words)))
        for ink, text in entries:
            painter.setPen(QPen(ink, 2))
            painter.drawLine(QPointF(x, y - 4), QPointF(x + 16, y - 4))
            painter.setPen(theme.color("muted"))
            painter.drawText(QPointF(x + 22, y), text)
            x += 22 + painter.fontMetrics().horizontalAdvance(text) + 20
        width = painter.fontMetrics().horizontalAdvance(unit)
        painter.drawText(QPointF(area.right() - width, y), unit)
