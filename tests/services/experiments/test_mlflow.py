"""MLflow's files: a folder a run, with its parameters and curves, that other programs read."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from studio.services.experiments.mlflow import describe_opening, write_mlflow
from studio.services.session import Session
from tests.services.experiments.test_experiments import compare_run, frozen, make_run

__all__ = ["frozen"]

PYTHON = os.environ.get("STUDIO_MLFLOW_PYTHON", "")
"""A Python that has MLflow, which is no part of what the studio needs."""
READER = Path(__file__).with_name("read_mlflow.py")


def list_runs(folder: Path) -> list[Path]:
    return [meta.parent for meta in folder.glob("*/*/meta.yaml")]


def test_a_run_is_a_folder_with_its_settings_and_its_curve(frozen: Session, tmp_path: Path) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.6]), wins=14, losses=1)
    assert write_mlflow(frozen, tmp_path / "mlruns").value == 1
    (place,) = list_runs(tmp_path / "mlruns")
    meta = yaml.safe_load((place / "meta.yaml").read_text(encoding="utf-8"))
    assert (meta["run_id"], meta["status"], meta["run_name"]) == (place.name, 3, "run 1")
    assert meta["experiment_id"] == place.parent.name and len(place.parent.name) == 18
    assert (place / "params" / "epochs").read_text() == "2"
    lines = (place / "metrics" / "full_valid_loss").read_text().splitlines()
    assert [line.split()[1:] for line in lines] == [["2.0", "1"], ["1.6", "2"]]
    assert (place / "metrics" / "win_rate").read_text().split()[1].startswith("0.93")
    assert (place / "tags" / "outcome").read_text() == "better"
    assert "proven better" in (place / "tags" / "mlflow.note.content").read_text(encoding="utf-8")


def test_a_run_without_a_curve_has_every_folder_that_mlflow_asks_for(
    frozen: Session, tmp_path: Path
) -> None:
    make_run(frozen, [])
    write_mlflow(frozen, tmp_path)
    (place,) = list_runs(tmp_path)
    assert {path.name for path in place.iterdir()} == {
        *("meta.yaml", "params", "metrics", "tags", "artifacts")
    }


def test_writing_again_makes_no_second_run(frozen: Session, tmp_path: Path) -> None:
    make_run(frozen, [2.0])
    for _ in range(2):
        write_mlflow(frozen, tmp_path)
    assert len(list_runs(tmp_path)) == 1


def test_how_it_is_opened_can_be_typed_as_it_stands() -> None:
    _line, migrate, show = describe_opening(Path("my runs")).splitlines()
    assert shlex.split(migrate)[:4] == ["mlflow", "migrate-filestore", "--source", "my runs"]
    assert show.endswith("sqlite:///mlflow.db")


def ask_mlflow(*words: str | Path) -> str:
    """What MLflow's Python prints."""
    environment = os.environ | {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_DISABLE_TELEMETRY": "1"}
    done = subprocess.run(
        [PYTHON, *map(str, words)], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON, reason="STUDIO_MLFLOW_PYTHON names no Python that has MLflow")
def test_mlflow_itself_reads_them_as_files_and_in_its_database(
    frozen: Session, tmp_path: Path
) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.6]), wins=1, losses=14)
    store, database = tmp_path / "mlruns", f"sqlite:///{tmp_path / 'mlflow.db'}"
    write_mlflow(frozen, store)
    as_files = json.loads(ask_mlflow(READER, store.as_uri()))["runs"]
    (run,) = as_files
    assert run["curves"]["worse_than_base"] == [[0, 1.0]]
    assert (run["experiment"], run["name"], run["status"]) == ("mentor", "run 1", "FINISHED")
    assert run["params"]["epochs"] == "2" and run["artifacts"] == ["summary.json"]
    assert run["curves"]["full_valid_loss"] == [[1, 2.0], [2, 1.6]]
    assert (
        run["tags"]["outcome"] == "worse" and "proven worse" in run["tags"]["mlflow.note.content"]
    )
    ask_mlflow("-m", "mlflow", "migrate-filestore", "--source", store, "--target", database)
    assert json.loads(ask_mlflow(READER, database))["runs"] == as_files
