"""Many things asked of a model, side by side: nothing is asked twice, and every reply is kept."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal

from studio.domain.errors import (
    CuratorError,
    EndpointError,
    LibraryError,
    OverBudget,
    RateLimited,
    StudioError,
)
from studio.domain.model_job import JobKind, JobState, ModelJob, Request, RequestState
from studio.domain.work import Change, Changes, Done, Job, Piece, Progress
from studio.i18n import _
from studio.services import budget
from studio.services.answers import believe_usage
from studio.services.drafting.asking import Asking, Spoken, Words, is_final
from studio.services.drafting.keeping import Keeper, Paid
from studio.services.drafting.pace import Pace
from studio.services.drafting.plan import Plan
from studio.services.drafting.replies import Candidates, Failure, read_reply
from studio.services.drafting.report import DraftReport
from studio.services.drafting.requests import Call, Caller, Subject
from studio.services.session import Session
from studio.services.settings.chat_facts import chat_facts_of, note_without_schema
from studio.services.spending import Purchase, buy_answer, price_answer, require_answer_price
from studio.text.tokens import count

SHORTEST_PASSAGE = 40
"""Characters below which a passage holds no conclusion: a heading, a date, a signature."""
BREATH_SECONDS = 0.1
MOST_IN_A_ROW = 5
"""Failures of an endpoint one after the other, after which it is not asked further."""
LONGEST_REFUSAL = 600.0
"""Seconds in which an endpoint may say "too often" before it is left for another day."""
WRITTEN = Changes(Change.PAIRS, Change.PASSAGES, Change.LEDGER)

_running: set[tuple[str, int]] = set()
_guard = threading.Lock()


@dataclass(frozen=True)
class ReplyPiece(Piece):
    """A piece of the only reply that is under way, as it comes: JSON that is not whole yet."""

    text: str = ""


def start(
    session: Session,
    kind: JobKind,
    plan: Plan,
    *,
    passages: Sequence[int] = (),
    pairs: Sequence[int] = (),
) -> int:
    """Write down what is to be asked, before anything is; the job's number.

    ``CuratorError`` where a choice is missing, ``OverBudget`` where nothing may be spent.
    """
    refuse_early(session, plan, kind)
    shelf = session.library.model_jobs
    with session.library.transaction(durable=True):
        number = shelf.insert(
            kind,
            endpoint=plan.endpoint,
            model=plan.model,
            plan=plan.to_json(),
            passages=passages,
            pairs=pairs,
        )
        shelf.hand_over(number, list_running(session))
    return number


def refuse_early(session: Session, plan: Plan, kind: JobKind) -> None:
    """``CuratorError`` where a choice is missing, ``OverBudget`` where nothing may be spent, or
    nobody knows what an answer costs."""
    plan.check()
    if kind is JobKind.QUESTIONS and not plan.kinds:
        raise CuratorError(_("Choose at least one kind of question."))
    price = require_answer_price(session, plan.endpoint, plan.model)
    budget.require_amount(session, price_answer(price, tokens_in=1, tokens_out=1))


def recover(session: Session) -> list[ModelJob]:
    """What a program that died left unfinished, the oldest first.

    What it had asked and not heard is noted as lost: it may have been paid for, so it is asked
    again only when the curator says so.
    """
    shelf = session.library.model_jobs
    running = list_running(session)
    left = [
        job for job in shelf.under_way() if job.state is JobState.OPEN and job.id not in running
    ]
    for job in left:
        positions = [item.position for item in shelf.requests(job.id, [RequestState.ASKED])]
        with session.library.transaction():
            shelf.set_request(job.id, positions, RequestState.LOST)
            shelf.set_state(job.id, JobState.STOPPED, _("The program ended before this job did."))
    return [job for job in left if shelf.count(job.id)[RequestState.WAITING]]


def retry(session: Session, number: int, *, lost: bool = False) -> Done[int]:
    """Let a job's failed requests (and, where ``lost``, those whose reply never came) be asked
    again; how many."""
    shelf = session.library.model_jobs
    states = [RequestState.FAILED, *([RequestState.LOST] if lost else [])]
    positions = [item.position for item in shelf.requests(number, states)]
    with session.library.transaction():
        shelf.set_request(number, positions, RequestState.WAITING)
    return Done(Changes(), len(positions))


def leave(session: Session, number: int) -> Done[int]:
    """Want no more of what a job has not asked; of how many requests."""
    shelf = session.library.model_jobs
    positions = [item.position for item in shelf.requests(number, [RequestState.WAITING])]
    with session.library.transaction():
        shelf.set_request(number, positions, RequestState.MOVED)
        shelf.set_state(number, JobState.ENDED, shelf.get(number).error)
    return Done(Changes(), len(positions))


def run(session: Session, number: int) -> Job[DraftReport]:
    """Ask what of a job has not been asked, as many at once as the endpoint takes.

    A reply is kept as soon as it is whole. Cancelling hangs up within a second; what is left can
    be asked later (``run`` again). ``EndpointError`` where the endpoint fails time after time,
    ``OverBudget`` at the limit: what came before is kept.
    """
    job = session.library.model_jobs.get(number)
    key = (str(session.library.path), number)
    with _guard:
        _running.add(key)
    try:
        _set_state(session, number, JobState.OPEN)
        return (yield from _Run(session, job).run())
    finally:
        with _guard:
            _running.discard(key)


@dataclass
class _Open:
    """A request that is under way, with the money that is set aside for it."""

    request: Request
    subject: Subject
    call: Call
    stack: ExitStack
    purchase: Purchase
    most_usd: Decimal


class _Run:
    """One run of a job, on its one thread."""

    def __init__(self, session: Session, job: ModelJob) -> None:
        self._session = session
        self._job = job
        self._plan = Plan.from_json(job.endpoint, job.model, job.plan)
        self._price = require_answer_price(session, job.endpoint, job.model)
        facts = chat_facts_of(session.settings.endpoint(job.endpoint))
        self._pace = Pace(facts.at_once, facts.a_minute)
        self._caller = Caller(session, job.kind, self._plan)
        self._keeper = Keeper(session, job, self._plan)
        self._asking = Asking(session.chat_model(job.endpoint), job.model)
        shelf = session.library.model_jobs
        self._waiting = deque(shelf.requests(job.id, [RequestState.WAITING]))
        self._total = len(self._waiting)
        self._open: dict[int, _Open] = {}
        self._spent = shelf.spent(job.id)
        self._end: StudioError | None = None
        self._in_a_row = 0
        self._refused_seconds = 0.0

    def run(self) -> Job[DraftReport]:
        # Unless something else happens: who asks no further has stopped it.
        state, error = JobState.ENDED, _("It was stopped.")
        try:
            while self._waiting or self._open:
                self._send_some()
                if not self._open and self._end is not None:
                    raise self._end
                yield from self._receive()
            if self._end is not None:
                raise self._end
            error = ""
        except Exception as fault:
            state, error = JobState.STOPPED, str(fault)
            raise
        finally:
            # Also when cancelled or failed: every answer that was paid for is kept.
            self._hang_up()
            self._keeper.flush()
            _set_state(self._session, self._job.id, state, error)
        return Done(WRITTEN, self._keeper.report)

    # -- sending

    def _send_some(self) -> None:
        while self._waiting and self._end is None and self._pace.may_send(len(self._open)):
            if not self._send(self._waiting.popleft()):
                return

    def _send(self, request: Request) -> bool:
        """Send a request, or settle it without; False where money is waited for."""
        try:
            subject = self._caller.find_subject(request)
        except LibraryError as error:
            self._keeper.keep(request, Subject(), Failure(str(error)), Paid())
            return True
        if len(subject.text.strip()) < SHORTEST_PASSAGE and subject.pair is None:
            self._keeper.keep(request, subject, Candidates(), Paid())
            return True
        call = self._caller.write(subject, request.position)
        try:
            opened = self._buy(request, subject, call)
        except OverBudget as error:
            # What is set aside for those under way comes back in part: then there may be enough.
            self._waiting.appendleft(request)
            if not self._open:
                self._end = error
            return False
        # On the disk before it leaves: after a power cut it must not be asked a second time.
        with self._session.library.transaction(durable=True):
            self._session.library.model_jobs.set_request(
                self._job.id, [request.position], RequestState.ASKED
            )
        self._open[request.position] = opened
        self._pace.note_sent()
        self._asking.send(call)
        return True

    def _buy(self, request: Request, subject: Subject, call: Call) -> _Open:
        stack = ExitStack()
        purchase = stack.enter_context(
            buy_answer(
                self._session,
                self._job.endpoint,
                self._job.model,
                _("Drafts by {model}").format(model=self._job.model),
                tokens_in=call.tokens_in,
                most_out=call.most_out,
                left_usd=self._left(),
            )
        )
        most = price_answer(self._price, call.tokens_in, call.most_out)
        return _Open(request, subject, call, stack, purchase, most)

    def _left(self) -> Decimal | None:
        """What the job may still cost, beside what is set aside for those under way."""
        if self._plan.budget_usd is None:
            return None
        aside = sum((item.most_usd for item in self._open.values()), Decimal(0))
        return self._plan.budget_usd - self._spent - aside

    # -- receiving

    def _receive(self) -> Generator[Progress, None, None]:
        heard = False
        for event in self._asking.receive(BREATH_SECONDS):
            heard = True
            if isinstance(event, Spoken):
                yield self._take(event)
            # Words of several replies at once would be read by nobody.
            elif self._total == 1:
                yield self._show(event)
        if not heard:
            yield self._wait()

    def _show(self, piece: Words) -> ReplyPiece:
        return ReplyPiece(0, 1, self._describe(self._open[piece.position].subject), text=piece.text)

    def _wait(self) -> Progress:
        seconds = self._pace.waiting_seconds
        if not seconds:
            return Progress(self._done, self._total)
        self._refused_seconds += BREATH_SECONDS
        line = _("Too many requests to {name}; continuing in {n} s").format(
            name=self._job.endpoint, n=max(1, round(seconds))
        )
        return Progress(self._done, self._total, line)

    def _take(self, spoken: Spoken) -> Progress:
        """Settle what a request came to, keep it, and say how far the job is."""
        opened = self._open.pop(spoken.position)
        paid = self._settle(opened, spoken)
        self._spent += paid.usd
        if spoken.error is None:
            self._note_success(spoken)
        elif self._goes_back(opened, spoken.error):
            return Progress(self._done, self._total)
        outcome = self._read(opened, spoken)
        self._keeper.keep(opened.request, opened.subject, outcome, paid)
        line = self._describe(opened.subject)
        return Progress(self._done, self._total, line, Changes(Change.PAIRS, Change.PASSAGES))

    def _settle(self, opened: _Open, spoken: Spoken) -> Paid:
        """Book what was used; where nobody says it, what can be counted."""
        call, purchase = opened.call, opened.purchase
        if usage := believe_usage(spoken.usage, call.tokens_in, call.most_out):
            purchase.use(usage.tokens_in, usage.tokens_out)
        elif spoken.text or spoken.error is None:
            encoding = self._session.encoding(self._job.model)
            purchase.use(call.tokens_in, count(spoken.text, encoding))
        # Leaving the purchase settles it in the person's ledger.
        opened.stack.close()
        return Paid(spoken.text, purchase.tokens_in, purchase.tokens_out, purchase.usd)

    def _note_success(self, spoken: Spoken) -> None:
        self._pace.note_answer()
        self._in_a_row, self._refused_seconds = 0, 0.0
        # Each refusal costs a request: it is found out once and remembered.
        if "response_format" in spoken.refused:
            note_without_schema(self._session, self._job.endpoint, self._job.model)

    def _goes_back(self, opened: _Open, error: Exception) -> bool:
        """Whether a request that failed waits on, as nothing was answered or paid."""
        if not isinstance(error, StudioError):
            raise error  # our own fault: it is left to crash
        is_limit = isinstance(error, RateLimited) and not is_final(error)
        if is_limit:
            assert isinstance(error, RateLimited)
            self._pace.note_refusal(error.wait_seconds)
        if is_final(error) or (is_limit and self._refused_seconds > LONGEST_REFUSAL):
            self._end = error
        elif not is_limit:
            self._in_a_row += 1
            nothing_left = not self._waiting and not self._open and not self._keeper.report.tokens
            if self._in_a_row >= MOST_IN_A_ROW or (nothing_left and _is_down(error)):
                self._end = error
            return False
        with self._session.library.transaction():
            self._session.library.model_jobs.set_request(
                self._job.id, [opened.request.position], RequestState.WAITING
            )
        # First again, so that a job that is broken off leaves no gap behind it.
        self._waiting.appendleft(opened.request)
        return True

    def _read(self, opened: _Open, spoken: Spoken) -> Candidates | Failure:
        """What stands in a reply; in one that broke off, what was whole by then."""
        reason = spoken.finish_reason if spoken.error is None else "length"
        outcome = read_reply(
            spoken.text,
            reason,
            kind=self._job.kind,
            subject=opened.subject,
            kinds=self._plan.kinds,
        )
        if spoken.error is not None and (isinstance(outcome, Failure) or outcome.is_nothing):
            return Failure(str(spoken.error))
        return outcome

    def _hang_up(self) -> None:
        """Leave what is under way, and book what came of it."""
        for spoken in self._asking.close():
            if (opened := self._open.pop(spoken.position, None)) is None:
                continue
            paid = self._settle(opened, spoken)
            outcome = self._read(opened, spoken) if spoken.text else None
            if outcome is None or isinstance(outcome, Failure) or outcome.is_nothing:
                outcome = Failure(_("it was stopped before the reply was complete"))
            self._keeper.keep(opened.request, opened.subject, outcome, paid)
        for opened in self._open.values():  # a thread that did not hear: nothing came of it
            opened.stack.close()

    @property
    def _done(self) -> int:
        return self._total - len(self._waiting) - len(self._open)

    def _describe(self, subject: Subject) -> str:
        line = _("Drafting from {title}") if subject.passage else _("Questions for {title}")
        return line.format(title=subject.title)


def _is_down(error: StudioError) -> bool:
    """Whether nobody answers, or with a failure of its own."""
    return isinstance(error, EndpointError) and (error.status is None or error.status >= 500)


def list_running(session: Session) -> list[int]:
    """The library's jobs that are being asked right now, by this program."""
    path = str(session.library.path)
    with _guard:
        return [number for library, number in _running if library == path]


def _set_state(session: Session, number: int, state: JobState, error: str = "") -> None:
    with session.library.transaction():
        session.library.model_jobs.set_state(number, state, error)
