"""What the local engine needs before it trains a model: its libraries, and the model's weights."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from studio.providers import base_models, engine_setup
from studio.providers.engine_setup import find_environment, is_installed


def home_of(data: Path) -> Path:
    """The engine's folder in the studio's data folder."""
    return data / "engine"


def is_done(data: Path, model: str) -> bool:
    """Whether nothing is missing. A model that no table knows is fetched by the engine unseen."""
    return is_installed(find_environment(data)) and not _is_missing(data, model)


def run(data: Path, model: str) -> Iterator[str]:
    """Install and fetch what is missing, telling each step in a line; raises EngineError."""
    env = find_environment(data)
    yield from engine_setup.install(env)
    base = base_models.find_base_model(model)
    # One of the hub is fetched by the engine itself, once its size was agreed to.
    if base and base.pinned and _is_missing(data, model):
        yield from base_models.fetch(base, env, home_of(data))


def describe_size(data: Path, model: str) -> str:
    """What would be downloaded, with its size, before it is."""
    parts = []
    if not is_installed(find_environment(data)):
        parts.append(engine_setup.describe_size())
    base = base_models.find_base_model(model)
    if base and _is_missing(data, model):
        parts.append(base_models.describe_fetch(base))
    return "; ".join(parts)


def _is_missing(data: Path, model: str) -> bool:
    base = base_models.find_base_model(model)
    if base is None:
        return False
    if base.pinned:
        return not base_models.is_fetched(base, home_of(data))
    return not any(find_hub_folder(base.hub).glob("snapshots/*/*.safetensors"))


def find_hub_folder(id: str, variables: Mapping[str, str] = os.environ) -> Path:
    """Where all programs of this computer keep a model of the hub."""
    home = Path(variables.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    cache = Path(variables.get("HF_HUB_CACHE") or home / "hub")
    return cache / f"models--{id.replace('/', '--')}"
