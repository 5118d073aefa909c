"""Trainings from the command line: the budget holds what is under way, a watch says how it ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.pace import Pace
from studio.providers import engine_setup
from studio.providers.engine_setup import STAMP
from studio.services.settings.settings import data_folder
from tests.cli.conftest import Desk
from tests.services.provider_server import MODEL, ProviderServer, failed, lose, succeeded

TRAIN = ("--version", 1, "--endpoint", "custom", "--model", MODEL, "--agree")


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    playing = ProviderServer()
    yield playing
    playing.shutdown()
    playing.server_close()


@pytest.fixture
def frozen(
    desk: Desk, server: ProviderServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """A desk with a version of twelve rows and an endpoint ``custom``, whose limit is one run."""
    monkeypatch.setenv("DESK_KEY", "sk-desk")
    settings = {
        "monthly_budget_usd": 0.005,
        "epochs": 1,
        # As an earlier version of the studio wrote it.
        "endpoints": [
            {
                "name": "custom",
                "base_url": server.base_url,
                "trains": True,
                "key_env": "DESK_KEY",
                "style": "method",
            }
        ],
    }
    config = tmp_path / "config"
    config.mkdir(exist_ok=True)
    (config / "settings.json").write_text(json.dumps(settings))
    rows = tmp_path / "rows.jsonl"
    with rows.open("w") as file:
        for n in range(12):
            turns = [
                {"role": "user", "content": f"How do I take step {n}? " + "Say it plainly. " * 10},
                {"role": "assistant", "content": f"Take it on day {n}. " + "Then rest well. " * 12},
            ]
            file.write(json.dumps({"messages": turns}) + "\n")
    desk("import", desk.library, rows)
    desk("review", desk.library, "--accept", "--where", "all")
    desk("freeze", desk.library, "--validation", 0)
    return desk


def test_runs_in_flight_count_against_the_budget(frozen: Desk, server: ProviderServer) -> None:
    status, run = frozen("train", frozen.library, *TRAIN)
    assert (status, run["status"]) == (0, "queued")  # type: ignore[index]
    cost = run["estimate"]["usd"]  # type: ignore[index]
    assert 0.0025 < cost < 0.005
    for _again in range(2):
        assert "Nothing was sent" in frozen.refused("train", frozen.library, *TRAIN)
    assert len(server.jobs) == 1
    assert server.bodies[0]["method"]["supervised"]["hyperparameters"] == {"n_epochs": 1}
    _status, ledger = frozen("ledger", frozen.library)
    assert (ledger["reserved"], ledger["spent"]) == (cost, 0)  # type: ignore[index]
    server.script = [succeeded(trained_tokens=1_000)]
    assert frozen("run", frozen.library, 1, "--watch")[0] == 0
    _status, ledger = frozen("ledger", frozen.library)
    assert (ledger["reserved"], ledger["spent"]) == (0, 0.003)  # type: ignore[index]


def test_what_a_failed_run_had_set_aside_is_free_again(
    frozen: Desk, server: ProviderServer
) -> None:
    frozen("train", frozen.library, *TRAIN)
    server.script = [failed("Example 3 has no role")]
    status, run = frozen("run", frozen.library, 1, "--watch")
    assert (status, run["status"]) == (1, "failed")  # type: ignore[index]
    assert "Example 3 has no role" in frozen.messages
    assert frozen("train", frozen.library, *TRAIN)[0] == 0


def test_epochs_left_to_the_provider_are_quoted_by_its_rule(
    frozen: Desk, server: ProviderServer
) -> None:
    words = ("--version", 1, "--model", MODEL)
    assert frozen("quote", frozen.library, *words)[1]["epochs"] == 1  # type: ignore[index]
    _status, quote = frozen("quote", frozen.library, *words, "--epochs", "auto")
    assert quote["epochs"] == 8  # type: ignore[index]
    assert frozen("budget", 1)[0] == 0
    frozen("train", frozen.library, *TRAIN, "--epochs", "auto")
    assert server.bodies[-1]["method"] == {"type": "supervised", "supervised": {}}


def test_a_run_nobody_is_sure_of_is_watched_and_not_started_again(
    frozen: Desk, server: ProviderServer
) -> None:
    server.faults[("POST", "/fine_tuning/jobs")] = [lose(acting=True)]
    server.hidden = 2
    assert "Watch run 1" in frozen.refused("train", frozen.library, *TRAIN)
    assert "watch run 1 first" in frozen.refused("train", frozen.library, *TRAIN)
    assert frozen("run", frozen.library, 1, "--watch")[0] == 0
    assert len(server.jobs) == 1


def test_a_ledger_that_cannot_be_read_is_said(frozen) -> None:
    frozen("ledger", frozen.library)
    path = data_folder() / "ledger.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"garbage" * 999)
    assert "The ledger of what you spent" in frozen.refused("ledger", frozen.library)


def test_the_ledger_sets_what_was_thought_beside_what_was_paid(
    frozen: Desk, server: ProviderServer
) -> None:
    assert frozen("budget", 5)[0] == 0
    assert frozen("train", frozen.library, *TRAIN, "--wait")[0] == 0
    _code, ledger = frozen("ledger", frozen.library)
    (entry,) = ledger["entries"]
    assert entry["usd"] > 0 and entry["estimate"] > 0


def test_a_sweep_trains_each_and_names_the_best(frozen: Desk, server: ProviderServer) -> None:
    assert frozen("budget", 5)[0] == 0
    words = ["--endpoint", "custom", "--model", MODEL, "--epochs", "1,2", "--agree"]
    code, queued = frozen("sweep", frozen.library, "--version", 1, *words)
    assert (code, [run["status"] for run in queued["runs"]]) == (0, ["waiting", "waiting"])
    assert server.jobs == {}
    assert frozen("sweep", frozen.library, "--resume") == (0, [])
    _code, shown = frozen("sweep", frozen.library, "--show", 1)
    assert {run["status"] for run in shown["runs"]} == {"succeeded"} and len(server.jobs) == 2
    assert "with commas" in frozen.refused(
        "sweep", frozen.library, "--version", 1, "--epochs", "1;2"
    )


def test_training_a_folder_of_ones_own_here_costs_nothing(
    frozen: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_ENGINE_ENV", str(tmp_path / "no-engine-yet"))
    words = ("--version", 1, "--model", "/models/my own", "--epochs", 2)
    status, quote = frozen("quote", frozen.library, *words)
    assert status == 0 and isinstance(quote, dict)
    assert (quote["usd"], quote["seconds"], quote["memory"]) == (0, None, None)


def test_a_quote_of_what_can_not_be_measured_is_a_quote(
    frozen: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = tmp_path / "env"
    env.mkdir()
    (env / STAMP).write_text(engine_setup._compute_fingerprint())
    monkeypatch.setenv("STUDIO_ENGINE_ENV", str(env))
    words = ("--version", 1, "--model", "/models/my own", "--epochs", 2)
    status, quote = frozen("quote", frozen.library, *words)
    assert (status, quote["usd"], quote["seconds"]) == (0, 0, None)  # type: ignore[index]
    assert "can't be trained here" in frozen.messages


def test_a_quote_says_the_time_of_a_model_that_was_measured(frozen: Desk) -> None:
    folder = data_folder() / "engine" / "paces"
    folder.mkdir(parents=True)
    pace = Pace("smollm2-135m-instruct", "cpu", "float32", start=20, memory=10**9)
    (folder / "pace.json").write_text(json.dumps(pace.record()))
    words = ("--version", 1, "--model", "smollm2-135m-instruct", "--epochs", 2)
    _status, quote = frozen("quote", frozen.library, *words)
    assert quote["seconds"] > 20 and quote["memory"] == 10**9  # type: ignore[index]
