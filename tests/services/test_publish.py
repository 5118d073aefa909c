"""Freeze and export: whole groups held out, equal content equal hash, atomic files, no leaks."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from studio.domain.dataset import ExportedFile, Split, Version
from studio.domain.errors import CuratorError, DiskError, InvalidDataset
from studio.services import export, publish, review
from studio.services.session import Session


def frozen(session: Session, **choices: object) -> Version:
    version = publish.freeze(session, **choices).result  # type: ignore[arg-type]
    assert isinstance(version, Version)
    return version


def exported(session: Session, version: int, folder: Path) -> list[ExportedFile]:
    files = export.write(session, version, folder).result
    assert isinstance(files, list)
    return files


def test_nothing_accepted_is_nothing_to_freeze(session: Session) -> None:
    with pytest.raises(CuratorError, match="nothing to freeze"):
        publish.freeze(session)


def test_no_book_stands_on_both_sides(accepted: Session) -> None:
    version = frozen(accepted, validation=0.2)
    sides = {
        split: {row.group for row in accepted.library.rows(version.number, split)}
        for split in Split
    }
    assert (version.train, version.validation) == (24, 6)
    assert not sides[Split.TRAIN] & sides[Split.VALIDATION]
    assert version.leaks == 0


def test_a_copy_of_a_training_row_never_validates(accepted: Session) -> None:
    for number in list(accepted.library.pair_ids()):
        review.edit(accepted, number, prompt="The same question to all?")
    version = frozen(accepted, validation=0.2)
    assert (version.validation, version.leaks) == (0, 0)


def test_equal_content_has_the_equal_hash(accepted: Session) -> None:
    first, second = frozen(accepted, seed=3), frozen(accepted, seed=3)
    assert first.hash == second.hash and first.number != second.number
    assert frozen(accepted, seed=4).hash != first.hash


def test_a_frozen_version_does_not_drift(accepted: Session) -> None:
    version = frozen(accepted)
    before = list(accepted.library.rows(version.number))
    review.edit(accepted, accepted.library.pair_ids()[0], answer="Something else entirely.")
    assert list(accepted.library.rows(version.number)) == before


def test_export_writes_chat_lines_and_provenance_beside_them(
    accepted: Session, tmp_path: Path
) -> None:
    review.set_system(accepted, "You are a mentor.")
    version = frozen(accepted, validation=0.2)
    train, validation = exported(accepted, version.number, tmp_path / "out")
    raw = train.path.read_bytes()
    assert hashlib.sha256(raw).hexdigest() == train.sha256
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"}\n")
    rows = [json.loads(line) for line in raw.splitlines()]
    assert len(rows) == train.rows == 24
    assert all(set(row) == {"messages"} for row in rows)
    assert [turn["role"] for turn in rows[0]["messages"]] == ["system", "user", "assistant"]
    beside = train.path.with_suffix(".provenance.jsonl").read_text().splitlines()
    assert len(beside) == 24 and json.loads(beside[0])["book"].startswith("Book ")
    assert publish.validate(train.path).valid
    assert validation.rows == 6
    assert len(list((tmp_path / "out").iterdir())) == 4


def test_too_few_rows_are_refused_and_nothing_is_written(session: Session, tmp_path: Path) -> None:
    review.add(session, "How?", "Begin.")
    review.accept(session, session.library.pair_ids())
    version = frozen(session)
    with pytest.raises(InvalidDataset, match="10"):
        export.write(session, version.number, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_can_not_be_written_is_named(accepted: Session, tmp_path: Path) -> None:
    version = frozen(accepted)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskError, match="Choose another folder"):
        export.write(accepted, version.number, tmp_path / "file")
