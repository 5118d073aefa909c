"""Experiments: every run with its data, settings, cost and verdict, and what to try next."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from studio.domain.comparison import Comparison
from studio.domain.dataset import Version
from studio.domain.run import Metric, Run, RunStatus
from studio.i18n import _, plural
from studio.services import budget
from studio.services.comparison.verdict import Outcome, Standing
from studio.services.comparison.voting import find_rival, judge_comparison
from studio.services.session import Session
from studio.services.training.judgement import FALL, RISE

FEWEST_SIZES = 3
"""Sizes of the data from which a line through them says something."""


@dataclass(frozen=True)
class Experiment:
    """A run with all that is known of it.

    ``standing`` is how it stands against its base by the votes of the latest comparison whose
    votes are closed, or by a judge where there are none; None where nobody has judged.
    """

    run: Run
    version: Version | None
    comparison: int | None = None
    standing: Standing | None = None
    judge: str = ""

    @property
    def rows(self) -> int:
        """Rows that it trained on."""
        if self.version is None:
            return 0
        return round(self.version.train * self.run.hyperparameters.share)

    @property
    def is_worse(self) -> bool:
        """Whether it is proven worse than its base: what has to be said first."""
        return self.standing is not None and self.standing.outcome is Outcome.WORSE

    @property
    def losses(self) -> list[tuple[Metric, float]]:
        """The points of the validation curve, over the whole file where that was measured."""
        full = [(m, m.full_valid_loss) for m in self.run.metrics if m.full_valid_loss is not None]
        single = [(m, m.valid_loss) for m in self.run.metrics if m.valid_loss is not None]
        return full or single

    @property
    def best(self) -> tuple[Metric, float] | None:
        """Where the validation loss was lowest; None without validation."""
        return min(self.losses, key=lambda point: point[1], default=None)


class Step(StrEnum):
    """What to do next. To add one: a member, and its line in ``suggest_next``."""

    TRAIN = "train"
    COMPARE = "compare"
    FIX = "fix"
    FEWER_EPOCHS = "fewer epochs"
    MORE_EPOCHS = "more epochs"
    MORE_QUESTIONS = "more questions"
    HALF = "half"
    MORE_DATA = "more data"


@dataclass(frozen=True)
class NextExperiment:
    """The next experiment: what, why, and at what price (None: not known, or nothing is paid)."""

    step: Step
    reason: str
    run: int | None = None
    epochs: int | None = None
    questions: int | None = None
    usd: Decimal | None = None


@dataclass(frozen=True)
class Growth:
    """How a figure grows with the data: what each doubling has brought, from sizes and values."""

    points: tuple[tuple[int, float], ...]
    per_doubling: float
    spread: float
    """How far the points lie from the line, as one standard deviation."""

    @property
    def next_doubling(self) -> tuple[int, float]:
        """Rows after one more doubling, and the figure the line has there."""
        rows, _value = self.points[-1]
        return 2 * rows, self.line(2 * rows)

    def line(self, rows: int) -> float:
        """The figure that the line has at this number of rows."""
        xs = [math.log2(size) for size, _value in self.points]
        mean_x = sum(xs) / len(xs)
        mean_y = sum(value for _size, value in self.points) / len(self.points)
        return mean_y + self.per_doubling * (math.log2(rows) - mean_x)


def list_experiments(session: Session) -> list[Experiment]:
    """All runs that came to an end, the newest first; proven worse ones before all others."""
    library = session.library
    versions = {version.number: version for version in library.versions.list()}
    judged = _judge_runs(library.comparisons.get(c.id) for c in library.comparisons.list())
    experiments = [
        Experiment(run, versions.get(run.version), *judged.get(run.id, (None, None, "")))
        for run in library.runs.list(curves=True)
        if run.status is RunStatus.SUCCEEDED
    ]
    return sorted(experiments, key=lambda experiment: not experiment.is_worse)


def format_cost(session: Session, run: Run) -> str:
    """What a run has cost, in words where nothing was paid."""
    if run.cost_usd is None and session.capabilities(run.endpoint).free:
        return _("nothing")
    return budget.format_money(session, run.cost_usd)


def list_differences(first: Experiment, second: Experiment) -> list[tuple[str, str, str]]:
    """What differs between two experiments: (what, in the first, in the second)."""
    rows = [
        (_("Version"), str(first.run.version), str(second.run.version)),
        (_("Training rows"), f"{first.rows:,}", f"{second.rows:,}"),
        (_("Model"), first.run.model, second.run.model),
        (_("Endpoint"), first.run.endpoint, second.run.endpoint),
        *_list_settings(first.run, second.run),
        (_("System message"), _system_of(first), _system_of(second)),
        (_("Lowest validation loss"), _format_best(first), _format_best(second)),
    ]
    return [row for row in rows if row[1] != row[2]]


def measure_growth(points: Sequence[tuple[int, float]]) -> Growth | None:
    """The learning curve through (rows, figure); None from fewer than three sizes.

    A straight line over the logarithm of the rows, by least squares: over a few doublings most
    learning curves are close to one (Hestness et al. 2017), beyond them it promises too much.
    """
    sizes = sorted({size: value for size, value in points if size > 0}.items())
    if len(sizes) < FEWEST_SIZES:
        return None
    xs = [math.log2(size) for size, _value in sizes]
    mean_x = sum(xs) / len(xs)
    mean_y = sum(value for _size, value in sizes) / len(sizes)
    slope = sum(
        (x - mean_x) * (value - mean_y) for x, (_size, value) in zip(xs, sizes, strict=True)
    ) / sum((x - mean_x) ** 2 for x in xs)
    left = [value - mean_y - slope * (x - mean_x) for x, (_s, value) in zip(xs, sizes, strict=True)]
    spread = math.sqrt(sum(gap * gap for gap in left) / max(1, len(left) - 2))
    return Growth(tuple(sizes), slope, spread)


def suggest_next(session: Session, experiments: Sequence[Experiment]) -> NextExperiment:
    """The next experiment, with its reason in a sentence and its price where one is known."""
    newest = max(experiments, key=lambda experiment: experiment.run.id, default=None)
    if newest is None:
        return NextExperiment(Step.TRAIN, _("Nothing has been trained yet."))
    run, standing = newest.run, newest.standing
    if newest.is_worse:
        reason = _(
            "Run {n} came out worse than its base. Look at the answers that lost, mend the rows "
            "nearest to them, and only then train again."
        )
        return NextExperiment(Step.FIX, reason.format(n=run.id), run.id)
    if turned := _find_turn(newest):
        reason = _(
            "In run {n} the validation loss was lowest after epoch {epoch} and rose from there: "
            "train {epoch} epochs."
        )
        return _price(session, newest, Step.FEWER_EPOCHS, reason, turned)
    if standing is None:
        reason = _("Nobody has held run {n} against its base yet.").format(n=run.id)
        return NextExperiment(Step.COMPARE, reason, run.id)
    if standing.outcome is Outcome.NOT_PROVEN and standing.more is not None:
        reason = plural(
            "Run {n} is not proven better; {more} more question would decide.",
            "Run {n} is not proven better; {more} more questions would decide.",
            standing.more,
        ).format(n=run.id, more=f"{standing.more:,}")
        return NextExperiment(Step.MORE_QUESTIONS, reason, run.id, questions=standing.more)
    if _is_falling(newest):
        reason = _(
            "In run {n} the validation loss was still falling at the end: train {epoch} epochs."
        )
        return _price(session, newest, Step.MORE_EPOCHS, reason, 2 * _count_epochs(run))
    if len({experiment.rows for experiment in experiments}) < FEWEST_SIZES:
        reason = _(
            "Nobody knows yet what more data would bring: train run {n} once more on half its rows."
        )
        return _price(session, newest, Step.HALF, reason, _count_epochs(run))
    reason = _("Run {n} is better than its base. More good pairs are the next step.")
    return NextExperiment(Step.MORE_DATA, reason.format(n=run.id), run.id)


def _judge_runs(comparisons: Iterable[Comparison]) -> dict[int, tuple[int, Standing, str]]:
    """The standing of each run that was judged, from the newest comparison that says one."""
    judged: dict[int, tuple[int, Standing, str]] = {}
    for comparison in comparisons:
        for judge, standings in _list_standings(comparison):
            for key, standing in standings.items():
                contestant = comparison.contestant(key)
                if contestant.run is not None and contestant.step is None:
                    judged.setdefault(contestant.run, (comparison.id, standing, judge))
    return judged


def _list_standings(comparison: Comparison) -> Iterator[tuple[str, dict[str, Standing]]]:
    """The curator's own standings once the votes are closed, then each judge's."""
    rival = find_rival(comparison).key
    if not comparison.is_open:
        yield "", judge_comparison(comparison, rival)
    judges = {vote.judge for question in comparison.questions for vote in question.votes} - {""}
    for judge in sorted(judges):
        yield judge, judge_comparison(comparison, rival, judge=judge)


def _list_settings(first: Run, second: Run) -> list[tuple[str, str, str]]:
    ours, theirs = first.hyperparameters, second.hyperparameters
    rows = (
        (_("Epochs"), ours.epochs, theirs.epochs),
        (
            _("Learning-rate multiplier"),
            ours.learning_rate_multiplier,
            theirs.learning_rate_multiplier,
        ),
        (_("Batch size"), ours.batch_size, theirs.batch_size),
        (_("Seed"), first.seed, second.seed),
    )
    settings = [
        (title, _format_choice(value), _format_choice(other)) for title, value, other in rows
    ]
    return [*settings, (_("Method"), ours.method.value, theirs.method.value)]


def _format_choice(value: float | None) -> str:
    return _("automatic") if value is None else f"{value:g}"


def _system_of(experiment: Experiment) -> str:
    return experiment.version.system if experiment.version else ""


def _format_best(experiment: Experiment) -> str:
    return f"{experiment.best[1]:.3f}" if experiment.best else "–"


def _count_epochs(run: Run) -> int:
    """Epochs that a run went through, by its settings or by its curve."""
    reached = [metric.epoch for metric in run.metrics if metric.epoch is not None]
    return run.hyperparameters.epochs or round(max(reached, default=1)) or 1


def _find_turn(experiment: Experiment) -> int | None:
    """The epoch after which the validation loss rose for good; None where it did not."""
    losses, best = experiment.losses, experiment.best
    if best is None or losses[-1][1] <= best[1] * RISE or best[0].epoch is None:
        return None
    epoch = max(1, round(best[0].epoch))
    return epoch if epoch < _count_epochs(experiment.run) else None


def _is_falling(experiment: Experiment) -> bool:
    losses = [loss for _metric, loss in experiment.losses]
    return len(losses) > 1 and losses[-1] < losses[-2] * FALL


def _price(
    session: Session, experiment: Experiment, step: Step, reason: str, epochs: int
) -> NextExperiment:
    """The same run with another number of epochs, or on half its rows, and what it would cost."""
    run, version = experiment.run, experiment.version
    usd = None
    if version is not None and not session.capabilities(run.endpoint).free:
        share = 0.5 if step is Step.HALF else 1.0
        usd = budget.quote_training(
            session,
            tokens=round(version.train_tokens * share),
            examples=round(version.train * share),
            model=run.model,
            epochs=epochs,
            automatic=False,
        ).usd
    line = reason.format(n=run.id, epoch=epochs)
    return NextExperiment(step, line, run.id, epochs, usd=usd)
