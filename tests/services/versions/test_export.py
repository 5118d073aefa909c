"""A version is written in every form, whole or not at all; what differs between two is said."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.dataset import ExportedFile, Version
from studio.domain.errors import CuratorError, InvalidDataset, LibraryError
from studio.domain.work import finish
from studio.services.drafting import suggestions
from studio.services.pairs import review, row_import
from studio.services.session import Session
from studio.services.versions import export, freezing
from studio.services.versions.difference import difference
from studio.text.row_files import detect, read_records, read_rows

ENGINE = Path(os.environ.get("STUDIO_ENGINE_ENV") or Path(__file__).parents[3] / ".venv-engine")


def frozen(session: Session, **choices: object) -> Version:
    version = freezing.freeze(session, **choices).value  # type: ignore[arg-type]
    assert isinstance(version, Version)
    return version


def written(session: Session, version: Version, folder: Path, **how: object) -> list[ExportedFile]:
    files = export.write(session, version.number, folder, **how).value  # type: ignore[arg-type]
    assert isinstance(files, list)
    return files


def taken_in(session: Session, path: Path) -> None:
    finish(row_import.import_rows(session, path))
    review.accept(session, list(session.library.pairs.ids()))


@pytest.mark.parametrize("form", ["openai", "prompt-completion", "alpaca", "sharegpt"])
def test_each_form_is_read_again_as_the_same_rows(
    accepted: Session, tmp_path: Path, form: str
) -> None:
    version = frozen(accepted, validation=0.2)
    files = written(accepted, version, tmp_path, form=form)
    rows = [
        json.loads(row.json)
        for file in files
        for row in accepted.library.versions.rows(version.number, file.split)
    ]
    read = [record.value for file in files for record in read_records(file.path)]
    known = detect([value for value in read if value is not None])
    assert known.shape == form
    assert [read_rows(value, form)[0].row for value in read if value is not None] == rows


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("llama-factory_identity.json", "alpaca"),
        ("fastchat_dummy_conversation.json", "sharegpt"),
        ("foundry_dpo_orca_part1.jsonl", "dpo"),
        ("foundry_gsm8k_chat_validation.jsonl", "openai"),
    ],
)
def test_rows_of_others_come_out_as_they_came_in(
    session: Session, shared_folder: Path, tmp_path: Path, name: str, form: str
) -> None:
    path = shared_folder / "datasets" / name
    taken_in(session, path)
    version = frozen(session, validation=0, profile="dpo" if form == "dpo" else "sft")
    (file,) = written(session, version, tmp_path, form=form)
    wanted = {json.dumps(record.value, sort_keys=True) for record in read_records(path)}
    assert {
        json.dumps(record.value, sort_keys=True) for record in read_records(file.path)
    } == wanted


def test_csv_has_a_stable_header(accepted: Session, tmp_path: Path) -> None:
    review.set_system(accepted, "簡潔に。")
    file = written(accepted, frozen(accepted, validation=0), tmp_path, form="csv")[0]
    with file.path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert list(rows[0]) == ["system", "prompt", "answer"]
    assert len(rows) == 30 and rows[0]["system"] == "簡潔に。"


def test_parquet_is_read_again_and_its_card_says_what_it_is(
    accepted: Session, tmp_path: Path
) -> None:
    version = frozen(accepted, validation=0.2, name="mentor | first")
    files = written(accepted, version, tmp_path / "out", form="parquet")
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert version.hash in card and "| Book 0 | Author 0 | own | 6 |" in card
    found = [record.value for file in files for record in read_records(file.path)]
    assert len(found) == 30 and found[0] is not None and len(found[0]["messages"]) == 2  # type: ignore[arg-type]


@pytest.mark.slow
def test_parquet_and_its_card_are_loaded_by_datasets(accepted: Session, tmp_path: Path) -> None:
    version = frozen(accepted, validation=0.2, name="mentor | first")
    written(accepted, version, tmp_path / "out", form="parquet")
    if not (ENGINE / "bin/python").exists():
        pytest.skip("the engine's environment, which has datasets, is not set up")
    script = (
        "import sys, datasets; d = datasets.load_dataset(sys.argv[1]); "
        "print({k: len(v) for k, v in d.items()}, d['train'][0]['messages'][1]['role'])"
    )
    done = subprocess.run(
        [str(ENGINE / "bin/python"), "-c", script, str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"},
    )
    assert done.stdout.strip().endswith(
        f"{{'train': {version.train}, 'validation': {version.validation}}} assistant"
    ), done.stderr[-800:]


def test_what_a_form_can_not_hold_is_named_and_nothing_is_written(
    session: Session, shared_folder: Path, tmp_path: Path
) -> None:
    taken_in(session, shared_folder / "datasets/foundry_stock_toolcall_validation.jsonl")
    version = frozen(session, validation=0)
    for form in ("alpaca", "csv", "prompt-completion", "sharegpt"):
        with pytest.raises(InvalidDataset, match=r"Row 1 \(“.+”\) can't be written as"):
            written(session, version, tmp_path / form, form=form)
        assert not (tmp_path / form).exists()
    with pytest.raises(CuratorError, match="no format xml"):
        written(session, version, tmp_path, form="xml")


def test_a_byte_order_mark_only_where_it_is_wanted(accepted: Session, tmp_path: Path) -> None:
    version = frozen(accepted, validation=0)
    assert (
        not written(accepted, version, tmp_path / "a")[0].path.read_bytes().startswith(export.BOM)
    )
    assert (
        written(accepted, version, tmp_path / "b", bom=True)[0]
        .path.read_bytes()
        .startswith(export.BOM)
    )


def test_a_cap_and_a_filter_are_kept_with_the_version(accepted: Session) -> None:
    capped = frozen(accepted, validation=0, cap=2)
    assert capped.train == 10
    assert frozen(accepted, validation=0, cap=2).hash == capped.hash
    assert frozen(accepted, validation=0, cap=2, seed=1).hash != capped.hash
    assert frozen(accepted, validation=0, author="Author 1").train == 6
    review.tag(accepted, [1, 2, 3], "best")
    assert frozen(accepted, validation=0, tag="best").train == 3
    with pytest.raises(CuratorError, match="nothing to freeze"):
        frozen(accepted, profile="dpo")


def test_an_accepted_answer_is_preferred_to_the_one_that_was_refused_for_it(
    accepted: Session, tmp_path: Path
) -> None:
    shelf = accepted.library.suggestions
    with accepted.library.journal.edit("Suggest"):
        worse = [shelf.insert("Q", "Wait.", pair=pair) for pair in range(1, 13)]
        shelf.insert("Q", "Never decided on.", pair=13)
    suggestions.refuse(accepted, worse, "too short")
    review.set_system(accepted, "Be brief.")
    assert frozen(accepted, validation=0).train == 30
    version = frozen(accepted, validation=0, profile="dpo")
    (file,) = written(accepted, version, tmp_path, form="dpo")
    rows = [record.value for record in read_records(file.path)]
    pair = accepted.library.pairs.get(1)
    turns = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": pair.prompt},
    ]
    wanted = {
        "input": {"messages": turns},
        "preferred_output": [{"role": "assistant", "content": pair.answer}],
        "non_preferred_output": [{"role": "assistant", "content": "Wait."}],
    }
    assert wanted in rows and len(rows) == version.train == 12
    suggestions.reopen(accepted, worse)
    with pytest.raises(CuratorError, match="nothing to freeze"):
        frozen(accepted, profile="dpo")


def test_what_differs_between_two_versions_is_said(accepted: Session) -> None:
    first = frozen(accepted, validation=0)
    review.reject(accepted, [1])
    review.edit(accepted, 2, answer="Do step 0-1 twice.")
    review.accept(accepted, [review.add(accepted, "New?", "New answer.").value])
    second = frozen(accepted, validation=0)
    found = difference(accepted, first.number, second.number)
    assert [row.pair for row in found.removed] == [1]
    assert [row.prompt for row in found.added] == ["New?"]
    (changed,) = found.changed
    assert changed.after.pair == 2
    assert [(piece.kind, piece.text) for piece in changed.words if piece.kind != "equal"] == [
        ("insert", " twice")
    ]


def test_a_near_copy_of_a_training_row_does_not_validate(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    answer = "Choose the one goal that matters most this year then write it down and begin with the first small step of it today"
    lines = [f"Question {n}?,{answer} {n}." for n in range(4)]
    lines += [
        f"Another {n}?,A quite different thing about {n} and {n * 7} and {n * n} other matters."
        for n in range(40)
    ]
    path.write_text("question,answer\n" + "\n".join(lines), encoding="utf-8")
    taken_in(session, path)
    for seed in range(5):
        version = frozen(session, validation=0.3, group="passage", seed=seed)
        sides: dict[str, set[str]] = {}
        for row in session.library.versions.rows(version.number):
            text = json.loads(row.json)["messages"][1]["content"]
            if text.startswith("Choose"):
                sides.setdefault(row.split, set()).add(text)
        assert len(sides) == 1, "all of them stand on one side"


def test_what_was_judged_sound_is_judged_again_only_by_other_rules(
    accepted: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = frozen(accepted, validation=0.2)
    assert accepted.library.versions.row_check(version.number) is None
    first = written(accepted, version, tmp_path / "a")
    known = accepted.library.versions.row_check(version.number)
    longest = max(row.tokens for row in accepted.library.versions.rows(version.number))
    assert known is not None and known.longest == longest
    judged: list[object] = []
    real = export.validate_lines
    monkeypatch.setattr(export, "validate_lines", lambda *a, **k: judged.append(a) or real(*a, **k))
    again = written(accepted, version, tmp_path / "b")
    assert not judged and [one.sha256 for one in again] == [one.sha256 for one in first]
    with accepted.library.transaction():
        accepted.library.versions.set_row_check(version.number, replace(known, rules="of old"))
    written(accepted, version, tmp_path / "c")
    assert judged and accepted.library.versions.row_check(version.number) == known


def test_a_model_that_takes_less_is_told_of_the_row_though_it_was_judged_before(
    accepted: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = frozen(accepted, validation=0)
    written(accepted, version, tmp_path / "a")
    known = accepted.library.versions.row_check(version.number)
    model = accepted.prices.model(accepted.model())
    assert known is not None and model is not None
    short = replace(model, max_tokens=known.longest - 1)
    monkeypatch.setattr(type(accepted.prices), "model", lambda *_args, **_kwargs: short)
    with pytest.raises(InvalidDataset, match=rf"line \d+: {known.longest} tokens"):
        written(accepted, version, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_the_files_are_the_frozen_rows_byte_for_byte(accepted: Session, tmp_path: Path) -> None:
    version = frozen(accepted, validation=0.2)
    for file in written(accepted, version, tmp_path):
        rows = accepted.library.versions.rows(version.number, file.split)
        assert file.path.read_bytes() == "".join(f"{row.json}\n" for row in rows).encode()
        beside = file.path.with_suffix(".provenance.jsonl")
        assert len(beside.read_bytes().splitlines()) == file.rows
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256


@pytest.mark.parametrize("first", [True, False], ids=["never judged", "known to be sound"])
def test_a_version_that_drifted_leaves_the_files_as_they_are(
    accepted: Session, tmp_path: Path, first: bool
) -> None:
    version = freezing.freeze(accepted).value
    if not first:
        export.write(accepted, version.number, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*v1*")}
    connection = accepted.library.connection
    connection.execute("DROP TRIGGER frozen_version_row_update")
    connection.execute("UPDATE version_row SET json = replace(json, 'goal', 'gaol')")
    with pytest.raises(LibraryError, match="no longer what was frozen"):
        export.write(accepted, version.number, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*v1*")} == before


def test_what_is_read_once_is_what_is_read_twice(accepted: Session, tmp_path: Path) -> None:
    version = freezing.freeze(accepted).value
    judged = export.write(accepted, version.number, tmp_path / "judged", bom=True).value
    known = export.write(accepted, version.number, tmp_path / "known", bom=True).value
    assert [file.sha256 for file in judged] == [file.sha256 for file in known]
    for path in (tmp_path / "judged").iterdir():
        assert path.read_bytes() == (tmp_path / "known" / path.name).read_bytes()
