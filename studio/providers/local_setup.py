"""What the local engine needs before it trains a model: its libraries, and the model's weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from studio.i18n import _
from studio.providers import base_models, engine_setup, hub_models
from studio.providers.engine_setup import find_environment, is_installed
from studio.providers.hub_models import Hub


def home_of(data: Path) -> Path:
    """The engine's folder in the studio's data folder."""
    return data / "engine"


def is_done(data: Path, model: str) -> bool:
    """Whether nothing is missing: neither the libraries nor the weights of the model."""
    return is_installed(find_environment(data)) and not _is_missing(data, model)


def run(data: Path, model: str) -> Iterator[str]:
    """Install and fetch what is missing, telling each step in a line; raises EngineError."""
    env = find_environment(data)
    yield from engine_setup.install(env)
    base = base_models.find_base_model(model)
    # After the libraries: unpacking needs them.
    if not _is_missing(data, model):
        return
    if base and base.pinned:
        yield from base_models.fetch(base, env, home_of(data))
    else:
        yield from hub_models.fetch_from_hub(base.hub if base else model, Hub())


def describe_size(data: Path, model: str) -> str:
    """What would be downloaded, with its size, before it is."""
    parts = []
    if not is_installed(find_environment(data)):
        parts.append(engine_setup.describe_size())
    base = base_models.find_base_model(model)
    if _is_missing(data, model):
        unknown = _("{model} from the Hugging Face hub, often several GB").format(model=model)
        parts.append(base_models.describe_fetch(base) if base else unknown)
    return "; ".join(parts)


def _is_missing(data: Path, model: str) -> bool:
    base = base_models.find_base_model(model)
    if base and base.pinned:
        return not base_models.is_fetched(base, home_of(data))
    id = base.hub if base else model
    return hub_models.is_hub_id(id) and not hub_models.is_there(id, Hub())
