"""The table of faults: whatever a provider does, never a second job, never a file left lying."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from studio.domain.errors import CuratorError, EndpointError, EngineError, KeyRefused, StudioError
from studio.domain.run import Metric, Run, RunStatus
from studio.domain.work import Change, Piece, finish
from studio.providers import streaming
from studio.providers.base import Trainer
from studio.providers.table import PROVIDERS
from studio.services.session import Session
from studio.services.training import follow as follow_module
from studio.services.training import job_state, time_left
from studio.services.training.follow import (
    cancel_run,
    follow_run,
    list_unfinished,
)
from studio.services.training.job_state import in_hand
from studio.services.training.order import Order
from studio.services.training.queue import enqueue
from studio.services.training.start import start_run
from studio.services.training.time_left import estimate_time_left
from tests.services.provider_server import (
    MODEL,
    Handler,
    ProviderServer,
    failed,
    lose,
    say,
    status,
    succeeded,
)

CREATE, LIST = ("POST", "/fine_tuning/jobs"), ("GET", "/fine_tuning/jobs")
STATE = ("GET", "/fine_tuning/jobs/ID")
EVENTS, CHECKPOINTS = (
    ("GET", "/fine_tuning/jobs/ID/events"),
    (
        "GET",
        "/fine_tuning/jobs/ID/checkpoints",
    ),
)
UPLOAD, DELETE = ("POST", "/files"), ("DELETE", "/files/ID")


def train(desk: Session, version: int, **wishes: object) -> Run:
    """Start a training; the run, whether or not starting it failed."""
    with contextlib.suppress(StudioError):
        finish(start_run(desk, version, "custom", MODEL, **wishes))  # type: ignore[arg-type]
    return desk.library.runs.list()[0]


def watch(desk: Session, run: Run) -> Run:
    finish(follow_run(desk, run.id))
    return desk.library.runs.get(run.id)


def train_one(session: Session, version: int) -> object:
    return finish(start_run(session, version, "custom", MODEL))


def enqueue_one(session: Session, version: int) -> object:
    return finish(enqueue(session, [Order(version, "custom", MODEL)]))


# ---- creating


@pytest.mark.parametrize("code", [400, 401, 403, 404, 422, 429])
def test_a_refused_job_fails_the_run_and_its_files_are_deleted(
    desk: Session, version: int, server: ProviderServer, code: int
) -> None:
    server.faults[CREATE] = [status(code)]
    run = train(desk, version)
    assert run.status is RunStatus.FAILED
    assert f"scripted {code}" in run.error
    assert (server.jobs, server.files) == ({}, {})
    assert server.asked[CREATE] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [lose(acting=True), say("<html>", acting=True), say("{}", acting=True)]
    + [status(code, acting=True) for code in (400, 403, 408, 409, 429, 500, 502, 504)],
)
def test_a_job_that_was_made_is_found_whatever_the_reply_said(
    desk: Session, version: int, server: ProviderServer, fault: Callable[..., None]
) -> None:
    server.faults[CREATE] = [fault]
    run = train(desk, version)
    assert run.job == "ftjob-1"
    assert watch(desk, run).status is RunStatus.SUCCEEDED
    assert (server.asked[CREATE], len(server.jobs)) == (1, 1)


@pytest.mark.parametrize(
    "fault", [lose(acting=False), status(408), status(409), status(500), status(503), say("{")]
)
def test_while_nobody_knows_the_run_may_exist_and_no_second_is_started(
    desk: Session, version: int, server: ProviderServer, fault: Callable[..., None]
) -> None:
    server.faults[CREATE] = [fault]
    with pytest.raises(EndpointError, match=r"Run 1 may exist.*Watch run 1.*don't start it again"):
        finish(start_run(desk, version, "custom", MODEL))
    (run,) = desk.library.runs.list()
    assert run.status is RunStatus.UNCERTAIN
    assert "Watch run 1" in run.error
    with pytest.raises(CuratorError, match=r"watch run 1 first.*Nothing was sent"):
        finish(start_run(desk, version, "custom", MODEL))
    assert server.asked[CREATE] == 1


def test_a_job_that_shows_late_in_the_list_is_found(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [lose(acting=True)]
    server.hidden = 6  # starting looks twice, each look of the watch twice
    run = train(desk, version)
    assert run.status is RunStatus.UNCERTAIN
    assert watch(desk, run).status is RunStatus.SUCCEEDED
    assert len(server.jobs) == 1


def test_a_job_that_is_never_listed_is_called_missing_after_several_looks(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [lose(acting=False)]
    run = watch(desk, train(desk, version))
    assert run.status is RunStatus.MISSING
    assert "asked 5 times" in run.error
    assert server.files == {}
    assert list_unfinished(desk) == []


def test_a_missing_job_that_a_list_shows_after_all_is_followed(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [lose(acting=True)]
    server.hidden = 100
    run = watch(desk, train(desk, version))
    assert run.status is RunStatus.MISSING
    server.hidden = 0
    assert watch(desk, run).status is RunStatus.SUCCEEDED


def test_a_search_that_fails_says_which_run_to_watch(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [lose(acting=True)]
    server.lasting[LIST] = status(400)
    run = train(desk, version)
    with pytest.raises(EndpointError, match=r"Watch run 1 to find out; don't start it again"):
        watch(desk, run)
    assert desk.library.runs.get(run.id).status is RunStatus.UNCERTAIN
    del server.lasting[LIST]
    assert watch(desk, run).status is RunStatus.SUCCEEDED


# ---- files


def test_files_of_a_run_that_never_got_to_a_job_are_deleted(
    desk: Session, version: int, server: ProviderServer
) -> None:
    train_reply = server.faults[UPLOAD] = [status(500, acting=True)]
    run = train(desk, version)
    assert train_reply == []
    assert run.status is RunStatus.FAILED
    assert (server.files, server.jobs) == ({}, {})


def test_a_file_whose_reply_was_lost_is_found_by_its_name_and_deleted(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[UPLOAD] = [lose(acting=True)]
    assert train(desk, version).status is RunStatus.FAILED
    assert server.files == {}


def test_what_could_not_be_deleted_is_deleted_at_the_next_start(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [status(400)]
    server.lasting[DELETE] = status(400)
    run = train(desk, version)
    assert len(server.files) == 2
    server.lasting.clear()
    assert [unfinished.id for unfinished in list_unfinished(desk)] == [run.id]
    watch(desk, run)
    assert server.files == {}
    assert list_unfinished(desk) == []


def test_a_program_that_ended_while_uploading_leaves_nothing(
    desk: Session, version: int, server: ProviderServer
) -> None:
    job = start_run(desk, version, "custom", MODEL)
    next(progress for progress in job if isinstance(progress, Piece))
    run = desk.library.runs.list()[0]
    server.add_file(f"{run.nonce[:16]}-half.jsonl", b"{}")
    with desk.library.transaction():
        desk.library.runs.update(run.id, training_file=f"name:{run.nonce[:16]}-half.jsonl")
    in_hand.clear()  # as in the next process
    assert watch(desk, run).status is RunStatus.FAILED
    assert server.files == {}
    job.close()


def test_what_a_program_that_ended_had_set_aside_is_free_at_the_next_start(
    desk: Session, version: int, server: ProviderServer
) -> None:
    job = start_run(desk, version, "custom", MODEL)
    next(progress for progress in job if isinstance(progress, Piece))
    with pytest.raises(CuratorError, match="just being started"):
        watch(desk, desk.library.runs.list()[0])
    assert desk.person_ledger.reserved() > 0
    in_hand.clear()
    second = train(desk, version)
    assert desk.library.runs.get(1).status is RunStatus.FAILED
    assert desk.person_ledger.reserved() == second.estimate_usd
    job.close()


def test_files_of_a_job_stay(desk: Session, version: int, server: ProviderServer) -> None:
    watch(desk, train(desk, version))
    assert len(server.files) == 2


# ---- following


OPTIONAL = [status(404), status(500), status(429), say("nonsense"), lose(acting=False)]


@pytest.mark.slow
@pytest.mark.parametrize("route", [EVENTS, CHECKPOINTS], ids=["events", "checkpoints"])
@pytest.mark.parametrize("fault", OPTIONAL, ids=["404", "500", "429", "nonsense", "silence"])
def test_a_job_that_succeeded_is_finished_and_booked_whatever_its_parts_answer(
    desk: Session,
    version: int,
    server: ProviderServer,
    route: tuple[str, str],
    fault: Callable[..., None],
) -> None:
    server.lasting[route] = fault
    server.script = [{"status": "running"}, succeeded()]
    run = watch(desk, train(desk, version))
    assert run.status is RunStatus.SUCCEEDED
    assert run.cost_usd is not None and run.cost_usd > 0


@pytest.mark.slow
@pytest.mark.parametrize("fault", [status(400), status(429), status(500), say("no")])
def test_a_state_that_can_not_be_had_now_is_asked_for_again(
    desk: Session, version: int, server: ProviderServer, fault: Callable[..., None]
) -> None:
    server.faults[STATE] = [fault] * 4  # the client itself asks three times
    assert watch(desk, train(desk, version)).status is RunStatus.SUCCEEDED


@pytest.mark.parametrize(("code", "kind"), [(401, KeyRefused), (404, EndpointError)])
def test_a_wrong_key_and_an_unknown_job_end_the_watch_but_not_the_run(
    desk: Session, version: int, server: ProviderServer, code: int, kind: type[StudioError]
) -> None:
    run = train(desk, version)
    server.lasting[STATE] = status(code)
    with pytest.raises(kind, match="the training goes on at the provider"):
        watch(desk, run)
    assert not desk.library.runs.get(run.id).status.ended
    server.lasting.clear()
    assert watch(desk, run).status is RunStatus.SUCCEEDED


@pytest.mark.slow
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"status": "expired", "finished_at": 1_790_000_000}, RunStatus.FAILED),
        ({"status": "expired"}, RunStatus.FAILED),
        ({"status": None, "finished_at": 1_790_000_000}, RunStatus.FAILED),
        ({"status": "finito", "finished_at": 1_790_000_000}, RunStatus.FAILED),
        ({**succeeded(), "status": None, "finished_at": 1_790_000_000}, RunStatus.SUCCEEDED),
        ({"status": "completed", "fine_tuned_model": "ft:m"}, RunStatus.SUCCEEDED),
    ],
)
def test_an_end_under_another_name_is_an_end(
    desk: Session,
    version: int,
    server: ProviderServer,
    state: dict[str, object],
    expected: RunStatus,
) -> None:
    server.script = [{"status": "running"}, state]
    run = watch(desk, train(desk, version))
    assert run.status is expected
    assert run.error if expected is RunStatus.FAILED else True


def test_a_state_nobody_knows_is_said_while_it_is_followed(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [{"status": "pondering"}, succeeded()]
    run = train(desk, version)
    lines = [progress.line for progress in follow_run(desk, run.id)]
    assert any("“pondering”" in line for line in lines)


def test_a_run_that_nothing_is_heard_of_is_said_to_be_silent(
    desk: Session, version: int, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is watched all the same: it ends as soon as the provider says so."""
    server.script = [{"status": "running"}, {"status": "running"}, succeeded()]
    run = train(desk, version)
    job = follow_run(desk, run.id)
    assert "Nothing was heard" not in next(job).line
    later = datetime.now(UTC) + timedelta(hours=30)
    monkeypatch.setattr(follow_module, "now", lambda: later)
    lines = [progress.line for progress in job]
    assert any("for 30 hours, though custom says that it is running" in line for line in lines)
    assert desk.library.runs.get(run.id).status is RunStatus.SUCCEEDED


def test_an_engine_that_is_held_up_ends_no_watch(
    desk: Session, version: int, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A computer that wakes, or is busy: it does not answer, and none can be started beside it."""
    run = train(desk, version)
    server.faults[STATE] = [status(500), status(500), status(500)]
    real, stuck = desk.trainer, [1]

    def connect(*arguments: Any) -> Trainer:
        if server.asked[STATE] and stuck:
            stuck.pop()
            raise EngineError("The local engine did not answer.")
        return real(*arguments)

    monkeypatch.setattr(desk, "trainer", connect)
    finish(follow_run(desk, run.id))
    assert desk.library.runs.get(run.id).status is RunStatus.SUCCEEDED and not stuck


def test_a_clock_that_was_set_back_takes_nothing_with_it(
    desk: Session, version: int, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends before it began, by this computer's clock; it is paid once and not late."""
    server.script = [{"status": "running"}, succeeded()]
    run = train(desk, version)
    job = follow_run(desk, run.id)
    next(job)
    earlier = datetime.now(UTC) - timedelta(days=40)
    for module in (follow_module, job_state, time_left):
        monkeypatch.setattr(module, "now", lambda: earlier)
    running = desk.library.runs.get(run.id)
    metric = Metric(3, total_steps=9)
    assert estimate_time_left(replace(running, metrics=(metric,))) is None
    for _progress in job:
        pass
    ended = desk.library.runs.get(run.id)
    assert ended.status is RunStatus.SUCCEEDED and ended.cost_usd
    assert len(desk.library.ledger.list()) == 1 and desk.person_ledger.reserved() == 0


@pytest.mark.parametrize("step", ["Uploading", "Creating the job"])
def test_a_run_that_is_cancelled_while_its_files_go_up_is_not_ordered(
    desk: Session, version: int, server: ProviderServer, step: str
) -> None:
    """As the window does beside the job that starts it: nobody pays for what they cancelled."""
    job = start_run(desk, version, "custom", MODEL)
    while next(job).line != step:
        pass
    cancel_run(desk, 1)
    with pytest.raises(CuratorError, match="cancelled before its job was created"):
        finish(job)
    assert server.asked[CREATE] == 0 and server.files == {}
    assert desk.library.runs.get(1).status is RunStatus.CANCELLED
    assert desk.person_ledger.reserved() == 0


def test_a_list_that_never_ends_is_left(
    desk: Session, version: int, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its events are no part of a run: it ends without them."""
    monkeypatch.setattr(streaming, "MOST_PAGES", 5)

    def page(handler: Handler, _act: Callable[[], object]) -> None:
        number = server.asked[EVENTS]
        row = {"id": f"e{number}", "created_at": 1, "message": "on and on", "level": "info"}
        handler.reply({"object": "list", "data": [row], "has_more": True})

    server.lasting[EVENTS] = page
    assert watch(desk, train(desk, version)).status is RunStatus.SUCCEEDED
    assert server.asked[EVENTS] == 5


@pytest.mark.parametrize("act", [enqueue_one, train_one])
def test_a_second_window_at_the_library_orders_nothing(
    desk: Session, version: int, server: ProviderServer, act: Callable[[Session, int], object]
) -> None:
    """It may read; what would be paid has to stand in the library first, and can't."""
    with (
        Session.open(desk.library.path, read_only=True) as second,
        pytest.raises(StudioError),
    ):
        act(second, version)
    assert server.asked == {} and desk.person_ledger.reserved() == 0
    assert desk.library.runs.list() == []


def test_the_reason_of_a_failed_job_is_kept(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [failed("Training file has 7 examples")]
    run = watch(desk, train(desk, version))
    assert run.status is RunStatus.FAILED
    assert "Training file has 7 examples" in run.error


def test_a_run_that_is_cancelled_asks_the_provider(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [{"status": "running"}]
    run = train(desk, version)
    assert cancel_run(desk, run.id).changes.touches(Change.RUNS, Change.LEDGER)
    assert desk.library.runs.get(run.id).status is RunStatus.CANCELLED
    assert server.jobs["ftjob-1"]["status"] == "cancelled"


@pytest.fixture
def plain_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that neither stops trainings nor tells of them."""
    provider = PROVIDERS["openai"]
    few = replace(
        provider.capabilities, cancels=False, keeps_checkpoints=False, reports_metrics=False
    )
    monkeypatch.setitem(PROVIDERS, "openai", replace(provider, capabilities=few))


def test_a_provider_is_asked_only_for_what_it_knows(
    desk: Session, version: int, server: ProviderServer, plain_place: None
) -> None:
    server.script = [{"status": "running"}, succeeded()]
    run = train(desk, version)
    with pytest.raises(CuratorError, match="can't be told to stop"):
        cancel_run(desk, run.id)
    assert watch(desk, run).status is RunStatus.SUCCEEDED
    assert server.asked[EVENTS] == server.asked[CHECKPOINTS] == 0
