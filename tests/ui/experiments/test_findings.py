"""What the page shows is read off the window's thread, with its price in the curator's money."""

from decimal import Decimal

from studio.domain.run import Hyperparameters
from studio.services.experiments.next_step import NextExperiment, Step
from studio.services.training.order import Order
from studio.ui.experiments.findings import Suggestion, describe_button

ORDER = Order(1, "openai", "gpt", Hyperparameters())


def test_the_button_says_what_one_press_does_and_what_it_costs():
    step = NextExperiment(Step.MORE_EPOCHS, "", 1, orders=(ORDER,), usd=Decimal(2))
    assert describe_button(Suggestion(step, "¥300")) == "Queue 1 training · ¥300"
    step = NextExperiment(Step.COMPARE, "", 1, questions=12)
    assert describe_button(Suggestion(step, "")) == "Ask 12 questions"
