"""How far the review is: today's decisions, and never all while drafts wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from studio.services.pairs import review
from studio.services.pairs.progress import ReviewProgress, read_progress
from studio.services.session import Session


def test_today_are_the_pairs_somebody_decided_on_since_midnight(session: Session) -> None:
    numbers = [review.add(session, f"{n}?", f"{n}.").value for n in range(4)]
    review.accept(session, numbers[:1])
    review.reject(session, numbers[1:2])
    assert read_progress(session) == ReviewProgress(2, 2, 2)
    tomorrow = datetime.now() + timedelta(days=1)
    assert read_progress(session, tomorrow) == ReviewProgress(0, 2, 2)


def test_it_is_never_all_while_a_draft_waits() -> None:
    assert ReviewProgress(0, 9_999, 1).percent == 99
    assert ReviewProgress(0, 5, 0).percent == 100
    assert ReviewProgress(0, 0, 0).percent == 0
