"""What was trained elsewhere comes back as a run, and nothing that could run code is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.domain.errors import CuratorError
from studio.domain.run import RunStatus
from studio.services.session import Session
from studio.services.training.bundle import write_bundle
from studio.services.training.bundle_results import read_results
from studio.services.training.judgement import judge_curve

LOG = [
    {"step": 1, "epoch": 1.0, "loss": 2.0},
    {"step": 1, "epoch": 1.0, "eval_loss": 1.8},
    {"step": 2, "epoch": 2.0, "loss": 1.0},
    {"step": 2, "epoch": 2.0, "eval_loss": 1.9, "eval_mean_token_accuracy": 0.4},
    {"step": 2, "train_runtime": 3.0},
]


@pytest.fixture
def folder(accepted: Session, version: int, tmp_path: Path) -> Path:
    write_bundle(accepted, version, tmp_path / "bundle", epochs=2)
    return tmp_path / "bundle"


def put_adapter(folder: Path, name: str = "adapter_model.safetensors") -> Path:
    outputs = folder / "outputs" / "axolotl"
    outputs.mkdir(parents=True, exist_ok=True)
    (outputs / name).write_bytes(b"weights")
    return outputs


def check(session: Session, folder: Path, steps: int) -> None:
    run = session.library.runs.get(read_results(session, folder).value)
    assert run.status is RunStatus.SUCCEEDED and run.cost_usd == 0
    assert Path(run.fine_tuned_model or "").is_dir()
    assert [metric.step for metric in run.metrics] == list(range(1, steps + 1))
    assert run.metrics[0].train_loss == 2.0
    assert run.metrics[1].full_valid_loss == 1.9
    assert "by heart" in judge_curve(run)


def test_a_trainers_state_becomes_a_curve(accepted: Session, folder: Path) -> None:
    outputs = put_adapter(folder)
    kept = outputs / "checkpoint-2"
    kept.mkdir()
    (kept / "trainer_state.json").write_text(json.dumps({"log_history": LOG, "max_steps": 2}))
    (kept / "adapter_model.safetensors").write_bytes(b"weights")
    check(accepted, folder, 2)
    (point,) = accepted.library.runs.get(1).checkpoints
    assert (point.step, point.valid_loss) == (2, 1.9)


@pytest.mark.slow
def test_llamafactorys_log_becomes_a_curve(accepted: Session, folder: Path) -> None:
    outputs = put_adapter(folder)
    lines = [
        {"current_steps": 1, "total_steps": 2, "loss": 2.0, "epoch": 1.0},
        {"current_steps": 1, "total_steps": 2, "eval_loss": 1.8, "epoch": 1.0},
        {"current_steps": 2, "total_steps": 2, "loss": 1.0, "epoch": 2.0},
        {"current_steps": 2, "total_steps": 2, "eval_loss": 1.9, "epoch": 2.0},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines) + '{"cut in the'
    (outputs / "trainer_log.jsonl").write_text(text)
    check(accepted, folder, 2)


def test_rows_that_were_changed_are_not_taken_for_the_version(
    accepted: Session, folder: Path
) -> None:
    put_adapter(folder)
    with (folder / "data" / "train.jsonl").open("a") as file:
        file.write("{}\n")
    with pytest.raises(CuratorError, match="no longer what was bundled"):
        read_results(accepted, folder)


def test_what_could_run_code_is_not_taken(accepted: Session, folder: Path) -> None:
    with pytest.raises(CuratorError, match=r"There is no adapter_model\.safetensors"):
        read_results(accepted, folder)
    put_adapter(folder, "adapter_model.bin")
    with pytest.raises(CuratorError, match="can run code"):
        read_results(accepted, folder)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "training": {"method": "magic"}}']
)
def test_what_is_no_manifest_is_one_clear_line(accepted: Session, folder: Path, text: str) -> None:
    put_adapter(folder)
    (folder / "manifest.json").write_text(text)
    with pytest.raises(CuratorError, match=r"is not a bundle|newer Passage Studio"):
        read_results(accepted, folder)


def test_a_folder_without_a_manifest_is_not_the_one(accepted: Session, tmp_path: Path) -> None:
    with pytest.raises(
        CuratorError, match=r"holds no manifest\.json\. Choose the folder"
    ) as caught:
        read_results(accepted, tmp_path)
    assert "Errno" not in str(caught.value)


@pytest.mark.slow
def test_a_bundle_of_another_library_is_refused(accepted: Session, folder: Path) -> None:
    put_adapter(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["version"]["hash"] = "another"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CuratorError, match="No version of this library"):
        read_results(accepted, folder)
    assert accepted.library.runs.list() == []
