"""What a version trains on, as question and answer: leaks are looked for there, and reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator

from studio.domain.dataset import Split
from studio.services.session import Session


def list_training_rows(session: Session, version: int) -> Iterator[tuple[int, str, str]]:
    """Pair, last question and last answer of each row that a version trains on, streamed."""
    for row in session.library.versions.rows(version, Split.TRAIN):
        turns = json.loads(row.json).get("messages", ())
        texts = {turn.get("role"): turn.get("content") or "" for turn in turns}
        yield row.pair, str(texts.get("user", "")), str(texts.get("assistant", ""))
