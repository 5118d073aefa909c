"""Experiments on the command line: all runs, two side by side, the learning curve, what is next."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from studio.cli.output import run_job, say, to_plain, warn
from studio.cli.training import ask_consent
from studio.domain.errors import CuratorError
from studio.domain.work import Job
from studio.i18n import _
from studio.services.experiments import mlflow, report_html, wandb
from studio.services.experiments.difference import (
    DataDifference,
    ExperimentDifference,
    compare_experiments,
)
from studio.services.experiments.experiments import (
    Experiment,
    describe_experiment,
    describe_worse,
    find_experiment,
    list_experiments,
    name_run,
)
from studio.services.experiments.learning_curve import (
    LearningCurve,
    build_curves,
    describe_curve,
    estimate_seconds,
    plan_curve,
    quote_doubling,
)
from studio.services.experiments.next_step import (
    NextExperiment,
    Step,
    list_suggestions,
    queue_step,
)
from studio.services.experiments.report import (
    describe_answers,
    describe_counts,
    describe_no_answers,
)
from studio.services.session import Session

CommandResult = tuple[object, int]


def show_experiments(args: Namespace) -> CommandResult:
    """All runs, the worse ones first; what else was asked for; what to try next."""
    with Session.open(args.library, read_only=not args.queue) as session:
        runs = list_experiments(session)
        worse = [describe_worse(run) for run in runs if run.is_worse]
        for line in worse:
            warn(line)
        _write_files(session, args)
        steps = list_suggestions(session, runs)
        answer: dict[str, object] = {"worse": worse}
        if args.difference:
            answer["difference"] = _describe_difference(
                compare_experiments(session, *args.difference)
            )
        if args.learning_curve is not None:
            answer["learning_curve"] = _describe_learning(session, args.learning_curve, runs)
        answer["experiments"] = [_describe_experiment(run) for run in runs]
        answer["next"] = to_plain(steps[0])
        answer["otherwise"] = [to_plain(step) for step in steps[1:]]
        if not args.json:
            say(_("Next: {reason}").format(reason=steps[0].reason))
        if args.queue:
            answer["queued"] = _queue(session, args, _choose_step(session, args, steps[0]))
        return answer if args.json else _lay_out(answer), 1 if worse else 0


def _lay_out(answer: dict[str, object]) -> dict[str, object]:
    """The same for a person, who wants to read what was asked for: its tables, not a count of
    them within a line."""
    parts = {name: answer.get(name) for name in ("difference", "learning_curve")}
    if not any(parts.values()):
        return answer
    tables: dict[str, object] = {"worse": answer["worse"]}
    for section in parts.values():
        for name, value in section.items() if isinstance(section, dict) else ():
            tables |= value if isinstance(value, dict) else {name: value}
    return tables | ({"queued": answer["queued"]} if "queued" in answer else {})


def _write_files(session: Session, args: Namespace) -> None:
    pair = (args.difference[0], args.difference[1]) if args.difference else None
    if args.report:
        run_job(_write_report(session, args.report, pair))
    if args.mlflow:
        mlflow.write_mlflow(session, args.mlflow)
        for line in mlflow.describe_opening(args.mlflow).splitlines():
            say(line)
    if args.wandb:
        wandb.write_wandb(session, args.wandb)


def _write_report(session: Session, path: Path, pair: tuple[int, int] | None) -> Job[Path]:
    if path.suffix.lower() != ".pdf":
        return report_html.write_html(session, path, pair)
    from studio.app import write_pdf  # Qt sets the pages, and is loaded only for them

    return write_pdf(session, path, pair)


def _choose_step(session: Session, args: Namespace, first: NextExperiment) -> NextExperiment:
    """What is queued: the trainings of the learning curve, where it was asked for, else the first
    suggestion."""
    if args.learning_curve is None:
        return first
    run = find_experiment(session, args.learning_curve)
    plan = plan_curve(session, run, list_experiments(session))
    if plan.trouble:
        raise CuratorError(plan.trouble)
    return NextExperiment(Step.LEARNING_CURVE, "", plan.run, orders=plan.orders)


def _queue(session: Session, args: Namespace, step: NextExperiment) -> object:
    """The runs that wait now, or the comparison that was asked."""
    if not step.is_queueable:
        raise CuratorError(_("There is nothing to queue: {reason}").format(reason=step.reason))
    for order in step.orders[:1]:
        request = Namespace(version=order.version, agree=args.agree)
        private = session.capabilities(order.endpoint).private
        if concerns := [] if private else ask_consent(session, request):
            return {"status": "not_agreed", "concerns": concerns}
    before = {run.id for run in session.library.runs.list()}
    comparison = run_job(queue_step(session, step)).value
    runs = sorted(run.id for run in session.library.runs.list() if run.id not in before)
    if runs:
        say(_("They start with: studio sweep {library} --resume").format(library=args.library))
    return {"runs": runs, "comparison": comparison}


def _describe_experiment(experiment: Experiment) -> dict[str, object]:
    run, opinion = experiment.run, experiment.opinion
    return {
        "run": run.id,
        "version": run.version,
        "rows": experiment.rows,
        "model": run.model,
        "hyperparameters": to_plain(run.hyperparameters),
        "valid_loss": experiment.best[1] if experiment.best else None,
        "cost": run.cost_usd,
        "comparison": experiment.comparison,
        "win_rate": opinion.standing.votes.rate if opinion else None,
        "worse": experiment.is_worse,
        "judge": opinion.judge if opinion else None,
        "measure": opinion.measure if opinion else None,
        "verdict": describe_experiment(experiment),
    }


def _describe_rows(data: DataDifference) -> dict[str, object]:
    rows = data.rows
    return {
        "added": [to_plain(row) for row in rows.added],
        "removed": [to_plain(row) for row in rows.removed],
        "changed": [{"before": row.before, "after": row.after} for row in rows.changed],
        "authors": [to_plain(change) for change in data.authors],
        "tags": [to_plain(change) for change in data.tags],
    }


def _describe_learning(
    session: Session, run: int, experiments: Sequence[Experiment]
) -> dict[str, object]:
    """The curves through a run and its like, and the trainings that are missing for one."""
    experiment = find_experiment(session, run)
    plan = plan_curve(session, experiment, experiments)
    seconds = estimate_seconds(session, plan)
    return {
        "curves": [_describe_curve(curve) for curve in build_curves(experiment, experiments)],
        "next_doubling_usd": quote_doubling(session, experiment),
        "missing": [order.wishes.share for order in plan.orders],
        "usd": plan.usd,
        "seconds": seconds and round(seconds),
        "trouble": plan.trouble or None,
    }


def _describe_curve(curve: LearningCurve) -> dict[str, object]:
    predicted = curve.predict(curve.next_rows)
    return {
        "figure": curve.figure.value,
        "message": describe_curve(curve),
        "points": [to_plain(point) for point in curve.points],
        "proven": curve.is_proven,
        "next_rows": curve.next_rows,
        "next_value": predicted and predicted[0],
        "interval": predicted and [predicted[1].low, predicted[1].high],
    }


def _describe_difference(difference: ExperimentDifference) -> dict[str, object]:
    first, second = name_run(difference.first.run), name_run(difference.second.run)
    answers, data = difference.answers, difference.data
    return {
        "runs": [difference.first.run.id, difference.second.run.id],
        "settings": [
            {"what": setting, "first": ours, "second": theirs}
            for setting, ours, theirs in difference.settings
        ],
        "data": data and {"counts": describe_counts(data), **_describe_rows(data)},
        "answers": {
            "questions": [to_plain(question) for question in answers.questions],
            "measures": [
                {
                    "measure": row.measure.name,
                    "first": row.rival,
                    "second": row.contestant,
                    "difference": row.difference,
                    "interval": [row.interval.low, row.interval.high],
                    "better": row.is_better,
                }
                for row in answers.measures
            ],
            "verdict": describe_answers(answers, first, second)
            if answers.questions
            else describe_no_answers(answers),
        },
    }
