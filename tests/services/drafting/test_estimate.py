"""What is said before is what is paid after, as near as can be told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from studio.domain.model_job import JobKind, Request
from studio.domain.suggestion import SuggestionKind
from studio.domain.work import finish
from studio.services.books import ingest
from studio.services.drafting.estimate import estimate, write_sample
from studio.services.drafting.plan import Plan
from studio.services.drafting.requests import describe_request
from studio.services.pairs import draft
from studio.services.session import Session
from tests.services.model_server import MODEL, ModelServer

PLAN = Plan("desk", MODEL)


def test_requests_and_tokens_are_those_that_are_sent(shelf: Session, model: ModelServer) -> None:
    passages = draft.find_unasked(shelf)
    told = estimate(shelf, JobKind.CONDENSE, PLAN, passages=passages)
    assert told.requests == len(passages) and told.seconds > 0
    assert told.usd is not None and told.most_usd is not None and told.usd < told.most_usd
    report = finish(draft.draft_pairs(shelf, method="model", endpoint="desk", model=MODEL)).value
    assert report.pairs == told.requests
    # Replies are counted by now: 20 tokens each.
    again = estimate(shelf, JobKind.CONDENSE, PLAN, passages=passages)
    assert again.tokens_out == 20 * len(passages) < told.tokens_out


def test_of_headings_alone_nothing_is_asked(shelf: Session, tmp_path: Path) -> None:
    long = draft.find_unasked(shelf)
    title = tmp_path / "title.txt"
    title.write_text("THE SECOND STEP\n", encoding="utf-8")
    finish(ingest.add_books(shelf, [title]))
    short = [number for number in draft.find_unasked(shelf) if number not in long]
    nothing = estimate(shelf, JobKind.CONDENSE, PLAN, passages=short)
    assert short and (nothing.requests, nothing.tokens_in) == (0, 0)
    # However many there are: no sample misses the one that is asked about.
    several = estimate(shelf, JobKind.CONDENSE, PLAN, passages=[*short * 40, long[-1]])
    assert several.requests == 1


def test_more_candidates_and_kinds_cost_more(shelf: Session) -> None:
    passages = draft.find_unasked(shelf)
    one = estimate(shelf, JobKind.CONDENSE, PLAN, passages=passages)
    more = estimate(
        shelf,
        JobKind.CONDENSE,
        Plan("desk", MODEL, 3, (SuggestionKind.WHY,)),
        passages=passages,
    )
    assert one.usd is not None and more.usd is not None and one.usd < more.usd


def test_where_no_price_is_known_that_is_said_and_what_is_free_costs_nothing(
    shelf: Session,
) -> None:
    passages = draft.find_unasked(shelf)
    unknown = estimate(shelf, JobKind.CONDENSE, Plan("desk", "nobody-knows"), passages=passages)
    assert (unknown.usd, unknown.most_usd) == (None, None) and unknown.tokens_in > 0
    free = estimate(shelf, JobKind.CONDENSE, Plan("local", "rehearsal-tiny"), passages=passages)
    assert free.usd == free.most_usd == Decimal(0)


def test_a_batch_takes_a_day_and_half_the_price(shelf: Session) -> None:
    passages = draft.find_unasked(shelf)
    plan = Plan("openai", MODEL)
    live = estimate(shelf, JobKind.CONDENSE, plan, passages=passages)
    batch = estimate(shelf, JobKind.CONDENSE, plan, passages=passages, is_batch=True)
    assert live.usd is not None and batch.usd is not None and batch.usd * 2 == live.usd
    assert batch.seconds == 24 * 3600 > live.seconds


def test_the_exact_request_can_be_read(shelf: Session) -> None:
    (passage, *_others) = draft.find_unasked(shelf)
    (call,) = write_sample(shelf, JobKind.CONDENSE, PLAN, [Request(0, passage=passage)])
    text = describe_request(call)
    assert "smallest step" in text and "[system]" in text and '"candidates"' in text
