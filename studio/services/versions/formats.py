"""The forms a version can be written in: one row each, with what a row becomes in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from studio.domain.conversation import ChatRow
from studio.i18n import N_
from studio.text.row_files import SourceRow, write_record

COLUMNS = ("system", "prompt", "answer")
_COLUMN_ROLES = {"system", "user", "assistant"}


@dataclass(frozen=True)
class Format:
    """A row: its name and title, the suffix, and what a row becomes in it (None: it can't).

    ``as_frozen`` names the kind of version ("sft", "dpo") whose rows are written byte for byte.
    """

    name: str
    title: str
    suffix: str
    give: Callable[[ChatRow, dict[str, object]], object | None]
    as_frozen: str = ""


def _keep_chat(row: ChatRow, _extra: dict[str, object]) -> object | None:
    return row if "messages" in row else None


def _keep_preference(row: ChatRow, _extra: dict[str, object]) -> object | None:
    return row if "preferred_output" in row else None


def _write_shape(row: ChatRow, extra: dict[str, object], *, shape: str) -> object | None:
    return write_record(SourceRow(row, extra), shape)


def _write_columns(row: ChatRow, extra: dict[str, object]) -> object | None:
    """System message, question and answer; a row that says more has no place in three columns."""
    turns = row.get("messages")
    if not isinstance(turns, list) or len(row) > 1:
        return None
    contents = [(turn["role"], turn.get("content")) for turn in turns if len(turn) == 2]
    texts = {role: text for role, text in contents if isinstance(text, str)}
    if len(contents) != len(turns) or len(texts) != len(turns):
        return None
    if [role for role, _text in contents][-2:] != ["user", "assistant"] or set(
        texts
    ) - _COLUMN_ROLES:
        return None
    system = texts.get("system", "")
    return {"system": system, "prompt": texts["user"], "answer": texts["assistant"]}


FORMATS = (
    Format("openai", N_("OpenAI chat"), ".jsonl", _keep_chat, "sft"),
    Format("dpo", N_("OpenAI preference"), ".jsonl", _keep_preference, "dpo"),
    Format(
        "prompt-completion",
        N_("Prompt and completion"),
        ".jsonl",
        partial(_write_shape, shape="prompt-completion"),
    ),
    Format("alpaca", N_("Alpaca"), ".jsonl", partial(_write_shape, shape="alpaca")),
    Format("sharegpt", N_("ShareGPT"), ".jsonl", partial(_write_shape, shape="sharegpt")),
    Format("csv", N_("CSV"), ".csv", _write_columns),
    Format("parquet", N_("Parquet, with a dataset card"), ".parquet", _keep_chat),
)
"""To add one: write what a row becomes in it, and give it a row here; the export dialog and
``studio export --format`` offer it, and the tests write and read it back."""
BY_NAME = {form.name: form for form in FORMATS}
