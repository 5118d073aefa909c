"""Drafts made offline: a passage's own conclusion, and a question that it answers."""

from __future__ import annotations

import pytest

from studio.domain.book import PassageStatus
from studio.domain.pair import Origin, Status
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.pairs import draft, review
from studio.services.session import Session

BOOK = RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"


@pytest.fixture
def shelf(session: Session) -> Session:
    """A library with one book, and nothing made of it yet."""
    finish(ingest.add_books(session, [BOOK]))
    return session


def test_a_draft_is_made_of_the_passages_own_words(shelf: Session) -> None:
    finish(draft.draft_pairs(shelf, limit=3))
    library = shelf.library
    drafts = library.pairs.list(library.pairs.ids())
    assert len(drafts) == 3
    for pair in drafts:
        assert (pair.status, pair.origin) == (Status.DRAFT, Origin.EXTRACTIVE)
        assert pair.draft_prompt and pair.prompt and pair.tokens
        passage = library.passages.get(pair.passage or 0)
        assert passage.status is PassageStatus.DRAFTED
        assert " ".join(pair.answer.split())[:20] in " ".join(passage.text.split())


def test_drafting_is_one_step_to_undo(shelf: Session) -> None:
    finish(draft.draft_pairs(shelf, limit=3))
    review.undo(shelf)
    assert not shelf.library.pairs.ids()
    assert len(shelf.library.passages.ids(status=PassageStatus.NEW)) > 3


def test_what_is_finished_stays_when_drafting_is_broken_off(shelf: Session) -> None:
    job = draft.draft_pairs(shelf)
    for _step in range(5):
        next(job)
    job.close()
    assert len(shelf.library.pairs.ids()) == 5


def test_a_skipped_passage_is_left_alone(shelf: Session) -> None:
    new = shelf.library.passages.ids(status=PassageStatus.NEW)
    draft.skip(shelf, new[:-2])
    finish(draft.draft_pairs(shelf))
    assert len(shelf.library.pairs.ids()) == 2
