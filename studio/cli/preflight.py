"""Commands that say what would make a training fail, before it costs money."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from studio.atomic_file import write_text
from studio.cli.output import run_job, say
from studio.domain.errors import CuratorError
from studio.domain.preflight import PreflightFinding, Report
from studio.i18n import _
from studio.services.preflight import fixes, inspection, report
from studio.services.preflight.fix_plan import FixPlan
from studio.services.session import Session

Outcome = tuple[object, int]


def check_library(args: Namespace) -> Outcome:
    if args.dry_run and not args.fix:
        raise CuratorError(_("--dry-run shows what a fix would do: name one with --fix."))
    writes = bool(args.fix) and not args.dry_run
    endpoint = args.endpoint or ""
    with Session.open(args.library, read_only=not writes) as session:
        outcome = _check(session, endpoint)
        plans = list(_plan(session, outcome, args.fix)) if args.fix else []
        if args.dry_run:
            return {"fix": args.fix, "plans": [_to_dict(*plan) for plan in plans]}, 0
        for finding, plan in plans:
            run_job(fixes.apply_fix(session, plan))
            say(f"{finding.code}: {plan.outcome}")
        if plans:
            outcome = _check(session, endpoint)
    for path, text in ((args.html, report.to_html), (args.report, report.to_json)):
        if path is not None:
            write_text(path, text(outcome))
    return report.to_dict(outcome), 0 if outcome.ready else 1


def _check(session: Session, endpoint: str) -> Report:
    outcome = run_job(inspection.check(session, endpoint=endpoint)).value
    return outcome


def _plan(
    session: Session, outcome: Report, name: str
) -> Iterator[tuple[PreflightFinding, FixPlan]]:
    """What the fix of this name would do to each finding that it mends."""
    fixes.find_fix(name)
    findings = [finding for finding in outcome.findings if finding.fix == name]
    if not findings:
        raise CuratorError(_("Nothing was found that “{name}” would fix.").format(name=name))
    for finding in findings:
        plan = run_job(fixes.plan_fix(session, name, finding)).value
        yield finding, plan


def _to_dict(finding: PreflightFinding, plan: FixPlan) -> dict[str, object]:
    return {
        "code": finding.code,
        "changes": plan.count,
        "intent": plan.intent,
        "rule": plan.rule,
        "examples": [example._asdict() for example in plan.list_examples()],
    }
