"""Drafts by a model: no passage is lost to a reply that can't be used, and it is said why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from studio.domain.book import PassageStatus
from studio.domain.errors import EndpointError, OverBudget, Unreachable
from studio.domain.work import finish
from studio.providers.base import Usage
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.pairs import draft
from studio.services.session import Session
from tests.services.scripted_model import Model, Stream

BOOK = RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"
GOOD = "How do I begin?\n---\nWith one small step."


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    model = Model()
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: model)
    return model


@pytest.fixture
def shelf(session: Session) -> Session:
    finish(ingest.add_books(session, [BOOK]))
    return session


def draft_one(shelf: Session, endpoint: str = "local", **wishes: object) -> draft.DraftReport:
    job = draft.draft_pairs(
        shelf,
        method="model",
        endpoint=endpoint,
        model="gpt-4o-mini-2024-07-18",
        limit=1,
        **wishes,  # type: ignore[arg-type]
    )
    return finish(job).value


def cut(text: str, reason: str) -> Stream:
    stream = Stream(text)
    stream.finish_reason = reason
    return stream


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("---", "--- "),
        GOOD.replace("---", " ----"),
        f"\n{GOOD}\n",
    ],
    ids=repr,
)
def test_a_question_with_its_answer_is_a_draft_however_it_is_spaced(
    shelf: Session, model: Model, reply: str
) -> None:
    model.streams = [Stream(reply)]
    assert draft_one(shelf).pairs == 1
    pair = shelf.library.pairs.get(shelf.library.pairs.ids()[0])
    assert (pair.prompt, pair.answer) == ("How do I begin?", "With one small step.")


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (Stream("I'm sorry, but I can't help with that."), "no question with an answer"),
        (Stream("How?\n---\nI'm sorry, I can't do that."), "refused"),
        (Stream("How?\n---\n"), "no question with an answer"),
        (Stream(""), "no question with an answer"),
        (cut("How do I begin?\n---\nWith one sm", "length"), "cut off"),
        (cut("How do I begin?\n---\nWith", "content_filter"), "cut off"),
        (Stream(fails=EndpointError("refused by the filter", status=400)), "refused by the filter"),
    ],
    ids=["refusal", "refusal behind", "no answer", "nothing", "length", "filter", "400"],
)
def test_a_reply_that_can_not_be_used_is_a_failure_that_can_be_tried_again(
    shelf: Session, model: Model, stream: Stream, reason: str
) -> None:
    new = shelf.library.passages.ids(status=PassageStatus.NEW)
    model.streams = [stream]
    report = draft_one(shelf)
    assert (report.pairs, report.skipped) == (0, 0)
    ((passage, why),) = report.failures
    assert reason in why
    assert shelf.library.passages.ids(status=PassageStatus.NEW) == new
    model.streams = [Stream(GOOD)]
    assert draft_one(shelf).pairs == 1
    assert shelf.library.passages.get(passage).status is PassageStatus.DRAFTED


def test_a_passage_without_anything_to_learn_is_skipped(shelf: Session, model: Model) -> None:
    model.streams = [Stream("SKIP.")]
    report = draft_one(shelf)
    assert (report.pairs, report.skipped, report.failures) == (0, 1, ())


def test_a_provider_that_does_not_answer_ends_the_drafting_and_loses_nothing(
    shelf: Session, model: Model
) -> None:
    new = shelf.library.passages.ids(status=PassageStatus.NEW)
    model.streams = [Stream(fails=Unreachable("no answer"))]
    with pytest.raises(Unreachable):
        draft_one(shelf)
    assert shelf.library.passages.ids(status=PassageStatus.NEW) == new


def test_what_was_of_no_use_is_paid_all_the_same(
    shelf: Session, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.streams = [Stream("SKIP", usage=Usage(1_000_000, 0))]
    report = draft_one(shelf, "custom")
    assert report.cost_usd > 0
    assert shelf.library.ledger.spent() == shelf.person_ledger.spent() == report.cost_usd


def test_a_budget_for_the_job_alone_is_kept(shelf: Session, model: Model) -> None:
    with pytest.raises(OverBudget):
        draft_one(shelf, "custom", budget_usd=Decimal("0.000001"))
    assert model.asked == 0


def test_in_a_silence_one_can_turn_away(shelf: Session, model: Model) -> None:
    stream = Stream("", "", "", GOOD)
    model.streams = [stream]
    job = draft.draft_pairs(shelf, method="model", endpoint="local", model="any", limit=1)
    next(job)
    job.close()
    assert stream.closed
