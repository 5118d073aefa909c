"""Coverage of a book follows what is drafted, decided and skipped, and says why."""

from __future__ import annotations

import pytest

from studio.domain.book import SkipReason
from studio.domain.coverage import Standing, measure_progress
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.books.coverage import (
    SKIP_REASONS,
    STANDINGS,
    count_standings,
    describe_passage,
)
from studio.services.pairs import draft, review
from studio.services.session import Session


@pytest.fixture
def shelf(session: Session) -> Session:
    finish(ingest.add_books(session, [RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"]))
    return session


def test_nothing_is_done_before_anything_is(shelf: Session) -> None:
    passages = shelf.library.passages.coverage(1)
    assert {passage.standing for passage in passages} == {Standing.WAITING, Standing.SKIPPED}
    assert measure_progress(passages).percent == 0
    skipped = next(p for p in passages if p.standing is Standing.SKIPPED)
    assert describe_passage(skipped) == "skipped: it stands before or after the book's own words"


def test_each_passage_stands_where_its_pairs_do(shelf: Session) -> None:
    finish(draft.draft_pairs(shelf))
    ids = shelf.library.pairs.ids()
    review.accept(shelf, ids[:2])
    review.reject(shelf, ids[2:3])
    counts = dict(count_standings(shelf.library.passages.coverage(1)))
    assert counts[Standing.ACCEPTED] == "2 accepted"
    assert counts[Standing.REJECTED] == "1 rejected"
    assert counts[Standing.DRAFT] == f"{len(ids) - 3} to review"
    assert Standing.WAITING not in counts
    progress = measure_progress(shelf.library.passages.coverage(1))
    assert (progress.decided, progress.usable) == (3, len(ids))
    assert shelf.library.passages.progress() == progress


def test_every_standing_and_every_reason_has_its_words() -> None:
    assert set(STANDINGS) == set(Standing)
    assert set(SKIP_REASONS) == {None, *SkipReason}
