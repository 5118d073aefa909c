"""How long a training will take: measured on this computer, by the last one like it if any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from studio.domain.run import Hyperparameters, RunStatus
from studio.providers import rehearsal
from studio.services.session import Session
from studio.services.training.estimate import estimate_run

BEGIN = datetime(2026, 11, 27, 10, tzinfo=UTC)


def insert_finished(session: Session, version: int, epochs: int, seconds: int) -> None:
    with session.library.transaction():
        number = session.library.runs.insert(
            version=version,
            endpoint="local",
            model="rehearsal-tiny",
            hyperparameters=Hyperparameters(epochs=epochs),
            seed=None,
            suffix="",
            nonce="n-1",
            estimate_usd=Decimal(0),
        )
        session.library.runs.update(
            number,
            status=RunStatus.SUCCEEDED,
            started=BEGIN,
            ended=BEGIN + timedelta(seconds=seconds),
        )


def test_the_pace_of_the_last_run_like_it_is_the_estimate(accepted: Session, version: int) -> None:
    insert_finished(accepted, version, epochs=10, seconds=140)
    guess = estimate_run(accepted, version, "local", "rehearsal-tiny", Hyperparameters(epochs=20))
    assert guess.seconds == pytest.approx(280)


def test_a_slower_computer_takes_longer(
    accepted: Session, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "measure_slowness", lambda: 1.0)
    quiet = estimate_run(accepted, version, "local", "rehearsal-tiny").seconds
    monkeypatch.setattr(rehearsal, "measure_slowness", lambda: 4.0)
    assert quiet and estimate_run(accepted, version, "local", "rehearsal-tiny").seconds == 4 * quiet


def test_nobody_knows_how_long_a_provider_takes_before_it_trained(
    accepted: Session, version: int
) -> None:
    model = "gpt-4o-mini-2024-07-18"
    assert estimate_run(accepted, version, "openai", model).seconds is None
