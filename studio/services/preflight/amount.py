"""Amount: rows and epochs, neither too few nor too many."""

from __future__ import annotations

import math
from collections.abc import Iterator

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services import budget
from studio.services.preflight.desk import (
    CARLINI,
    NOTE,
    WARNING,
    Desk,
)
from studio.text.rows import FEWEST_ROWS


def steps_of(rows: int, epochs: int) -> tuple[int, int]:
    """Optimiser steps and the batch they are made with: about 0.2 % of the rows, at least one,
    at most 256, as OpenAI's default was published."""
    batch = max(1, min(256, round(rows * 0.002)))
    return math.ceil(rows / batch) * epochs, batch


def recommended_epochs(rows: int) -> tuple[int, int]:
    """The range of epochs worth trying first: the fewer rows, the more often they are needed
    (house heuristic, after the defaults of the providers)."""
    if rows < 100:
        return 3, 6
    return (2, 4) if rows < 1_000 else (1, 3)


def amount(desk: Desk) -> Iterator[PreflightFinding]:
    """Epochs outside of what is worth trying, or that nobody has ever compared."""
    rows = len(desk.seen)
    if rows < FEWEST_ROWS:
        return
    epochs = budget.epochs_for(desk.session, rows)
    low, high = recommended_epochs(rows)
    steps, batch = steps_of(rows, epochs)
    figures = _("{epochs} epochs over {rows} rows are about {steps} steps at a batch of {batch}").format(
        epochs=epochs, rows=f"{rows:,}", steps=f"{steps:,}", batch=batch)  # fmt: skip
    if epochs > high:
        yield PreflightFinding(
            "over-fitting", Lesson.AMOUNT, WARNING,
            _("{figures}: with so many repetitions the rows are learnt by heart. Try {low} to {high} "
              "epochs first.").format(figures=figures, low=low, high=high),
            rows, source=CARLINI, fix="epochs",
        )  # fmt: skip
    elif epochs < low:
        yield PreflightFinding(
            "under-fitting", Lesson.AMOUNT, NOTE,
            _("{figures}: {low} to {high} epochs are usual for so few rows.").format(
                figures=figures, low=low, high=high), rows, fix="epochs",
        )  # fmt: skip
    tried = {run.hyperparameters.epochs for run in desk.runs}
    if len(tried) < 2:
        yield PreflightFinding(
            "amount-untried", Lesson.AMOUNT, NOTE,
            _("{figures}. Only a comparison shows whether that is right: train half the rows as well, "
              "and {low} to {high} epochs.").format(figures=figures, low=low, high=high), rows,
        )  # fmt: skip
