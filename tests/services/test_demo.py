"""The whole main job, from files to a comparison, through the real engine and its real training."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.i18n import use_language
from studio.services.demo import sample_books
from studio.text import readers

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_newcomer_begins_with_a_book_in_their_own_language(language: str) -> None:
    use_language(language)
    assert readers.read(sample_books()[0]).language == language
    assert len(sample_books()) == len(sample_books(["en", "ja"])) == 3


@pytest.mark.slow
def test_the_demo_leaves_a_library_files_a_trained_model_and_answers(tmp_path: Path) -> None:
    environment = Path(os.environ.get("STUDIO_ENGINE_ENV", ROOT / ".venv-engine"))
    if not environment.exists():
        pytest.skip("the local engine's environment is not set up; ./build/test does it")
    folder = tmp_path / "demo"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "studio", "demo", str(folder), "--json"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "STUDIO_ENGINE_ENV": str(environment)},
        )
    finally:
        subprocess.run([sys.executable, "-m", "studio", "engine", "--stop"], cwd=ROOT, check=True)
    report = json.loads(done.stdout)
    assert Path(report["library"]).is_file()
    assert 10 <= report["accepted"] < report["pairs"]
    assert [Path(path).is_file() for path in report["export"]] == [True, True]
    run = report["run"]
    assert run["status"] == "succeeded" and run["fine_tuned_model"].startswith("ft:rehearsal-tiny")
    losses = [metric["train_loss"] for metric in run["metrics"] if metric["train_loss"]]
    assert losses[-1] < losses[0] / 2
    questions = report["comparison"]["questions"]
    assert questions and all(len(question["answers"]) == 2 for question in questions)
    assert all(not answer["error"] for question in questions for answer in question["answers"])
    assert "says nothing about a real" in (folder / "README.md").read_text(encoding="utf-8")
    assert "written by hand" in done.stderr
