"""Commands for several trainings at once: a sweep over settings, and what waits in the queue."""

from __future__ import annotations

from argparse import Namespace

from studio.cli.output import run_job
from studio.cli.training import Outcome, ask_consent, describe_run
from studio.domain.run import RunStatus
from studio.services.session import Session
from studio.services.training.order import Order
from studio.services.training.queue import enqueue, list_waiting, run_queue
from studio.services.training.sweep import plan_sweep, read_sweep


def run_sweep(args: Namespace) -> Outcome:
    """Queue the trainings of a sweep, go on with what waits, or show how a sweep came out."""
    with Session.open(args.library, read_only=args.show is not None) as session:
        if args.show is not None:
            return _describe_sweep(session, args.show), 0
        if args.resume:
            run_job(run_queue(session))
            return [describe_run(run) for run in list_waiting(session)], 0
        away = not session.capabilities(args.endpoint).private
        if concerns := ask_consent(session, args) if away else []:
            return {"runs": [], "status": "not_agreed", "concerns": concerns}, 1
        numbers = run_job(enqueue(session, _plan(args), limit_usd=args.budget)).value
        sweep = session.library.runs.get(numbers[0]).sweep
        assert sweep is not None  # what comes out of the queue belongs to one
        if args.wait:
            run_job(run_queue(session))
        runs = [session.library.runs.get(number) for number in numbers]
        failed = any(run.status is not RunStatus.SUCCEEDED for run in runs)
        return _describe_sweep(session, sweep), int(args.wait and failed)


def _plan(args: Namespace) -> list[Order]:
    base = Order(args.version, args.endpoint, args.model, suffix=args.suffix)
    orders = plan_sweep(
        base,
        epochs=args.epochs,
        learning_rates=args.learning_rate_multiplier,
        shares=args.share,
        seeds=args.seed,
    )
    if args.then is None:
        return orders
    # Each model of the sweep goes on to learn from the preference rows.
    then = Order(args.then, args.endpoint, args.model, suffix=args.suffix, after=-1)
    return [order for first in orders for order in (first, then)]


def _describe_sweep(session: Session, sweep: int) -> dict[str, object]:
    lines = read_sweep(session, sweep)
    return {
        "sweep": sweep,
        "runs": [
            {
                "id": line.run.id,
                "epochs": line.run.hyperparameters.epochs,
                "learning_rate_multiplier": line.run.hyperparameters.learning_rate_multiplier,
                "share": line.run.hyperparameters.share,
                "seed": line.run.seed,
                "method": line.run.hyperparameters.method,
                "status": line.run.status,
                "validation_loss": line.loss,
                "best": line.best,
                "estimate": line.run.estimate_usd,
                "cost": line.run.cost_usd,
                "fine_tuned_model": line.run.fine_tuned_model,
                "error": line.run.error,
            }
            for line in lines
        ],
    }
