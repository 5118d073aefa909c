"""A dataset version: frozen, numbered, hashed; its split; and findings about rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Split(StrEnum):
    """Which side of the split a row is on."""

    TRAIN = "train"
    VALIDATION = "validation"


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"  # the provider would refuse or cut it
    WARNING = "warning"  # likely harm
    NOTE = "note"  # a house heuristic


@dataclass(frozen=True)
class Finding:
    """Something about one line of a file, or (line None) about all of it."""

    severity: Severity
    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class Row:
    """One row of a version: its OpenAI chat object as JSON text, and where it came from."""

    json: str
    split: Split
    tokens: int
    pair: int
    group: str


@dataclass(frozen=True)
class Version:
    """A frozen dataset version. ``hash`` is over rows and settings: equal content, equal hash."""

    number: int
    name: str
    hash: str
    created: datetime
    train: int
    validation: int
    train_tokens: int
    validation_tokens: int
    group_by: str
    seed: int
    leaks: int = 0


@dataclass(frozen=True)
class ExportedFile:
    """A file of an export."""

    path: Path
    split: Split
    rows: int
    tokens: int
    sha256: str
