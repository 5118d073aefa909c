"""Amount: rows and epochs, neither too few nor too many."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.domain.run import Run, RunStatus
from studio.i18n import N_, _
from studio.services import budget
from studio.services.preflight.data_set import (
    CARLINI,
    ERROR,
    NOTE,
    OPENAI,
    WARNING,
    DataCheck,
    DataSet,
)
from studio.text.rows.validation import FEWEST_ROWS

TOO_FEW_ROWS = FindingKind(
    "too-few-rows",
    Lesson.AMOUNT,
    ERROR,
    N_("Rows: {n}. {endpoint} takes {fewest} or more."),
    fix="draft",
)
TOO_FEW_FOR_A_FILE = FindingKind(
    "too-few-rows",
    Lesson.AMOUNT,
    ERROR,
    N_(
        "Rows: {n}. How few {endpoint} takes is not known; files of fewer than {fewest} are not "
        "written."
    ),
    source=OPENAI,
    fix="draft",
)
FEW_ROWS = FindingKind(
    "few-rows",
    Lesson.AMOUNT,
    NOTE,
    N_("{n} rows: improvement is usually seen from 50 to 100 well-made rows."),
    source=OPENAI,
    fix="draft",
)
OVER_FITTING = FindingKind(
    "over-fitting",
    Lesson.AMOUNT,
    WARNING,
    N_(
        "{figures}: with so many repetitions the rows are learnt by heart. Try {low} to {high} "
        "epochs first."
    ),
    source=CARLINI,
    fix="epochs",
)
UNDER_FITTING = FindingKind(
    "under-fitting",
    Lesson.AMOUNT,
    NOTE,
    N_("{figures}: {low} to {high} epochs are usual for so few rows."),
    fix="epochs",
)
UNTRIED = FindingKind(
    "amount-untried",
    Lesson.AMOUNT,
    NOTE,
    N_(
        "{figures}. Only a comparison shows whether that is right: train half the rows as well, "
        "and {low} to {high} epochs. “Tag half of them” marks {half} with the tag “half”; freeze "
        "these as a version of their own."
    ),
    source=OPENAI,
    fix="half",
)
DOUBLING = FindingKind(
    "doubling",
    Lesson.AMOUNT,
    NOTE,
    N_(
        "From {few} to {many} rows {model}'s validation loss went from {high:.3f} to {low:.3f}, "
        "{gain:.1%} a doubling: {hope}"
    ),
    source=OPENAI,
    fix="draft",
)

FARTHER = 1.5
"""How many times as many rows a version has that says something of a doubling."""
LITTLE = 0.01
"""Share of the loss that a doubling takes off, up to which it is not worth the work (house
heuristic)."""


class LossBySize(NamedTuple):
    """How well a run did: rows of its version, and its last validation loss."""

    rows: int
    loss: float


def count_steps(rows: int, epochs: int) -> tuple[int, int]:
    """Optimiser steps and the batch they are made with: about 0.2 % of the rows, at least one,
    at most 256, as OpenAI's default was published."""
    batch = max(1, min(256, round(rows * 0.002)))
    return math.ceil(rows / batch) * epochs, batch


def recommend_epochs(rows: int) -> tuple[int, int]:
    """The range of epochs worth trying first: the fewer rows, the more often they are needed
    (house heuristic, after the defaults of the providers)."""
    if rows < 100:
        return 3, 6
    return (2, 4) if rows < 1_000 else (1, 3)


def find_too_few_rows(data: DataSet) -> Iterator[PreflightFinding]:
    """Fewer rows than the endpoint takes, or than one learns from."""
    rows = len(data.pairs)
    if not rows:
        return
    refusing = [e for e in data.endpoints if e.fewest_rows and rows < e.fewest_rows]
    if refusing:
        # Of several endpoints the one that asks for most is the one to reach.
        limits = max(refusing, key=lambda limits: limits.fewest_rows or 0)
        yield data.finding(
            TOO_FEW_ROWS,
            source=limits.cited,
            n=rows,
            endpoint=limits.place,
            fewest=limits.fewest_rows,
        )
    elif rows < FEWEST_ROWS:
        endpoint = data.endpoints[0].place if data.endpoints else _("a provider")
        yield data.finding(TOO_FEW_FOR_A_FILE, n=rows, endpoint=endpoint, fewest=FEWEST_ROWS)
    elif rows < 50:
        yield data.finding(FEW_ROWS, n=rows)


def find_wrong_amount(data: DataSet) -> Iterator[PreflightFinding]:
    """Epochs outside of what is worth trying, or that nobody has ever compared."""
    rows = len(data.pairs)
    if rows < FEWEST_ROWS:
        return
    epochs = budget.plan_epochs(data.session, data.session.model(), rows).epochs
    low, high = recommend_epochs(rows)
    figures = _describe_amount(rows, epochs)
    if epochs > high:
        yield data.finding(OVER_FITTING, figures=figures, low=low, high=high)
    elif epochs < low:
        yield data.finding(UNDER_FITTING, figures=figures, low=low, high=high)
    # One amount alone, however often it was trained with, is no comparison.
    if len({run.hyperparameters.epochs for run in data.runs}) < 2:
        half = f"{(rows + 1) // 2:,}"
        yield data.finding(UNTRIED, figures=figures, low=low, high=high, half=half)


def _describe_amount(rows: int, epochs: int) -> str:
    steps, batch = count_steps(rows, epochs)
    return _(
        "{epochs} epochs over {rows} rows are about {steps} steps at a batch size of {batch}"
    ).format(epochs=epochs, rows=f"{rows:,}", steps=f"{steps:,}", batch=batch)


def find_doublings(data: DataSet) -> Iterator[PreflightFinding]:
    """What more rows have brought, told by two runs of one model on versions of other sizes."""
    for model, losses in _losses_by_model(data).items():
        few = min(losses)
        many = min(losses, key=lambda size: (-size.rows, size.loss))
        if many.rows >= FARTHER * few.rows:
            yield _describe_doubling(data, model, few, many)


def _losses_by_model(data: DataSet) -> dict[str, list[LossBySize]]:
    sizes = {version.number: version.train for version in data.versions if version.validation}
    runs = [run for run in data.runs if run.status is RunStatus.SUCCEEDED and run.version in sizes]
    if len({sizes[run.version] for run in runs}) < 2:
        return {}  # and no run's curve has to be read
    losses: dict[str, list[LossBySize]] = {}
    for run in runs:
        loss = _validation_loss(data.session.library.runs.get(run.id))
        if loss is not None:
            losses.setdefault(run.model, []).append(LossBySize(sizes[run.version], loss))
    return losses


def _describe_doubling(
    data: DataSet, model: str, few: LossBySize, many: LossBySize
) -> PreflightFinding:
    gain = gain_of_doubling(few, many)
    hope = (
        _("twice as many, {more} rows, may bring as much again.")
        if gain > LITTLE
        else _("more rows of this kind bring little; better ones may.")
    )
    return data.finding(
        DOUBLING,
        fix=None if gain > LITTLE else "",
        few=f"{few.rows:,}",
        many=f"{many.rows:,}",
        model=model,
        high=few.loss,
        low=many.loss,
        gain=gain,
        hope=hope.format(more=f"{2 * many.rows:,}"),
    )


def gain_of_doubling(few: tuple[int, float], many: tuple[int, float]) -> float:
    """The share of the loss that each doubling took off, from (rows, loss) of two runs; below
    0.0 where the loss rose. Gains are about equal for each doubling (OpenAI, fine-tuning guide)."""
    doublings = math.log2(many[0] / few[0])
    return float(1 - (many[1] / few[1]) ** (1 / doublings)) if few[1] > 0 else 0.0


def _validation_loss(run: Run) -> float | None:
    """The last loss over held-out rows that a run has said."""
    losses = (m.full_valid_loss or m.valid_loss for m in reversed(run.metrics))
    return next((loss for loss in losses if loss is not None), None)


CHECKS = (
    DataCheck("too few rows", find_too_few_rows, (TOO_FEW_ROWS, TOO_FEW_FOR_A_FILE, FEW_ROWS)),
    DataCheck("amount of training", find_wrong_amount, (OVER_FITTING, UNDER_FITTING, UNTRIED)),
    DataCheck("what a doubling brings", find_doublings, (DOUBLING,)),
)
