"""What the page of experiments shows, read and put into words off the window's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.domain.work import Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.services import budget
from studio.services.experiments.difference import ExperimentDifference, compare_experiments
from studio.services.experiments.experiments import (
    Experiment,
    describe_worse,
    join_sentences,
    list_experiments,
)
from studio.services.experiments.learning_curve import (
    LearningCurve,
    build_curves,
    describe_curve,
    plan_curve,
    quote_doubling,
)
from studio.services.experiments.next_step import NextExperiment, Step, list_suggestions
from studio.services.session import Session
from studio.ui.experiments.experiment_table import ExperimentLine, write_line


@dataclass(frozen=True)
class Suggestion:
    """A suggestion with its price in the curator's currency; "" where nothing is paid."""

    step: NextExperiment
    price: str


@dataclass(frozen=True)
class Outlook:
    """The learning curve of a run and its like in words, and the trainings it lacks."""

    run: int
    curve: LearningCurve | None
    line: str
    missing: Suggestion | None


@dataclass(frozen=True)
class Findings:
    """All experiments with their lines; ``worse`` are the sentences that stand above all."""

    experiments: tuple[Experiment, ...] = ()
    lines: tuple[ExperimentLine, ...] = ()
    worse: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def read_findings(session: Session) -> Job[Findings]:
    """Read all experiments. A job, so that what is written meanwhile does not wait for it."""
    yield Progress()
    experiments = list_experiments(session)
    steps = list_suggestions(session, experiments)
    findings = Findings(
        tuple(experiments),
        tuple(write_line(session, experiment) for experiment in experiments),
        tuple(describe_worse(e) for e in experiments if e.is_worse),
        tuple(_price(session, step) for step in steps),
    )
    return Done(Changes(), findings)


def read_outlook(
    session: Session, experiment: Experiment, experiments: Sequence[Experiment]
) -> Job[Outlook]:
    """Read what more data has brought, and what the trainings cost that would show it."""
    yield Progress()
    curves = build_curves(experiment, experiments)
    curve = curves[0] if curves else None
    plan = plan_curve(session, experiment, experiments)
    step = NextExperiment(
        Step.LEARNING_CURVE, "", experiment.run.id, orders=plan.orders, usd=plan.usd
    )
    lines = [describe_curve(curve)] if curve else []
    if curve is not None and curve.line is not None:
        usd = quote_doubling(session, experiment)
        if usd:
            price = budget.format_money(session, usd)
            lines.append(_("A training on so many costs about {price}.").format(price=price))
    if curve is not None and curve.line is not None and not curve.is_proven:
        lines.append(_("Training once more with another seed would tell chance from gain."))
    is_wanted = plan.orders and not (curve is not None and curve.is_proven)
    missing = _price(session, step) if is_wanted and not plan.trouble else None
    line = join_sentences(*lines, plan.trouble)
    outlook = Outlook(experiment.run.id, curve, line, missing)
    return Done(Changes(), outlook)


def read_difference(session: Session, first: int, second: int) -> Job[ExperimentDifference]:
    """Read all that differs between two runs."""
    yield Progress(line=_("Reading the two runs"))
    return Done(Changes(), compare_experiments(session, first, second))


def describe_button(suggestion: Suggestion) -> str:
    """What the button of a suggestion that can be queued says."""
    step = suggestion.step
    if step.orders:
        line = plural("Queue {n} training", "Queue {n} trainings", len(step.orders))
        text = line.format(n=len(step.orders))
    else:
        line = plural("Ask {n} question", "Ask {n} questions", step.questions or 0)
        text = line.format(n=f"{step.questions:,}")
    return " · ".join(filter(None, (text, suggestion.price)))


def _price(session: Session, step: NextExperiment) -> Suggestion:
    usd = step.usd
    return Suggestion(step, budget.format_short(session, usd) if usd else "")
