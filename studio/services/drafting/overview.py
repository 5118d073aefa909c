"""What was asked of models, job by job: where each stands, what failed, what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from studio.domain.model_job import JobKind, JobState, ModelJob, Request, RequestState
from studio.domain.work import Changes, Done, Job, Progress
from studio.i18n import N_, _, plural
from studio.services.drafting import batch, jobs
from studio.services.drafting.report import DraftReport
from studio.services.session import Session

KIND_WORDS = {JobKind.CONDENSE: N_("Pairs"), JobKind.QUESTIONS: N_("Questions")}
STATE_WORDS = {
    JobState.OPEN: N_("being asked"),
    JobState.SENDING: N_("batch not sent yet"),
    JobState.SENT: N_("batch with the provider"),
    JobState.ENDED: N_("done"),
    JobState.STOPPED: N_("interrupted"),
}
MOST_FAILURES = 500
"""Failures of a job that are listed one by one."""


@dataclass(frozen=True)
class JobOverview:
    """One job: how many of its requests are in each state, what it cost in US dollars."""

    job: ModelJob
    counts: dict[RequestState, int]
    usd: Decimal

    @property
    def total(self) -> int:
        return sum(self.counts.values()) - self.counts[RequestState.MOVED]

    @property
    def answered(self) -> int:
        return self.counts[RequestState.ANSWERED] + self.counts[RequestState.NOTHING]

    @property
    def state_text(self) -> str:
        """Where it stands, for a person."""
        if self.job.state is JobState.ENDED and self.counts[RequestState.WAITING]:
            return _("stopped")
        return _(STATE_WORDS[self.job.state])

    @property
    def is_batch_open(self) -> bool:
        return self.job.state in (JobState.SENDING, JobState.SENT)


@dataclass(frozen=True)
class JobAction:
    """Something that can be done with a job: what it is called, and when it can be."""

    name: str
    label: str
    fits: Callable[[JobOverview], bool]
    run: Callable[[Session, int], Job[DraftReport]]
    warns: str = ""
    """What has to be known before, because it may cost twice."""

    @property
    def title(self) -> str:
        return _(self.label)


def _go_on(session: Session, number: int) -> Job[DraftReport]:
    return (yield from jobs.run(session, number))


def _retry(session: Session, number: int) -> Job[DraftReport]:
    jobs.retry(session, number)
    return (yield from jobs.run(session, number))


def _retry_lost(session: Session, number: int) -> Job[DraftReport]:
    jobs.retry(session, number, lost=True)
    return (yield from jobs.run(session, number))


def _fetch(session: Session, number: int) -> Job[DraftReport]:
    return (yield from batch.fetch(session, number))


def _send_again(session: Session, number: int) -> Job[DraftReport]:
    yield from batch.send(session, number, again=True)
    return Done(Changes(), DraftReport(0, 0, job=number))


def _cancel(session: Session, number: int) -> Job[DraftReport]:
    yield Progress(line=_("Cancelling the batch"))
    batch.cancel(session, number)
    return Done(Changes(), DraftReport(0, 0, job=number))


def _leave(session: Session, number: int) -> Job[DraftReport]:
    yield Progress()
    jobs.leave(session, number)
    return Done(Changes(), DraftReport(0, 0, job=number))


def _is_broken_off(row: JobOverview) -> bool:
    return row.job.state is JobState.STOPPED and bool(
        row.counts[RequestState.WAITING] or row.counts[RequestState.LOST]
    )


def _counts(state: RequestState) -> Callable[[JobOverview], bool]:
    """Whether a job that is not under way has requests in this state."""
    return lambda row: (
        bool(row.counts[state]) and row.job.state in (JobState.ENDED, JobState.STOPPED)
    )


ACTIONS = (
    JobAction("go-on", N_("Continue"), _counts(RequestState.WAITING), _go_on),
    JobAction("leave", N_("Leave it"), _is_broken_off, _leave),
    JobAction("retry", N_("Ask again for what failed"), _counts(RequestState.FAILED), _retry),
    JobAction(
        "retry-lost",
        N_("Ask again for what was lost"),
        _counts(RequestState.LOST),
        _retry_lost,
        N_("The program ended before these replies came. They may be paid for twice."),
    ),
    JobAction("fetch", N_("Fetch the batch"), lambda row: row.is_batch_open, _fetch),
    JobAction(
        "send-again",
        N_("Send the batch again"),
        lambda row: row.job.state is JobState.SENDING and row.job.batch == batch.IN_DOUBT,
        _send_again,
        N_("It is not known whether the batch was created. It may be paid for twice."),
    ),
    JobAction("cancel", N_("Cancel the batch"), lambda row: row.is_batch_open, _cancel),
)
"""To add one: a row here."""


def list_overviews(session: Session) -> list[JobOverview]:
    """All jobs, the newest first; what a dead program left is noted before."""
    if session.library.writable:
        jobs.recover(session)
    shelf = session.library.model_jobs
    return [JobOverview(job, shelf.count(job.id), shelf.spent(job.id)) for job in shelf.list()]


def list_failures(session: Session, number: int) -> list[Request]:
    """What failed or was lost of a job, with its reason."""
    states = (RequestState.FAILED, RequestState.LOST)
    return session.library.model_jobs.requests(number, states)[:MOST_FAILURES]


def describe_failure(request: Request) -> str:
    """Why a request has no answer, for a person."""
    if request.state is RequestState.LOST:
        return _("The program ended before the reply came; it may be paid for.")
    return request.reason


def describe_left(session: Session) -> str:
    """What was broken off and waits to be asked, in a line; "" where nothing does."""
    if session.library.writable:
        jobs.recover(session)
    waiting = session.library.model_jobs.count_unanswered()
    if not waiting:
        return ""
    line = plural(
        "Drafting with a model was interrupted: {n} request has no answer.",
        "Drafting with a model was interrupted: {n} requests have no answer.",
        waiting,
    )
    return line.format(n=f"{waiting:,}")


def fetch_open(session: Session) -> Job[DraftReport]:
    """Look at every batch that is with a provider, and keep what is answered."""
    total = DraftReport(0, 0)
    for job in batch.list_open(session):
        report = (yield from batch.fetch(session, job.id)).value
        total = DraftReport(
            total.pairs + report.pairs,
            total.skipped + report.skipped,
            total.tokens + report.tokens,
            total.cost_usd + report.cost_usd,
            (*total.failures, *report.failures),
            total.suggestions + report.suggestions,
            job.id,
        )
    return Done(jobs.WRITTEN if total.tokens else Changes(), total)
