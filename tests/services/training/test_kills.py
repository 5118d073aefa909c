"""A program that is killed while it starts a training: one job at most, no file and no money left."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.domain.run import RunStatus
from studio.domain.work import finish
from studio.services.session import Session
from studio.services.training.follow import follow_run, list_unfinished
from studio.services.training.queue import run_queue
from tests.services.provider_server import MODEL, Fault, Handler, ProviderServer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
UPLOAD, CREATE = ("POST", "/files"), ("POST", "/fine_tuning/jobs")


def hang(reached: threading.Event, *, acting: bool) -> Fault:
    """Takes the request, does what was asked for or not, and never replies."""

    def reply(handler: Handler, act: Callable[[], None]) -> None:
        if acting:
            act()
        reached.set()
        handler.connection.settimeout(20)
        handler.connection.recv(1)  # until the other side is gone
        handler.close_connection = True

    return reply


@pytest.mark.parametrize("acting", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("route", [UPLOAD, CREATE], ids=["upload", "create"])
def test_a_killed_program_leaves_one_job_at_most_and_nothing_lying(
    desk: Session, version: int, server: ProviderServer, route: tuple[str, str], acting: bool
) -> None:
    library, settings = desk.library.path, desk.settings
    desk.library.close()  # one writer a library: the killed one
    reached = threading.Event()
    server.faults[route] = [hang(reached, acting=acting)]
    words = ["train", library, "--version", version, "--endpoint", "custom", "--model", MODEL]
    process = subprocess.Popen(
        [sys.executable, "-m", "studio", *map(str, words), "--agree"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    assert reached.wait(60)
    process.kill()
    process.wait()
    with Session.open(library) as session:
        session.settings = settings
        (run,) = list_unfinished(session)
        finish(follow_run(session, run.id))
        run = session.library.runs.get(run.id)
        if route == CREATE and acting:
            assert run.status is RunStatus.SUCCEEDED and len(server.files) == 2
        else:
            assert run.status in (RunStatus.FAILED, RunStatus.MISSING)
            assert (server.jobs, server.files) == ({}, {})
        assert server.asked[CREATE] == (route == CREATE)
        assert len(server.jobs) <= 1
        assert session.person_ledger.reserved() == 0
        assert list_unfinished(session) == []


@pytest.mark.parametrize("acting", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("route", [UPLOAD, CREATE], ids=["upload", "create"])
def test_a_queue_that_is_killed_starts_nothing_twice(
    desk: Session, version: int, server: ProviderServer, route: tuple[str, str], acting: bool
) -> None:
    library, settings = desk.library.path, desk.settings
    desk.library.close()
    reached = threading.Event()
    server.faults[route] = [hang(reached, acting=acting)]
    words = ["sweep", library, "--version", version, "--endpoint", "custom", "--model", MODEL]
    process = subprocess.Popen(
        [sys.executable, "-m", "studio", *map(str, words), "--epochs", "1,2", "--wait", "--agree"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    assert reached.wait(60)
    process.kill()
    process.wait()
    with Session.open(library) as session:
        session.settings = settings
        for run in list_unfinished(session):
            finish(follow_run(session, run.id))
        finish(run_queue(session))
        runs = session.library.runs.list()
        epochs = sorted(
            run.hyperparameters.epochs or 0 for run in runs if run.status is RunStatus.SUCCEEDED
        )
        # What was never ordered waits in its place; what may have been is looked for, not repeated.
        lost = route == CREATE and not acting
        assert epochs == ([2] if lost else [1, 2])
        assert len(server.jobs) == len(epochs)
        assert session.person_ledger.reserved() == 0 and list_unfinished(session) == []
