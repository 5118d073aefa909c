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
from tests.engine.driving import preference_rows, training_rows, upload, wait_for, wait_for_end

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


DPO = {"type": "dpo", "dpo": {"hyperparameters": {"n_epochs": 4, "beta": 0.1}}}


def prefer(client: openai.OpenAI, model: str) -> Any:
    job = client.fine_tuning.jobs.create(
        model=model,
        training_file=upload(client, preference_rows(24)),
        validation_file=upload(client, preference_rows(6)),
        method=DPO,
        suffix="taste",
    )
    assert (job.method.type, job.method.dpo.hyperparameters.beta) == ("dpo", 0.1)
    return wait_for_end(client, job.id)


def test_a_model_in_full_learns_what_is_preferred(client: openai.OpenAI, trained: Any) -> None:
    job = prefer(client, trained.fine_tuned_model)
    assert job.status == "succeeded", job.error
    assert job.fine_tuned_model.startswith("ft:rehearsal-tiny:studio:taste:"), "names don't nest"
    events = client.fine_tuning.jobs.list_events(job.id, limit=100)
    losses = [event.data["train_loss"] for event in events if event.type == "metrics"]
    assert losses[0] < losses[-1], "newest first: it fell"


def test_an_adapter_learns_what_is_preferred(
    client: openai.OpenAI, engine_home: Path, trained: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "open"
    shutil.copytree(engine_home / "jobs" / trained.id / "final", folder)
    job = prefer(client, str(folder))
    assert job.status == "succeeded", job.error
    answer = client.chat.completions.create(
        model=job.fine_tuned_model, messages=[{"role": "user", "content": "How?"}], max_tokens=5
    )
    assert answer.usage.completion_tokens > 0


def test_an_adapter_is_merged_before_the_next_one_is_trained(
    client: openai.OpenAI, engine_home: Path, trained: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "open"
    shutil.copytree(engine_home / "jobs" / trained.id / "final", folder)
    first = wait_for_end(client, start(client, model=str(folder), suffix="one").id)
    second = wait_for_end(client, start(client, model=first.fine_tuned_model, suffix="two").id)
    assert second.status == "succeeded", second.error
    assert second.fine_tuned_model.startswith("ft:open:studio:two:"), "names don't nest"
    spec = json.loads((engine_home / "jobs" / second.id / "spec.json").read_text())
    assert [step["kind"] for step in spec["chain"]] == ["folder", "adapter"]


def test_rows_that_are_cut_or_left_out_are_named_by_line(client: openai.OpenAI) -> None:
    long_question = {"role": "user", "content": "?! " * 3000}
    answer = {"role": "assistant", "content": "Never reached."}
    content = training_rows(12) + b"\n" + json.dumps({"messages": [long_question, answer]}).encode()
    job = client.fine_tuning.jobs.create(
        model="rehearsal-tiny",
        training_file=upload(client, content),
        hyperparameters={"n_epochs": 1},
    )
    assert wait_for_end(client, job.id).status == "succeeded"
    events = client.fine_tuning.jobs.list_events(job.id, limit=100)
    warnings = [event.message for event in events if event.level == "warn"]
    assert len(warnings) == 2 and all("(line 13)" in warning for warning in warnings)


def test_what_was_measured_is_kept_and_said_before_the_first_step(
    client: openai.OpenAI, engine_home: Path, trained: Any
) -> None:
    events = list(client.fine_tuning.jobs.list_events(trained.id, limit=100))
    said = [event.message for event in reversed(events)]
    outlook = next(line for line in said if line.startswith("This should take about"))
    assert said.index(outlook) < next(n for n, line in enumerate(said) if "Step 1/" in line)
    paces = [json.loads(file.read_bytes()) for file in (engine_home / "paces").iterdir()]
    assert "rehearsal-tiny" in [pace["model"] for pace in paces]
