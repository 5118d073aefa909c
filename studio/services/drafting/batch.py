"""Many requests in one file at the provider's batch price: created once, fetched after hours."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from decimal import Decimal
from pathlib import Path

from studio.atomic_file import write_text
from studio.domain.errors import CuratorError, EndpointError, LibraryError, StudioError
from studio.domain.model_job import (
    BatchReply,
    BatchState,
    JobKind,
    JobState,
    ModelJob,
    Request,
    RequestState,
)
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.providers.base import Usage
from studio.providers.batches import Batches, read_line, write_line
from studio.services.answers import believe_usage
from studio.services.drafting.estimate import batch_share
from studio.services.drafting.jobs import (
    SHORTEST_PASSAGE,
    WRITTEN,
    list_running,
    refuse_early,
)
from studio.services.drafting.keeping import Keeper, Paid
from studio.services.drafting.plan import Plan
from studio.services.drafting.replies import Candidates, Failure, read_reply
from studio.services.drafting.report import DraftReport
from studio.services.drafting.requests import Call, Caller, Subject
from studio.services.session import Session
from studio.services.settings.chat_facts import BatchFacts, chat_facts_of
from studio.services.settings.settings import data_folder
from studio.services.spending import price_answer, require_answer_price, reserve_batch, settle_batch
from studio.services.training.pauses import wait
from studio.text.tokens import count

LOOK_PAUSES = (2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between looks for a batch that may have been created: a list may lag behind."""
IN_DOUBT = "?"
"""In place of a batch's id: its creation was sent, and nobody knows yet whether it arrived."""
MEGABYTE = 1_000_000


def start(
    session: Session,
    kind: JobKind,
    plan: Plan,
    *,
    passages: Sequence[int] = (),
    pairs: Sequence[int] = (),
) -> Job[int]:
    """Hand everything to the provider in one file; the job's number.

    ``CuratorError`` where the endpoint takes no batches or none so large, ``OverBudget`` where it
    may cost too much: then nothing was sent.
    """
    refuse_early(session, plan, kind)
    _require_batches(session, plan)
    with session.library.transaction(durable=True):
        number = session.library.model_jobs.insert(
            kind,
            endpoint=plan.endpoint,
            model=plan.model,
            plan=plan.to_json(),
            passages=passages,
            pairs=pairs,
            is_batch=True,
        )
        session.library.model_jobs.hand_over(number, list_running(session))
    yield from send(session, number)
    return Done(Changes(Change.LEDGER), number)


def send(session: Session, number: int, *, again: bool = False) -> Job[ModelJob]:
    """Upload and create what stands ready, or find what may have been created before.

    ``EndpointError`` where nobody can say whether the batch exists: it is looked for at the next
    call, and created anew only ``again``, when the curator says so.
    """
    shelf = session.library.model_jobs
    job = shelf.get(number)
    batches = session.batches(job.endpoint)
    if not job.file:
        if not job.reservation:
            yield from _prepare(session, job)
            job = shelf.get(number)
        yield Progress(line=_("Uploading the batch"))
        _upload(session, batches, job)
        job = shelf.get(number)
    if not job.batch or (job.batch == IN_DOUBT and again):
        yield Progress(line=_("Creating the batch"))
        state = _create(session, batches, job)
    else:
        state = None
    state = state or (yield from _find(batches, job))
    with session.library.transaction(durable=True):
        shelf.set_batch(number, batch=state.id)
        shelf.set_state(number, JobState.SENT)
    _path(job).unlink(missing_ok=True)
    return Done(Changes(), shelf.get(number))


def fetch(session: Session, number: int) -> Job[DraftReport]:
    """Look at a batch, and once it is over keep what was answered; partial results too.

    While it is not over the report is empty. What was not answered is a failure with its reason,
    that can be asked again.
    """
    shelf = session.library.model_jobs
    if shelf.get(number).state is JobState.SENDING:
        yield from send(session, number)
    job = shelf.get(number)
    if job.state is not JobState.SENT:
        return Done(Changes(), DraftReport(0, 0, job=number))
    batches = session.batches(job.endpoint)
    yield Progress(line=_("Checking the batch"))
    state = batches.state(job.batch)
    if not state.is_over:
        yield Progress(state.done, state.total, describe_batch(state))
        return Done(Changes(), DraftReport(0, 0, job=number))
    reader = _Reader(session, job, state)
    try:
        for file in filter(None, (state.output_file, state.error_file)):
            yield from reader.read(batches.read_file(file))
        reader.end()
    finally:
        reader.keeper.flush()
    _clean_up(batches, job, state)
    return Done(WRITTEN, reader.keeper.report)


def cancel(session: Session, number: int) -> Done[ModelJob]:
    """Want no more of a batch; what was answered by then is fetched as usual."""
    shelf = session.library.model_jobs
    job = shelf.get(number)
    if job.state is JobState.SENT:
        session.batches(job.endpoint).cancel(job.batch)
    elif job.state is JobState.SENDING and not job.batch:
        _stop(session, number, _("It was stopped."))
    return Done(Changes(), shelf.get(number))


def list_open(session: Session) -> list[ModelJob]:
    """Batches that are with their providers, or on their way, the oldest first."""
    return [job for job in session.library.model_jobs.under_way() if job.state is not JobState.OPEN]


def describe_batch(state: BatchState) -> str:
    """How far a batch is, for a person."""
    line = plural("{done} of {n} answered", "{done} of {n} answered", state.total)
    return line.format(done=state.done, n=state.total)


# -- writing and sending


def _require_batches(session: Session, plan: Plan) -> BatchFacts:
    facts = chat_facts_of(session.settings.endpoint(plan.endpoint)).batch
    if facts is None:
        raise CuratorError(
            _("{name} takes no batches. Ask without one.").format(name=plan.endpoint)
        )
    return facts


def _prepare(session: Session, job: ModelJob) -> Generator[Progress, None, None]:
    """Write the file and set the money aside; the job is stopped where either can't be."""
    plan = Plan.from_json(job.endpoint, job.model, job.plan)
    try:
        most = yield from _write(session, job, plan, _require_batches(session, plan))
        purpose = _("Batch of drafts by {model}").format(model=job.model)
        entry = reserve_batch(session, most, purpose, job.nonce)
    except BaseException as error:
        _stop(session, job.id, str(error) or _("It was stopped."))
        raise
    with session.library.transaction(durable=True):
        session.library.model_jobs.set_batch(job.id, reservation=entry)


def _write(
    session: Session, job: ModelJob, plan: Plan, facts: BatchFacts
) -> Generator[Progress, None, Decimal]:
    """Write the file of requests; what it may cost at most, in US dollars."""
    caller = Caller(session, job.kind, plan)
    keeper = Keeper(session, job, plan)
    lines: list[str] = []
    tokens_in, most_out = 0, 0
    requests = session.library.model_jobs.requests(job.id, [RequestState.WAITING])
    for request in requests:
        call = _write_call(caller, keeper, request)
        if call is not None:
            lines.append(_write_request(job, call))
            tokens_in, most_out = tokens_in + call.tokens_in, most_out + call.most_out
        yield Progress(request.position, len(requests), _("Writing the batch"))
    text = "".join(f"{line}\n" for line in lines)
    _refuse_too_large(facts, len(lines), len(text.encode()))
    _path(job).parent.mkdir(parents=True, exist_ok=True)
    write_text(_path(job), text)
    price = require_answer_price(session, plan.endpoint, plan.model)
    most = price_answer(price, tokens_in, most_out) * facts.share
    if plan.budget_usd is not None and most > plan.budget_usd:
        raise CuratorError(_("The batch may cost more than its own budget. Nothing was sent."))
    return most


def _write_call(caller: Caller, keeper: Keeper, request: Request) -> Call | None:
    """A request as it is sent; None (and its end is kept) where there is nothing to ask about."""
    try:
        subject = caller.find_subject(request)
    except LibraryError as error:
        keeper.keep(request, Subject(), Failure(str(error)), Paid())
        return None
    if subject.pair is None and len(subject.text.strip()) < SHORTEST_PASSAGE:
        keeper.keep(request, subject, Candidates(), Paid())
        return None
    return caller.write(subject, request.position)


def _write_request(job: ModelJob, call: Call) -> str:
    return write_line(
        _name(job, call.position),
        call.messages,
        model=job.model,
        max_tokens=call.most_out,
        schema=call.schema,
        effort=call.effort,
    )


def _refuse_too_large(facts: BatchFacts, requests: int, length: int) -> None:
    if not requests:
        raise CuratorError(_("There is nothing to ask about. Nothing was sent."))
    if requests > facts.most_requests or length > facts.most_megabytes * MEGABYTE:
        raise CuratorError(
            _(
                "A batch holds at most {requests} requests and {megabytes} MB. Choose fewer "
                "passages. Nothing was sent."
            ).format(requests=f"{facts.most_requests:,}", megabytes=facts.most_megabytes)
        )


def _upload(session: Session, batches: Batches, job: ModelJob) -> None:
    """Upload the file, or find the one that was uploaded before the program died."""
    name = f"studio-batch-{job.nonce}.jsonl"
    files = batches.find_files(name)
    if not files and not _path(job).is_file():
        _stop(session, job.id, _("Its file is gone."))
        raise CuratorError(_("The file of this batch is gone. Start it again; nothing was sent."))
    file = files[0] if files else batches.upload(_path(job), name)
    waiting = session.library.model_jobs.requests(job.id, [RequestState.WAITING])
    with session.library.transaction(durable=True):
        session.library.model_jobs.set_batch(job.id, file=file)
        session.library.model_jobs.set_request(
            job.id, [request.position for request in waiting], RequestState.ASKED
        )


def _create(session: Session, batches: Batches, job: ModelJob) -> BatchState | None:
    """Create the batch, once; None where nobody knows whether it was."""
    # From here on it may exist: whatever happens, it is looked for and not created again.
    with session.library.transaction(durable=True):
        session.library.model_jobs.set_batch(job.id, batch=IN_DOUBT)
    try:
        return batches.create(job.file, job.nonce)
    except EndpointError as error:
        # A conflict, a failure, or silence: any of them may come after it was created.
        if error.status is None or error.status >= 500 or error.status == 409:
            return None
        # Refused outright: there is no batch, and nothing is left lying at the provider.
        _stop(session, job.id, str(error))
        batches.delete_file(job.file)
        raise


def _find(batches: Batches, job: ModelJob) -> Generator[Progress, None, BatchState]:
    """Look for a batch that may have been created; ``EndpointError`` where it is not seen."""
    for pause in (*LOOK_PAUSES, 0.0):
        state = batches.find(job.nonce, job.file)
        if state is not None:
            return state
        yield Progress(line=_("Checking whether the batch was created"))
        yield from wait(pause)
    raise EndpointError(
        _(
            "It is not known whether the batch of job {n} was created: "
            "{name} does not list it. Look again later, or send it again."
        ).format(n=job.id, name=job.endpoint)
    )


def _stop(session: Session, number: int, error: str) -> None:
    """End a job of which nothing was created: its money is free, its requests wait."""
    shelf = session.library.model_jobs
    job = shelf.get(number)
    settle_batch(session, job.reservation, Decimal(0))
    positions = [item.position for item in shelf.requests(number, [RequestState.ASKED])]
    with session.library.transaction():
        shelf.set_request(number, positions, RequestState.WAITING)
        shelf.set_batch(number, batch="")
        shelf.set_state(number, JobState.STOPPED, error)
    _path(job).unlink(missing_ok=True)


def _path(job: ModelJob) -> Path:
    return data_folder() / "batches" / f"{job.nonce}.jsonl"


def _name(job: ModelJob, position: int) -> str:
    return f"{job.nonce}-{position}"


# -- fetching


class _Reader:
    """Keeps the replies of one batch; what was kept before is passed over."""

    def __init__(self, session: Session, job: ModelJob, state: BatchState) -> None:
        self._session = session
        self._job = job
        self._state = state
        self._plan = Plan.from_json(job.endpoint, job.model, job.plan)
        self._price = require_answer_price(session, job.endpoint, job.model)
        self._share = batch_share(session, job.endpoint)
        self._caller = Caller(session, job.kind, self._plan)
        self.keeper = Keeper(session, job, self._plan)
        requests = session.library.model_jobs.requests(job.id, [RequestState.ASKED])
        self._asked = {_name(job, request.position): request for request in requests}
        self._total = len(requests)

    def read(self, text: str) -> Generator[Progress, None, None]:
        """Keep what the lines of a file say."""
        for line in text.splitlines():
            reply = read_line(line)
            # What is not (or no longer) awaited was kept when the file was read before.
            request = self._asked.pop(reply.custom_id, None) if reply else None
            if reply is None or request is None:
                continue
            self._keep(request, reply)
            done = self._total - len(self._asked)
            changes = Changes(Change.PAIRS, Change.PASSAGES)
            yield Progress(done, self._total, _("Reading the batch"), changes)

    def end(self) -> None:
        """What has no reply was not answered in time; the money is settled, the job is over."""
        reason = self._state.error or _("the batch ended ({word}) before this was answered").format(
            word=self._state.word
        )
        for request in self._asked.values():
            self.keeper.keep(request, self._find(request), Failure(reason), Paid())
        shelf = self._session.library.model_jobs
        settle_batch(self._session, self._job.reservation, shelf.spent(self._job.id))
        is_good = self._state.word == "completed"
        with self._session.library.transaction():
            shelf.set_state(
                self._job.id,
                JobState.ENDED,
                "" if is_good else self._state.error or self._state.word,
            )

    def _keep(self, request: Request, reply: BatchReply) -> None:
        subject = self._find(request)
        if reply.error:
            self.keeper.keep(request, subject, Failure(reply.error), Paid())
            return
        outcome: Candidates | Failure = Failure(_("its passage or pair is gone"))
        if subject.text:
            outcome = read_reply(
                reply.text,
                reply.finish_reason,
                kind=self._job.kind,
                subject=subject,
                kinds=self._plan.kinds,
            )
        self.keeper.keep(request, subject, outcome, self._price_reply(subject, request, reply))

    def _find(self, request: Request) -> Subject:
        try:
            return self._caller.find_subject(request)
        except LibraryError:
            return Subject()

    def _price_reply(self, subject: Subject, request: Request, reply: BatchReply) -> Paid:
        """What a reply cost: what the provider says was used where that can be, else counted."""
        tokens_in = self._caller.write(subject, request.position).tokens_in if subject.text else 0
        used = None
        if reply.tokens_in is not None and reply.tokens_out is not None:
            used = believe_usage(
                Usage(reply.tokens_in, reply.tokens_out), tokens_in, self._plan.most_out
            )
        used = used or Usage(tokens_in, count(reply.text, self._session.encoding(self._job.model)))
        usd = price_answer(self._price, used.tokens_in, used.tokens_out) * self._share
        return Paid(reply.text, used.tokens_in, used.tokens_out, usd)


def _clean_up(batches: Batches, job: ModelJob, state: BatchState) -> None:
    """Leave no words of books at the provider; what can't be deleted now goes with time."""
    for file in filter(None, (job.file, state.output_file, state.error_file)):
        try:
            batches.delete_file(file)
        except StudioError:
            continue
