"""A queue of trainings: each is checked and its money set aside at once, and starts in its turn."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from studio.domain.errors import CuratorError, OverBudget, RateLimited, StudioError
from studio.domain.run import Run, RunStatus
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _
from studio.services import budget, spending
from studio.services.comparison.before_training import ask_tuned, list_awaited
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of
from studio.services.training.follow import follow_run, list_unfinished
from studio.services.training.job_state import (
    end_left_behind,
    end_without_job,
    in_hand,
    is_left_behind,
)
from studio.services.training.order import Order, complete_order
from studio.services.training.pauses import lengthen, wait
from studio.services.training.start import check_order, estimate_order, insert_run, start_waiting
from studio.services.versions import consent

PAUSE_SECONDS = 15.0
"""Before one is tried again that a provider had no room for; each refusal in a row doubles it."""
MOST_RUNS = 100
"""In one go: more is a slip of the pen."""
_claims = threading.Lock()


def enqueue(
    session: Session, orders: Sequence[Order], *, limit_usd: Decimal | None = None
) -> Job[list[int]]:
    """Put trainings into the queue, all or none; their numbers, in the order in which they start.

    The money of each is set aside at once, so that the last can be paid when its turn comes.
    ``OverBudget`` where all together cost more than ``limit_usd``, or than what is left. An order
    ``after`` -1 trains the model of the one before it further.
    """
    if not 0 < len(orders) <= MOST_RUNS:
        raise CuratorError(_("A queue takes 1 to {n} trainings at once.").format(n=MOST_RUNS))
    orders = [check_order(session, order) for order in orders]
    _refuse_above(session, orders, limit_usd)
    for version, endpoint in sorted({(order.version, order.endpoint) for order in orders}):
        if not session.capabilities(endpoint).private:
            yield from consent.require(session, version)
    return Done(Changes(Change.RUNS, Change.LEDGER), _insert_all(session, orders))


def list_waiting(session: Session) -> list[Run]:
    """The runs that wait, the next one first."""
    runs = session.library.runs.list()[::-1]
    return [run for run in runs if run.status is RunStatus.WAITING]


def has_unfinished(session: Session) -> bool:
    """Whether a run is to be picked up when the window opens, or waits for its turn."""
    return bool(list_unfinished(session) or list_waiting(session))


def start_next(session: Session) -> Job[int | None]:
    """Start the next run that may start now; its number, None where none may.

    One that its provider has no room for waits again. What else stands against it is an error, and
    it keeps its place: the curator mends that, and it starts.
    """
    run = _claim_next(session)
    if run is None:
        return Done(Changes(Change.RUNS, Change.LEDGER), None)
    try:
        yield from start_waiting(session, run.id)
    except RateLimited:
        _put_back(session, run.id)
        raise
    finally:
        in_hand.discard(run.nonce)
    return Done(Changes(Change.RUNS, Change.EXPORTS, Change.LEDGER), run.id)


def start_next_patiently(session: Session) -> Job[int | None]:
    """As ``start_next``, but asks a provider that has no room again, with growing pauses."""
    refusals = 0
    while True:
        try:
            return (yield from start_next(session))
        except RateLimited as error:
            refusals += 1
            yield Progress(line=str(error), changes=Changes(Change.RUNS))
            yield from wait(lengthen(PAUSE_SECONDS, refusals))


def run_queue(session: Session) -> Job[None]:
    """Start and follow what is in the queue until nothing of it is left to do.

    Dropped at any time it goes on where it was when it is called again; nothing starts twice.
    """
    # What a program that ended had not asked yet comes first.
    following = {number: _ask_quietly(session, number) for number in list_awaited(session)}
    refusals = 0
    while True:
        number = None
        try:
            # On this computer a next training would be in the way of the questions.
            if not _is_asking(session, following):
                number = (yield from start_next(session)).value
        except RateLimited as error:
            refusals += 1
            yield Progress(line=str(error), changes=Changes(Change.RUNS))
            yield from wait(lengthen(PAUSE_SECONDS, refusals))
        # One that was taken shows that there is room again.
        if number is not None:
            refusals = 0
        for run in _list_under_way(session):
            following.setdefault(run.id, _follow_and_ask(session, run.id))
        if not following and number is None and not list_waiting(session):
            return Done(Changes(Change.RUNS, Change.LEDGER))
        yield from _look_at_each(following)


def _follow_and_ask(session: Session, number: int) -> Job[None]:
    """Follow a run to its end, then ask its model what its base was asked before."""
    yield from follow_run(session, number)
    return (yield from _ask_quietly(session, number))


def _ask_quietly(session: Session, number: int) -> Job[None]:
    """Questions that can't be asked stop no training: why is said, and they are asked later."""
    try:
        yield from ask_tuned(session, number)
    except StudioError as error:
        line = _("The model of run {n} was not asked: {why}").format(n=number, why=error)
        yield Progress(line=line)
    return Done(Changes(Change.COMPARISONS, Change.LEDGER))


def _is_asking(session: Session, following: Mapping[int, Job[None]]) -> bool:
    return any(session.library.runs.get(number).status.ended for number in following)


def _put_back(session: Session, number: int) -> None:
    """One that was refused for want of room waits in its place, its money set aside once more."""
    run = session.library.runs.get(number)
    if run.status is RunStatus.FAILED and run.job is None:
        with session.library.transaction():
            session.library.runs.update(number, status=RunStatus.WAITING, error="", ended=None)
            spending.reserve_run(session, run)


def price_orders(session: Session, orders: Sequence[Order]) -> Decimal:
    """US dollars that all of them would cost; ``OverBudget`` where one is too dear or unpriced."""
    total = Decimal(0)
    for order in orders:
        usd = budget.require(session, estimate_order(session, complete_order(session, order)).quote)
        budget.refuse_above_run_limit(session, usd)
        total += usd
    return total


def _refuse_above(session: Session, orders: list[Order], limit: Decimal | None) -> None:
    total = price_orders(session, orders)
    if limit is not None and total > limit:
        raise OverBudget(
            _(
                "These {n} trainings would cost {cost}; {limit} was allowed. Nothing was sent."
            ).format(
                n=len(orders),
                cost=budget.format_money(session, total),
                limit=budget.format_money(session, limit),
            )
        )
    budget.require_amount(session, total)


def _insert_all(session: Session, orders: Sequence[Order]) -> list[int]:
    """Write runs down as waiting, all or none, and what they cost with them."""
    library = session.library
    numbers: list[int] = []
    with library.transaction():
        sweep = library.runs.next_sweep()
        try:
            for order in orders:
                after = numbers[-1] if order.after == -1 else order.after
                placed = replace(order, sweep=order.sweep or sweep, after=after)
                numbers.append(insert_run(session, placed, RunStatus.WAITING))
        except BaseException:
            for number in numbers:  # their rows go with the transaction, the money by hand
                spending.release_run(session, library.runs.get(number))
            raise
    return numbers


def _claim_next(session: Session) -> Run | None:
    """The next run that may start, for the caller alone until it lets it go."""
    # Two jobs of one window may look at the same moment: between the look and the first word that
    # stands in the library lie seconds, and a run that two of them start is paid twice.
    with _claims:
        for left in filter(is_left_behind, session.library.runs.list()):
            end_left_behind(session, left)
        run = _find_next(session)
        if run is not None:
            in_hand.add(run.nonce)
        return run


def _find_next(session: Session) -> Run | None:
    """The first run that waits for nothing but its turn; those that wait in vain are ended."""
    for run in list_waiting(session):
        # Another job of this window has it already.
        if run.nonce in in_hand:
            continue
        if run.after is not None:
            first = session.library.runs.get(run.after)
            if first.status.ended and not first.fine_tuned_model:
                line = _("Run {n} made no model that could be trained further.").format(n=first.id)
                end_without_job(session, run.id, RunStatus.CANCELLED, line)
                continue
            if not first.status.ended:
                continue
        if _count_under_way(session, run.endpoint) < _most_at_once(session, run.endpoint):
            return run
    return None


def _most_at_once(session: Session, endpoint: str) -> int:
    """As many as the curator wants, and as the provider is known to take."""
    chosen = int(session.settings.get("trainings_at_once"))
    most = limits_of(session.settings.endpoint(endpoint)).most_jobs
    return min(chosen, most) if most else chosen


def _list_under_way(session: Session) -> list[Run]:
    """Runs to follow: those of queues, and whatever else is in the place of one that waits."""
    places = {run.endpoint for run in list_waiting(session)}
    return [
        run
        for run in session.library.runs.list()
        if (run.sweep is not None or run.endpoint in places)
        and not run.status.ended
        and run.status not in (RunStatus.WAITING, RunStatus.PREPARED)
    ]


def _count_under_way(session: Session, endpoint: str) -> int:
    """Of all trainings there, whether or not they came out of the queue."""
    runs = [run for run in session.library.runs.list() if run.endpoint == endpoint]
    return sum(
        not run.status.ended and (run.status is not RunStatus.WAITING or run.nonce in in_hand)
        for run in runs
    )


def _look_at_each(following: dict[int, Job[None]]) -> Job[None]:
    """One step of each run that is followed; those that have ended are let go."""
    for number, job in list(following.items()):
        try:
            yield next(job)
        except StopIteration:
            del following[number]
    if not following:
        yield from wait(0.1)
    return Done(Changes(Change.RUNS))
