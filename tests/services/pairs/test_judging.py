"""What is written is judged at once, what came otherwise in the background."""

from __future__ import annotations

import pytest

from studio.domain.errors import CuratorError
from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter, Sort
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.pairs import judging, review
from studio.services.pairs.draft import draft_pairs
from studio.services.pairs.reasons import REASONS, check_reason, describe_reason
from studio.services.session import Session

BOOK = RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"


@pytest.fixture
def shelf(session: Session) -> Session:
    """A library with one book, and nothing made of it yet."""
    finish(ingest.add_books(session, [BOOK]))
    return session


def test_drafts_and_edits_are_judged_in_their_step(shelf: Session) -> None:
    finish(draft_pairs(shelf, limit=3))
    library = shelf.library
    assert len(library.judgements.list_due()) == 0
    first = library.pairs.list(library.pairs.ids())[0]
    assert first.grounding is not None and first.grounding > 0.9
    review.edit(shelf, first.id, answer="Zebras audit invoices in Reykjavik.")
    assert (library.pairs.get(first.id).grounding or 0) < 0.3
    review.edit(shelf, first.id, answer="and so it ends")
    assert first.id in library.pairs.ids(PairFilter(finding="begins-midway"))


def test_what_came_otherwise_is_judged_later(shelf: Session) -> None:
    number = review.add(shelf, "", "").value
    with shelf.library.journal.edit("Write"):
        shelf.library.pairs.update(number, prompt="A?", answer="b", tokens=1, draft_prompt=False)
    assert finish(judging.judge_all(shelf)).value == 1
    assert finish(judging.judge_all(shelf)).value == 0
    assert number in shelf.library.pairs.ids(PairFilter(finding="short-answer"))
    review.undo(shelf)
    assert finish(judging.judge_all(shelf)).value == 1
    assert number in shelf.library.pairs.ids(PairFilter(finding="empty-answer"))


def test_a_rejection_keeps_its_reason_and_a_flag_can_be_taken_off(shelf: Session) -> None:
    number = review.add(shelf, "How?", "So.").value
    review.reject(shelf, [number], reason=" wrong ")
    pair = shelf.library.pairs.get(number)
    assert (pair.status, pair.reason) == (Status.REJECTED, "wrong")
    assert describe_reason("wrong") == REASONS["wrong"] and describe_reason("mine") == "mine"
    assert review.flag(shelf, [number]).value == 1 and review.flag(shelf, [number]).value == 0
    assert shelf.library.pairs.get(number).flagged
    review.flag(shelf, [number], False)
    review.undo(shelf)
    assert shelf.library.pairs.get(number).flagged


def test_a_reason_is_one_line() -> None:
    assert check_reason("too\n long\0") == "too long"
    with pytest.raises(CuratorError, match="at most 200"):
        check_reason("x" * 201)


def test_near_copies_count_among_the_worst(session: Session) -> None:
    lines = [
        "Begin with the smallest step that you can take today, and take it before you think about the next one.",
        "Write down in the evening what you did during the day, in one plain sentence and not a single word more.",
        "Begin with the smallest step that you can take today, and take it before you think about the next ones.",
    ]
    first, other, copy = (review.add(session, "How do I begin?", line).value for line in lines)
    finish(judging.judge_all(session))
    copies = PairFilter(finding=judging.NEAR_COPY)
    assert list(session.library.pairs.ids(copies)) == [first, copy]
    worst = list(session.library.pairs.ids(PairFilter(sort=Sort.WORST)))
    assert worst[-1] == other
    said = [finding.code for finding in review.findings(session, session.library.pairs.get(copy))]
    assert judging.NEAR_COPY in said
    # What is rejected is nobody's copy any more, and nothing is looked at twice.
    review.reject(session, [copy])
    assert finish(judging.judge_all(session)).value == 2
    assert not session.library.pairs.ids(copies)
    assert finish(judging.judge_all(session)).value == 0
