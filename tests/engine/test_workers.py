"""One job trained by several processes: how they are started, and the proof on two of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.engine import workers
from studio.engine.home import read_lines
from studio.engine.processes import build_environment
from studio.engine.workers import (
    add_studio_path,
    build_worker_command,
    choose_workers,
    count_cards,
    is_first,
)
from studio.providers.engine_process import python_of

PROOF = "STUDIO_TWO_PROCESSES"


REAL = {"mode": "lora", "batch_size": 4}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, str]]:
    """A computer with so many cards, of which PyTorch can use so many."""

    def build(cards: int, usable: int | None = None, **more: str) -> dict[str, str]:
        listing = "".join(f"echo 'GPU {n}: NVIDIA A100 (UUID: GPU-{n})'\n" for n in range(cards))
        for name, lines in (("nvidia-smi", listing), ("python", f"echo {usable or 0}\n")):
            program = tmp_path / name
            program.write_text(f"#!/bin/sh\n{lines}")
            program.chmod(0o755)
        monkeypatch.setattr(workers.sys, "executable", str(tmp_path / "python"))
        return {"PATH": str(tmp_path), **more}

    return build


def test_one_process_trains_unless_there_are_several_cards(
    machine: Callable[..., dict[str, str]],
) -> None:
    assert choose_workers(REAL, {"PATH": ""}) == 1
    assert choose_workers(REAL, machine(1)) == 1
    assert choose_workers(REAL, machine(4, usable=4)) == 4
    assert choose_workers(REAL, machine(4, usable=0)) == 1, "PyTorch was built for the processor"
    assert choose_workers({**REAL, "mode": "rehearsal"}, machine(4, usable=4)) == 1


def test_a_step_stays_what_was_ordered(machine: Callable[..., dict[str, str]]) -> None:
    variables = machine(8, usable=8)
    counts = [
        choose_workers({**REAL, "batch_size": batch}, variables) for batch in (1, 4, 6, 7, 32)
    ]
    assert counts == [1, 4, 6, 7, 8]
    assert choose_workers({**REAL, "batch_size": 9}, variables) == 3


@pytest.mark.parametrize(
    ("wishes", "count"),
    [
        ({"graphics_cards": "2"}, 2),
        ({"graphics_cards": "0"}, 4),
        ({"device": "cpu"}, 1),
        ({"workers": "2", "device": "cpu"}, 2),
        ({"workers": "many"}, 4),
    ],
)
def test_the_curator_may_want_fewer(
    machine: Callable[..., dict[str, str]], wishes: dict[str, str], count: int
) -> None:
    assert choose_workers({**REAL, "wishes": wishes}, machine(4, usable=4)) == count


@pytest.mark.parametrize(
    ("visible", "cards"),
    [("0,1", 2), ("3", 1), ("", 0), ("-1", 0), ("0,-1,1", 1), ("GPU-ab,GPU-cd", 2)],
)
def test_cards_that_were_hidden_are_not_counted(
    machine: Callable[..., dict[str, str]], visible: str, cards: int
) -> None:
    assert count_cards(machine(4, CUDA_VISIBLE_DEVICES=visible)) == cards


def test_several_processes_are_started_by_torchrun(monkeypatch: pytest.MonkeyPatch) -> None:
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
