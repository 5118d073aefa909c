"""A queue starts each training once and in its turn, within the budget, whatever comes between."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest

from studio.domain.errors import KeyRefused, OverBudget, StudioError
from studio.domain.run import Hyperparameters, RunStatus
from studio.domain.work import finish
from studio.services.budget import set_library_limit
from studio.services.session import Session
from studio.services.training import queue as queue_module
from studio.services.training.estimate import estimate_run
from studio.services.training.follow import cancel_run, list_unfinished
from studio.services.training.job_state import in_hand, note
from studio.services.training.order import Order
from studio.services.training.queue import (
    enqueue,
    list_waiting,
    run_queue,
    start_next,
    start_next_patiently,
)
from studio.services.training.start import start_run
from studio.services.training.sweep import plan_sweep
from tests.services.provider_server import MODEL, ProviderServer, failed, status

CREATE = ("POST", "/fine_tuning/jobs")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "PAUSE_SECONDS", 0.001)


def plan(version: int, **lists: list[float]) -> list[Order]:
    return plan_sweep(Order(version, "custom", MODEL), **(lists or {"epochs": [1, 2]}))  # type: ignore[arg-type]


def test_each_is_started_once_one_after_another(
    desk: Session, version: int, server: ProviderServer
) -> None:
    numbers = finish(enqueue(desk, plan(version))).value
    assert [run.id for run in list_waiting(desk)] == numbers == [1, 2]
    assert list_unfinished(desk) == [] and server.asked == {}
    finish(run_queue(desk))
    assert server.asked[CREATE] == len(server.jobs) == 2
    assert {run.status for run in desk.library.runs.list()} == {RunStatus.SUCCEEDED}
    epochs = [body["method"]["supervised"]["hyperparameters"]["n_epochs"] for body in server.bodies]
    assert epochs == [1, 2]
    assert desk.person_ledger.reserved() == 0


def test_the_money_of_all_is_set_aside_at_once_or_of_none(
    desk: Session, version: int, server: ProviderServer
) -> None:
    orders = plan(version)
    both = sum(
        estimate_run(desk, version, "custom", MODEL, order.wishes).quote.usd or 0
        for order in orders
    )
    desk.settings.set("monthly_budget_usd", both * Decimal("0.9"))
    with pytest.raises(OverBudget):
        finish(enqueue(desk, orders))
    assert desk.library.runs.list() == [] and desk.person_ledger.reserved() == 0
    desk.settings.set("monthly_budget_usd", 20)
    with pytest.raises(OverBudget, match=r"2 trainings would cost.*Nothing was sent"):
        finish(enqueue(desk, orders, limit_usd=both * Decimal("0.9")))
    finish(enqueue(desk, orders, limit_usd=both))
    assert desk.person_ledger.reserved() == pytest.approx(both)
    for run in list_waiting(desk):
        cancel_run(desk, run.id)
    assert desk.person_ledger.reserved() == 0 and server.asked == {}


def test_two_that_look_at_the_same_moment_never_start_the_same_one(
    desk: Session, version: int, server: ProviderServer
) -> None:
    """As two jobs of a window do: a run of the queue is started, and paid, once."""
    server.script = [{"status": "running"}]
    finish(enqueue(desk, plan(version)))
    first = start_next(desk)
    next(first)  # its files are written; in the library it still waits
    assert finish(start_next(desk)).value is None
    desk.settings.set("trainings_at_once", 2)
    second = start_next(desk)
    next(second)
    assert (finish(first).value, finish(second).value) == (1, 2)
    assert len(server.jobs) == 2


def test_a_training_that_is_in_its_place_is_followed_until_there_is_room(
    desk: Session, version: int, server: ProviderServer
) -> None:
    """One that was started by itself: nobody else would hear that it has ended."""
    finish(start_run(desk, version, "custom", MODEL))
    finish(enqueue(desk, plan(version, epochs=[1])))
    for _step in itertools.islice(run_queue(desk), 1000):
        pass
    assert {run.status for run in desk.library.runs.list()} == {RunStatus.SUCCEEDED}
    assert len(server.jobs) == 2


def test_one_that_is_cancelled_while_it_is_prepared_is_not_ordered(
    desk: Session, version: int, server: ProviderServer
) -> None:
    finish(enqueue(desk, plan(version, epochs=[1])))
    job = start_next(desk)
    next(job)  # its files are being written
    cancel_run(desk, 1)
    finish(job)
    assert server.asked == {} and desk.person_ledger.reserved() == 0
    assert desk.library.runs.get(1).status is RunStatus.CANCELLED


def test_one_that_was_dropped_before_it_began_can_be_started_again(
    desk: Session, version: int, server: ProviderServer
) -> None:
    finish(enqueue(desk, plan(version, epochs=[1])))
    job = start_next(desk)
    next(job)
    job.close()
    finish(run_queue(desk))
    assert len(server.jobs) == 1


@pytest.mark.parametrize("limit", ["monthly_budget_usd", "run_budget_usd", "library"])
def test_a_budget_that_was_lowered_meanwhile_holds_for_what_waits(
    desk: Session, version: int, server: ProviderServer, limit: str
) -> None:
    """It keeps its place, and starts once the budget allows it."""

    def allow(usd: float) -> None:
        if limit == "library":
            set_library_limit(desk, Decimal(str(usd)))
        else:
            desk.settings.set(limit, usd)

    finish(enqueue(desk, plan(version, epochs=[1])))
    allow(0)
    with pytest.raises(OverBudget, match="Nothing was sent"):
        finish(start_next(desk))
    assert server.asked == {} and len(list_waiting(desk)) == 1
    allow(20)
    assert finish(start_next(desk)).value == 1


def test_a_provider_without_room_is_asked_again_until_it_has_some(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [status(429), status(429)]
    finish(enqueue(desk, plan(version, epochs=[1])))
    assert finish(start_next_patiently(desk)).value == 1
    assert len(server.jobs) == 1


@pytest.mark.slow
def test_as_many_are_under_way_as_are_wanted(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [{"status": "running"}]
    finish(enqueue(desk, plan(version, epochs=[1, 2, 3])))
    assert finish(start_next(desk)).value == 1
    assert finish(start_next(desk)).value is None
    desk.settings.set("trainings_at_once", 2)
    assert finish(start_next(desk)).value == 2
    assert finish(start_next(desk)).value is None
    assert len(server.jobs) == 2


def test_a_program_that_died_while_it_started_one_starts_it_once(
    desk: Session, version: int, server: ProviderServer
) -> None:
    finish(enqueue(desk, plan(version)))
    note(desk, 1, status=RunStatus.PREPARED)  # as a dead process leaves it
    in_hand.clear()
    finish(run_queue(desk))
    assert {run.status for run in desk.library.runs.list()} == {RunStatus.SUCCEEDED}
    assert len(server.jobs) == 2 and desk.person_ledger.reserved() == 0


@pytest.mark.slow
def test_one_the_provider_has_no_room_for_waits_again(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [status(429)]
    finish(enqueue(desk, plan(version)))
    finish(run_queue(desk))
    assert len(server.jobs) == 2 and len(server.files) == 4
    assert [run.status for run in desk.library.runs.list()].count(RunStatus.SUCCEEDED) == 2


@pytest.mark.slow
def test_what_stands_against_one_is_said_and_it_keeps_its_place(
    desk: Session, version: int, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(enqueue(desk, plan(version)))
    monkeypatch.delenv("DESK_KEY")
    with pytest.raises(StudioError, match="no key"):
        finish(run_queue(desk))
    assert len(list_waiting(desk)) == 2
    monkeypatch.setenv("DESK_KEY", "sk-desk-0123456789")
    server.lasting[("POST", "/files")] = status(401)
    with pytest.raises(KeyRefused):
        finish(run_queue(desk))
    server.lasting.clear()
    finish(run_queue(desk))
    assert len(server.jobs) == 1  # the other has failed, with its reason


@pytest.mark.slow
def test_one_that_learns_further_waits_for_its_model(
    desk: Session, version: int, server: ProviderServer
) -> None:
    first = Order(version, "custom", MODEL, Hyperparameters(epochs=1))
    second = replace(first, wishes=Hyperparameters(epochs=2), after=-1)
    numbers = finish(enqueue(desk, [first, second])).value
    finish(run_queue(desk))
    assert desk.library.runs.get(numbers[1]).after == numbers[0]
    made = desk.library.runs.get(numbers[0]).fine_tuned_model
    assert [body["model"] for body in server.bodies] == [MODEL, made]


@pytest.mark.slow
def test_one_that_would_learn_further_from_nothing_is_cancelled(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [failed("no room")]
    first = Order(version, "custom", MODEL, Hyperparameters(epochs=1))
    finish(enqueue(desk, [first, replace(first, after=-1)]))
    finish(run_queue(desk))
    last = desk.library.runs.get(2)
    assert last.status is RunStatus.CANCELLED and "made no model" in last.error
    assert len(server.jobs) == 1 and desk.person_ledger.reserved() == 0
