"""What a trainer can get wrong in silence: tried where its libraries are."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import openai
import pytest

from studio.providers.engine_process import ROOT, python_of
from tests.engine.driving import training_rows, upload, wait_for_end

pytestmark = pytest.mark.engine

CHECKPOINTS = """
import json, pathlib, sys, torch
from safetensors.torch import save_file
from studio.engine.checkpoints import find_checkpoint
folder = pathlib.Path(sys.argv[1])
for step in (2, 4, 6):
    place = folder / f"checkpoint-{step}"
    place.mkdir()
    save_file({"a": torch.zeros(8)}, place / "model.safetensors")
    torch.save({"step": step}, place / "optimizer.pt")
    (place / "trainer_state.json").write_text("{}")
whole = folder / "checkpoint-6" / "model.safetensors"
whole.write_bytes(whole.read_bytes()[:-4])
(folder / "checkpoint-4" / "optimizer.pt").write_bytes(b"torn")
found = find_checkpoint(folder)
print(json.dumps([found.name, sorted(each.name for each in folder.iterdir())]))
"""


def run(engine_env: Path, code: str, *arguments: str) -> Any:
    done = subprocess.run(
        [str(python_of(engine_env)), "-c", code, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_torn_checkpoint_is_passed_over_for_the_one_before(
    engine_env: Path, tmp_path: Path
) -> None:
    assert run(engine_env, CHECKPOINTS, str(tmp_path)) == ["checkpoint-2", ["checkpoint-2"]]


def test_validation_stands_at_the_end_of_an_epoch_and_nowhere_else(
    client: openai.OpenAI, trained: Any
) -> None:
    events = client.fine_tuning.jobs.list_events(trained.id, limit=100)
    metrics = [event.data for event in events if event.type == "metrics"]
    measured = sorted(data["step"] for data in metrics if "full_valid_loss" in data)
    assert measured == list(range(6, 61, 6)), "24 rows, four a step, ten epochs"


def test_trained_tokens_are_those_of_the_rows_times_the_epochs(
    client: openai.OpenAI, trained: Any
) -> None:
    once = client.fine_tuning.jobs.create(
        model="rehearsal-tiny",
        training_file=trained.training_file,
        hyperparameters={"n_epochs": 1},
    )
    job = wait_for_end(client, once.id)
    assert job.trained_tokens and job.trained_tokens * 10 == trained.trained_tokens


def test_code_that_comes_with_a_model_is_never_run(client: openai.OpenAI, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text(
        json.dumps({"model_type": "own", "auto_map": {"AutoConfig": "code.Config"}})
    )
    (folder / "code.py").write_text(f"open({str(tmp_path / 'was-run')!r}, 'w').close()\n")
    (folder / "model.safetensors").write_bytes(b"\x02\x00\x00\x00\x00\x00\x00\x00{}")
    job = client.fine_tuning.jobs.create(
        model=str(folder), training_file=upload(client, training_rows(12))
    )
    ended = wait_for_end(client, job.id)
    assert ended.status == "failed" and ended.error.code == "model_not_loadable"
    assert "program code of its own" in ended.error.message and "bundle" in ended.error.message
    assert not (tmp_path / "was-run").exists()


def test_more_memory_than_there_is_is_said_before_the_start(
    engine_env: Path, tmp_path: Path
) -> None:
    code = """
import json
from studio.engine.errors import JobFault
from studio.engine.hardware import Wishes, look, plan_use
from studio.engine.memory import compute_need, read_shape
giant = read_shape({"hidden_size": 16384, "num_hidden_layers": 126, "num_attention_heads": 128,
                    "intermediate_size": 53248, "vocab_size": 128256})
try:
    plan_use(look(Wishes("cpu")), Wishes("cpu"), compute_need(giant, 2048))
except JobFault as fault:
    print(json.dumps(fault.error()))
"""
    error = run(engine_env, code)
    assert error["code"] == "not_enough_memory" and "GB of memory" in error["message"]
