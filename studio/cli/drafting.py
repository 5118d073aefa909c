"""Commands that ask a model for drafts and questions, at once or in a batch."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from studio.cli.output import run_job, say
from studio.domain.model_job import JobKind, JobState, ModelJob, RequestState
from studio.i18n import _
from studio.services.drafting import batch, jobs
from studio.services.drafting.estimate import Estimate, estimate
from studio.services.drafting.offline_questions import suggest_offline
from studio.services.drafting.plan import Plan, read_kinds
from studio.services.drafting.report import DraftReport
from studio.services.pairs import draft
from studio.services.session import Session

Outcome = tuple[object, int]
"""What a command prints, and its exit status."""


def draft_pairs(args: Namespace) -> Outcome:
    with Session.open(args.library) as session:
        if args.method == "extractive":
            report = run_job(draft.draft_pairs(session, limit=args.limit)).value
            return _describe_report(report), 0
        plan = _read_plan(session, args)
        jobs.recover(session)
        passages = draft.find_unasked(session)[: args.limit]
        return _ask(session, JobKind.CONDENSE, plan, args, passages=passages)


def suggest_questions(args: Namespace) -> Outcome:
    with Session.open(args.library) as session:
        pairs = args.ids or list(session.library.pairs.ids(args.where))
        if args.method == "extractive":
            job = suggest_offline(session, pairs, read_kinds(args.kinds))
            return {"suggestions": run_job(job).value.suggestions}, 0
        plan = _read_plan(session, args)
        return _ask(session, JobKind.QUESTIONS, plan, args, pairs=pairs)


def list_jobs(args: Namespace) -> Outcome:
    with Session.open(args.library) as session:
        jobs.recover(session)
        if args.job is None:
            shelf = session.library.model_jobs
            return [_describe_job(session, job) for job in shelf.list()], 0
        report = _act(session, args)
        job = session.library.model_jobs.get(args.job)
        return {**_describe_job(session, job), **(_describe_report(report) if report else {})}, 0


def _act(session: Session, args: Namespace) -> DraftReport | None:
    """Do with one job what the options say."""
    job = session.library.model_jobs.get(args.job)
    if args.cancel:
        batch.cancel(session, job.id)
        return None
    if job.state in (JobState.SENDING, JobState.SENT):
        if args.again:
            run_job(batch.send(session, job.id, again=True))
        return run_job(batch.fetch(session, job.id)).value
    if args.retry or args.lost:
        jobs.retry(session, job.id, lost=args.lost)
    if not session.library.model_jobs.count(job.id)[RequestState.WAITING]:
        return None
    return run_job(jobs.run(session, job.id)).value


def _ask(
    session: Session,
    kind: JobKind,
    plan: Plan,
    args: Namespace,
    *,
    passages: Sequence[int] = (),
    pairs: Sequence[int] = (),
) -> Outcome:
    if args.estimate:
        likely = estimate(session, kind, plan, passages=passages, pairs=pairs, is_batch=args.batch)
        return _describe_estimate(likely), 0
    if args.batch:
        number = run_job(batch.start(session, kind, plan, passages=passages, pairs=pairs)).value
        say(_("Sent. Fetch the replies with: studio jobs LIB --job {n}").format(n=number))
        return _describe_report(DraftReport(0, 0, job=number)), 0
    number = jobs.start(session, kind, plan, passages=passages, pairs=pairs)
    return _describe_report(run_job(jobs.run(session, number)).value), 0


def _read_plan(session: Session, args: Namespace) -> Plan:
    return Plan(
        args.endpoint or str(session.settings.get("draft_endpoint")),
        args.model or str(session.settings.get("draft_model")),
        candidates=getattr(args, "candidates", 1),
        kinds=read_kinds(args.kinds),
        as_pairs=getattr(args, "as_pairs", False),
        budget_usd=args.budget,
    ).check()


def _describe_report(report: DraftReport) -> dict[str, object]:
    of_model = {"suggestions": report.suggestions, "job": report.job} if report.job else {}
    return {
        "pairs": report.pairs,
        "skipped": report.skipped,
        "failed": [{"passage": id, "reason": reason} for id, reason in report.failures],
        "tokens": report.tokens,
        "cost": report.cost_usd,
        **of_model,
    }


def _describe_estimate(likely: Estimate) -> dict[str, object]:
    return {
        "requests": likely.requests,
        "tokens_in": likely.tokens_in,
        "tokens_out": likely.tokens_out,
        "usd": likely.usd,
        "most_usd": likely.most_usd,
        "seconds": round(likely.seconds),
    }


def _describe_job(session: Session, job: ModelJob) -> dict[str, object]:
    counts = session.library.model_jobs.count(job.id)
    return {
        "job": job.id,
        "kind": job.kind,
        "endpoint": job.endpoint,
        "model": job.model,
        "created": job.created,
        "state": job.state,
        "batch": job.batch,
        "requests": {str(state): number for state, number in counts.items() if number},
        "cost": session.library.model_jobs.spent(job.id),
        "error": job.error,
    }
