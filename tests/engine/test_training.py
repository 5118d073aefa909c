"""Training that is cancelled, killed, begun anew, and done on open weights."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import openai
import pytest

from studio.providers.local_engine import LocalEngine
from tests.engine.driving import training_rows, upload, wait_for, wait_for_end

pytestmark = pytest.mark.engine
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


def workers_of(pid: int) -> list[int]:
    """The training processes of an engine."""
    children = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        children += [int(child) for child in task.read_text().split()]
    return children


def engine_pid(home: Path) -> int:
    return int(json.loads((home / "engine.json").read_text())["pid"])


def start(client: openai.OpenAI, **asked: Any) -> Any:
    file = upload(client, training_rows(24))
    return client.fine_tuning.jobs.create(
        **{"model": "rehearsal-tiny", "training_file": file, **asked}
    )


@linux
def test_a_cancelled_job_makes_way_for_the_next_and_a_killed_one_says_so(
    client: openai.OpenAI, engine_home: Path
) -> None:
    first, second = start(client), start(client)
    wait_for(lambda: workers_of(engine_pid(engine_home)))
    assert client.fine_tuning.jobs.cancel(first.id).status == "cancelled"
    with pytest.raises(openai.BadRequestError):
        client.fine_tuning.jobs.cancel(first.id)

    def second_runs() -> list[int]:
        running = client.fine_tuning.jobs.retrieve(second.id).status == "running"
        return workers_of(engine_pid(engine_home)) if running else []

    os.kill(wait_for(second_runs)[0], signal.SIGKILL)
    ended = wait_for_end(client, second.id)
    assert (ended.status, ended.error.code) == ("failed", "worker_died")
    assert client.fine_tuning.jobs.retrieve(first.id).status == "cancelled"


@linux
def test_a_killed_engine_leaves_no_process_and_goes_on_at_the_next_start(
    engine_env: Path, tmp_path: Path
) -> None:
    local = LocalEngine(tmp_path, engine_env)
    address = local.ensure_running()
    with openai.OpenAI(base_url=address.base_url, api_key=address.key) as client:
        job = start(client, hyperparameters={"n_epochs": 12})
        wait_for(lambda: client.fine_tuning.jobs.checkpoints.list(job.id).data)
    pid = engine_pid(tmp_path)
    workers = workers_of(pid)
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not any(Path(f"/proc/{worker}/exe").exists() for worker in workers))

    address = local.ensure_running()
    with openai.OpenAI(base_url=address.base_url, api_key=address.key) as client:
        ended = wait_for_end(client, job.id)
        events = list(client.fine_tuning.jobs.list_events(job.id, limit=100))
    local.stop()
    assert ended.status == "succeeded"
    assert any("resumed" in event.message for event in events)
    steps = [event.data["step"] for event in events if event.type == "metrics"]
    assert steps == list(range(72, 0, -1))


def test_open_weights_from_a_folder_learn_by_lora(
    client: openai.OpenAI, engine_home: Path, trained: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "Tiny Model"
    shutil.copytree(engine_home / "jobs" / trained.id / "final", folder)
    job = start(client, model=str(folder), hyperparameters={"n_epochs": 2})
    job = wait_for_end(client, job.id)
    assert job.status == "succeeded", job.error
    assert job.fine_tuned_model.startswith("ft:Tiny-Model:studio:")
    files = [file.name for file in (engine_home / "jobs" / job.id / "final").iterdir()]
    assert "adapter_model.safetensors" in files
    answer = client.chat.completions.create(
        model=job.fine_tuned_model, messages=[{"role": "user", "content": "How?"}], max_tokens=5
    )
    assert answer.usage.completion_tokens > 0


def test_only_what_should_be_learned_is_labelled(labelling: subprocess.Popen[str]) -> None:
    output, _ = labelling.communicate()
    expected = [["First.<|im_end|>\n", "Second.<|im_end|>\n"], [3], [3]]
    assert json.loads(output) == {"marked": expected, "plain": expected}
