"""The questions of a comparison where nobody chose a set: those held out of the training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.domain.conversation import list_messages, read_text
from studio.domain.dataset import Row, Split
from studio.domain.pair import Pair, Status
from studio.domain.pair_filter import PairFilter
from studio.domain.run import Run
from studio.services.session import Session
from studio.text.languages import detect_script
from studio.text.rows.row_json import load_row

USUAL_NUMBER = 12
"""Questions that are asked where nobody says how many: one sitting."""


def choose_held_out(session: Session, version: int, limit: int) -> list[QuestionDraft]:
    """At most so many questions of a version's validation rows, spread over all of them."""
    rows = list(session.library.versions.rows(version, Split.VALIDATION))
    return read_rows(session, rows[:: max(1, len(rows) // max(1, limit))][:limit])


def has_held_out(session: Session, run: Run) -> bool:
    """Whether a run's version held rows out of the training; without, it would be asked what it
    has learnt by heart, which proves nothing."""
    return session.library.versions.get(run.version).validation > 0


def choose_questions(
    session: Session, run: Run | None, limit: int = USUAL_NUMBER
) -> list[QuestionDraft]:
    """Questions of a run's validation rows, else (``has_held_out``) of its training rows; of the
    newest version where there is no run, and of the pairs where there is no version either. Spread
    over all of them: the first rows are often of one book."""
    versions = session.library.versions.list()
    number = run.version if run else (versions[0].number if versions else None)
    if number is None:
        return choose_from_pairs(session, limit)
    rows = list(session.library.versions.rows(number, Split.VALIDATION))
    kind = QuestionKind.VALIDATION if rows else QuestionKind.WRITTEN
    rows = rows or list(session.library.versions.rows(number, Split.TRAIN))
    drafts = read_rows(session, rows[:: max(1, len(rows) // limit)][:limit])
    return [replace(draft, kind=kind) for draft in drafts]


def choose_from_pairs(session: Session, limit: int) -> list[QuestionDraft]:
    """At most so many questions of accepted pairs, else of drafts, their answers as references."""
    pairs = session.library.pairs
    ids = pairs.ids(PairFilter(status=Status.ACCEPTED)) or pairs.ids(
        PairFilter(status=Status.DRAFT)
    )
    ids = ids[:: max(1, len(ids) // max(1, limit))][:limit]
    return [_read_pair(pair) for pair in pairs.list(ids)]


def read_rows(session: Session, rows: Sequence[Row]) -> list[QuestionDraft]:
    """The questions of rows of a version, with whose words and tags their pairs have; rows that
    ask nothing in words are left out."""
    pairs = {pair.id: pair for pair in session.library.pairs.list([row.pair for row in rows])}
    drafts = (_read_row(row, pairs.get(row.pair)) for row in rows)
    return [draft for draft in drafts if draft.text.strip()]


def _read_row(row: Row, pair: Pair | None) -> QuestionDraft:
    prompt, answer = _read_first_turns(row)
    return QuestionDraft(
        prompt,
        answer,
        QuestionKind.VALIDATION,
        passage=pair.passage if pair else None,
        language=detect_script(prompt),
        author=(pair.voice or None) if pair else None,
        tags=pair.tags if pair else (),
    )


def _read_first_turns(row: Row) -> tuple[str, str]:
    """The first question of a row, which can be asked without what was said before, and the answer
    to it (the preferred one, where there are two)."""
    content = load_row(row.json)
    turns = list_messages(content) if isinstance(content, dict) else []
    roles = [turn.get("role") for turn in turns]
    if "user" not in roles:
        return "", ""
    asked = roles.index("user")
    answers = (read_text(turn) for turn in turns[asked:] if turn.get("role") == "assistant")
    return read_text(turns[asked]), next(answers, "")


def _read_pair(pair: Pair) -> QuestionDraft:
    return QuestionDraft(
        pair.prompt,
        pair.answer,
        QuestionKind.VALIDATION,
        passage=pair.passage,
        language=detect_script(pair.prompt),
        author=pair.voice or None,
        tags=pair.tags,
    )
