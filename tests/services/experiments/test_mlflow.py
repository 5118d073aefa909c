"""MLflow's files: a folder a run, with its parameters and curves, that other programs read."""

from __future__ import annotations

from pathlib import Path

import yaml

from studio.services.experiments.mlflow import write_mlflow
from studio.services.session import Session
from tests.services.experiments.test_experiments import compare_run, frozen, make_run

__all__ = ["frozen"]


def test_a_run_is_a_folder_with_its_settings_and_its_curve(frozen: Session, tmp_path: Path) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.6]), wins=14, losses=1)
    assert write_mlflow(frozen, tmp_path / "mlruns").value == 1
    (place,) = [path for path in (tmp_path / "mlruns" / "1").iterdir() if path.is_dir()]
    meta = yaml.safe_load((place / "meta.yaml").read_text(encoding="utf-8"))
    assert (meta["run_id"], meta["status"], meta["run_name"]) == (place.name, 3, "run 1")
    assert (place / "params" / "epochs").read_text() == "2"
    lines = (place / "metrics" / "full_valid_loss").read_text().splitlines()
    assert [line.split()[1:] for line in lines] == [["2.0", "1"], ["1.6", "2"]]
    assert (place / "metrics" / "win_rate").read_text().split()[1].startswith("0.93")


def test_writing_again_makes_no_second_run(frozen: Session, tmp_path: Path) -> None:
    make_run(frozen, [2.0])
    for _ in range(2):
        write_mlflow(frozen, tmp_path)
    assert len([path for path in (tmp_path / "1").iterdir() if path.is_dir()]) == 1
