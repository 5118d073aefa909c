"""A real open model: fetched, unpacked, trained, asked; and the same from a GGUF folder.

Its weights are looked for in the folder that ``STUDIO_REAL_MODELS`` names, where the engine of a
curator keeps them (``models/``); nothing is downloaded here.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import openai
import pytest

from studio.providers.engine_process import build_command, python_of, read_json
from tests.engine.driving import upload, wait_for_end

pytestmark = pytest.mark.engine
VARIABLE = "STUDIO_REAL_MODELS"
SMOL = "smollm2-135m-instruct"
ROWS = 12


@pytest.fixture(scope="session")
def smol(engine_home: Path, engine_env: Path) -> str:
    """The name of the model, once its weights stand in the engine's folder."""
    weights = Path(os.environ.get(VARIABLE, "")) / SMOL
    if VARIABLE not in os.environ or not (weights / "model.safetensors").is_file():
        pytest.skip(f"the weights of {SMOL} are not here: name their folder in {VARIABLE}")
    folder = engine_home / "models" / SMOL
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(weights, folder, dirs_exist_ok=True)
    return SMOL


def rows() -> bytes:
    lines = []
    for number in range(ROWS):
        messages = [
            {"role": "system", "content": "You are a mentor."},
            {"role": "user", "content": f"How do I keep promise number {number}?"},
            {"role": "assistant", "content": "Write it down, and do its first step today."},
        ]
        lines.append(json.dumps({"messages": messages}))
    return "\n".join(lines).encode()


def train(client: openai.OpenAI, model: str) -> Any:
    job = client.fine_tuning.jobs.create(
        model=model,
        training_file=upload(client, rows()),
        method={
            "type": "supervised",
            "supervised": {"hyperparameters": {"n_epochs": 2, "batch_size": 4}},
        },
        suffix="real",
    )
    return wait_for_end(client, job.id)


def ask(client: openai.OpenAI, model: str) -> str:
    reply = client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": "What is the capital of Japan?"}],
        temperature=0,
        max_tokens=12,
    )
    return str(reply.choices[0].message.content)


def test_it_is_listed_and_answers_in_english(client: openai.OpenAI, smol: str) -> None:
    assert smol in [model.id for model in client.models.list()]
    assert "Tokyo" in ask(client, smol)


def test_it_learns_and_says_how_long_that_takes(
    client: openai.OpenAI, engine_home: Path, smol: str
) -> None:
    job = train(client, smol)
    assert job.status == "succeeded", job.error
    assert job.fine_tuned_model.startswith(f"ft:{SMOL}:studio:real:")
    events = list(client.fine_tuning.jobs.list_events(job.id, limit=100))[::-1]
    losses = [event.data["train_loss"] for event in events if event.type == "metrics"]
    assert losses[-1] < losses[0]
    outlook = json.loads((engine_home / "jobs" / job.id / "outlook.json").read_text())
    steps = [event.created_at for event in events if event.type == "metrics"]
    took = steps[-1] - steps[0]
    # The first step is not in it; others may keep the computer busy meanwhile.
    assert took / 4 < outlook["seconds"] < max(4 * took, 60)
    assert ask(client, job.fine_tuned_model)


def test_a_gguf_folder_of_it_is_trained_as_well(
    client: openai.OpenAI, engine_home: Path, engine_env: Path, smol: str, tmp_path: Path
) -> None:
    saved = tmp_path / "saved"
    arguments = str(engine_home), smol, str(saved), "f16", ""
    read_json(build_command(python_of(engine_env), "studio.engine.exporting", *arguments), "{why}")
    folder = tmp_path / "packed"
    folder.mkdir()
    shutil.copy(saved / f"{SMOL}-f16.gguf", folder / "smol.gguf")
    assert "Tokyo" in ask(client, str(folder))
    job = train(client, str(folder))
    assert job.status == "succeeded", job.error
    assert len(list((engine_home / "unpacked").iterdir())) == 1, "it is unpacked once"
