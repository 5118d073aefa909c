"""The learning curve: what a quarter, half and all of the data brought, and what twice as much
would likely bring."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from studio.domain.errors import StudioError
from studio.i18n import N_, _, plural
from studio.services import budget
from studio.services.comparison.paired_statistics import Interval
from studio.services.experiments.experiments import (
    Experiment,
    count_epochs,
    is_free,
    join_sentences,
)
from studio.services.experiments.line_fit import FEWEST_POINTS, Line, fit_line
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of
from studio.services.training.estimate import estimate_run
from studio.services.training.order import Order, count_rows, repeat_order
from studio.services.training.queue import price_orders

SHARES = (0.125, 0.25, 0.5, 1.0)
"""Of the rows. Of one seed each smaller share is part of the larger ones (``choose_rows`` in
``training/files``), so that the curve is not bent by which rows happened to be drawn."""
FEWEST_ROWS = 10
"""Below these a training shows its own chance more than the data's worth."""


class Figure(StrEnum):
    """What grows or falls with the data. To add one: a member, its title and its ``_read``."""

    LOSS = "validation loss"
    WON = "questions won"


TITLES = {
    Figure.LOSS: N_("lowest validation loss"),
    Figure.WON: N_("share of questions won"),
}


@dataclass(frozen=True)
class CurvePoint:
    """A run on the curve; ``interval`` where the figure itself is uncertain, as votes are."""

    run: int
    rows: int
    value: float
    interval: Interval | None = None


@dataclass(frozen=True)
class LearningCurve:
    """Runs that differ in nothing but how many of the rows they saw, and the line through them.

    Loss falls with a power of the rows over the sizes that are of use here, a straight line where
    both are logarithms (Hestness et al. 2017, arXiv:1712.00409; for fine-tuning Zhang et al. 2024,
    arXiv:2402.17193), and ends in a floor that a few points do not show: so the line is read one
    doubling beyond the largest and no further. Of shares of questions no form is known to fit them
    all (Viering and Loog 2023, arXiv:2103.10948): over a few doublings a straight line over the
    logarithm of the rows says what can be said.
    """

    figure: Figure
    points: tuple[CurvePoint, ...]
    line: Line | None

    @property
    def sizes(self) -> int:
        """How many different numbers of rows were trained on."""
        return len({point.rows for point in self.points})

    @property
    def next_rows(self) -> int:
        """Rows after one more doubling."""
        return 2 * self.points[-1].rows

    @property
    def per_doubling(self) -> tuple[float, Interval] | None:
        """What a doubling has changed, in shares of 1: of the loss itself, of all questions."""
        if self.line is None:
            return None
        interval = self.line.slope_interval
        return self._change(self.line.slope), Interval(*map(self._change, _ends(interval)))

    @property
    def is_proven(self) -> bool:
        """Whether more data has been shown to help: a doubling that changes nothing is excluded."""
        if self.per_doubling is None:
            return False
        interval = self.per_doubling[1]
        return interval.high < 0 if self.figure is Figure.LOSS else interval.low > 0

    def predict(self, rows: float) -> tuple[float, Interval] | None:
        """The figure the line has at so many rows, and where one more training would come out."""
        if self.line is None:
            return None
        x = math.log2(rows)
        ends = map(self._restore, _ends(self.line.interval_at(x)))
        return self._restore(self.line.at(x)), Interval(*ends)

    def _change(self, slope: float) -> float:
        return math.expm1(min(slope, 50.0)) if self.figure is Figure.LOSS else slope

    def _restore(self, height: float) -> float:
        if self.figure is Figure.LOSS:
            # Three points may leave an interval so wide that its end is no number any more.
            return math.exp(min(height, 50.0))
        return min(1.0, max(0.0, height))


@dataclass(frozen=True)
class CurvePlan:
    """The trainings that are missing for a learning curve, and what they would take.

    ``usd`` is None where ``trouble`` says why they can't be ordered.
    """

    run: int
    orders: tuple[Order, ...]
    usd: Decimal | None
    trouble: str = ""


def list_family(experiment: Experiment, experiments: Iterable[Experiment]) -> list[Experiment]:
    """The experiments that differ from this one in nothing but the share of rows and the seed."""
    key = _key(experiment)
    return [other for other in experiments if _key(other) == key]


def build_curves(
    experiment: Experiment, experiments: Iterable[Experiment]
) -> tuple[LearningCurve, ...]:
    """The curves through the family of an experiment: of its loss, and of the questions it won.

    Those that have a line come first; a figure that nothing was measured of has no curve.
    """
    family = list_family(experiment, experiments)
    curves = (build_curve(figure, family) for figure in Figure)
    drawn = [curve for curve in curves if curve.points]
    return tuple(sorted(drawn, key=lambda curve: curve.line is None))


def find_curve(experiments: Sequence[Experiment]) -> LearningCurve | None:
    """The curve that says most: the newest with a line through it, else the newest."""
    newest = sorted(experiments, key=lambda experiment: -experiment.run.id)
    curves = [curve for experiment in newest for curve in build_curves(experiment, experiments)]
    lined = (curve for curve in curves if curve.line is not None)
    return next(lined, curves[0] if curves else None)


def build_curve(figure: Figure, family: Iterable[Experiment]) -> LearningCurve:
    """The curve of one figure through experiments of one family."""
    places = (_read(figure, experiment) for experiment in family)
    points = sorted(filter(None, places), key=lambda point: (point.rows, point.run))
    return fit_curve(figure, points)


def fit_curve(figure: Figure, points: Sequence[CurvePoint]) -> LearningCurve:
    """The line through points in the order of their rows; none from fewer than three sizes."""
    # A power is a straight line where both are logarithms.
    heights = [math.log(p.value) if figure is Figure.LOSS else p.value for p in points]
    line = fit_line([math.log2(point.rows) for point in points], heights)
    return LearningCurve(figure, tuple(points), line)


def plan_curve(
    session: Session, experiment: Experiment, experiments: Iterable[Experiment]
) -> CurvePlan:
    """The shares of an experiment's rows that were not trained on yet, as orders with their price.

    The smallest first: where half the data does as well as all of it, the rest can be spared.
    Where none is missing, all once more with another seed: other rows are drawn and the model
    begins elsewhere, so that one sees how much of the curve was chance.
    """
    orders: tuple[Order, ...] = ()
    try:
        orders = tuple(_list_orders(session, experiment, experiments))
        return CurvePlan(experiment.run.id, orders, price_orders(session, orders))
    except StudioError as error:
        return CurvePlan(experiment.run.id, orders, None, str(error))


def estimate_seconds(session: Session, plan: CurvePlan) -> float | None:
    """How long the trainings of a plan take one after another; None where nobody can tell."""
    guesses = [
        estimate_run(session, order.version, order.endpoint, order.model, order.wishes).seconds
        for order in plan.orders
    ]
    durations = [seconds for seconds in guesses if seconds is not None]
    return sum(durations) if durations and len(durations) == len(guesses) else None


def describe_curve(curve: LearningCurve) -> str:
    """What the data has brought, and what twice as much would likely bring, in two sentences."""
    if curve.line is None or curve.per_doubling is None:
        return plural(
            "Too few points: trainings on {most} sizes of the data show "
            "what more data brings; there is {n}.",
            "Too few points: trainings on {most} sizes of the data show "
            "what more data brings; there are {n}.",
            curve.sizes,
        ).format(n=curve.sizes, most=FEWEST_POINTS)
    change, interval = curve.per_doubling
    line = _(_CHANGES[curve.figure]).format(
        change=f"{change:+.1%}", low=f"{interval.low:+.1%}", high=f"{interval.high:+.1%}"
    )
    if not curve.is_proven:
        line = join_sentences(line, _("That more data helps is not proven."))
    return join_sentences(line, describe_doubling(curve))


def describe_doubling(curve: LearningCurve) -> str:
    """Where the next doubling would likely lead; "" where too little is known."""
    predicted = curve.predict(curve.next_rows)
    if predicted is None:
        return ""
    value, interval = predicted
    form = ".3f" if curve.figure is Figure.LOSS else ".0%"
    return _("{rows} rows would likely reach {value} (95% interval {low} to {high}).").format(
        rows=f"{curve.next_rows:,}",
        value=format(value, form),
        low=format(interval.low, form),
        high=format(interval.high, form),
    )


def quote_doubling(session: Session, experiment: Experiment) -> Decimal | None:
    """US dollars of the same training on twice its rows; None where no price is known."""
    run, version = experiment.run, experiment.version
    if version is None:
        return None
    tokens = round(2 * version.train_tokens * run.hyperparameters.share)
    free = is_free(session, run)
    rows, epochs = 2 * experiment.rows, count_epochs(run)
    return budget.quote_training(
        session,
        tokens=tokens,
        examples=rows,
        model=run.model,
        epochs=epochs,
        free=free,
        endpoint=run.endpoint,
    ).usd


_CHANGES = {
    Figure.LOSS: N_(
        "Each doubling of the data has changed the validation loss by {change} (95% interval "
        "{low} to {high})."
    ),
    Figure.WON: N_(
        "Each doubling of the data has changed the share of questions won by {change} (95% "
        "interval {low} to {high})."
    ),
}


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _key(experiment: Experiment) -> tuple[object, ...]:
    run = experiment.run
    # Epochs are counted: who left them to the provider got as many as the run went through.
    settings = replace(run.hyperparameters, share=1.0, epochs=count_epochs(run))
    return run.version, run.endpoint, run.model, run.after, settings


def _read(figure: Figure, experiment: Experiment) -> CurvePoint | None:
    """Where an experiment stands on the curve of a figure; None where it was not measured."""
    run, standing, best = experiment.run, experiment.standing, experiment.best
    if not experiment.rows:
        return None
    if figure is Figure.LOSS:
        return CurvePoint(run.id, experiment.rows, best[1]) if best and best[1] > 0 else None
    if standing is None:
        return None
    votes = standing.votes
    return CurvePoint(run.id, experiment.rows, votes.rate, votes.interval)


def _list_orders(
    session: Session, experiment: Experiment, experiments: Iterable[Experiment]
) -> list[Order]:
    """The shares that nobody trained; where all are there, all of them with another seed."""
    run, version = experiment.run, experiment.version
    if version is None:
        return []
    trained = _list_trained(session, experiment, experiments)
    missing = _list_shares(session, experiment) - {share for share, _seed in trained}
    seed = run.seed
    if not missing:
        missing = _list_shares(session, experiment)
        seed = 1 + max((number or 0 for _share, number in trained), default=0)
    base = replace(repeat_order(run), sweep=None, automatic_epochs=False, seed=seed)
    settings = replace(run.hyperparameters, epochs=count_epochs(run))
    return [replace(base, wishes=replace(settings, share=share)) for share in sorted(missing)]


def _list_trained(
    session: Session, experiment: Experiment, experiments: Iterable[Experiment]
) -> set[tuple[float, int | None]]:
    """Shares and seeds of the runs of a family, those included that are still under way."""
    key, version = _key(experiment), experiment.version
    ahead = [Experiment(run, version) for run in session.library.runs.list()]
    ahead = [other for other in ahead if not other.run.status.ended and _key(other) == key]
    return {
        (other.run.hyperparameters.share, other.run.seed)
        for other in (*list_family(experiment, experiments), *ahead)
    }


def _list_shares(session: Session, experiment: Experiment) -> set[float]:
    """The shares that leave rows enough to learn from, and that the endpoint takes."""
    run, version = experiment.run, experiment.version
    assert version is not None
    fewest = limits_of(session.settings.endpoint(run.endpoint)).fewest_rows or 0
    return {
        share
        for share in SHARES
        if count_rows(version, replace(run.hyperparameters, share=share))
        >= max(FEWEST_ROWS, fewest)
    }
