"""What asking a model would take, before anything is asked: tokens, money, time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.domain.errors import LibraryError, OverBudget
from studio.domain.model_job import JobKind, Request
from studio.services import budget
from studio.services.drafting.jobs import SHORTEST_PASSAGE
from studio.services.drafting.plan import Plan
from studio.services.drafting.requests import Call, Caller
from studio.services.session import Session
from studio.services.settings.chat_facts import chat_facts_of
from studio.services.spending import price_answer, require_answer_price

SAMPLE = 12
"""Requests that are written out and counted; the others are taken to be like them."""
USED_SHARE = 0.3
"""Of the tokens that a reply may have, how many it has where none was counted before."""
TOKENS_A_SECOND = 50
SECONDS_TO_FIRST = 1.5
"""How fast a model writes, and how long until it begins, where nobody measured it: house figures,
by which only the time is guessed."""


@dataclass(frozen=True)
class Estimate:
    """What ``requests`` come to: tokens read and written, US dollars as is likely and at most (None
    where no price is known), and seconds (for a batch those within which it is answered)."""

    requests: int
    tokens_in: int
    tokens_out: int
    usd: Decimal | None
    most_usd: Decimal | None
    seconds: float


def estimate(
    session: Session,
    kind: JobKind,
    plan: Plan,
    *,
    passages: Sequence[int] = (),
    pairs: Sequence[int] = (),
    is_batch: bool = False,
) -> Estimate:
    """What a plan would take, told by a sample of its requests."""
    # Headings and dates are in the selection, too; nothing is asked about them.
    long_enough = session.library.passages.list_longer(passages, SHORTEST_PASSAGE)
    subjects = [Request(n, passage=number) for n, number in enumerate(long_enough)]
    subjects += [Request(n, pair=number) for n, number in enumerate(pairs)]
    calls = write_sample(session, kind, plan, subjects)
    requests = len(subjects)
    each_in = sum(call.tokens_in for call in calls) / max(1, len(calls))
    tokens_in = round(requests * each_in)
    tokens_out = round(requests * _guess_out(session, plan))
    most_out = requests * (calls[0].most_out if calls else plan.most_out)
    usd, most = _price(session, plan, tokens_in, tokens_out, most_out, is_batch=is_batch)
    seconds = _guess_seconds(session, plan, requests, tokens_out, is_batch=is_batch)
    return Estimate(requests, tokens_in, tokens_out, usd, most, seconds)


def write_sample(
    session: Session, kind: JobKind, plan: Plan, requests: Sequence[Request], size: int = SAMPLE
) -> list[Call]:
    """Some of the requests as they would be sent, spread evenly; those too short are left out."""
    step = max(1, len(requests) // size)
    return write_requests(session, kind, plan, list(requests[::step])[:size])


def write_requests(
    session: Session,
    kind: JobKind,
    plan: Plan,
    requests: Sequence[Request],
    prompt: str | None = None,
    guidelines: str | None = None,
) -> list[Call]:
    """Requests as they would be sent; ``prompt`` and ``guidelines`` stand for the library's."""
    caller = Caller(session, kind, plan, prompt=prompt, guidelines=guidelines)
    calls: list[Call] = []
    for request in requests:
        try:
            subject = caller.find_subject(request)
        except LibraryError:
            continue
        if subject.pair is not None or len(subject.text.strip()) >= SHORTEST_PASSAGE:
            calls.append(caller.write(subject, request.position))
    return calls


def describe_money(session: Session, usd: Decimal) -> str:
    """An amount in the curator's currency; what is less than a yen in dollars, which have cents."""
    in_yen = session.settings.get("curator_currency") != "USD"
    if usd and in_yen and session.prices.to_jpy(usd) < 1:
        return budget.format_dollars(usd)
    return budget.format_short(session, usd)


def _guess_out(session: Session, plan: Plan) -> float:
    """Tokens of a reply: as many as this model wrote before, else a share of what it may."""
    mean = session.library.model_jobs.mean_reply(plan.model)
    return mean if mean is not None else plan.most_out * USED_SHARE


def _price(
    session: Session,
    plan: Plan,
    tokens_in: int,
    tokens_out: int,
    most_out: int,
    *,
    is_batch: bool,
) -> tuple[Decimal | None, Decimal | None]:
    try:
        price = require_answer_price(session, plan.endpoint, plan.model)
    except OverBudget:
        return None, None
    share = batch_share(session, plan.endpoint) if is_batch else Decimal(1)
    return (
        price_answer(price, tokens_in, tokens_out) * share,
        price_answer(price, tokens_in, most_out) * share,
    )


def batch_share(session: Session, endpoint: str) -> Decimal:
    """What is paid of the usual price in a batch (0.5: half)."""
    batch = chat_facts_of(session.settings.endpoint(endpoint)).batch
    return batch.share if batch else Decimal(1)


def _guess_seconds(
    session: Session, plan: Plan, requests: int, tokens_out: int, *, is_batch: bool
) -> float:
    facts = chat_facts_of(session.settings.endpoint(plan.endpoint))
    if is_batch and facts.batch:
        return facts.batch.hours * 3600.0
    alone = requests * SECONDS_TO_FIRST + tokens_out / TOKENS_A_SECOND
    return alone / max(1, min(facts.at_once, requests))
