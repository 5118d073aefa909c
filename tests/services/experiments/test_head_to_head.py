"""Two runs held against each other: both and their base are asked what neither was trained on."""

from __future__ import annotations

import pytest

from studio.domain.errors import CuratorError
from studio.domain.work import finish
from studio.services.comparison import voting
from studio.services.experiments.difference import compare_experiments
from studio.services.experiments.head_to_head import compare_runs
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.comparison.conftest import model
from tests.services.experiments.test_experiments import frozen, make_run
from tests.services.scripted_model import Model

__all__ = ["frozen", "model"]


def test_both_and_their_base_answer_what_was_held_out(frozen: Session, model: Model) -> None:
    freezing.freeze(frozen, validation=0.4)
    make_run(frozen, [2.0], version=2), make_run(frozen, [1.9, 1.8], version=2)
    number = finish(compare_runs(frozen, 1, 2)).value
    record = frozen.library.comparisons.get(number)
    assert record.keys == ("base", "run-1", "run-2")
    held_out = {row.pair for row in frozen.library.versions.rows(2, "validation")}
    prompts = {pair.prompt for pair in frozen.library.pairs.list(sorted(held_out))}
    assert {question.text for question in record.questions} <= prompts
    voting.close_votes(frozen, number)
    shared = compare_experiments(frozen, 1, 2).answers.questions
    assert len(shared) == len(record.questions) > 0


def test_what_the_other_was_trained_on_is_not_asked(frozen: Session, model: Model) -> None:
    # The first version held nothing out, so that the second's questions are all known to it.
    freezing.freeze(frozen, validation=0.4)
    make_run(frozen, [2.0], version=1), make_run(frozen, [1.9], version=2)
    with pytest.raises(CuratorError, match="was trained on by the other"):
        finish(compare_runs(frozen, 1, 2))
    assert frozen.library.comparisons.list() == []
