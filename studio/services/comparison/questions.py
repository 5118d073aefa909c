"""The questions of a comparison where nobody chose a set: those held out of the training."""

from __future__ import annotations

import json
from collections.abc import Sequence

from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.domain.dataset import Row, Split
from studio.domain.pair import Pair
from studio.domain.run import Run
from studio.services.session import Session
from studio.text.languages import detect_script

USUAL_NUMBER = 12
"""Questions that are asked where nobody says how many: one sitting."""


def choose_held_out(session: Session, version: int, limit: int) -> list[QuestionDraft]:
    """At most so many questions of a version's validation rows, spread over all of them."""
    rows = list(session.library.versions.rows(version, Split.VALIDATION))
    return read_rows(session, rows[:: max(1, len(rows) // max(1, limit))][:limit])


def choose_questions(
    session: Session, run: Run | None, limit: int = USUAL_NUMBER
) -> list[QuestionDraft]:
    """Questions of a run's validation rows, else of its training rows; of the newest version
    where there is no run. Spread over all of them: the first rows are often of one book."""
    versions = session.library.versions.list()
    number = run.version if run else (versions[0].number if versions else None)
    if number is None:
        return []
    rows = list(session.library.versions.rows(number, Split.VALIDATION))
    rows = rows or list(session.library.versions.rows(number, Split.TRAIN))
    return read_rows(session, rows[:: max(1, len(rows) // limit)][:limit])


def read_rows(session: Session, rows: Sequence[Row]) -> list[QuestionDraft]:
    """The questions of rows of a version, with whose words and tags their pairs have."""
    pairs = {pair.id: pair for pair in session.library.pairs.list([row.pair for row in rows])}
    return [_read_row(row, pairs.get(row.pair)) for row in rows]


def _read_row(row: Row, pair: Pair | None) -> QuestionDraft:
    turns = json.loads(row.json)["messages"]
    prompt = next(turn["content"] for turn in turns if turn["role"] == "user")
    return QuestionDraft(
        prompt,
        turns[-1]["content"],
        QuestionKind.VALIDATION,
        passage=pair.passage if pair else None,
        language=detect_script(prompt),
        author=(pair.voice or None) if pair else None,
        tags=pair.tags if pair else (),
    )
