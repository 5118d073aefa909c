"""What a run's curve says, in words: learning, learning by heart, or no longer learning."""

from __future__ import annotations

import math
from collections.abc import Sequence

from studio.domain.run import Metric, Run
from studio.i18n import _

RISE = 1.02
"""So much above its lowest a validation loss is no mere wobble (a house heuristic)."""
FALL = 0.98
"""So much below the one before it, the last loss still falls."""


def judge_curve(run: Run) -> str:
    """One sentence on over-fitting, "" where the curve says nothing of it."""
    points = read_validation(run.metrics)
    if len(points) < 2:
        return ""
    best = min(points, key=lambda point: point[1])
    last = points[-1]
    where = _describe_place(run, best[0])
    if last[1] > best[1] * RISE:
        return _(
            "The validation loss was lowest at {place} and has risen since: what comes after is "
            "learned by heart. Compare the checkpoint from there, or train less."
        ).format(place=where)
    if not run.status.ended:
        return ""
    if last[1] < points[-2][1] * FALL:
        return _(
            "The validation loss was still falling at the end: another epoch may teach it more."
        )
    return _("The validation loss has levelled out: more epochs would change little.")


def read_validation(metrics: Sequence[Metric]) -> list[tuple[Metric, float]]:
    """Where validation was measured, and what came out; over the whole file where that was."""
    full = [(m, m.full_valid_loss) for m in metrics if m.full_valid_loss is not None]
    batches = [(m, m.valid_loss) for m in metrics if m.valid_loss is not None]
    points = full if len(full) > 1 else batches
    return [(metric, loss) for metric, loss in points if math.isfinite(loss)]


def _describe_place(run: Run, metric: Metric) -> str:
    epoch = metric.epoch
    if epoch is None and metric.total_steps and run.hyperparameters.epochs:
        epoch = metric.step / metric.total_steps * run.hyperparameters.epochs
    if epoch is None:
        return _("step {n}").format(n=metric.step)
    return _("epoch {n}").format(n=max(1, math.ceil(epoch - 0.05)))
