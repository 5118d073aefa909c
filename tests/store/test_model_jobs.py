"""What is asked of a model stands in the library before it leaves, and what it came to after."""

from __future__ import annotations

from decimal import Decimal

import pytest

from studio.domain.errors import LibraryError
from studio.domain.model_job import JobKind, JobState, Request, RequestState
from studio.store.library import Library


@pytest.fixture
def job(library: Library) -> int:
    with library.transaction(durable=True):
        return library.model_jobs.insert(
            JobKind.CONDENSE, endpoint="custom", model="gpt", plan="{}", passages=[5, 6, 7]
        )


def test_a_job_knows_what_is_to_be_asked(library: Library, job: int) -> None:
    made = library.model_jobs.get(job)
    assert (made.kind, made.state, made.is_batch) == (JobKind.CONDENSE, JobState.OPEN, False)
    assert len(made.nonce) == 16 and made.ended is None
    requests = library.model_jobs.requests(job)
    assert [(item.position, item.passage) for item in requests] == [(0, 5), (1, 6), (2, 7)]
    assert library.model_jobs.count(job)[RequestState.WAITING] == 3
    with pytest.raises(LibraryError):
        library.model_jobs.get(job + 1)


def test_a_reply_is_kept_with_its_price_and_what_it_cost_before(library: Library, job: int) -> None:
    jobs = library.model_jobs
    with library.transaction():
        jobs.set_request(job, [0, 1], RequestState.ASKED)
        jobs.keep_reply(
            job,
            Request(0, 5, None, RequestState.FAILED, "", "cut off", 10, 2, Decimal("0.01")),
        )
    assert [item.position for item in jobs.requests(job, [RequestState.ASKED])] == [1]
    assert jobs.requests(job, [RequestState.FAILED])[0].reason == "cut off"
    with library.transaction():
        jobs.set_request(job, [0], RequestState.ASKED)
        jobs.keep_reply(
            job, Request(0, 5, None, RequestState.ANSWERED, "{}", "", 10, 9, Decimal("0.02"))
        )
    (kept,) = jobs.requests(job, [RequestState.ANSWERED])
    assert (kept.reply, kept.tokens_in, kept.tokens_out, kept.usd) == (
        "{}",
        20,
        11,
        Decimal("0.03"),
    )
    assert jobs.spent(job) == Decimal("0.03")


def test_jobs_under_way_are_found_again(library: Library, job: int) -> None:
    with library.transaction():
        library.model_jobs.set_batch(job, file="file-1")
        library.model_jobs.set_batch(job, batch="batch-1", reservation=4)
        library.model_jobs.set_state(job, JobState.SENT)
    (sent,) = library.model_jobs.under_way()
    assert (sent.file, sent.batch, sent.reservation) == ("file-1", "batch-1", 4)
    with library.transaction():
        library.model_jobs.set_state(job, JobState.ENDED, "expired")
    assert library.model_jobs.under_way() == []
    (ended,) = library.model_jobs.list()
    assert ended.error == "expired" and ended.ended is not None


def test_what_a_later_job_asks_for_is_taken_off_the_earlier(library: Library, job: int) -> None:
    jobs = library.model_jobs
    with library.transaction():
        jobs.set_request(job, [0], RequestState.ANSWERED)
        jobs.set_state(job, JobState.STOPPED)
        later = jobs.insert(
            JobKind.CONDENSE, endpoint="custom", model="gpt", plan="{}", passages=[5, 6]
        )
        jobs.hand_over(later)
    states = [item.state for item in jobs.requests(job)]
    assert states == [RequestState.ANSWERED, RequestState.MOVED, RequestState.WAITING]
    assert jobs.count(later)[RequestState.WAITING] == 2
