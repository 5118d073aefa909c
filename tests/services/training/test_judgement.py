"""A curve is told in words: by heart, still learning, or level."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from studio.domain.run import Hyperparameters, Metric, Run, RunStatus
from studio.services.training.judgement import judge_curve


def run_of(losses: list[float], status: RunStatus = RunStatus.SUCCEEDED) -> Run:
    metrics = tuple(
        Metric(step, 1.0, full_valid_loss=loss, total_steps=len(losses))
        for step, loss in enumerate(losses, 1)
    )
    epochs = Hyperparameters(epochs=len(losses))
    now = datetime.now(UTC)
    return Run(1, 1, "openai", "m", epochs, None, "", "n", status, now, metrics=metrics)


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([1.0, 0.7, 0.9], "lowest at epoch 2"),
        ([1.0, 0.8, 0.6], "still falling"),
        ([1.0, 0.7, 0.7], "levelled out"),
        ([1.0], ""),
        ([], ""),
        ([1.0, float("nan")], ""),
    ],
)
def test_what_a_curve_says(losses: list[float], words: str) -> None:
    sentence = judge_curve(run_of(losses))
    assert words in sentence and bool(words) == bool(sentence)


def test_while_it_trains_only_a_rise_is_said() -> None:
    assert judge_curve(run_of([1.0, 0.8, 0.6], RunStatus.RUNNING)) == ""
    assert "by heart" in judge_curve(run_of([1.0, 0.6, 0.8], RunStatus.RUNNING))
