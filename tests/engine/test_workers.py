"""One job trained by several processes: how they are started, and the proof on two of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from studio.engine.home import read_lines
from studio.engine.processes import build_environment
from studio.engine.workers import add_studio_path, build_worker_command, count_wanted, is_first
from studio.providers.engine_process import python_of

PROOF = "STUDIO_TWO_PROCESSES"


def test_one_process_trains_unless_more_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert count_wanted({}) == count_wanted({"workers": "many"}) == 1
    assert count_wanted({"workers": "2"}) == 2
    assert "torch.distributed.run" not in " ".join(build_worker_command(Path("/job"), 7))
    together = " ".join(build_worker_command(Path("/job"), 7, 2))
    assert "torch.distributed.run" in together and "--nproc-per-node 2" in together
    assert is_first()
    monkeypatch.setenv("RANK", "1")
    assert not is_first()


@pytest.mark.slow
@pytest.mark.engine
@pytest.mark.skipif(PROOF not in os.environ, reason=f"off unless {PROOF} is set: it takes a minute")
def test_two_processes_train_one_job(
    engine_env: Path, engine_home: Path, trained: Any, tmp_path: Path
) -> None:
    job, folder = engine_home / "jobs" / trained.id, tmp_path / "job"
    folder.mkdir()
    spec = json.loads((job / "spec.json").read_text())
    spec |= {"n_epochs": 2, "paces": str(tmp_path / "paces")}
    (folder / "spec.json").write_text(json.dumps(spec))
    # One fits the tokenizer, so that the two do not race for it.
    shutil.copytree(job / "tokenizer", folder / "tokenizer")
    command = [str(python_of(engine_env)), *build_worker_command(folder, 0, 2)[1:]]
    variables = add_studio_path(build_environment(os.environ, offline=True))
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads((folder / "result.json").read_text())
    assert result["error"] is None
    steps = [each["data"]["step"] for each in read_lines(folder / "events.jsonl") if each["data"]]
    assert steps == list(range(1, 13)), "six steps an epoch, each told once"
    assert (folder / "final" / "model.safetensors").is_file()
