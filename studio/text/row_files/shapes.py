"""What a record of rows looks like: a table of shapes; found by looking, or named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from studio.domain.errors import BookError
from studio.i18n import N_, _, join_list
from studio.text.file_names import make_printable
from studio.text.row_files import chat, dialogues, instructions, kto, preferences
from studio.text.row_files.mending import mend
from studio.text.row_files.record import RowFault, SourceRow
from studio.text.rows.rules import count_plain_turns

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
    # Its columns are the curator's to choose.
    mapped: bool = False


SHAPES = (
    Shape(
        "openai-preference",
        N_("OpenAI preference"),
        chat.is_preference,
        chat.read_preference,
        chat.write_preference,
    ),
    Shape(
        "preference-pair",
        N_("Preference (two answers to a conversation or instruction)"),
        preferences.is_preference_pair,
        preferences.read_preference_pair,
        preferences.write_preference_pair,
    ),
    Shape(
        "preference",
        N_("Preference (chosen and rejected)"),
        instructions.is_chosen_rejected,
        instructions.read_chosen_rejected,
        instructions.write_chosen_rejected,
    ),
    Shape(
        "kto",
        N_("KTO (answers with a label, good or bad)"),
        kto.is_kto,
        kto.read_kto,
        kto.write_kto,
    ),
    Shape("openai", N_("OpenAI chat"), chat.is_chat, chat.read_chat, chat.write_chat),
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
    """What a file's records look like. ``missing`` are roles for which no column was found.

    ``each`` says that nobody chose the shape: then it is what most records have, and every record
    is read by what it is itself.
    """

    shape: str
    title: str
    # Of the records looked at that have this shape.
    share: float
    columns: tuple[str, ...]
    mapping: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    each: bool = False

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
    each = shape == "auto" and not mapping
    name = "columns" if mapping and shape == "auto" else shape
    if name == "auto":
        name = _find_commonest(values)
    chosen = _BY_NAME[name]
    share = sum(map(chosen.fits, values)) / max(1, len(values))
    if not chosen.mapped:
        return Detected(name, _(chosen.title), share, columns, each=each)
    columns_by_role = dict(mapping) if mapping else instructions.guess_columns(list(columns))
    missing = tuple(role for role in NEEDED if role not in columns_by_role)
    return Detected(name, _(chosen.title), share, columns, columns_by_role, missing, each)


def _find_commonest(values: Sequence[Value]) -> str:
    """The shape that most records have; "columns" where none has any."""
    shares = Counter(shape.name for value in values if (shape := _find_shape(value)) is not None)
    return shares.most_common(1)[0][0] if shares else "columns"


def _find_shape(value: Value) -> Shape | None:
    """The first shape that a record has, of those that need no columns to be chosen."""
    if count_plain_turns(value):  # by far the most records; told faster than by asking each shape
        return _BY_NAME["openai"]
    return next((shape for shape in SHAPES if not shape.mapped and shape.fits(value)), None)


def read_detected(value: Value, detected: Detected, *, mended: bool = True) -> list[SourceRow]:
    """The rows of a record of a file that looks like this; RowFault where it makes none.

    What can be mended without changing a word is, unless ``mended`` is false.
    """
    record = mend(value) if mended else None
    if record is not None:
        value = record.value
    shape, mapping = detected.shape, detected.mapping
    if detected.each:
        # One odd row must not decide how the others are read, nor they how it is.
        own = _find_shape(value)
        guess = instructions.guess_columns(list(value)) if own is None else {}
        if own is not None:
            shape = own.name
        elif not mapping and all(role in guess for role in NEEDED):
            shape, mapping = "columns", guess
        if shape == "columns" and not all(role in mapping for role in NEEDED):
            raise _explain_shape(value, "columns")
    rows = read_rows(value, shape, mapping)
    if record is None or not record.codes:
        return rows
    extra = {"left_out": record.left_out} if record.left_out else {}
    codes = tuple(sorted(record.codes))
    return [replace(row, extra={**row.extra, **extra}, mends=codes) for row in rows]


def _explain_shape(value: Value, shape: str) -> RowFault:
    keys = join_list(map(str, list(value)[:5])) or _("none")
    why = _("The row has none of the keys of {shape}: its keys are {keys}.")
    return RowFault(
        "other-format", make_printable(why.format(shape=_(_BY_NAME[shape].title), keys=keys))
    )


def read_rows(
    value: Value, shape: str, mapping: Mapping[str, str] | None = None
) -> list[SourceRow]:
    """The rows of a record of this shape; RowFault where it makes none."""
    chosen = _BY_NAME[shape]
    if not chosen.fits(value):
        other = _find_shape(value)
        if other is not None:
            why = _("This row is {other}, the others are not.").format(other=_(other.title))
            raise RowFault("other-format", make_printable(why))
        raise _explain_shape(value, shape)
    return chosen.read(value, mapping or {})


def write_record(source: SourceRow, shape: str) -> Value | None:
    """The record again; None where a row of this kind can't be written in this shape."""
    return _BY_NAME[shape].write(source)


def _refuse_unknown(mapping: Mapping[str, str], columns: Sequence[str]) -> None:
    for role, column in mapping.items():
        if role not in instructions.COLUMNS:
            raise BookError(
                _("“{role}” is not a role of a column. Known: {roles}.").format(
                    role=role, roles=join_list(instructions.COLUMNS)
                )
            )
        if column not in columns:
            raise BookError(
                _("There is no column “{column}”. There are: {columns}.").format(
                    column=column, columns=join_list(columns)
                )
            )
