"""A batch is created once whatever happens, paid at its own price, and nothing in it is lost."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from decimal import Decimal

import pytest
from werkzeug import Request, Response

from studio.domain.book import PassageStatus
from studio.domain.errors import CuratorError, EndpointError, OverBudget
from studio.domain.model_job import JobKind, JobState, RequestState
from studio.domain.run import Endpoint
from studio.domain.work import finish
from studio.services.drafting import batch, jobs
from studio.services.drafting.plan import Plan
from studio.services.session import Session
from studio.services.settings import chat_facts
from studio.services.settings.chat_facts import BatchFacts, ChatFacts
from tests.http_server import PlayedServer
from tests.services import batch_server
from tests.services.batch_server import BatchServer, failing
from tests.services.model_server import MODEL

PLAN = Plan("desk", MODEL)
FACTS = BatchFacts(Decimal("0.5"), 50_000, 200, 24)


@pytest.fixture
def place(shelf: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchServer]:
    """The endpoint ``desk`` takes batches, at half price."""

    def facts(endpoint: Endpoint) -> ChatFacts:
        return ChatFacts(endpoint.name, chat_facts.endpoints_as_of(), batch=FACTS)

    for module in (batch, "studio.services.drafting.estimate"):
        target = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{target}.chat_facts_of", facts)
    monkeypatch.setattr(batch, "LOOK_PAUSES", (0.001,) * 3)
    with PlayedServer() as playing:
        server = BatchServer(playing)
        shelf.settings.save_endpoint(Endpoint("desk", server.base_url, key_env="DESK_KEY"))
        yield server


def start(shelf: Session, plan: Plan = PLAN) -> int:
    passages = shelf.library.passages.ids(status=PassageStatus.NEW)
    return finish(batch.start(shelf, JobKind.CONDENSE, plan, passages=passages)).value


def test_a_batch_is_sent_waited_for_and_read(shelf: Session, place: BatchServer) -> None:
    passages = list(shelf.library.passages.ids(status=PassageStatus.NEW))
    number = start(shelf)
    job = shelf.library.model_jobs.get(number)
    assert (job.state, job.batch, job.is_batch) == (JobState.SENT, "batch_1", True)
    assert place.batches["batch_1"]["metadata"] == {"nonce": job.nonce}
    assert shelf.person_ledger.reserved() > 0
    assert finish(batch.fetch(shelf, number)).value.pairs == 0
    assert batch.list_open(shelf) == [job]
    place.word = "completed"
    report = finish(batch.fetch(shelf, number)).value
    assert (report.pairs, report.failures) == (len(passages), ())
    assert shelf.library.model_jobs.get(number).state is JobState.ENDED
    assert batch.list_open(shelf) == [] and place.files == {}


def test_it_costs_half(shelf: Session, place: BatchServer) -> None:
    place.word = "completed"
    report = finish(batch.fetch(shelf, start(shelf))).value
    price = shelf.prices.model(MODEL)
    assert price is not None and price.input is not None and price.output is not None
    each = (price.input * 100 + price.output * 20) / 1_000_000 / 2
    assert report.cost_usd == each * report.pairs
    assert shelf.person_ledger.spent() == shelf.library.ledger.spent() == report.cost_usd
    assert shelf.person_ledger.reserved() == 0


def test_of_a_batch_that_expired_the_answers_are_kept_and_the_rest_is_retried(
    shelf: Session, place: BatchServer
) -> None:
    place.word, place.answers = "expired", 2
    number = start(shelf)
    report = finish(batch.fetch(shelf, number)).value
    assert report.pairs == 2 and len(report.failures) > 0
    assert all("expired" in why for _passage, why in report.failures)
    assert shelf.person_ledger.spent() == report.cost_usd
    assert shelf.library.model_jobs.get(number).error == "expired"
    assert jobs.retry(shelf, number).value == len(report.failures)


def lose(request: Request) -> Response:
    """The batch is created, and the reply does not arrive."""
    raise ConnectionResetError


@pytest.mark.slow
@pytest.mark.parametrize("status", [500, 502, 409])
def test_after_any_doubt_it_is_looked_for_and_never_created_again(
    shelf: Session, place: BatchServer, status: int
) -> None:
    def create_and_fail(request: Request) -> Response:
        place.add_batch(request.get_json())
        return failing(status)(request)

    place.faults["POST", "batches"] = [create_and_fail]
    place.hidden = 2
    number = start(shelf)
    assert len(place.batches) == 1 and place.asked["POST", "batches"] == 1
    assert shelf.library.model_jobs.get(number).batch == "batch_1"


def test_one_that_was_never_created_is_sent_again_only_when_the_curator_says(
    shelf: Session, place: BatchServer
) -> None:
    place.faults["POST", "batches"] = [failing(500)]
    with pytest.raises(EndpointError, match="It is not known"):
        start(shelf)
    (job,) = batch.list_open(shelf)
    assert shelf.person_ledger.reserved() > 0
    with pytest.raises(EndpointError):
        finish(batch.send(shelf, job.id))
    assert place.asked["POST", "batches"] == 1
    finish(batch.send(shelf, job.id, again=True))
    assert len(place.batches) == 1


def test_one_that_is_refused_frees_the_money_and_leaves_nothing(
    shelf: Session, place: BatchServer
) -> None:
    place.faults["POST", "batches"] = [failing(400, "no such model")]
    with pytest.raises(EndpointError, match="no such model"):
        start(shelf)
    (job,) = shelf.library.model_jobs.list()
    assert job.state is JobState.STOPPED and place.files == {}
    assert shelf.person_ledger.reserved() == shelf.person_ledger.spent() == 0


def test_a_program_that_died_at_any_step_goes_on(shelf: Session, place: BatchServer) -> None:
    passages = shelf.library.passages.ids(status=PassageStatus.NEW)
    left_alone = []  # a generator that nobody holds would be closed, and tidy up
    for steps in range(1, 100):
        job = batch.start(shelf, JobKind.CONDENSE, PLAN, passages=passages)
        left_alone.append(job)
        try:
            for _step in range(steps):
                next(job)
        except StopIteration:
            break
        (left,) = batch.list_open(shelf)
        finish(batch.send(shelf, left.id))
        place.word = "completed"
        finish(batch.fetch(shelf, left.id))
    assert steps > len(passages)
    jobs_made = shelf.library.model_jobs.list()
    assert len(jobs_made) == steps == len(place.batches) == place.asked["POST", "batches"]
    assert shelf.person_ledger.reserved() < Decimal("0.1")  # the last one's alone
    for job in left_alone:
        with contextlib.suppress(Exception):
            job.close()


def test_a_reply_that_is_read_twice_is_kept_once(shelf: Session, place: BatchServer) -> None:
    place.word = "completed"
    number = start(shelf)
    job = batch.fetch(shelf, number)
    for _step in range(4):
        next(job)
    job.close()
    kept = len(shelf.library.pairs.ids())
    assert kept > 0
    report = finish(batch.fetch(shelf, number)).value
    total = len(shelf.library.pairs.ids())
    assert kept + report.pairs == total
    assert shelf.person_ledger.spent() == shelf.library.model_jobs.spent(number)


def test_what_can_not_be_sent_is_said_before(shelf: Session, place: BatchServer) -> None:
    with pytest.raises(CuratorError, match="nothing to ask"):
        finish(batch.start(shelf, JobKind.CONDENSE, PLAN, passages=[999]))
    shelf.settings.set("monthly_budget_usd", Decimal("0.00001"))
    with pytest.raises(OverBudget):
        start(shelf)
    assert place.batches == {} and place.files == {}


def test_a_cancelled_one_keeps_what_was_answered(shelf: Session, place: BatchServer) -> None:
    number = start(shelf)
    place.answers = 1
    batch.cancel(shelf, number)
    report = finish(batch.fetch(shelf, number)).value
    assert report.pairs == 1
    assert shelf.library.model_jobs.count(number)[RequestState.FAILED] == len(report.failures)


def test_an_endpoint_without_batches_says_so(shelf: Session) -> None:
    with pytest.raises(CuratorError, match="takes no batches"):
        start(shelf)


def test_what_the_server_answers_is_what_is_asked_for() -> None:
    line = {"custom_id": "a-1", "body": {"messages": [{"content": "Passage:\n\nBegin. Go on."}]}}
    assert batch_server.answer(line)["custom_id"] == "a-1"
