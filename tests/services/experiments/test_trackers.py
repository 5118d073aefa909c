"""What trackers of experiments are told: settings and results, without what is not known."""

from __future__ import annotations

from dataclasses import replace

from studio.services.experiments.experiments import list_experiments
from studio.services.experiments.trackers import read_results, read_settings
from studio.services.session import Session
from tests.services.experiments.test_experiments import compare_run, frozen, make_run

__all__ = ["frozen"]


def test_what_is_not_chosen_is_automatic(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.6], share=0.5)
    values = read_settings(list_experiments(frozen)[0])
    assert (values["epochs"], values["rows"], values["batch_size"]) == (2, 15, "auto")


def test_settings_of_its_endpoint_stand_beside_and_hide_none(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.6])
    (experiment,) = list_experiments(frozen)
    run = replace(experiment.run, settings={"deployment": "eu", "epochs": "9"})
    values = read_settings(replace(experiment, run=run))
    assert (values["deployment"], values["epochs"]) == ("eu", 2)


def test_a_run_nobody_judged_has_no_rate_and_a_worse_one_says_so(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.6])
    assert read_results(list_experiments(frozen)[0]).keys() == {
        "best_valid_loss",
        "fine_tuned_model",
        "worse_than_base",
    }
    compare_run(frozen, 1, wins=1, losses=14)
    found = read_results(list_experiments(frozen)[0])
    assert (found["worse_than_base"], found["outcome"]) == (True, "worse")
    assert found["win_rate_low"] < found["win_rate"] < found["win_rate_high"]
