"""What a version trains on, as question and answer: leaks are looked for there, and reasons."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.conversation import find_last_turns, list_messages, read_text
from studio.domain.dataset import Split
from studio.services.session import Session
from studio.text.rows.row_json import load_row


def list_training_rows(session: Session, version: int) -> Iterator[tuple[int, str, str, bool]]:
    """Pair, last question and last (or preferred) answer of each row that a version trains on, and
    whether the question is all that was asked; streamed."""
    for row in session.library.versions.rows(version, Split.TRAIN):
        content = load_row(row.json)
        turns = list_messages(content) if isinstance(content, dict) else []
        question, answer = (
            read_text(turns[at]) if at is not None else "" for at in find_last_turns(turns)
        )
        questions = sum(turn.get("role") == "user" for turn in turns)
        yield row.pair, question, answer, questions < 2
