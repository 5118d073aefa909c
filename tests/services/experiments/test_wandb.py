"""Files for Weights & Biases: a folder a run, and a script that sends what stands in it."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from studio.services.experiments.wandb import SCRIPT, write_wandb
from studio.services.session import Session
from tests.services.experiments.test_experiments import compare_run, frozen, make_run

__all__ = ["frozen"]


def read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def folder(frozen: Session, tmp_path: Path) -> Path:
    compare_run(frozen, make_run(frozen, [2.0, 1.6]), wins=1, losses=14)
    assert write_wandb(frozen, tmp_path / "wandb").value == 1
    return tmp_path / "wandb"


def test_a_run_is_a_folder_with_its_settings_its_curve_and_its_outcome(folder: Path) -> None:
    (about,) = read(folder / "run-1" / "run.json")
    assert (about["name"], about["project"]) == ("run 1", "mentor")
    assert "proven worse" in about["notes"]
    assert read(folder / "run-1" / "config.json")[0]["epochs"] == 2
    assert read(folder / "run-1" / "history.jsonl") == [
        {"_step": 1, "epoch": 1, "full_valid_loss": 2.0},
        {"_step": 2, "epoch": 2, "full_valid_loss": 1.6},
    ]
    assert read(folder / "run-1" / "summary.json")[0]["worse_than_base"] is True


def test_writing_again_keeps_the_runs_name_there(frozen: Session, folder: Path) -> None:
    before = (folder / "run-1" / "run.json").read_bytes()
    write_wandb(frozen, folder)
    assert (folder / "run-1" / "run.json").read_bytes() == before


def test_a_projects_name_has_no_letters_that_are_refused(frozen: Session, tmp_path: Path) -> None:
    make_run(frozen, [2.0])
    frozen.library.path = tmp_path / "what: 100%?.studio"
    write_wandb(frozen, tmp_path / "w")
    assert read(tmp_path / "w" / "run-1" / "run.json")[0]["project"] == "what- 100--"


class Sent:
    """Stands for the package: keeps what the script logs. That the real one (0.31) takes the same
    calls was tried by hand, offline; it is no part of what the studio needs."""

    def __init__(self) -> None:
        self.asked: dict[str, object] = {}
        self.lines: list[tuple[int, dict[str, object]]] = []
        self.summary: dict[str, object] = {}

    def init(self, **asked: object) -> Sent:
        self.asked = asked
        return self

    def __enter__(self) -> Sent:
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing is to be finished."""

    def log(self, values: dict[str, object], *, step: int) -> None:
        self.lines.append((step, values))


def test_the_script_sends_all_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Sent()
    monkeypatch.setitem(sys.modules, "wandb", SimpleNamespace(init=sent.init))
    monkeypatch.setattr(sys, "argv", [SCRIPT, "--offline"])
    runpy.run_path(str(folder / SCRIPT))
    assert (sent.asked["mode"], sent.asked["name"]) == ("offline", "run 1")
    assert sent.asked["config"]["model"] == "rehearsal-tiny"
    assert [step for step, _values in sent.lines] == [1, 2]
    assert sent.lines[1][1] == {"epoch": 2, "full_valid_loss": 1.6}
    assert sent.summary["outcome"] == "worse"
