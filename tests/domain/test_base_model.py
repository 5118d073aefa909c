"""The table of open models: sizes, licences, and where each comes from."""

from __future__ import annotations

import re

from studio.domain.base_model import read_base_models
from studio.resources import RESOURCES

MODELS = read_base_models((RESOURCES / "models.toml").read_text(encoding="utf-8"))


def test_each_model_says_its_size_and_its_licence() -> None:
    assert MODELS
    for model in MODELS:
        assert model.download > 0 and model.disk > 0 and model.parameters > 0, model.name
        assert model.licence and model.note and model.languages, model.name


def test_each_model_has_one_place_that_it_comes_from() -> None:
    for model in MODELS:
        assert bool(model.hub) != model.pinned, model.name
        if model.pinned:
            assert re.fullmatch(r"[0-9a-f]{64}", model.sha256) and model.member, model.name


def test_the_table_names_no_registry() -> None:
    table = (RESOURCES / "models.toml").read_text(encoding="utf-8")
    assert "http" not in table
