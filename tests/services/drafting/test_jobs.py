"""A job survives whatever an endpoint does: nothing lost, nothing asked or paid for twice."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from studio.domain.book import PassageStatus
from studio.domain.errors import EndpointError, KeyRefused, OverBudget, RateLimited, Unreachable
from studio.domain.model_job import JobKind, JobState, RequestState
from studio.domain.pair import Origin, Status
from studio.domain.run import Endpoint
from studio.domain.suggestion import SuggestionState
from studio.domain.work import finish
from studio.services.drafting import jobs
from studio.services.drafting.plan import Plan
from studio.services.drafting.report import DraftReport
from studio.services.pairs import draft, review
from studio.services.session import Session
from tests.services import model_server as server
from tests.services.model_server import MODEL, ModelServer, Reply


def draft_all(shelf: Session, **wishes: object) -> DraftReport:
    job = draft.draft_pairs(shelf, method="model", endpoint="desk", model=MODEL, **wishes)  # type: ignore[arg-type]
    return finish(job).value


def new(shelf: Session) -> list[int]:
    return list(shelf.library.passages.ids(status=PassageStatus.NEW))


def test_each_passage_becomes_a_draft_with_its_evidence(shelf: Session, model: ModelServer) -> None:
    passages = new(shelf)
    report = draft_all(shelf)
    assert (report.pairs, report.skipped, report.failures) == (len(passages), 0, ())
    assert set(model.asked.values()) == {1} and len(model.asked) == len(passages)
    pairs = shelf.library.pairs.list(shelf.library.pairs.ids())
    for pair in pairs:
        assert (pair.status, pair.origin) == (Status.DRAFT, Origin.MODEL)
        assert pair.prompt == "How do I begin, in way 1?" and not pair.draft_prompt
        (evidence,) = shelf.library.suggestions.of_pair(pair.id)
        assert evidence.state is SuggestionState.CHOSEN and evidence.is_grounded
        assert evidence.evidence and evidence.model == MODEL
    assert new(shelf) == []


def test_what_it_cost_stands_in_both_ledgers_and_the_job(shelf: Session) -> None:
    report = draft_all(shelf)
    assert report.tokens == 120 * report.pairs and report.cost_usd > 0
    assert shelf.person_ledger.spent() == shelf.library.ledger.spent() == report.cost_usd
    assert shelf.library.model_jobs.spent(report.job) == report.cost_usd
    assert shelf.person_ledger.reserved() == 0
    assert shelf.library.model_jobs.get(report.job).state is JobState.ENDED


def test_the_whole_job_is_one_step_to_undo_and_what_was_asked_stays_known(shelf: Session) -> None:
    passages = new(shelf)
    report = draft_all(shelf)
    review.undo(shelf)
    assert not shelf.library.pairs.ids() and new(shelf) == passages
    assert shelf.library.suggestions.ids() == []
    counts = shelf.library.model_jobs.count(report.job)
    assert counts[RequestState.ANSWERED] == len(passages)


def test_more_go_out_at_once_as_they_are_answered_but_never_too_many(
    shelf: Session, model: ModelServer
) -> None:
    model.seconds = 0.1
    draft_all(shelf)
    assert model.at_once == 2  # what is taken of an endpoint nobody knows


@pytest.mark.parametrize("reply", [server.fenced, server.thoughtful, server.without_schema])
def test_an_answer_in_odd_clothes_is_an_answer(
    shelf: Session, model: ModelServer, reply: Reply
) -> None:
    model.always = reply
    assert draft_all(shelf, limit=2).pairs == 2


def test_that_a_model_knows_no_schema_is_found_out_once(shelf: Session, model: ModelServer) -> None:
    model.always = server.without_schema
    draft_all(shelf, limit=1)
    draft_all(shelf, limit=2)
    assert [("response_format" in body) for body in model.bodies] == [True, False, False, False]


def test_a_sentence_that_is_not_in_the_passage_is_marked(
    shelf: Session, model: ModelServer
) -> None:
    lie = {"question": "How?", "answer": "So.", "evidence": ["Nobody ever wrote this."]}
    model.script = [server.say_json(server.draft("", candidates=[lie]))]
    draft_all(shelf, limit=1)
    (suggestion,) = shelf.library.suggestions.of_pair(shelf.library.pairs.ids()[0])
    assert not suggestion.is_grounded
    assert suggestion.evidence[0].sentence == "Nobody ever wrote this."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (server.say("I'm sorry, but I can't help with that."), "refused"),
        (server.say("Begin small!"), "not in the form"),
        (server.say(""), "empty"),
        (server.say("<think>hm"), "empty"),
        (server.say('{"candidates": [{"question": "How', "length"), "cut off"),
        (server.say("x", "content_filter"), "filter"),
        (server.say('{"candidates": [{"question": "How?"}]}'), "no question with an answer"),
        (server.refuse(400, "flagged by our moderation"), "flagged"),
        (server.refuse(500, "broken"), "failed (500)"),
        (server.cut, "did not answer"),
    ],
    ids=["refusal", "prose", "empty", "thoughts", "cut", "filter", "half", "400", "500", "broken"],
)
def test_a_reply_of_no_use_is_a_failure_with_its_reason_and_is_retried_alone(
    shelf: Session, model: ModelServer, reply: Reply, reason: str
) -> None:
    # The last one, so that others are answered before.
    passages = new(shelf)
    shelf.settings.set("without_schema", [f"desk {MODEL}"])
    model.script = [server.good, server.good, reply]
    report = draft_all(shelf)
    assert (report.pairs, report.skipped) == (len(passages) - 1, 0)
    ((passage, why),) = report.failures
    assert reason in why and new(shelf) == [passage]
    asked = sum(model.asked.values())
    assert jobs.retry(shelf, report.job).value == 1
    again = finish(jobs.run(shelf, report.job)).value
    assert (again.pairs, again.failures) == (1, ())
    assert sum(model.asked.values()) == asked + 1
    assert new(shelf) == []


def test_of_a_reply_that_was_cut_off_what_was_whole_is_kept(
    shelf: Session, model: ModelServer
) -> None:
    whole = '{"candidates": [{"question": "How?", "answer": "So.", "evidence": []}, {"question": "W'
    model.script = [server.say(whole, "length")]
    assert draft_all(shelf, limit=1).pairs == 1


def test_nothing_to_learn_is_an_answer(shelf: Session, model: ModelServer) -> None:
    first = new(shelf)[0]
    model.script = [server.say_json({"nothing_to_learn": True, "candidates": [], "questions": []})]
    report = draft_all(shelf, limit=1)
    assert (report.pairs, report.skipped, report.failures) == (0, 1, ())
    assert shelf.library.passages.get(first).status is PassageStatus.SKIPPED


def test_an_endpoint_that_is_asked_too_often_is_asked_again_when_it_says(
    shelf: Session, model: ModelServer
) -> None:
    limited = server.refuse(429, "slow down", "rate_limit_exceeded", **{"retry-after-ms": "300"})
    model.script = [limited, limited]
    begin = time.monotonic()
    report = draft_all(shelf, limit=3)
    assert (report.pairs, report.failures) == (3, ())
    assert time.monotonic() - begin >= 0.3
    assert shelf.person_ledger.spent() == report.cost_usd


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (server.refuse(401, "no such key"), KeyRefused),
        (server.refuse(429, "quota", "insufficient_quota"), RateLimited),
        (server.refuse(404, "no such model", "model_not_found"), EndpointError),
    ],
)
def test_where_no_other_request_would_fare_better_the_job_ends_at_once(
    shelf: Session, model: ModelServer, reply: Reply, error: type[Exception]
) -> None:
    passages = new(shelf)
    model.always = reply
    with pytest.raises(error):
        draft_all(shelf)
    assert sum(model.asked.values()) <= 2 and new(shelf) == passages
    (job,) = shelf.library.model_jobs.list()
    assert job.state is JobState.STOPPED and job.error
    assert shelf.library.model_jobs.count(job.id)[RequestState.WAITING] == len(passages)
    assert shelf.person_ledger.reserved() == shelf.person_ledger.spent() == 0
    model.always = server.good
    assert finish(jobs.run(shelf, job.id)).value.pairs == len(passages)


def test_an_endpoint_that_fails_time_after_time_is_left(shelf: Session, model: ModelServer) -> None:
    model.always = server.refuse(500, "broken")
    with pytest.raises(EndpointError, match="500"):
        draft_all(shelf)
    assert sum(model.asked.values()) <= jobs.MOST_IN_A_ROW + 1


def test_a_server_that_is_not_there_loses_nothing(shelf: Session) -> None:
    passages = new(shelf)
    shelf.settings.save_endpoint(Endpoint("desk", "http://127.0.0.1:9/v1", key_env="DESK_KEY"))
    with pytest.raises(Unreachable):
        draft_all(shelf, limit=1)
    assert new(shelf) == passages and shelf.person_ledger.reserved() == 0


def test_cancelling_hangs_up_within_a_second_and_keeps_what_is_whole(
    shelf: Session, model: ModelServer
) -> None:
    passages = new(shelf)
    model.script = [server.good, server.good]
    model.always = server.slow(0.5)
    job = draft.draft_pairs(shelf, method="model", endpoint="desk", model=MODEL)
    while len(shelf.library.pairs.ids()) < 2:
        next(job)
    for _breath in range(3):
        next(job)
    begin = time.monotonic()
    job.close()
    assert time.monotonic() - begin < 10
    assert len(shelf.library.pairs.ids()) == 2
    (made,) = shelf.library.model_jobs.list()
    counts = shelf.library.model_jobs.count(made.id)
    assert made.state is JobState.ENDED and counts[RequestState.ASKED] == 0
    assert counts[RequestState.FAILED] + counts[RequestState.WAITING] == len(passages) - 2
    assert shelf.person_ledger.reserved() == 0


def test_nothing_is_asked_above_the_budget_of_the_job_or_the_month(
    shelf: Session, model: ModelServer
) -> None:
    with pytest.raises(OverBudget):
        draft_all(shelf, budget_usd=Decimal("0.000001"))
    assert sum(model.asked.values()) == 0
    shelf.settings.set("monthly_budget_usd", Decimal("0.0012"))
    with pytest.raises(OverBudget):
        draft_all(shelf)
    assert shelf.person_ledger.spent() <= Decimal("0.0012")
    assert shelf.person_ledger.reserved() == 0


def test_several_candidates_are_one_pair_and_its_suggestions(
    shelf: Session, model: ModelServer
) -> None:
    def three(request: server.Request) -> server.Response:
        passage = server.passage_of(request.get_json())
        return server.say_json(server.draft(passage, 3))(request)

    model.always = three
    report = draft_all(shelf, limit=1, candidates=3)
    assert (report.pairs, report.suggestions) == (1, 2)
    pair = shelf.library.pairs.ids()[0]
    states = [item.state for item in shelf.library.suggestions.of_pair(pair)]
    assert states == [SuggestionState.CHOSEN, SuggestionState.OPEN, SuggestionState.OPEN]


def test_what_a_dead_program_had_asked_is_lost_and_not_asked_unasked(
    shelf: Session, model: ModelServer
) -> None:
    passages = new(shelf)
    number = jobs.start(shelf, JobKind.CONDENSE, Plan("desk", MODEL), passages=passages)
    with shelf.library.transaction():
        shelf.library.model_jobs.set_request(number, [0], RequestState.ASKED)
    (left,) = jobs.recover(shelf)
    assert (left.id, shelf.library.model_jobs.count(number)[RequestState.LOST]) == (number, 1)
    report = draft_all(shelf)
    assert report.pairs == len(passages) - 1 and new(shelf) == passages[:1]
    assert jobs.retry(shelf, number, lost=True).value == 1


def test_a_passage_that_is_gone_is_said(shelf: Session, model: ModelServer) -> None:
    number = jobs.start(shelf, JobKind.CONDENSE, Plan("desk", MODEL), passages=[999])
    report = finish(jobs.run(shelf, number)).value
    assert report.pairs == 0 and len(report.failures) == 1
    assert sum(model.asked.values()) == 0
