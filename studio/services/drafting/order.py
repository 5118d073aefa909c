"""An order: what is to be drafted or asked for, of what, by which method; and how it is done."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.model_job import JobKind
from studio.domain.suggestion import SuggestionKind
from studio.domain.work import Done, Job
from studio.i18n import _, plural
from studio.services.drafting import batch, jobs
from studio.services.drafting.estimate import Estimate, estimate
from studio.services.drafting.offline_questions import suggest_offline
from studio.services.drafting.plan import Plan
from studio.services.drafting.report import DraftReport
from studio.services.pairs import draft
from studio.services.session import Session


@dataclass(frozen=True)
class Order:
    """``plan`` None is offline: the passage's own words, nothing asked, nothing paid.

    Of pairs a model drafts further candidates, or questions, by ``kind``; offline there are only
    questions, of ``kinds`` (none named: of any).
    """

    kind: JobKind = JobKind.CONDENSE
    plan: Plan | None = None
    passages: tuple[int, ...] = ()
    pairs: tuple[int, ...] = ()
    is_batch: bool = False
    kinds: tuple[SuggestionKind, ...] = ()


def carry_out(session: Session, order: Order) -> Job[DraftReport]:
    """Do what is ordered. Of a batch the report holds the job alone: it is fetched later."""
    if order.plan is None:
        if order.pairs:
            return (yield from suggest_offline(session, order.pairs, order.kinds))
        return (yield from draft.draft_pairs(session, order.passages))
    # What another program left half done must not be taken for being under way.
    jobs.recover(session)
    if order.is_batch:
        sent = yield from batch.start(
            session, order.kind, order.plan, passages=order.passages, pairs=order.pairs
        )
        return Done(sent.changes, DraftReport(0, 0, job=sent.value))
    number = jobs.start(session, order.kind, order.plan, passages=order.passages, pairs=order.pairs)
    return (yield from jobs.run(session, number))


def estimate_order(session: Session, order: Order) -> Estimate | None:
    """What an order would take; None where nothing is asked."""
    if order.plan is None:
        return None
    return estimate(
        session,
        order.kind,
        order.plan,
        passages=order.passages,
        pairs=order.pairs,
        is_batch=order.is_batch,
    )


def describe_report(report: DraftReport) -> str:
    """What drafting came to, in a line for a person."""
    parts = []
    if report.pairs or not report.suggestions:
        drafts = plural("{n} pair drafted", "{n} pairs drafted", report.pairs)
        parts.append(drafts.format(n=f"{report.pairs:,}"))
    if report.suggestions:
        more = plural("{n} suggestion", "{n} suggestions", report.suggestions)
        parts.append(more.format(n=f"{report.suggestions:,}"))
    if report.skipped:
        skipped = plural("{n} passage skipped", "{n} passages skipped", report.skipped)
        parts.append(skipped.format(n=f"{report.skipped:,}"))
    if report.failures:
        failed = plural("{n} failed: {why}", "{n} failed: {why}", len(report.failures))
        parts.append(failed.format(n=f"{len(report.failures):,}", why=report.failures[0][1]))
    return " · ".join(parts)


def describe_sent(report: DraftReport) -> str:
    """That a batch is with the provider, in a line for a person."""
    return _("Batch {n} is with the provider; its answers are fetched when they are there").format(
        n=report.job
    )
