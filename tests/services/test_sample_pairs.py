"""The sample books' pairs: each fits a passage, passes every check, and the library is ready."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.dataset import Severity
from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.domain.work import finish
from studio.services import demo
from studio.services.pairs import review
from studio.services.pairs.progress import read_progress
from studio.services.preflight import inspection
from studio.services.sample_pairs import accept_samples, read_sample_pairs
from studio.services.session import Session


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.studio"
    finish(demo.sample_library(path))
    return path


def test_each_pair_written_by_hand_finds_its_passage(library: Path) -> None:
    with Session.open(library, read_only=True) as session:
        ids = session.library.pairs.ids(PairFilter(status=Status.ACCEPTED))
        accepted = session.library.pairs.list(ids)
    assert {pair.prompt for pair in accepted} == {pair.prompt for pair in read_sample_pairs()}
    assert all(pair.is_read and not pair.draft_prompt and pair.passage for pair in accepted)


def test_no_check_of_a_single_pair_finds_anything(library: Path) -> None:
    with Session.open(library, read_only=True) as session:
        ids = session.library.pairs.ids(PairFilter(status=Status.ACCEPTED))
        for pair in session.library.pairs.list(ids):
            assert review.findings(session, pair) == [], pair.answer


def test_the_curated_part_is_ready_and_raises_no_alarm(library: Path) -> None:
    with Session.open(library, read_only=True) as session:
        report = finish(inspection.check(session)).value
    assert report.ready  # type: ignore[attr-defined]
    assert {one.severity for one in report.findings} == {Severity.NOTE}  # type: ignore[attr-defined]


def test_whoever_opens_it_has_nothing_to_undo(library: Path) -> None:
    with Session.open(library, read_only=True) as session:
        assert session.library.journal.undo_label is None
        assert session.library.counts()["accepted"] == len(read_sample_pairs())


def test_it_is_one_step_to_undo_and_other_books_keep_their_drafts(library: Path) -> None:
    with Session.open(library) as session:
        drafts = session.library.counts()["draft"]
        accepted = session.library.pairs.ids(PairFilter(status=Status.ACCEPTED))
        with session.library.journal.edit("Back to draft"):
            session.library.pairs.set_status(accepted, Status.DRAFT)
        assert accept_samples(session) == len(accepted)
        review.undo(session)
        assert session.library.counts()["accepted"] == 0
        review.redo(session)
        assert session.library.counts()["draft"] == drafts
        assert accept_samples(session) == 0  # what was bettered is no draft any more


def test_drafts_wait_in_both_languages(library: Path) -> None:
    with Session.open(library, read_only=True) as session:
        drafts = session.library.pairs.list(
            session.library.pairs.ids(PairFilter(status=Status.DRAFT))
        )
        japanese = [pair for pair in drafts if not pair.prompt.isascii()]
        assert len(japanese) >= 5 and len(drafts) - len(japanese) >= 12
        assert drafts[0].prompt.isascii()
        assert [one.code for one in review.findings(session, drafts[0])] == ["verbatim"]


def test_whoever_opens_it_has_read_nothing_today(library: Path) -> None:
    with Session.open(library, read_only=True) as session:
        assert read_progress(session).today == 0
