"""Drawing a chart: every kind of series leaves its mark, within its room."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from studio.services.experiments.charts import Chart, Series
from studio.ui import theme
from studio.ui.experiments.chart_painting import Brush, paint_chart

BAND = Series("fit", ((1.0, 1.0), (8.0, 2.0)), ((0.5, 1.5), (-90.0, 99.0)), True, True)
POINTS = Series("trainings", ((1.0, 1.1), (4.0, 1.6)), ((0.9, 1.3), (1.4, 1.9)))
FAINT = Series("", ((1.0, 1.9), (4.0, 1.2)), is_joined=True, is_faint=True)


def draw(chart):
    image = QImage(320, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_chart(Brush(painter, theme.color, theme.sans), QRectF(20, 20, 280, 160), chart)
    painter.end()
    return image


def test_all_kinds_of_series_are_drawn_within_their_room(qapp):
    chart = Chart("", "rows", "loss", (BAND, FAINT, POINTS), (1.0, "base"), is_doubling=True)
    image = draw(chart)
    edge = {image.pixelColor(x, y).name() for x in range(320) for y in (0, 10, 19, 190, 199)}
    assert edge == {"#ffffff"}
    inside = {image.pixelColor(x, y).name() for x in range(320) for y in range(200)}
    assert {theme.color(token).name() for token in ("accent", "warn", "track")} <= inside


def test_an_empty_chart_draws_nothing(qapp):
    image = draw(Chart("", "", "", ()))
    assert {image.pixelColor(x, 100).name() for x in range(320)} == {"#ffffff"}
