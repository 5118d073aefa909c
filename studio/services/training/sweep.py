"""A sweep: the same training with several settings, to see which one generalises best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from studio.domain.errors import CuratorError
from studio.domain.run import Run
from studio.i18n import _
from studio.services.session import Session
from studio.services.training.order import Order
from studio.services.training.queue import MOST_RUNS


@dataclass(frozen=True)
class SweepLine:
    """A run of a sweep beside the others; ``loss`` is the lowest that validation came to."""

    run: Run
    loss: float | None
    best: bool = False


def plan_sweep(
    base: Order,
    *,
    epochs: Sequence[int] = (),
    learning_rates: Sequence[float] = (),
    shares: Sequence[float] = (),
    seeds: Sequence[int] = (),
) -> list[Order]:
    """One order for each combination; what is left empty stays as it is in ``base``.

    Shares make a learning curve: of one seed each holds the rows of the smaller ones. The cheapest
    come first: what they show may make the dearer ones unnecessary.
    """
    total = math.prod(max(1, len(values)) for values in (epochs, learning_rates, shares, seeds))
    if total > MOST_RUNS:
        raise CuratorError(
            _("That makes {n} trainings; a sweep has at most {most}.").format(
                n=total, most=MOST_RUNS
            )
        )
    wishes = base.wishes
    all_epochs: list[int | None] = [*sorted(set(epochs))] or [wishes.epochs]
    rates: list[float | None] = [*sorted(set(learning_rates))] or [wishes.learning_rate_multiplier]
    # None keeps what the base orders: nothing was said of it.
    all_seeds: list[int | None] = [*sorted(set(seeds))] or [base.seed]
    all_shares = sorted(set(shares)) or [wishes.share]
    orders = [
        replace(
            base,
            wishes=replace(wishes, epochs=count, learning_rate_multiplier=rate, share=share),
            automatic_epochs=base.automatic_epochs and not epochs,
            seed=seed,
        )
        for count, rate, share, seed in product(all_epochs, rates, all_shares, all_seeds)
    ]
    return sorted(orders, key=lambda order: (order.wishes.epochs or 0) * order.wishes.share)


def read_sweep(session: Session, number: int) -> list[SweepLine]:
    """The runs of a sweep, the best first, those without a validation loss last."""
    runs = [run for run in session.library.runs.list(curves=True) if run.sweep == number]
    if not runs:
        raise CuratorError(_("There is no sweep {n} in this library.").format(n=number))
    lines = sorted(
        (SweepLine(run, find_lowest_loss(run)) for run in runs),
        key=lambda line: (line.loss is None, line.loss or 0.0, line.run.id),
    )
    first = lines[0]
    return [replace(first, best=first.loss is not None), *lines[1:]]


def find_lowest_loss(run: Run) -> float | None:
    """The lowest validation loss of a run: over the whole file where that was measured."""
    full = [m.full_valid_loss for m in run.metrics if m.full_valid_loss is not None]
    batches = [m.valid_loss for m in run.metrics if m.valid_loss is not None]
    return min(full or batches, default=None)
