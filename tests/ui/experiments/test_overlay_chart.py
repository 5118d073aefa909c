"""Lines over each other: drawn whatever their points are, and told in words."""

from studio.ui.experiments.overlay_chart import OverlayChart


def test_one_point_and_equal_points_are_drawn(qtbot):
    chart = OverlayChart("epochs", "loss")
    qtbot.addWidget(chart)
    chart.resize(320, 170)
    chart.show_lines({"run 1": [(1.0, 2.0)], "run 2": [(1.0, 2.0), (1.0, 2.0)], "run 3": []})
    assert not chart.grab().isNull()
    assert chart.describe() == "loss / epochs. run 1: 1, 2; run 2: 1, 2"


def test_nothing_is_drawn_as_nothing(qtbot):
    chart = OverlayChart("epochs", "loss")
    qtbot.addWidget(chart)
    chart.show_lines({})
    assert not chart.grab().isNull()
