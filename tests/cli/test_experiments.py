"""Experiments on the command line: worse ones first in words, differences, curves, the queue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli import main
from studio.domain.run import RunStatus
from studio.services.comparison import voting
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.experiments.test_experiments import compare_run, make_run, measure_run


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Thirty pairs, and a run that came out better than its base."""
    path = tmp_path / "mentor.studio"
    with Session.open(path, create=True) as session:
        for n in range(30):
            pair = review.add(session, f"How do I take step {n}?", f"Take step {n} slowly.").value
            review.accept(session, [pair])
        freezing.freeze(session, validation=0)
        compare_run(session, make_run(session, [2.0, 1.999]), wins=14, losses=1)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, object], str]:
    status = main(["experiments", *map(str, words), "--json"])
    printed = capsys.readouterr()
    return status, json.loads(printed.out), printed.err


def test_what_came_out_worse_comes_first_and_in_words(library, capsys) -> None:
    with Session.open(library) as session:
        compare_run(session, make_run(session, [2.0, 1.9]), wins=1, losses=14)
    status, value, said = run(capsys, library)
    assert (status, next(iter(value))) == (1, "worse")
    assert value["worse"][0].startswith("Run 2 came out worse than its base.")
    # Nothing but words where the screen shows no colours.
    assert said.startswith("Run 2 came out worse") and "\033" not in said
    assert main(["experiments", str(library)]) == 1
    assert "Run 2 came out worse" in capsys.readouterr().out.splitlines()[0]


def test_the_difference_of_two_has_its_data_settings_and_answers(library, capsys) -> None:
    with Session.open(library) as session:
        make_run(session, [1.9, 1.8, 1.7], share=0.5)
        measured = measure_run(session, 1, 2, gains=[0.1, 0.11, 0.12, 0.1, 0.09, 0.1, 0.13, 0.08])
        voting.close_votes(session, measured)
    status, value, _said = run(capsys, library, "--difference", 1, 2)
    found = value["difference"]
    assert status == 0
    # A person reads tables, and no counts of them.
    main(["experiments", str(library), "--difference", "1", "2"])
    printed = capsys.readouterr().out
    assert "Epochs" in printed and "overlap" in printed and "Question 7?" in printed
    assert {"what": "Epochs", "first": "2", "second": "3"} in found["settings"]
    assert found["data"]["counts"] == "0 rows added, 15 removed, 0 changed"
    assert found["answers"]["measures"][0]["better"] is True
    assert len(found["answers"]["questions"]) == 8


def test_the_learning_curve_says_what_is_missing_and_queues_it(library, capsys) -> None:
    _status, value, _said = run(capsys, library, "--learning-curve", 1)
    curve = value["learning_curve"]
    assert (curve["missing"], curve["usd"], curve["trouble"]) == ([0.5], 0.0, None)
    assert curve["curves"][0]["message"].startswith("Too few points")
    _status, value, _said = run(capsys, library, "--learning-curve", 1, "--queue")
    assert value["queued"] == {"runs": [2], "comparison": None}
    with Session.open(library) as session:
        waiting = session.library.runs.get(2)
        assert (waiting.status, waiting.hyperparameters.share) == (RunStatus.WAITING, 0.5)


def test_what_is_suggested_is_queued(library, capsys) -> None:
    with Session.open(library) as session:
        make_run(session, [2.0, 1.7, 1.9, 2.4])
    _status, value, _said = run(capsys, library, "--queue")
    assert value["next"]["step"] == "fewer epochs"
    assert value["queued"]["runs"] == [3]


def test_what_a_person_has_to_look_at_is_not_queued(library, capsys) -> None:
    with Session.open(library) as session:
        compare_run(session, make_run(session, [2.0, 1.9]), wins=1, losses=14)
    assert main(["experiments", str(library), "--queue"]) == 2
    assert "There is nothing to queue" in capsys.readouterr().err


def test_reports_and_files_for_other_programs_are_written(library, tmp_path, capsys, qapp) -> None:
    files = tmp_path / "report.pdf", tmp_path / "report.html"
    for file in files:
        assert main(["experiments", str(library), "--report", str(file)]) == 0
    assert files[0].read_bytes().startswith(b"%PDF")
    assert files[1].read_text(encoding="utf-8").startswith("<!doctype html>")
    folders = ["--mlflow", str(tmp_path / "m"), "--wandb", str(tmp_path / "w")]
    assert main(["experiments", str(library), *folders]) == 0
    assert (tmp_path / "w" / "run-1" / "history.jsonl").exists()
    assert len(list((tmp_path / "m").glob("*/meta.yaml"))) == 1
