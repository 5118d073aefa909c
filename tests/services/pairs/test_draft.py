"""Drafts made offline: a passage's own conclusion, and a question that it answers."""

from __future__ import annotations

import pytest

from studio.domain.book import PassageStatus, SkipReason
from studio.domain.pair import Origin, Status
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.pairs import draft, review
from studio.services.session import Session
from studio.text.quality.grounding import measure_grounding

BOOK = RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"


@pytest.fixture
def shelf(session: Session) -> Session:
    """A library with one book, and nothing made of it yet."""
    finish(ingest.add_books(session, [BOOK]))
    return session


def test_a_draft_is_made_of_the_passages_own_words(shelf: Session) -> None:
    finish(draft.draft_pairs(shelf))
    library = shelf.library
    drafts = library.pairs.list(library.pairs.ids())
    assert len(drafts) > 15
    for pair in drafts:
        assert (pair.status, pair.origin) == (Status.DRAFT, Origin.EXTRACTIVE)
        assert pair.draft_prompt and pair.prompt and pair.tokens
        passage = library.passages.get(pair.passage or 0)
        assert passage.status is PassageStatus.DRAFTED
        assert measure_grounding(pair.answer, passage.text, "en").share == 1.0


def test_what_gives_no_draft_is_skipped_and_says_why(shelf: Session) -> None:
    report = finish(draft.draft_pairs(shelf)).value
    library = shelf.library
    ids = library.passages.ids(status=PassageStatus.SKIPPED)
    reasons = {passage.skip_reason for passage in library.passages.list(ids)}
    assert {SkipReason.MATTER, SkipReason.DIALOGUE} < reasons
    assert None not in reasons and report.skipped > 2
    review.undo(shelf)
    assert {passage.skip_reason for passage in library.passages.list(ids)} == {
        None,
        SkipReason.MATTER,
    }


def test_drafting_is_one_step_to_undo(shelf: Session) -> None:
    finish(draft.draft_pairs(shelf, limit=3))
    review.undo(shelf)
    assert not shelf.library.pairs.ids()
    assert len(shelf.library.passages.ids(status=PassageStatus.NEW)) > 3


def test_what_is_finished_stays_when_drafting_is_broken_off(shelf: Session) -> None:
    job = draft.draft_pairs(shelf)
    for _step in range(9):
        next(job)
    job.close()
    assert 4 < len(shelf.library.pairs.ids()) <= 9


def test_a_skipped_passage_is_left_alone(shelf: Session) -> None:
    new = shelf.library.passages.ids(status=PassageStatus.NEW)
    draft.skip(shelf, new[2:])
    finish(draft.draft_pairs(shelf))
    assert len(shelf.library.pairs.ids()) <= 2
    assert shelf.library.passages.get(new[2]).skip_reason is SkipReason.CHOICE
