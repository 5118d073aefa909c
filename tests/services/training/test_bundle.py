"""A bundle holds all that a training elsewhere needs, and says of each file what it is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml

from studio.domain.errors import CuratorError
from studio.services.session import Session
from studio.services.training.bundle import write_bundle
from studio.services.training.bundle_recipes import RECIPES


@pytest.fixture
def folder(accepted: Session, version: int, tmp_path: Path) -> Path:
    write_bundle(accepted, version, tmp_path / "bundle", model="Qwen/Qwen3-4B", epochs=2, seed=7)
    return tmp_path / "bundle"


def test_every_file_is_in_the_manifest_with_its_hash(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    named = {file["path"]: file["sha256"] for file in manifest["files"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {*named, "manifest.json"}
    assert {*RECIPES, "data/train.jsonl", "data/validation.jsonl", "data/questions.jsonl"} <= there
    for name, wanted in named.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == wanted


def test_the_rows_are_those_that_were_frozen(accepted: Session, version: int, folder: Path) -> None:
    rows = [row.json for row in accepted.library.versions.rows(version)]
    written = [
        line
        for split in ("train", "validation")
        for line in (folder / "data" / f"{split}.jsonl").read_text().splitlines()
    ]
    assert sorted(written) == sorted(rows)
    provenance = (folder / "data" / "train.provenance.jsonl").read_text().splitlines()
    assert len(provenance) == 24
    questions = [json.loads(q) for q in (folder / "data/questions.jsonl").read_text().splitlines()]
    assert len(questions) == 6 and all(q["question"] and q["reference"] for q in questions)


def test_every_recipe_is_plain_text_that_its_program_parses(folder: Path) -> None:
    for path in folder.glob("*.y*ml"):
        table = yaml.safe_load(path.read_text())
        assert isinstance(table, dict) and table, path
    axolotl = yaml.safe_load((folder / "axolotl.yaml").read_text())
    assert (axolotl["base_model"], axolotl["num_epochs"]) == ("Qwen/Qwen3-4B", 2)
    assert isinstance(axolotl["learning_rate"], float)
    for dataset in axolotl["datasets"] + axolotl["test_datasets"]:
        assert (folder / dataset["path"]).is_file()
    process = yaml.safe_load((folder / "process.yaml").read_text())
    assert process["executor_type"] == "ray" and (folder / process["dataset_path"]).is_file()
    info = json.loads((folder / "dataset_info.json").read_text())
    lf = yaml.safe_load((folder / "llamafactory.yaml").read_text())
    assert {lf["dataset"], lf["eval_dataset"]} == set(info)
    assert all((folder / data["file_name"]).is_file() for data in info.values())
    compile((folder / "train_trl.py").read_text(), "train_trl.py", "exec")


@pytest.mark.slow
def test_nothing_is_overwritten(accepted: Session, version: int, folder: Path) -> None:
    with pytest.raises(CuratorError, match="not empty"):
        write_bundle(accepted, version, folder)


@pytest.mark.slow
def test_an_equal_version_makes_equal_data(
    accepted: Session, version: int, folder: Path, tmp_path: Path
) -> None:
    write_bundle(accepted, version, tmp_path / "again", model="Qwen/Qwen3-4B", epochs=2, seed=7)
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            assert path.read_bytes() == (tmp_path / "again" / path.relative_to(folder)).read_bytes()
