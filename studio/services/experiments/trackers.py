"""What trackers of experiments (MLflow, Weights & Biases) are told of a run, in their words."""

from __future__ import annotations

from studio.services.experiments.experiments import Experiment


def read_settings(experiment: Experiment) -> dict[str, object]:
    """What was chosen of a run, by the names that trackers of experiments use."""
    run = experiment.run
    settings = run.hyperparameters
    values: dict[str, object] = {
        "model": run.model,
        "endpoint": run.endpoint,
        "version": run.version,
        "rows": experiment.rows,
        "share": settings.share,
        "epochs": settings.epochs,
        "learning_rate_multiplier": settings.learning_rate_multiplier,
        "batch_size": settings.batch_size,
        "method": settings.method.value,
        "seed": run.seed,
    }
    # Those that the endpoint's form has beside.
    values |= {name: value for name, value in (run.settings or {}).items() if name not in values}
    return {name: "auto" if value is None else value for name, value in values.items()}


def read_results(experiment: Experiment) -> dict[str, object]:
    """What came out of a run: its losses, what it cost, how it stands against its base."""
    run, standing, best = experiment.run, experiment.standing, experiment.best
    results: dict[str, object | None] = {
        "best_valid_loss": best[1] if best else None,
        "cost_usd": None if run.cost_usd is None else float(run.cost_usd),
        "trained_tokens": run.trained_tokens,
        "fine_tuned_model": run.fine_tuned_model,
        "win_rate": standing.votes.rate if standing else None,
        "win_rate_low": standing.votes.interval.low if standing else None,
        "win_rate_high": standing.votes.interval.high if standing else None,
        "questions": standing.votes.judged if standing else None,
        "outcome": standing.outcome.value if standing else None,
        "worse_than_base": experiment.is_worse,
    }
    return {name: value for name, value in results.items() if value is not None}
