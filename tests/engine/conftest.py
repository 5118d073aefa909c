"""A real engine in its own environment, driven by the openai client as any endpoint would be."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from studio.providers.engine_process import ROOT, python_of
from studio.providers.engine_setup import (
    find_environment,
    is_installed,
)
from studio.providers.local_engine import LocalEngine
from tests.engine.driving import training_rows, upload, wait_for_end


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A real engine loads PyTorch and trains: tests that start one belong to the slow stage."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "engine_env" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def engine_env() -> Path:
    env = find_environment()
    if not is_installed(env):
        pytest.skip(f"the engine's environment is not installed at {env}")
    return env


@pytest.fixture(scope="session")
def engine_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engine")


@pytest.fixture(scope="session")
def engine(engine_env: Path, engine_home: Path) -> Iterator[LocalEngine]:
    local = LocalEngine(engine_home, engine_env)
    local.ensure_running()
    yield local
    local.stop()


@pytest.fixture
def client(engine: LocalEngine) -> Iterator[openai.OpenAI]:
    address = engine.ensure_running()
    with openai.OpenAI(base_url=address.base_url, api_key=address.key, max_retries=0) as made:
        yield made


@pytest.fixture(scope="session")
def trained(engine: LocalEngine) -> Any:
    """A job that was trained to its end, once for all tests that look at it."""
    address = engine.ensure_running()
    with openai.OpenAI(base_url=address.base_url, api_key=address.key, max_retries=0) as client:
        job = client.fine_tuning.jobs.create(
            model="rehearsal-tiny",
            training_file=upload(client, training_rows(24)),
            validation_file=upload(client, training_rows(6, 24)),
            method={"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 10}}},
            suffix="Mentor",
            seed=7,
            metadata={"nonce": "n-1"},
        )
        return wait_for_end(client, job.id)


def says(role: str, content: str, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, **more}


LABELLED_ROWS = [
    [says("user", "One?"), says("assistant", "First.")],
    [
        says("user", "Two?"),
        says("assistant", "Ignore me.", weight=0),
        says("user", "Again?"),
        says("assistant", "Second."),
    ],
    [says("user", "?! " * 200), says("assistant", "Never reached.")],
]

LABELS = """
import json, sys
from studio.engine.encoding import Encoder
from studio.engine.rehearsal import make_tokenizer
from studio.engine.rows import Row
rows = [Row(n, tuple(m)) for n, m in enumerate(json.load(sys.stdin), 1)]
tokenizer = make_tokenizer(m["content"] for row in rows for m in row.messages)
out = {}
for name, template in (
    ("marked", tokenizer.chat_template),
    ("plain", tokenizer.chat_template.replace("{%- generation %}", "")
        .replace("{%- endgeneration %}", "")),
):
    tokenizer.chat_template = template
    made = Encoder(tokenizer, 120).encode(rows)
    learned = [[t for t in e["labels"] if t != -100] for e in made.examples]
    out[name] = [tokenizer.decode(t) for t in learned], made.truncated, made.empty
print(json.dumps(out))
"""


@pytest.fixture(scope="session")
def labelling(engine_env: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A process that works out the labels of a few rows, where the tokenizer's library is."""
    rows = tmp_path_factory.mktemp("labels") / "rows.json"
    rows.write_text(json.dumps(LABELLED_ROWS))
    with rows.open() as given:
        process = subprocess.Popen(
            [str(python_of(engine_env)), "-c", LABELS],
            stdin=given,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
        )
    with process:
        yield process
        process.kill()
