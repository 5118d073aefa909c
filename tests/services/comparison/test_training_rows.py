"""The rows that a version trains on, without those that were held out."""

from __future__ import annotations

from studio.services.comparison.training_rows import list_training_rows
from studio.services.session import Session
from studio.services.versions import freezing


def test_each_row_has_its_pair_its_question_and_its_answer(accepted: Session) -> None:
    version = freezing.freeze(accepted, validation=0.2).value
    rows = list(list_training_rows(accepted, version.number))
    assert len(rows) == version.train < 30
    for pair, prompt, answer, alone in rows:
        kept = accepted.library.pairs.get(pair)
        assert (prompt, answer, alone) == (kept.prompt, kept.answer, True)
