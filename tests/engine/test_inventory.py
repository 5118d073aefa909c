"""Models on the disk: with their size, and taken away where nothing needs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.engine.errors import JobFault
from studio.engine.home import Home
from studio.engine.inventory import list_models, remove_model
from studio.engine.job_queue import forget_progress

SMOL = "smollm2-135m-instruct"
TUNED = f"ft:{SMOL}:studio:mentor:11111111"
FURTHER = f"ft:{SMOL}:studio:mentor:22222222"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    home = Home(tmp_path / "engine")
    home.make()
    base = home.models / SMOL
    base.mkdir()
    (base / "model.safetensors").write_bytes(bytes(1000))
    card = {"title": "SmolLM2", "licence": "Apache-2.0", "sha256": "x"}
    (base / "studio-model.json").write_text(json.dumps(card))
    return home


def add_job(home: Home, id: str, name: str, model: str, status: str = "succeeded") -> None:
    folder = home.jobs / id
    (folder / "final").mkdir(parents=True)
    (folder / "final" / "adapter_model.safetensors").write_bytes(bytes(50))
    job = {
        "model": model,
        "status": status,
        "fine_tuned_model": name,
        "finished_at": 1_800_000_000,
        "_tuned_name": name,
        "_mode": "lora",
    }
    (folder / "job.json").write_text(json.dumps(job))


def test_each_model_has_its_size_and_the_licence_of_its_base(home: Home) -> None:
    add_job(home, "ftjob-1", TUNED, SMOL)
    models = {model["id"]: model for model in list_models(home)}
    assert list(models) == ["rehearsal-tiny", SMOL, TUNED]
    assert models[SMOL]["bytes"] > 1000 and models[SMOL]["licence"] == "Apache-2.0"
    tuned = models[TUNED]
    assert (tuned["kind"], tuned["bytes"], tuned["licence"]) == ("tuned", 50, "Apache-2.0")
    assert tuned["base"] == SMOL


def test_a_model_is_removed_and_its_history_stays(home: Home) -> None:
    add_job(home, "ftjob-1", TUNED, SMOL)
    assert remove_model(home, TUNED) == 50
    assert TUNED not in [model["id"] for model in list_models(home)]
    assert (home.jobs / "ftjob-1" / "job.json").exists()


def test_what_another_model_needs_is_not_removed(home: Home) -> None:
    add_job(home, "ftjob-1", TUNED, SMOL)
    add_job(home, "ftjob-2", FURTHER, TUNED)
    for needed in (SMOL, TUNED):
        with pytest.raises(JobFault, match="remove that one first"):
            remove_model(home, needed)
    for id in (FURTHER, TUNED, SMOL):
        remove_model(home, id)
    assert [model["id"] for model in list_models(home)] == ["rehearsal-tiny"]


def test_what_is_being_trained_and_what_is_not_there_are_left(home: Home) -> None:
    add_job(home, "ftjob-1", TUNED, SMOL, status="running")
    with pytest.raises(JobFault, match="just being trained"):
        remove_model(home, SMOL)
    with pytest.raises(JobFault, match="made anew"):
        remove_model(home, "rehearsal-tiny")
    with pytest.raises(JobFault, match="not on this computer"):
        remove_model(home, "../../jobs/ftjob-1")


def test_a_training_that_succeeded_keeps_its_models_and_not_what_going_on_needs(
    tmp_path: Path,
) -> None:
    checkpoint = tmp_path / "ckpt" / "checkpoint-4"
    checkpoint.mkdir(parents=True)
    for name in ("adapter_model.safetensors", "optimizer.pt", "trainer_state.json"):
        (checkpoint / name).touch()
    forget_progress(tmp_path)
    assert sorted(file.name for file in checkpoint.iterdir()) == [
        "adapter_model.safetensors",
        "trainer_state.json",
    ]


def test_a_model_of_the_hub_is_listed_where_it_is_known(home: Home, tmp_path: Path) -> None:
    for name in ("models--Qwen--Qwen3-0.6B", "models--else--where"):
        (tmp_path / "hub" / "hub" / name).mkdir(parents=True)
        (tmp_path / "hub" / "hub" / name / "weights").write_bytes(bytes(7))
    hub = [model for model in list_models(home) if model["kind"] == "hub"]
    assert [(model["id"], model["bytes"]) for model in hub] == [("Qwen/Qwen3-0.6B", 7)]
    assert remove_model(home, "Qwen/Qwen3-0.6B") == 7
    assert (tmp_path / "hub" / "hub" / "models--else--where").exists()
