"""Why: the training rows nearest to a bad answer, by question and by answer."""

from __future__ import annotations

import pytest

from studio.domain.comparison import Answer, QuestionDraft
from studio.domain.errors import CuratorError
from studio.domain.pair_filter import PairFilter
from studio.services.comparison.contestants import list_contestants
from studio.services.comparison.why import find_near_rows, mark_to_fix
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.trained_run import insert_trained_run


@pytest.fixture
def compared(accepted: Session) -> int:
    """A comparison of a run over thirty rows, with one answer to one question."""
    library = accepted.library
    version = freezing.freeze(accepted, validation=0).value.number
    with library.transaction():
        run = insert_trained_run(library, version)
        contestants = list_contestants(accepted, library.runs.get(run))
        asked = [QuestionDraft("How do I reach goal 2-3 at last?")]
        number = library.comparisons.insert(contestants, asked, run=run)
        question = library.comparisons.get(number).questions[0].id
        library.comparisons.insert_answer(Answer(question, f"run-{run}", "Do step 4-1."))
    return number


def test_the_rows_nearest_to_question_and_answer_come_first(
    accepted: Session, compared: int
) -> None:
    record = accepted.library.comparisons.get(compared)
    rows = find_near_rows(accepted, record, record.contestants[-1], record.questions[0].id, most=2)
    assert {row.prompt for row in rows} == {
        "How do I reach goal 2-3?",
        "How do I reach goal 4-1?",
    }


def test_what_is_to_be_fixed_is_flagged(accepted: Session, compared: int) -> None:
    record = accepted.library.comparisons.get(compared)
    rows = find_near_rows(accepted, record, record.contestants[-1], record.questions[0].id)
    mark_to_fix(accepted, [row.pair for row in rows])
    flagged = set(accepted.library.pairs.ids(PairFilter(flagged=True)))
    assert flagged == {row.pair for row in rows}


def test_a_base_has_no_training_rows(accepted: Session, compared: int) -> None:
    record = accepted.library.comparisons.get(compared)
    with pytest.raises(CuratorError, match="trained here"):
        find_near_rows(accepted, record, record.contestants[0], record.questions[0].id)
