"""Amount: rows and epochs, neither too few nor too many."""

from __future__ import annotations

import math
from collections.abc import Iterator

from studio.domain.preflight import Lesson, PreflightFinding
from studio.domain.run import Run, RunStatus
from studio.i18n import _
from studio.services import budget
from studio.services.preflight.data_set import CARLINI, NOTE, OPENAI, WARNING, Desk
from studio.text.rows.validation import FEWEST_ROWS


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
    figures = _(
        "{epochs} epochs over {rows} rows are about {steps} steps at a batch of {batch}"
    ).format(epochs=epochs, rows=f"{rows:,}", steps=f"{steps:,}", batch=batch)
    if epochs > high:
        yield PreflightFinding(
            "over-fitting",
            Lesson.AMOUNT,
            WARNING,
            _(
                "{figures}: with so many repetitions the rows are learnt by heart. Try {low} to {high} "
                "epochs first."
            ).format(figures=figures, low=low, high=high),
            rows,
            source=CARLINI,
            fix="epochs",
        )
    elif epochs < low:
        yield PreflightFinding(
            "under-fitting",
            Lesson.AMOUNT,
            NOTE,
            _("{figures}: {low} to {high} epochs are usual for so few rows.").format(
                figures=figures, low=low, high=high
            ),
            rows,
            fix="epochs",
        )
    tried = {run.hyperparameters.epochs for run in desk.runs}
    if len(tried) < 2:
        yield PreflightFinding(
            "amount-untried",
            Lesson.AMOUNT,
            NOTE,
            _(
                "{figures}. Only a comparison shows whether that is right: train half the rows as well, "
                "and {low} to {high} epochs. “Tag half of them” marks {half} with the tag “half”; freeze "
                "these as a version of their own."
            ).format(figures=figures, low=low, high=high, half=f"{(rows + 1) // 2:,}"),
            rows,
            source=OPENAI,
            fix="half",
        )


def doublings(desk: Desk) -> Iterator[PreflightFinding]:
    """What more rows have brought, told by two runs of one model on versions of other sizes."""
    sizes = {one.number: one.train for one in desk.versions if one.validation}
    done = [run for run in desk.runs if run.status is RunStatus.SUCCEEDED and run.version in sizes]
    if len({sizes[run.version] for run in done}) < 2:
        return
    curves = ((run, desk.session.library.run(run.id)) for run in done)
    known = [
        (sizes[run.version], loss, run)
        for run, whole in curves
        if (loss := _validation_loss(whole)) is not None
    ]
    for model in dict.fromkeys(run.model for _rows, _loss, run in known):
        tried = [(rows, loss) for rows, loss, run in known if run.model == model]
        few, many = min(tried), min(tried, key=lambda one: (-one[0], one[1]))
        if many[0] < FARTHER * few[0]:
            continue
        gain = gain_of_doubling(few, many)
        hope = (
            _("twice as many, {more} rows, may bring as much again.")
            if gain > LITTLE
            else _("more rows of this kind bring little; better ones may.")
        )
        yield PreflightFinding(
            "doubling",
            Lesson.AMOUNT,
            NOTE,
            _(
                "From {few} to {many} rows {model}'s validation loss went from {high:.3f} to {low:.3f}, "
                "{gain:.1%} a doubling: {hope}"
            ).format(
                few=f"{few[0]:,}",
                many=f"{many[0]:,}",
                model=model,
                high=few[1],
                low=many[1],
                gain=gain,
                hope=hope.format(more=f"{2 * many[0]:,}"),
            ),
            len(desk.seen),
            source=OPENAI,
            fix="draft" if gain > LITTLE else "",
        )


FARTHER = 1.5
"""How many times as many rows a version has that says something of a doubling."""
LITTLE = 0.01
"""Share of the loss that a doubling takes off, up to which it is not worth the work (house
heuristic)."""


def gain_of_doubling(few: tuple[int, float], many: tuple[int, float]) -> float:
    """The share of the loss that each doubling took off, from (rows, loss) of two runs; below
    0.0 where the loss rose. Gains are about equal for each doubling (OpenAI, fine-tuning guide)."""
    doubled = math.log2(many[0] / few[0])
    return float(1 - (many[1] / few[1]) ** (1 / doubled)) if few[1] > 0 else 0.0


def _validation_loss(run: Run) -> float | None:
    """The last loss over held-out rows that a run has said."""
    losses = (m.full_valid_loss or m.valid_loss for m in reversed(run.metrics))
    return next((loss for loss in losses if loss is not None), None)
