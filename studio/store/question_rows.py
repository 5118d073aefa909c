"""What a question is in a table: the same columns in a set and in a comparison."""

from __future__ import annotations

import json

from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.store.connection import Row

COLUMNS = ("text", "reference", "kind", "must", "passage", "language", "author", "tags")
"""The columns of a question's words and source, as ``list_values`` gives them.

To add one: a field of ``QuestionDraft``, a row here and in the two functions below, and a column of
``question`` and of ``set_question`` in a migration.
"""


def list_values(draft: QuestionDraft) -> list[object]:
    """The values of ``COLUMNS``; author and tags are NULL where nobody knows them."""
    return [
        draft.text,
        draft.reference,
        draft.kind,
        _write_list(draft.must),
        draft.passage,
        draft.language,
        draft.author or None,
        _write_list(draft.tags) if draft.tags else None,
    ]


def parse_draft(row: Row) -> QuestionDraft:
    """A question as it was written, without its number."""
    return QuestionDraft(
        text=row["text"],
        reference=row["reference"],
        kind=QuestionKind(row["kind"]),
        must=tuple(json.loads(row["must"])),
        passage=row["passage"],
        language=row["language"],
        author=row["author"],
        tags=tuple(json.loads(row["tags"] or "[]")),
    )


def _write_list(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
