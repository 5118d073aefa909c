"""What is missing before a training on this computer is said with its size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.domain.errors import EngineError
from studio.providers import engine_setup
from studio.providers.base_models import CARD, find_base_model
from studio.providers.engine_setup import STAMP
from studio.providers.hub_models import Hub
from studio.providers.local_setup import describe_size, is_done, run

SMOL = "smollm2-135m-instruct"


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STUDIO_ENGINE_ENV", str(tmp_path / "env"))
    return tmp_path / "env"


def test_the_libraries_and_the_weights_are_both_said(tmp_path: Path, env: Path) -> None:
    assert not is_done(tmp_path, "")
    assert "GB" in describe_size(tmp_path, "") and "93 MB" not in describe_size(tmp_path, "")
    assert "GB" in describe_size(tmp_path, SMOL) and "93 MB" in describe_size(tmp_path, SMOL)


def test_the_size_of_a_model_of_the_hub_is_said_as_well(
    tmp_path: Path, env: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    env.mkdir()
    (env / STAMP).write_text(engine_setup._compute_fingerprint())
    model = "Qwen/Qwen3-0.6B"
    assert not is_done(tmp_path, model) and "1504 MB" in describe_size(tmp_path, model)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(EngineError, match=r"Qwen/Qwen3-0\.6B can't be fetched"):
        list(run(tmp_path, model))
    snapshot = Hub().folder(model) / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (snapshot / "model.safetensors").touch()
    assert is_done(tmp_path, model)
    assert not is_done(tmp_path, "any/other")
    assert "Hugging Face hub" in describe_size(tmp_path, "any/other")
    assert is_done(tmp_path, "/models/any/other") and is_done(tmp_path, "ft:any/other:studio::1")


def test_weights_of_a_model_are_missing_until_they_are_fetched(tmp_path: Path, env: Path) -> None:
    env.mkdir()
    (env / STAMP).write_text(engine_setup._compute_fingerprint())
    assert is_done(tmp_path, "") and is_done(tmp_path, "rehearsal-tiny")
    assert not is_done(tmp_path, SMOL)
    assert describe_size(tmp_path, SMOL).startswith("SmolLM2")
    folder = tmp_path / "engine" / "models" / SMOL
    folder.mkdir(parents=True)
    model = find_base_model(SMOL)
    assert model
    (folder / CARD).write_text(json.dumps({"sha256": model.sha256}))
    assert is_done(tmp_path, SMOL) and describe_size(tmp_path, SMOL) == ""
