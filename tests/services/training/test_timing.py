"""Time and memory of a training on this computer, from what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.domain.errors import CuratorError
from studio.domain.pace import Pace
from studio.domain.run import Hyperparameters
from studio.domain.work import finish
from studio.providers.table import PROVIDERS
from studio.services.session import Session
from studio.services.settings.settings import data_folder
from studio.services.training.estimate import estimate_run, find_endpoint
from studio.services.training.timing import describe_memory, measure_pace

SMOL = "smollm2-135m-instruct"


def keep(pace: Pace) -> None:
    folder: Path = data_folder() / "engine" / "paces"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pace.json").write_text(json.dumps(pace.record()))


def test_a_pace_that_was_measured_says_the_time_at_once(accepted: Session, version: int) -> None:
    guess = estimate_run(accepted, version, "local", SMOL, Hyperparameters(epochs=2))
    assert guess.seconds is None and guess.measurable
    keep(Pace(SMOL, "cpu", "float32", start=5, token=0.01, step=0, memory=10**9))
    guess = estimate_run(accepted, version, "local", SMOL, Hyperparameters(epochs=2))
    tokens = accepted.library.versions.get(version)
    looked_at = tokens.validation_tokens * 0.35
    assert guess.seconds == pytest.approx(
        5 + 2 * 0.01 * (tokens.train_tokens + looked_at), rel=0.01
    )
    assert (guess.memory, guess.measurable) == (10**9, False)


def test_more_memory_than_there_is_speaks_against_a_run(accepted: Session, version: int) -> None:
    keep(Pace(SMOL, "cpu", "float32", memory=10**15))
    assert "GB of memory" in estimate_run(accepted, version, "local", SMOL).warning
    assert describe_memory(None, PROVIDERS["engine"].timing) == ""


def test_time_elsewhere_can_not_be_measured(accepted: Session, version: int) -> None:
    with pytest.raises(CuratorError, match="How long"):
        finish(measure_pace(accepted, version, "openai", "gpt-4o-mini-2024-07-18"))


def test_a_model_is_looked_for_where_it_can_be_trained(accepted: Session) -> None:
    assert find_endpoint(accepted, SMOL) == "local"
    assert find_endpoint(accepted, "/models/my own") == "local"
    assert find_endpoint(accepted, "gpt-4o-mini-2024-07-18") == "openai"
    assert find_endpoint(accepted, "abacus-1") == ""
