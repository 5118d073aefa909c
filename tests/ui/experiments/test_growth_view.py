"""The learning curve: its words, and the button with the trainings that it lacks."""

from studio.services.experiments.learning_curve import Figure, describe_curve, fit_curve
from studio.services.experiments.next_step import NextExperiment, Step
from studio.ui.experiments.findings import Outlook, Suggestion
from studio.ui.experiments.growth_view import GrowthView
from tests.services.experiments.test_learning_curve import make_points
from tests.ui.experiments.test_findings import ORDER


def test_one_press_orders_what_is_missing(qtbot):
    view = GrowthView()
    qtbot.addWidget(view)
    view.show()
    curve = fit_curve(Figure.LOSS, make_points((100, 2.0)))
    missing = NextExperiment(Step.LEARNING_CURVE, "", 1, orders=(ORDER, ORDER))
    view.show_outlook(Outlook(1, curve, describe_curve(curve), Suggestion(missing, "¥90")))
    assert view.line.text().startswith("Too few points")
    assert view.button.text() == "Queue 2 trainings · ¥90"
    with qtbot.waitSignal(view.pressed) as pressed:
        view.button.click()
    assert pressed.args[0] is missing


def test_a_whole_curve_lacks_nothing(qtbot):
    view = GrowthView()
    qtbot.addWidget(view)
    view.show()
    curve = fit_curve(Figure.LOSS, make_points((100, 2.0), (200, 1.9), (400, 1.8)))
    view.show_outlook(Outlook(1, curve, describe_curve(curve), None))
    assert not view.button.isVisible()
    assert "800, 1.7" in view.chart.accessibleName()
