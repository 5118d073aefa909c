"""The loss curve: what is drawn of a run's metrics, and what is said of it in words."""

import pytest

from studio.domain.run import Metric
from studio.ui.training.loss_curve import LossCurve, curve_of, ticks


def metric(step, train=None, full=None, batch=None, epoch=None, total=30):
    return Metric(
        step,
        train_loss=train,
        valid_loss=batch,
        full_valid_loss=full,
        total_steps=total,
        epoch=epoch,
    )


THREE_EPOCHS = [
    metric(10, 3.0, 3.1, epoch=1.0),
    metric(20, 2.0, 2.4, epoch=2.0),
    metric(30, 1.0, 2.9, epoch=3.0),
]


def test_points_stand_at_their_epochs():
    curve = curve_of(THREE_EPOCHS, epochs=3)
    assert curve.by_epoch
    assert curve.train == ((1.0, 3.0), (2.0, 2.0), (3.0, 1.0))
    assert curve.end == 3.0


def test_the_best_epoch_is_the_one_with_the_lowest_validation_loss():
    assert curve_of(THREE_EPOCHS, epochs=3).best == (2.0, 2.4)


def test_a_whole_validation_counts_more_than_one_batch():
    metrics = [metric(10, 3.0, batch=0.1, epoch=1), metric(20, 2.0, full=2.5, epoch=2)]
    assert curve_of(metrics).validation == ((2, 2.5),)


def test_a_provider_without_epochs_is_spread_over_those_that_were_ordered():
    metrics = [metric(step, 3.0 - step / 20) for step in (5, 10, 15, 30)]
    curve = curve_of(metrics, epochs=3)
    assert [x for x, _loss in curve.train] == [0.5, 1.0, 1.5, 3.0]


def test_without_any_epochs_the_curve_is_drawn_by_steps():
    curve = curve_of([metric(1, 3.0, total=None), metric(2, 2.0, total=None)])
    assert not curve.by_epoch
    assert curve.end == 2.0


def test_a_loss_that_is_no_number_is_left_out():
    metrics = [metric(1, float("nan"), epoch=0.1), metric(2, 2.0, epoch=0.2)]
    assert curve_of(metrics).train == ((0.2, 2.0),)


@pytest.mark.parametrize("high", [0.003, 0.7, 1.0, 3.4, 11.2, 480.0])
def test_grid_figures_are_few_and_enclose_the_losses(high):
    levels = ticks(0.0, high, 5)
    assert levels[0] == 0 and levels[-1] >= high
    assert 2 <= len(levels) <= 7


def test_the_curve_is_said_in_words_too(qtbot):
    widget = LossCurve()
    qtbot.addWidget(widget)
    widget.set_metrics(THREE_EPOCHS, 3)
    said = widget.accessibleDescription()
    assert "3.00" in said and "1.00" in said and "2.40" in said
    assert "2" in widget.best_words()


def test_it_draws_something_with_and_without_points(qtbot):
    widget = LossCurve()
    qtbot.addWidget(widget)
    widget.resize(600, 200)
    nothing = widget.grab().toImage()
    widget.set_metrics(THREE_EPOCHS, 3)
    assert widget.grab().toImage() != nothing


def test_one_loss_alone_is_drawn(qtbot):
    curve = LossCurve()
    qtbot.addWidget(curve)
    for loss in (1.5, 0.0):
        curve.set_metrics([Metric(1, loss, total_steps=1)])
        assert not curve.grab().isNull()
    assert len(ticks(1.5, 1.5, 3)) >= 2
