"""Rows in: what became of a file of training rows that someone already had."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True)
class RowNote:
    """One row that was not taken, or that a provider would refuse: its line, a code, a sentence.

    ``part`` is the file inside a folder, or the sheet of a workbook, where there are several.
    """

    line: int
    code: str
    message: str
    part: str = ""


class ImportedRow(NamedTuple):
    """One row on its way into the library; ``digest`` is of its content, to tell copies by."""

    prompt: str
    answer: str
    row: str
    extra: str
    line: int
    tokens: int
    digest: int


@dataclass(frozen=True)
class RowFile:
    """A file whose rows were taken in: imported + duplicates + rejected = rows.

    ``faults`` are rows that were taken though a provider would refuse them as they are. ``mended``
    counts rows by what was mended in them, ``good`` is the rule by which bad answers were left out.
    """

    id: int
    name: str
    shape: str
    rows: int = 0
    imported: int = 0
    duplicates: int = 0
    rejected: tuple[RowNote, ...] = ()
    faults: tuple[RowNote, ...] = ()
    rejected_rows: int = 0  # may be more than are listed
    faulty_rows: int = 0
    mapping: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None
    mended: dict[str, int] = field(default_factory=dict)
    good: str = ""
