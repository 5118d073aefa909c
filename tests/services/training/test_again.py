"""A run without a model is ordered once more with one press, after a last look for its job."""

from __future__ import annotations

import contextlib

import pytest

from studio.domain.errors import CuratorError, StudioError
from studio.domain.run import Hyperparameters, RunStatus
from studio.domain.work import finish
from studio.services.session import Session
from studio.services.training.again import can_start_again, start_again
from studio.services.training.follow import follow_run, pause_run, resume_run
from studio.services.training.start import start_run
from tests.services.provider_server import MODEL, ProviderServer, failed, lose, status

CREATE = ("POST", "/fine_tuning/jobs")


def test_a_run_that_only_waits_is_started_again_with_one_press(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [lose(acting=False)]
    wishes = Hyperparameters(epochs=2, learning_rate_multiplier=0.5)
    with contextlib.suppress(StudioError):
        finish(start_run(desk, version, "custom", MODEL, wishes, seed=5, suffix="desk"))
    first = desk.library.runs.get(1)
    assert first.status is RunStatus.UNCERTAIN and can_start_again(first)
    number = finish(start_again(desk, 1)).value
    assert desk.library.runs.get(1).status is RunStatus.MISSING
    second = desk.library.runs.get(number)
    assert (second.hyperparameters, second.seed, second.suffix) == (wishes, 5, "desk")
    assert len(server.jobs) == 1 and len(server.files) == 2


def test_a_job_that_turns_up_when_it_is_started_again_is_taken(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [lose(acting=True)]
    server.hidden = 2
    with contextlib.suppress(StudioError):
        finish(start_run(desk, version, "custom", MODEL))
    assert finish(start_again(desk, 1)).value == 1
    assert len(server.jobs) == 1 and len(desk.library.runs.list()) == 1


@pytest.mark.slow
def test_what_failed_can_be_started_again_and_what_succeeded_can_not(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [failed("no room")]
    finish(start_run(desk, version, "custom", MODEL))
    finish(follow_run(desk, 1))
    number = finish(start_again(desk, 1)).value
    assert number == 2
    server.script = [{"status": "succeeded", "fine_tuned_model": "ft:m", "error": None}]
    finish(follow_run(desk, 2))
    with pytest.raises(CuratorError, match="already made its model"):
        finish(start_again(desk, 2))


@pytest.mark.slow
def test_a_job_is_paused_and_goes_on_where_the_provider_can(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [{"status": "running"}]
    finish(start_run(desk, version, "custom", MODEL))
    pause_run(desk, 1)
    assert desk.library.runs.get(1).status is RunStatus.PAUSED
    resume_run(desk, 1)
    assert desk.library.runs.get(1).status is RunStatus.RUNNING
    server.lasting[("POST", "/fine_tuning/jobs/ID/pause")] = status(500)
    with pytest.raises(StudioError, match="500"):
        pause_run(desk, 1)
