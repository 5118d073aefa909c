"""Models on this computer, through a step of the engine's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.domain.errors import EngineError
from studio.providers.local_models import list_models, remove_model, save_model


def test_models_are_listed_and_removed_without_the_trainers_libraries(tmp_path: Path) -> None:
    folder = tmp_path / "engine" / "models" / "smol"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(bytes(100))
    (folder / "studio-model.json").write_text(json.dumps({"licence": "Apache-2.0"}))
    found = {model.id: model for model in list_models(tmp_path)}
    assert found["smol"].bytes > 100 and found["smol"].licence == "Apache-2.0"
    assert not found["rehearsal-tiny"].removable
    assert remove_model(tmp_path, "smol") > 100
    with pytest.raises(EngineError, match="can't be removed: The model smol is not on"):
        remove_model(tmp_path, "smol")


def test_nothing_is_saved_without_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_ENGINE_ENV", str(tmp_path / "env"))
    with pytest.raises(EngineError, match="not set up"):
        list(save_model(tmp_path, "rehearsal-tiny", tmp_path / "out", ["f16"], ""))
