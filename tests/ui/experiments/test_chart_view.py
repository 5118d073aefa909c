"""Charts on the screen: drawn whatever their points are, kept until they change, told in words."""

import pytest
from PySide6.QtGui import QColor

from studio.services.experiments.charts import Chart, Series
from studio.ui import theme
from studio.ui.experiments.chart_view import ChartView


@pytest.fixture
def view(qtbot):
    view = ChartView("Nothing was measured.")
    qtbot.addWidget(view)
    view.resize(320, 170)
    return view


def has_color(view, token):
    image, color = view.grab().toImage(), QColor(theme.color(token))
    return any(
        image.pixelColor(x, y) == color for x in range(image.width()) for y in range(image.height())
    )


def test_one_point_and_equal_points_are_drawn(view):
    lines = (Series("run 1", ((1.0, 2.0),)), Series("run 2", ((1.0, 2.0), (1.0, 2.0))))
    view.show_chart(Chart("", "epochs", "loss", lines))
    assert has_color(view, "good")
    assert view.accessibleName() == "loss / epochs. run 1: 1, 2; run 2: 1, 2"


def test_what_came_out_worse_is_drawn_in_red(view):
    line = Series("run 1", ((1.0, 2.0), (2.0, 1.0)), is_worse=True)
    view.show_chart(Chart("", "epochs", "loss", (line,)))
    assert has_color(view, "bad") and not has_color(view, "accent")


def test_nothing_is_told_as_nothing(view):
    view.show_chart(Chart("", "epochs", "loss", ()))
    assert not view.grab().isNull() and view.accessibleName() == "Nothing was measured."
