"""Drafting by a model from the command line, also where the program is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.domain.run import Endpoint
from studio.services.settings.settings import Settings
from tests.cli.conftest import Desk
from tests.http_server import PlayedServer
from tests.services import model_server
from tests.services.drafting.conftest import BOOK
from tests.services.model_server import KEY, MODEL, ModelServer

ROOT = Path(__file__).resolve().parents[2]
ASK = ("--method", "model", "--endpoint", "desk", "--model", MODEL)


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with PlayedServer() as playing:
        yield ModelServer(playing)


@pytest.fixture
def stocked(
    desk: Desk, model: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    monkeypatch.setenv("DESK_KEY", KEY)
    settings = Settings()
    settings.save_endpoint(Endpoint("desk", model.base_url, key_env="DESK_KEY"))
    settings.set("target_tokens", 40)
    settings.set("max_tokens", 60)
    (tmp_path / "steps.txt").write_text(BOOK, encoding="utf-8")
    desk("ingest", desk.library, tmp_path / "steps.txt")
    return desk


def value(outcome: tuple[int, object]) -> Any:
    status, said = outcome
    assert status == 0
    return said


def test_drafts_by_a_model_have_the_keys_that_others_rely_on(
    stocked: Desk, model: ModelServer
) -> None:
    told = value(stocked("draft", stocked.library, *ASK, "--limit", "2", "--estimate"))
    assert told["requests"] == 2 and 0 < told["usd"] < told["most_usd"]
    assert sum(model.asked.values()) == 0
    model.script = [model_server.refuse(400, "flagged")]
    made = value(stocked("draft", stocked.library, *ASK, "--limit", "2", "--candidates", "1"))
    assert {"pairs", "skipped", "failed", "tokens", "cost"} <= set(made)
    assert (made["pairs"], len(made["failed"])) == (1, 1) and made["cost"] > 0
    (job,) = value(stocked("jobs", stocked.library))
    assert job["requests"] == {"answered": 1, "failed": 1} and job["state"] == "ended"
    again = value(stocked("jobs", stocked.library, "--job", job["job"], "--retry"))
    assert again["pairs"] == 1 and again["requests"] == {"answered": 2}


def test_questions_are_suggested_and_what_can_not_be_asked_is_refused(
    stocked: Desk, model: ModelServer
) -> None:
    stocked("draft", stocked.library, *ASK, "--limit", "1")
    row = {"kind": "why", "question": "Why begin small?", "answer": "", "evidence": []}
    model.script = [model_server.say_json({"questions": [row]})]
    where = ("--where", "all", *ASK[2:])
    made = value(stocked("suggest", stocked.library, *where, "--kinds", "why"))
    assert (made["pairs"], made["suggestions"]) == (0, 1)
    assert "kind" in stocked.refused("suggest", stocked.library, *where, "--kinds", "song")
    assert "batches" in stocked.refused(
        "suggest", stocked.library, *where, "--kinds", "why", "--batch"
    )
    assert "Choose an endpoint" in stocked.refused("draft", stocked.library, "--method", "model")


def start(desk: Desk) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "studio", "draft", desk.library, *ASK],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
@pytest.mark.parametrize("answered", [0, 1, 3])
def test_killed_in_the_middle_nothing_is_lost_and_nothing_asked_twice(
    stocked: Desk, model: ModelServer, answered: int
) -> None:
    passages = value(stocked("passages", stocked.library, "--status", "new"))
    model.seconds = 0.4
    child = start(stocked)
    end = time.monotonic() + 60
    while sum(model.asked.values()) <= answered and time.monotonic() < end:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    time.sleep(0.6)
    model.seconds = 0.0
    asked = dict(model.asked)
    assert asked
    kept = len(value(stocked("pairs", stocked.library)))
    made = value(stocked("draft", stocked.library, *ASK))
    assert set(model.asked.values()) == {1}, "a passage was asked about twice"
    states = [job["requests"] for job in value(stocked("jobs", stocked.library))]
    lost = sum(requests.get("lost", 0) for requests in states)
    assert kept + made["pairs"] + lost == len(passages)
    assert kept + lost == len(asked)
    # What was lost is asked again when the curator says so, and only then.
    for job in value(stocked("jobs", stocked.library)):
        stocked("jobs", stocked.library, "--job", job["job"], "--retry", "--lost")
    assert len(value(stocked("pairs", stocked.library))) == len(passages)
