"""The table of failures: every request of every step × whatever can happen to it.

Whatever happens, once the provider is well again nothing is lost and nothing is doubled: one job at
most, a job that was made is followed to its end, no file and no money is left, and what is said is
one line that holds no key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from studio.domain.errors import StudioError
from studio.domain.run import Endpoint, RunStatus
from studio.domain.work import finish
from studio.providers import openai_compatible
from studio.providers.openai_compatible import OpenAICompatible
from studio.providers.table import PROVIDERS
from studio.services.session import Session
from studio.services.training import job_state, search
from studio.services.training.follow import cancel_run, follow_run, list_unfinished
from studio.services.training.start import start_run
from tests.services.provider_server import (
    MODEL,
    Fault,
    Handler,
    ProviderServer,
    hang,
    lose,
    rename_states,
    say,
    status,
    succeeded,
    trickle,
)

KEY = "sk-desk-0123456789"
JOBS, JOB = "/fine_tuning/jobs", "/fine_tuning/jobs/ID"
UPLOAD, FILE, DELETE = ("POST", "/files"), ("GET", "/files/ID"), ("DELETE", "/files/ID")
CREATE, LIST, STATE = ("POST", JOBS), ("GET", JOBS), ("GET", JOB)
EVENTS, CHECKPOINTS = ("GET", f"{JOB}/events"), ("GET", f"{JOB}/checkpoints")
CANCEL = ("POST", f"{JOB}/cancel")
STEPS = {
    "upload": UPLOAD,
    "file": FILE,
    "create": CREATE,
    "find": LIST,
    "state": STATE,
    "events": EVENTS,
    "checkpoints": CHECKPOINTS,
    "cancel": CANCEL,
    "delete": DELETE,
}
"""To add one: the request of a step; the test says how the program is brought to it."""

ERROR = '{"error": {"message": "the quota is used up", "code": "insufficient_quota"}}'

FAULTS: dict[str, Callable[[], Fault]] = {
    "timeout": lambda: hang(acting=False),
    "timeout after it was done": lambda: hang(acting=True),
    "reset": lambda: lose(acting=False),
    "reset after it was done": lambda: lose(acting=True),
    "429": lambda: status(429),
    "500": lambda: status(500),
    "500 after it was done": lambda: status(500, acting=True),
    "401": lambda: status(401),
    "403": lambda: status(403),
    "404": lambda: status(404),
    "malformed": lambda: say('{"id": ', acting=True),
    "no object": lambda: say("[1]", acting=True),
    "error in 200": lambda: say(ERROR),
    "error in 200 after it was done": lambda: say(ERROR, acting=True),
    "slow body": lambda: trickle(acting=True),
    "unknown state": lambda: rename_states("pondering"),
    "null state": lambda: rename_states(None),
    "clock change": lambda: status(500),
}
"""To add one: what the server does instead of replying; a request of each step meets it."""

EVERYDAY = {
    ("create", "reset after it was done"),
    ("upload", "500 after it was done"),
    ("state", "unknown state"),
    ("create", "error in 200 after it was done"),
}
CASES = [
    pytest.param(
        step,
        fault,
        id=f"{step}-{fault}",
        marks=() if (step, fault) in EVERYDAY else pytest.mark.slow,
    )
    for step in STEPS
    for fault in FAULTS
]


@pytest.fixture
def brisk(desk: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A desk whose client gives up soon: a silence is felt within a second."""

    def connect(endpoint: Endpoint, key: str, _data: object) -> OpenAICompatible:
        return OpenAICompatible(endpoint.base_url, key, timeout=0.8, retries=1, poll=0.01)

    monkeypatch.setattr(openai_compatible, "UPLOAD_SECONDS", 0.8)
    monkeypatch.setattr(search, "LOOK_PAUSES", (0.001,) * 3)
    monkeypatch.setitem(PROVIDERS, "openai", replace(PROVIDERS["openai"], connect=connect))
    yield desk


def once(server: ProviderServer, fault: Fault, monkeypatch: pytest.MonkeyPatch | None) -> Fault:
    """The fault, and with it the clock set back by forty days where that is to be tried."""

    def reply(handler: Handler, act: Callable[[], object]) -> None:
        if monkeypatch is not None:
            real = job_state.now
            monkeypatch.setattr(job_state, "now", lambda: real() - timedelta(days=40))
        fault(handler, act)

    return reply


def bring_to(step: str, server: ProviderServer) -> None:
    """Let happen what makes the program take this step."""
    server.file_status = "uploaded" if step == "file" else "processed"
    server.script = [{"status": "running"}, succeeded()]
    if step == "find":
        server.faults[CREATE] = [lose(acting=True)]
    if step == "delete":
        server.faults[CREATE] = [status(400)]


@pytest.mark.parametrize(("step", "name"), CASES)
def test_nothing_is_lost_and_nothing_is_doubled(
    brisk: Session,
    version: int,
    server: ProviderServer,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    name: str,
) -> None:
    bring_to(step, server)
    clock = monkeypatch if name == "clock change" else None
    # The client itself asks twice where asking again is safe: both times the fault is there.
    route = STEPS[step]
    fault = FAULTS[name]()
    if (step, name) == ("delete", "404"):
        fault = status(404, acting=True)  # the word for what is gone: one that lies is no provider
    server.faults.setdefault(route, []).extend([once(server, fault, clock)] * 2)
    lines: list[str] = []

    def attempt(work: Callable[[], object]) -> None:
        try:
            work()
        except StudioError as error:
            lines.append(str(error))

    attempt(lambda: finish(start_run(brisk, version, "custom", MODEL)))
    if step == "cancel":
        attempt(lambda: cancel_run(brisk, 1))
    for _try in range(4):  # what is under way is picked up, as at the next starts of the program
        for run in list_unfinished(brisk):
            attempt(lambda run=run: finish(follow_run(brisk, run.id)))  # type: ignore[misc]
    assert server.asked[route] >= 1, "the step was never taken"
    server.faults.clear()
    for run in list_unfinished(brisk):
        attempt(lambda run=run: finish(follow_run(brisk, run.id)))  # type: ignore[misc]
    check_books(brisk, server)
    for line in [*lines, *(run.error for run in brisk.library.runs.list())]:
        assert "\n" not in line and KEY not in line
    assert all(lines)


def check_books(desk: Session, server: ProviderServer) -> None:
    """One job at most, each made one has its run, and neither file nor money is left over."""
    (run,) = desk.library.runs.list()
    assert server.asked[CREATE] <= 1 and len(server.jobs) <= 1
    if server.jobs:
        assert run.job == next(iter(server.jobs))
        assert run.status in (RunStatus.SUCCEEDED, RunStatus.CANCELLED)
        assert (run.cost_usd is not None) and len(desk.library.ledger.list()) <= 1
    else:
        assert run.status in (RunStatus.FAILED, RunStatus.MISSING) and run.error
        assert server.files == {} and not run.cost_usd
    assert desk.person_ledger.reserved() == 0
    assert list_unfinished(desk) == []
    with contextlib.suppress(StudioError):  # and the way is free for the next one
        finish(start_run(desk, run.version, "custom", MODEL))
    assert len(desk.library.runs.list()) == 2
