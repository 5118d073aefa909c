"""Comparing: what has to be there before a model is asked, and how verdicts are counted."""

from __future__ import annotations

import pytest

from studio.domain.errors import CuratorError
from studio.domain.run import Verdict
from studio.domain.work import finish
from studio.services.comparison.compare import (
    count_votes,
    start_comparison,
    vote,
)
from studio.services.session import Session


@pytest.fixture
def comparison(session: Session) -> int:
    """Three questions to two models, not asked yet."""
    questions = [(f"How do I reach goal {n}?", f"Take step {n}.") for n in range(3)]
    with session.library.transaction():
        return session.library.comparisons.insert(
            run=None, models=["base", "tuned"], endpoint="local", questions=questions
        )


def test_models_an_endpoint_and_questions_are_asked_for(session: Session) -> None:
    with pytest.raises(CuratorError, match="Choose the models"):
        finish(start_comparison(session, endpoint="local"))
    with pytest.raises(CuratorError, match="Choose the endpoint"):
        finish(start_comparison(session, models=["base"]))
    with pytest.raises(CuratorError, match="no question"):
        finish(start_comparison(session, models=["base"], endpoint="local", questions=[]))


def test_verdicts_are_counted_and_can_be_taken_back(session: Session, comparison: int) -> None:
    first, second, _third = session.library.comparisons.get(comparison).questions
    vote(session, comparison, first.id, Verdict.SECOND)
    vote(session, comparison, second.id, Verdict.TIE)
    tally = count_votes(session.library.comparisons.get(comparison))
    assert (tally.first, tally.second, tally.tie, tally.unvoted) == (0, 1, 1, 1)
    vote(session, comparison, first.id, None)
    assert count_votes(session.library.comparisons.get(comparison)).unvoted == 2


def test_a_question_of_another_comparison_has_no_vote_here(session, comparison) -> None:
    with pytest.raises(CuratorError, match="no such question"):
        vote(session, comparison, 99, Verdict.FIRST)
