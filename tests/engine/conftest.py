"""A real engine in its own environment, driven by the openai client as any endpoint would be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from studio.providers.local_engine import LocalEngine, engine_environment, is_installed
from tests.engine.driving import training_rows, upload, wait_for_end


@pytest.fixture(scope="session")
def engine_env() -> Path:
    env = engine_environment()
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
