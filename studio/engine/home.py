"""The engine's folder: where its files, jobs and models are, and who may use it.

::

    engine.json  engine.lock  engine.log  wishes.json  paces/
    files/<id>/{file.json, content}
    models/{rehearsal-tiny, <a base>}/  unpacked/<of a GGUF file>/
    jobs/<id>/{job.json, spec.json, events.jsonl, checkpoints.jsonl, result.json, log.txt,
               tokenizer/, ckpt/checkpoint-<step>/, final/}

Every JSON file is replaced as a whole; every ``.jsonl`` file has one writer at a time.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from studio.file_lock import try_lock

Record = dict[str, Any]
FINAL, CHECKPOINTS = "final", "ckpt"
"""Folders of a job: the model it ended with, and those on the way."""


@dataclass(frozen=True)
class Home:
    """The folder of one engine."""

    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def jobs(self) -> Path:
        return self.folder / "jobs"

    @property
    def unpacked(self) -> Path:
        """What GGUF files of the curator's hold, unpacked."""
        return self.folder / "unpacked"

    @property
    def paces(self) -> Path:
        """How fast each model was trained here."""
        return self.folder / "paces"

    @property
    def wishes(self) -> Path:
        """What the curator chose for the engine on this computer."""
        return self.folder / "wishes.json"

    @property
    def address(self) -> Path:
        return self.folder / "engine.json"

    def make(self) -> None:
        for folder in (self.files, self.models, self.jobs, self.paces):
            folder.mkdir(parents=True, exist_ok=True)

    def lock(self) -> BinaryIO | None:
        """The lock on this folder, held while the file stays open; None when another has it."""
        file = (self.folder / "engine.lock").open("a+b")
        if not try_lock(file):
            file.close()
            return None
        return file


def new_id(kind: str) -> str:
    """An id in the way OpenAI writes them: ``ftjob-…``, ``file-…``."""
    return f"{kind}-{secrets.token_hex(12)}"


def write_bytes(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file as a whole: a reader sees the old or the new, never half of it."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_json(path: Path, record: Mapping[str, Any], mode: int = 0o644) -> None:
    write_bytes(path, json.dumps(record, ensure_ascii=False).encode(), mode)


def read_json(path: Path) -> Record | None:
    """The record in a file, or None where there is none that can be read."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def append(path: Path, record: Mapping[str, Any]) -> None:
    """Add a line to a ``.jsonl`` file; a torn last line, left by a kill, is closed first."""
    line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
    with path.open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line
        file.write(line)


def read_lines(path: Path) -> list[Record]:
    """The records of a ``.jsonl`` file, oldest first, without a line that is torn."""
    # As bytes: a line that a kill tore in the middle of a letter must not spoil the others.
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return []
    records = []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            records.append(record)
    return records


def replace_lines(path: Path, records: list[Record]) -> None:
    """Write a ``.jsonl`` file anew."""
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    write_bytes(path, text.encode())


def replace_folder(draft: Path, folder: Path) -> None:
    """Put a finished folder in its place."""
    # A folder can't be replaced as a whole; while it is gone, nobody takes half of it for it.
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(draft, folder)
