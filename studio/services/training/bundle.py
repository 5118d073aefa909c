"""A bundle: a version and the recipes to train on it anywhere, as plain files with their hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.atomic_file import write_pieces
from studio.domain.conversation import read_texts
from studio.domain.dataset import Split, Version
from studio.domain.errors import CuratorError, DiskError
from studio.domain.run import Method, Run
from studio.domain.work import Changes, Done
from studio.i18n import _
from studio.os_errors import explain_os_error
from studio.services import budget
from studio.services.session import Session
from studio.services.training.bundle_recipes import RECIPES, Plan
from studio.services.training.order import METHODS
from studio.services.training.run_settings import list_sent
from studio.services.versions import freezing

FORMAT = 1
"""Of the manifest; a later one that can't be read by an older studio has a higher number."""
MANIFEST = "manifest.json"
USUAL_MODEL = "Qwen/Qwen3-4B-Instruct-2507"
RATES = {Method.SUPERVISED: 2e-4, Method.PREFERENCE: 5e-6}
"""Learning rates of a LoRA training, as they are usual; whoever trains may choose others."""
SPARE_TOKENS = 256
"""Room for the template of a model, and for tokens that its own tokenizer counts more."""
BATCH_SIZE = 4


def write_bundle(
    session: Session,
    version: int,
    folder: Path,
    *,
    model: str = "",
    epochs: int | None = None,
    seed: int = 0,
) -> Done[list[Path]]:
    """Write the bundle of a version into an empty or a new folder; its files are the result.

    The rows are byte for byte what was frozen. ``CuratorError`` where the folder holds something
    else; nothing is overwritten.
    """
    frozen = session.library.versions.get(version)
    if folder.exists() and any(folder.iterdir()):
        raise CuratorError(_("{folder} is not empty; choose another folder.").format(folder=folder))
    session.library.refuse_damage()
    freezing.refuse_drift(session, frozen)
    plan = _make_plan(session, frozen, model or USUAL_MODEL, epochs, seed)
    try:
        _write_data(session, frozen, folder / "data", plan)
        for name, write in RECIPES.items():
            write_pieces(folder / name, [write(plan).encode()])
        _write_manifest(session, frozen, folder, plan)
    except OSError as error:
        raise DiskError(
            _("{folder} can't be written: {why}. Choose another folder.").format(
                folder=folder, why=explain_os_error(error)
            )
        ) from error
    return Done(Changes(), _list_files(folder))


def hash_file(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _make_plan(
    session: Session, version: Version, model: str, epochs: int | None, seed: int
) -> Plan:
    method = METHODS[version.recipe.profile]
    tokens = (row.tokens for row in session.library.versions.rows(version.number))
    longest = max(tokens, default=0) + SPARE_TOKENS
    return Plan(
        model=model,
        method=method.value,
        epochs=budget.plan_epochs(session, model, version.train, epochs).epochs,
        learning_rate=RATES[method],
        batch_size=BATCH_SIZE,
        longest_row=-(-longest // 256) * 256,
        seed=seed,
        beta=0.1 if method is Method.PREFERENCE else None,
        rows=version.train,
        has_validation=bool(version.validation),
    )


def _write_data(session: Session, version: Version, folder: Path, plan: Plan) -> None:
    """The rows as they were frozen, and the same in the shapes that the recipes read."""
    versions, number = session.library.versions, version.number
    splits = (Split.TRAIN, Split.VALIDATION) if version.validation else (Split.TRAIN,)
    folder.mkdir(parents=True, exist_ok=True)
    for split in splits:
        rows, beside = folder / f"{split}.jsonl", folder / f"{split}.provenance.jsonl"
        write_pieces(rows, versions.row_lines(number, split))
        write_pieces(beside, versions.provenance_lines(number, split))
        if plan.prefers:
            pairs = (_dump(_rank(row)) for row in _read_rows(session, number, split))
            write_pieces(folder / f"{split}.pairs.jsonl", pairs)
    questions = (
        _dump({"question": question, "reference": answer})
        for question, answer in map(
            read_texts, _read_rows(session, version.number, Split.VALIDATION)
        )
    )
    write_pieces(folder / "questions.jsonl", questions)
    texts = (
        _dump({"row": number, "text": "\n".join(read_texts(row))})
        for number, row in enumerate(_read_rows(session, version.number, Split.TRAIN), 1)
    )
    write_pieces(folder / "texts.jsonl", texts)


def _read_rows(session: Session, version: int, split: Split) -> Iterator[dict[str, Any]]:
    for row in session.library.versions.rows(version, split):
        yield json.loads(row.json)


def _rank(row: Mapping[str, Any]) -> dict[str, object]:
    """A preference row as Axolotl and LLaMA-Factory read one."""
    return {
        "messages": row["input"]["messages"],
        "chosen": row["preferred_output"][-1],
        "rejected": row["non_preferred_output"][-1],
    }


def _write_manifest(session: Session, version: Version, folder: Path, plan: Plan) -> None:
    files = _list_files(folder)
    manifest = {
        "format": FORMAT,
        "made_with": "Passage Studio",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "library": session.library.name,
        "version": {
            "number": version.number,
            "name": version.name,
            "hash": version.hash,
            "train": version.train,
            "validation": version.validation,
        },
        "training": asdict(plan),
        "runs": [_describe_run(session, run) for run in _list_runs(session, version)],
        "files": [
            {
                "path": path.relative_to(folder).as_posix(),
                "bytes": path.stat().st_size,
                "sha256": hash_file(path),
            }
            for path in files
        ],
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    write_pieces(folder / MANIFEST, [text.encode()])


def _list_runs(session: Session, version: Version) -> Iterator[Run]:
    """The trainings of a version that were sent, the first one first."""
    runs = reversed(session.library.runs.list())
    return (run for run in runs if run.version == version.number and run.job is not None)


def _describe_run(session: Session, run: Run) -> dict[str, Any]:
    """How a version was trained before: whoever trains it elsewhere can do the same, or other."""
    return {
        "number": run.id,
        "endpoint": run.endpoint,
        "model": run.model,
        "status": run.status.value,
        "hyperparameters": asdict(run.hyperparameters),
        "seed": run.seed,
        # Whose account it was is nobody's affair but the curator's.
        "settings": None if run.settings is None else list_sent(session, run),
    }


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _dump(row: object) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"
