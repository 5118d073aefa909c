"""What a record of rows looks like: a table of shapes; found by looking, or named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from studio.domain.errors import BookError
from studio.i18n import N_, _
from studio.text.row_files import chat, dialogues, instructions
from studio.text.row_files.record import RowFault, SourceRow

Value = dict[str, object]


@dataclass(frozen=True)
class Shape:
    """A shape: its name and title, whether a record has it, how a row is taken from a record and
    how the record is given again (None where the row can't be written so)."""

    name: str
    title: str
    fits: Callable[[Value], bool]
    read: Callable[[Value, Mapping[str, str]], list[SourceRow]]
    write: Callable[[SourceRow], Value | None]
    mapped: bool = False  # its columns are the curator's to choose


SHAPES = (
    Shape("openai", N_("OpenAI chat"), chat.is_chat, chat.read_chat, chat.write_chat),
    Shape(
        "openai-preference",
        N_("OpenAI preference"),
        chat.is_preference,
        chat.read_preference,
        chat.write_preference,
    ),
    Shape(
        "sharegpt",
        N_("ShareGPT conversations"),
        dialogues.is_sharegpt,
        dialogues.read_dialogue,
        dialogues.write_dialogue,
    ),
    Shape(
        "dialogue",
        N_("Dialogue (turns under other names)"),
        dialogues.is_dialogue,
        dialogues.read_dialogue,
        dialogues.write_dialogue,
    ),
    Shape(
        "preference",
        N_("Preference (chosen and rejected)"),
        instructions.is_chosen_rejected,
        instructions.read_chosen_rejected,
        instructions.write_chosen_rejected,
    ),
    Shape(
        "self-instruct",
        N_("Tasks with instances"),
        instructions.is_seed_task,
        instructions.read_seed_task,
        instructions.write_seed_task,
    ),
    Shape(
        "alpaca",
        N_("Alpaca (instruction, input, output)"),
        instructions.is_alpaca,
        instructions.read_alpaca,
        instructions.write_alpaca,
    ),
    Shape(
        "prompt-completion",
        N_("Prompt and completion"),
        instructions.is_completion,
        instructions.read_completion,
        instructions.write_completion,
    ),
    Shape(
        "columns",
        N_("Columns of your choice"),
        lambda _value: True,
        instructions.read_columns,
        instructions.write_columns,
        mapped=True,
    ),
)
"""Every shape a record may have, in the order they are tried.

To add one: write whether a record ``fits``, how its rows are read and how the record is written
again, and put a row here, before the shapes that would take its records for theirs.
"""
_BY_NAME = {shape.name: shape for shape in SHAPES}
NEEDED = ("prompt", "answer")
"""Roles without whose column nothing can be taken."""


@dataclass(frozen=True)
class Detected:
    """What a file's records look like. ``missing`` are roles for which no column was found."""

    shape: str
    title: str
    share: float  # of the records looked at that have this shape
    columns: tuple[str, ...]
    mapping: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def mappable(self) -> bool:
        return _BY_NAME[self.shape].mapped


def detect(
    values: Sequence[Value], *, shape: str = "auto", mapping: Mapping[str, str] | None = None
) -> Detected:
    """The shape most of these records have; ``mapping`` given means columns of one's own."""
    columns = tuple(dict.fromkeys(name for value in values for name in value))
    if mapping:
        _refuse_unknown(mapping, columns)
    name = "columns" if mapping and shape == "auto" else shape
    if name == "auto":
        shares = {
            candidate.name: sum(map(candidate.fits, values))
            for candidate in SHAPES
            if not candidate.mapped
        }
        name = max(shares, key=lambda candidate: shares[candidate])
        name = name if shares[name] else "columns"
    chosen = _BY_NAME[name]
    share = sum(map(chosen.fits, values)) / max(1, len(values))
    if not chosen.mapped:
        return Detected(name, _(chosen.title), share, columns)
    columns_by_role = dict(mapping) if mapping else instructions.guess_columns(list(columns))
    missing = tuple(role for role in NEEDED if role not in columns_by_role)
    return Detected(name, _(chosen.title), share, columns, columns_by_role, missing)


def read_rows(
    value: Value, shape: str, mapping: Mapping[str, str] | None = None
) -> list[SourceRow]:
    """The rows of a record; RowFault where it makes none."""
    chosen = _BY_NAME[shape]
    if not chosen.fits(value):
        other = next(
            (
                candidate.title
                for candidate in SHAPES
                if not candidate.mapped and candidate.fits(value)
            ),
            "",
        )
        if other:
            why = _("This row is {other}, the others are not.").format(other=_(other))
        else:
            why = _("The row has nothing of {shape}: its keys are {keys}.").format(
                shape=_(chosen.title), keys=", ".join(map(str, list(value)[:5])) or _("none")
            )
        raise RowFault("other-format", why)
    return chosen.read(value, mapping or {})


def write_record(source: SourceRow, shape: str) -> Value | None:
    """The record again; None where a row of this kind can't be written in this shape."""
    return _BY_NAME[shape].write(source)


def _refuse_unknown(mapping: Mapping[str, str], columns: Sequence[str]) -> None:
    for role, column in mapping.items():
        if role not in instructions.COLUMNS:
            raise BookError(
                _("“{role}” is no role of a column. Known: {roles}.").format(
                    role=role, roles=", ".join(instructions.COLUMNS)
                )
            )
        if column not in columns:
            raise BookError(
                _("There is no column “{column}”. There are: {columns}.").format(
                    column=column, columns=", ".join(columns)
                )
            )
