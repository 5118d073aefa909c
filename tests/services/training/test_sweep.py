"""A sweep is every combination, and its best run has the lowest validation loss."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from studio.domain.errors import CuratorError
from studio.domain.run import Hyperparameters
from studio.domain.work import finish
from studio.services.session import Session
from studio.services.training.files import choose_rows
from studio.services.training.follow import follow_run
from studio.services.training.order import Order
from studio.services.training.queue import enqueue, price_orders, start_next
from studio.services.training.sweep import find_lowest_loss, plan_sweep, read_sweep
from tests.services.provider_server import MODEL, ProviderServer, succeeded


def plan(version: int, **lists: list[float]) -> list[Order]:
    return plan_sweep(Order(version, "custom", MODEL), **(lists or {"epochs": [1, 2]}))  # type: ignore[arg-type]


def test_a_sweep_is_every_combination_the_cheapest_first(version: int) -> None:
    orders = plan(version, epochs=[2, 1], learning_rates=[0.5, 1.0], shares=[0.5, 1.0])
    assert len(orders) == 8
    assert [(o.wishes.epochs, o.wishes.share) for o in orders[:2]] == [(1, 0.5), (1, 0.5)]
    assert (orders[-1].wishes.epochs, orders[-1].wishes.share) == (2, 1.0)
    with pytest.raises(CuratorError, match="at most 100"):
        plan(version, epochs=list(range(1, 51)), shares=[0.2, 0.5, 1.0])


def test_the_best_of_a_sweep_has_the_lowest_validation_loss(
    desk: Session, version: int, server: ProviderServer
) -> None:
    finish(enqueue(desk, plan(version)))
    for loss in (0.9, 0.4):
        data = {"step": 1, "total_steps": 1, "train_loss": 1.0, "full_valid_loss": loss}
        event = {"id": f"ftevent-{loss}", "created_at": 1, "message": "Step", "data": data}
        server.events = [{**event, "object": "fine_tuning.job.event", "level": "info"}]
        server.script = [succeeded()]
        number = finish(start_next(desk)).value
        assert number is not None
        finish(follow_run(desk, number))
    lines = read_sweep(desk, desk.library.runs.get(1).sweep or 0)
    assert [(line.run.id, line.loss, line.best) for line in lines] == [
        (2, 0.4, True),
        (1, 0.9, False),
    ]
    assert find_lowest_loss(desk.library.runs.get(2)) == 0.4
    with pytest.raises(CuratorError, match="no sweep 9"):
        read_sweep(desk, 9)


@pytest.mark.parametrize("seed", [None, 0, 7])
def test_a_larger_share_holds_the_rows_of_every_smaller_one(seed: int | None) -> None:
    rows = list(range(1000))
    shares = (0.01, 0.1, 0.25, 1 / 3, 0.5, 0.9, 1)
    subsets = [list(choose_rows(rows, share, seed)) for share in shares]
    assert [len(subset) for subset in subsets] == [10, 100, 250, 333, 500, 900, 1000]
    for smaller, larger in itertools.pairwise(subsets):
        assert set(smaller) < set(larger) and smaller == sorted(smaller)


def test_the_rows_of_a_share_are_those_of_its_seed() -> None:
    quarters = [list(choose_rows(range(100), 0.25, seed)) for seed in (None, 0, 1, 1)]
    assert quarters[0] == quarters[1] != quarters[2] == quarters[3]
    assert list(choose_rows(range(8), 0.5)) == [0, 4, 6, 7], "the same on every computer"
    assert list(choose_rows(["the only row"], 0.01)) == ["the only row"]


def test_a_learning_curve_is_priced_by_its_shares(desk: Session, version: int) -> None:
    base = Order(version, "custom", MODEL, Hyperparameters(epochs=2))
    orders = plan_sweep(base, shares=[1, 0.5, 0.25], seeds=[0, 1])
    assert [(order.wishes.share, order.seed) for order in orders] == [
        (0.25, 0),
        (0.25, 1),
        (0.5, 0),
        (0.5, 1),
        (1, 0),
        (1, 1),
    ]
    whole = price_orders(desk, [orders[-1]])
    assert price_orders(desk, orders) == pytest.approx(whole * Decimal("3.5"), rel=Decimal("0.02"))
