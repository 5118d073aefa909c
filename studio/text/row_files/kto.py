"""Rows for KTO: one answer and a label that says whether it is a good one.

Sources: TRL's "Unpaired preference" (``label``), ms-swift's "KTO", LLaMA-Factory's ``kto_tag``. The
words of such a row stand in any of the other forms; what the label says is decided in
``verdicts.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

from studio.i18n import _
from studio.text.row_files import chat, dialogues, instructions
from studio.text.row_files.record import RowFault, SourceRow, get_style

Value = dict[str, object]

LABELS = ("label", "kto_tag")
"""Keys under which true or false stands. To add one: put it here."""

_FORMS = (
    ("openai", chat.is_chat, chat.read_chat, chat.write_chat),
    ("dialogue", dialogues.is_dialogue, dialogues.read_dialogue, dialogues.write_dialogue),
    ("alpaca", instructions.is_alpaca, instructions.read_alpaca, instructions.write_alpaca),
    (
        "prompt-completion",
        instructions.is_completion,
        instructions.read_completion,
        instructions.write_completion,
    ),
)


def is_kto(value: Value) -> bool:
    labelled = any(isinstance(value.get(label), bool) for label in LABELS)
    return labelled and any(fits(value) for _name, fits, _read, _write in _FORMS)


def read_kto(value: Value, mapping: Mapping[str, str]) -> list[SourceRow]:
    """The conversation of a record; its label stays beside it."""
    for name, fits, read, _write in _FORMS:
        if fits(value):
            rows = read(value, mapping)
            return [_remember(row, name) for row in rows]
    raise RowFault("no-messages", _("The row has a label, but no conversation."))


def _remember(row: SourceRow, form: str) -> SourceRow:
    return SourceRow(row.row, {**row.extra, "style": {**get_style(row), "form": form}})


def write_kto(source: SourceRow) -> Value | None:
    form = get_style(source).get("form")
    write = next((write for name, _fits, _read, write in _FORMS if name == form), None)
    return write(source) if write is not None else None
