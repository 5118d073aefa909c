"""What a file of rows yields: records as they stand there, and why one can't be read or taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """Why a record is no use: a code programs can rely on, and a sentence that says what to do."""

    code: str
    message: str


class RowFault(Exception):
    """A record that can be read, but makes no training row."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Record:
    """One thing of the file: its object, or why there is none.

    ``line`` is where it begins, counted from 1: the line of a text file, the row of a sheet, the
    number of the record where there are no lines. ``part`` is the file inside a folder, the sheet
    of a workbook or the list inside a JSON document, where there are several.
    """

    line: int
    value: dict[str, object] | None
    fault: Fault | None = None
    part: str = ""


Records = Iterator[Record]


@dataclass(frozen=True)
class SourceRow:
    """A record as a training row.

    ``row`` is OpenAI's chat object or preference object; ``extra`` is what else stood in the
    record: ``"fields"`` (other keys, as they were) and ``"style"`` (how the row was written), so
    that an equal record can be made of it again. ``mends`` are codes of what was mended, as
    ``mending.py`` lists them; words left out in doing so stand in ``extra`` under ``"left_out"``.
    """

    row: dict[str, object]
    extra: dict[str, object] = field(default_factory=dict)
    mends: tuple[str, ...] = ()


def make_extra(fields: dict[str, object], style: dict[str, object]) -> dict[str, object]:
    """What a row does not carry, without what is empty."""
    made: dict[str, object] = {}
    if fields:
        made["fields"] = fields
    if style:
        made["style"] = style
    return made


def get_fields(source: SourceRow) -> dict[str, object]:
    """Other keys of the record that a row was taken from."""
    fields = source.extra.get("fields", {})
    return dict(fields) if isinstance(fields, dict) else {}


def get_style(source: SourceRow) -> dict[str, object]:
    """How the record wrote what the row says."""
    style = source.extra.get("style", {})
    return dict(style) if isinstance(style, dict) else {}
