"""What a run cost: what is reported where that can be, else the estimate, and never less than 0."""

from __future__ import annotations

from decimal import Decimal

import pytest

from studio.domain.run import RunStatus
from studio.domain.work import finish
from studio.services.session import Session
from studio.services.training.follow import cancel_run, follow_run
from studio.services.training.start import start_run
from tests.services.provider_server import MODEL, ProviderServer, failed, succeeded


def train(desk: Session, version: int, server: ProviderServer, *script: dict[str, object]) -> int:
    server.script = list(script)
    number = finish(start_run(desk, version, "custom", MODEL)).value
    assert isinstance(number, int)
    finish(follow_run(desk, number))
    return number


def test_what_was_trained_is_paid_once(desk: Session, version: int, server: ProviderServer) -> None:
    number = train(desk, version, server, succeeded(trained_tokens=2_000))
    finish(follow_run(desk, number))
    # gpt-4o-mini trains at 3 dollars a million tokens.
    assert desk.library.runs.get(number).cost_usd == Decimal("0.006")
    assert desk.library.ledger.spent() == Decimal("0.006")


@pytest.mark.parametrize("tokens", [None, -5, 0, 1, 3_000_000, 10**15])
def test_a_figure_that_can_not_be_is_entered_as_estimated_and_said_to_be_so(
    desk: Session, version: int, server: ProviderServer, tokens: int | None
) -> None:
    number = train(desk, version, server, succeeded(trained_tokens=tokens))
    run = desk.library.runs.get(number)
    assert run.cost_usd == run.estimate_usd > 0
    (line,) = desk.library.ledger.list()
    assert line.usd == run.estimate_usd
    assert "estimated" in line.purpose


def test_a_run_cancelled_half_way_is_entered_as_estimated(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [{"status": "running"}]
    number = finish(start_run(desk, version, "custom", MODEL)).value
    assert isinstance(number, int)
    watching = follow_run(desk, number)
    next(watching)
    watching.close()
    cancel_run(desk, number)
    run = desk.library.runs.get(number)
    assert (run.status, run.cost_usd) == (RunStatus.CANCELLED, run.estimate_usd)
    assert "half-way" in desk.library.ledger.list()[0].purpose


def test_a_run_cancelled_half_way_though_nobody_watched_is_entered_as_estimated(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [{"status": "running"}]
    number = finish(start_run(desk, version, "custom", MODEL)).value
    cancel_run(desk, number)
    assert desk.library.runs.get(number).cost_usd == desk.library.runs.get(number).estimate_usd


def test_a_run_cancelled_before_it_began_costs_nothing(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [{"status": "queued"}]
    number = finish(start_run(desk, version, "custom", MODEL)).value
    assert isinstance(number, int)
    cancel_run(desk, number)
    assert desk.library.runs.get(number).cost_usd == 0
    assert desk.library.ledger.list() == []


def test_a_failed_run_costs_nothing(desk: Session, version: int, server: ProviderServer) -> None:
    number = train(desk, version, server, failed("Example 3 has no role"))
    assert desk.library.runs.get(number).cost_usd == 0
