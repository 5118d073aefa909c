"""The failed run, replayed: the same material for all, and the same figures with the same seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.resources import RESOURCES
from studio.services.replay import FOLDER

ROOT = Path(__file__).resolve().parents[2]
MATERIAL = json.loads((FOLDER / "mentor.json").read_text(encoding="utf-8"))
BOOK = " ".join((RESOURCES / "samples" / MATERIAL["book"]).read_text().replace("_", "").split())


def run(folder: Path, *options: str) -> dict:
    environment = Path(os.environ.get("STUDIO_ENGINE_ENV", ROOT / ".venv-engine"))
    if not environment.exists():
        pytest.skip("the local engine's environment is not set up; ./build/test does it")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "studio", "replay", str(folder), *options, "--json"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "STUDIO_ENGINE_ENV": str(environment)},
        )
    finally:
        subprocess.run([sys.executable, "-m", "studio", "engine", "--stop"], cwd=ROOT, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("part", ["training", "held_out"])
def test_every_row_of_the_material_is_about_a_passage_of_the_book(part: str) -> None:
    for row in MATERIAL[part]:
        assert row["passage"].casefold() in BOOK.casefold()


def test_nothing_that_is_held_out_is_trained_on() -> None:
    trained = {prompt for row in MATERIAL["training"] for prompt in row["prompts"]}
    answers = {row["answer"] for row in MATERIAL["training"]}
    held = MATERIAL["held_out"]
    assert not trained & {row["prompt"] for row in held}
    assert not answers & {row["answer"] for row in held}
    assert not {row["passage"] for row in MATERIAL["training"]} & {row["passage"] for row in held}


@pytest.mark.slow
def test_the_replay_repeats_to_the_last_figure_with_the_rehearsal_model(tmp_path: Path) -> None:
    options = ("--model", "rehearsal-tiny", "--questions", "4", "--epochs", "4")
    first, second = run(tmp_path / "a", *options), run(tmp_path / "b", *options)
    assert first["differences"] == second["differences"]
    pairs = {row["contestants"] for row in first["differences"]}
    assert pairs >= {"run-1/base", "run-2/base", "run-2/run-1", "run-2/base+prompt"}
    measures = {row["measure"] for row in first["differences"]}
    assert {"likelihood", "overlap", "repetition", "length", "language"} <= measures
    table = (tmp_path / "a" / "replay.md").read_text(encoding="utf-8")
    assert "trained on curated pairs against trained on raw prose" in table
    assert (tmp_path / "a" / "blind.md").is_file()
