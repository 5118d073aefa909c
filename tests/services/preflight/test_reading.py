"""Drafts that were accepted unread: not ready, for the right reasons, in figures; ready once read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from studio.domain.dataset import Severity
from studio.domain.pair import Origin, Status
from studio.domain.preflight import Report
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.pairs import draft, review
from studio.services.preflight import inspection
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.preflight.conftest import Accept, good

ENGLISH = ("en/self-help_pg935.txt", "en/as-a-man-thinketh_pg4507.txt")
JAPANESE = ("ja/gakumon-no-susume_47061.txt", "ja/kosei-e-no-saidai-ibutsu_519.txt")


def check(session: Session) -> Report:
    report = finish(inspection.check(session)).value
    assert isinstance(report, Report)
    return report


def accept_all_unread(session: Session, books: Sequence[Path]) -> int:
    """Draft every passage of these books, and accept all of it at once; how many pairs."""
    finish(ingest.add_books(session, books))
    finish(draft.draft_pairs(session))
    ids = list(session.library.pairs.ids())
    review.accept(session, ids)
    session.settings.set("monthly_budget_usd", "20")
    return len(ids)


def serious(report: Report) -> list[str]:
    return [one.code for one in report.findings if one.severity is not Severity.NOTE]


def assert_figures(report: Report, pairs: int) -> None:
    """All questions are drafts, nobody has read one pair, most answers are the book's."""
    assert not report.ready
    assert report.verdict.startswith(
        f"Not ready: {pairs} of {pairs} questions are still drafts; "
        f"nobody has read {pairs} of {pairs} pairs; "
    )
    assert [one.code for one in report.matters] == ["draft-questions", "unread", "book-sentences"]
    copied = report.matters[2].count
    assert copied > 0.8 * pairs
    assert f"{copied} of {pairs} answers are nothing but the book's own" in report.verdict


@pytest.mark.parametrize("books", [ENGLISH, JAPANESE], ids=["English", "Japanese"])
def test_books_drafted_and_accepted_unread_are_not_ready(
    session: Session, shared_folder: Path, books: Sequence[str]
) -> None:
    pairs = accept_all_unread(session, [shared_folder / "books" / name for name in books])
    assert pairs > 150
    assert_figures(check(session), pairs)
    freezing.freeze(session, validation=0.1)
    assert_figures(check(session), pairs)  # freezing makes no draft a better one


@pytest.mark.parametrize("name", ["as-a-man-thinketh_pg4507.txt", "kagakusha-to-atama_2359.txt"])
def test_so_are_the_sample_books(session: Session, name: str) -> None:
    pairs = accept_all_unread(session, [RESOURCES / "samples" / name])
    report = check(session)
    assert not report.ready and f"nobody has read {pairs} of {pairs} pairs" in report.verdict


def test_once_bettered_and_read_they_are_ready(session: Session, accept: Accept) -> None:
    accept_all_unread(session, [RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"])
    ids = session.library.pairs.ids(status=Status.ACCEPTED)
    accept(good(60)[len(ids) :])  # another voice, so that none dominates
    for n, (number, (prompt, answer)) in enumerate(zip(ids, good(60), strict=False)):
        words = answer.replace(f"number {n}", "one page")  # the passages have no such figures
        review.edit(session, number, prompt=prompt, answer=words)
    report = check(session)
    assert report.ready, report.verdict


def drafts(session: Session, count: int) -> list[int]:
    """So many drafts of a model: fine questions and answers that nobody has read."""
    with session.library.journal.edit("Drafts"):
        return [
            session.library.pairs.insert(prompt, answer, origin=Origin.MODEL, tokens=30)
            for prompt, answer in good(count)
        ]


def test_the_share_to_be_read_is_the_curators_to_choose(session: Session) -> None:
    ids = drafts(session, 50)
    review.accept(session, ids)
    session.settings.set("monthly_budget_usd", "20")
    assert check(session).verdict == "Not ready: nobody has read 50 of 50 pairs."
    for number in ids[:39]:
        review.accept(session, [number])
    assert check(session).verdict == "Not ready: nobody has read 11 of 50 pairs."
    review.accept(session, ids[39:40])
    assert check(session).ready  # four fifths are read, and the rest is a note
    session.settings.set("reviewed_share", 1)
    assert not check(session).ready
    session.settings.set("reviewed_share", 0)
    review.reopen(session, ids)
    assert serious(check(session)) == []


def test_rows_brought_along_and_written_by_hand_are_nobodys_drafts(
    session: Session, accept: Accept
) -> None:
    accept(good(50))
    session.settings.set("monthly_budget_usd", "20")
    assert check(session).ready
