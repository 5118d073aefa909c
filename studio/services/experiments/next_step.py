"""What to try next: each suggestion with its reason, its price, and what one press queues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from studio.domain.comparison import QuestionDraft
from studio.domain.errors import StudioError
from studio.domain.work import Done, Job
from studio.i18n import _, plural
from studio.services.comparison.asking import ask_more, estimate_most, start_comparison
from studio.services.comparison.contestants import list_contestants
from studio.services.comparison.questions import USUAL_NUMBER, choose_held_out
from studio.services.comparison.verdict import MOST_MORE, Outcome
from studio.services.experiments.experiments import (
    Experiment,
    count_epochs,
    is_free,
    join_sentences,
)
from studio.services.experiments.learning_curve import (
    build_curves,
    describe_doubling,
    plan_curve,
    quote_doubling,
)
from studio.services.session import Session
from studio.services.training.judgement import FALL, RISE
from studio.services.training.order import Order, repeat_order
from studio.services.training.queue import enqueue, price_orders

MOST_SUGGESTIONS = 3
"""At once: more would be no advice."""


class Step(StrEnum):
    """What to do next. To add one: a member, and the rule that suggests it in ``RULES``."""

    TRAIN = "train"
    COMPARE = "compare"
    VOTE = "vote"
    FIX = "fix"
    FEWER_EPOCHS = "fewer epochs"
    MORE_EPOCHS = "more epochs"
    MORE_QUESTIONS = "more questions"
    LEARNING_CURVE = "learning curve"
    MORE_DATA = "more data"


@dataclass(frozen=True)
class NextExperiment:
    """A suggestion: what, why, and at what price (None: not known, or nothing is paid).

    ``orders`` are the trainings that one press queues; ``comparison`` is the one in which
    ``questions`` more are asked, None where a new one is begun. ``is_queueable`` is false where a
    person has to look first.
    """

    step: Step
    reason: str
    run: int | None = None
    epochs: int | None = None
    questions: int | None = None
    comparison: int | None = None
    orders: tuple[Order, ...] = ()
    usd: Decimal | None = None

    @property
    def is_queueable(self) -> bool:
        return bool(self.orders or self.questions)


Rule = Callable[[Session, Experiment, Sequence[Experiment]], NextExperiment | None]
"""Looks at the newest experiment beside all others; None where it has nothing to suggest."""


def suggest_next(session: Session, experiments: Sequence[Experiment]) -> NextExperiment:
    """The one thing to do next."""
    return list_suggestions(session, experiments)[0]


def list_suggestions(
    session: Session, experiments: Sequence[Experiment]
) -> tuple[NextExperiment, ...]:
    """What to do next, the weightiest first, and what else would be worth its money."""
    newest = _find_newest(experiments)
    if newest is None:
        return (NextExperiment(Step.TRAIN, _("Nothing has been trained yet.")),)
    # Rules look at the newest run alone: advice on an old one was given when it was new.
    steps = [step for rule in RULES if (step := rule(session, newest, experiments))]
    return tuple(steps[:MOST_SUGGESTIONS])


def queue_step(session: Session, step: NextExperiment) -> Job[int | None]:
    """Do what was suggested: queue its trainings, or ask its questions.

    The number of the comparison is the result, None where trainings were queued.
    """
    if step.orders:
        queued = yield from enqueue(session, step.orders)
        return Done(queued.changes, None)
    assert step.run is not None and step.questions, "what can't be queued has no such button"
    if step.comparison is not None:
        drafts = _choose_unasked(session, step.run, step.comparison, step.questions)
        again = yield from ask_more(session, step.comparison, drafts)
        return Done[int | None](again.changes, again.value)
    run = session.library.runs.get(step.run)
    drafts = choose_held_out(session, run.version, step.questions)
    contestants = list_contestants(session, run)
    begun = yield from start_comparison(session, contestants, drafts, run=run.id)
    return Done[int | None](begun.changes, begun.value)


def _find_newest(experiments: Sequence[Experiment]) -> Experiment | None:
    """The newest run on all rows: shares that were trained for a learning curve lead nowhere."""
    complete = [e for e in experiments if e.run.hyperparameters.share == 1]
    return max(complete or experiments, key=lambda experiment: experiment.run.id, default=None)


def _mend_rows(
    _session: Session, newest: Experiment, _others: Sequence[Experiment]
) -> NextExperiment | None:
    if not newest.is_worse:
        return None
    reason = _(
        "Run {n} came out worse than its base. Look at the answers "
        "that lost, fix the rows nearest to them, and only then train "
        "again."
    )
    return NextExperiment(
        Step.FIX, reason.format(n=newest.run.id), newest.run.id, comparison=newest.comparison
    )


def _shorten(
    session: Session, newest: Experiment, _others: Sequence[Experiment]
) -> NextExperiment | None:
    turned = _find_turn(newest)
    if turned is None:
        return None
    reason = _(
        "In run {n} the validation loss was lowest after epoch {epoch} and rose from there: "
        "train {epoch} epochs."
    )
    return _repeat(session, newest, Step.FEWER_EPOCHS, reason, turned)


def _compare(
    session: Session, newest: Experiment, _others: Sequence[Experiment]
) -> NextExperiment | None:
    """Hold it against its base, where nobody has; vote, where only figures speak."""
    run = newest.run
    if newest.opinion is None and newest.open_comparison is not None:
        reason = _("The votes on run {n} are open: continue with them.").format(n=run.id)
        return NextExperiment(Step.VOTE, reason, run.id, comparison=newest.open_comparison)
    if newest.opinion is None:
        reason = _("Run {n} has not been compared with its base yet.").format(n=run.id)
        drafts = choose_held_out(session, run.version, USUAL_NUMBER)
        usd = _price_answers(session, newest, drafts)
        return NextExperiment(Step.COMPARE, reason, run.id, questions=len(drafts) or None, usd=usd)
    if newest.is_judged or newest.is_worse:
        return None
    reason = _("Run {n} has been measured, but nobody has read its answers yet: vote on them.")
    number = newest.comparison
    return NextExperiment(Step.VOTE, reason.format(n=run.id), run.id, comparison=number)


def _ask_further(
    session: Session, newest: Experiment, _others: Sequence[Experiment]
) -> NextExperiment | None:
    standing, run = newest.standing, newest.run
    if standing is None or standing.outcome is not Outcome.NOT_PROVEN or standing.more is None:
        return None
    # Nobody judges two thousand answers to learn that two models are as good as equal.
    if standing.more > MOST_MORE or newest.comparison is None:
        return None
    reason = plural(
        "Run {n} is not proven better; {more} more question would decide.",
        "Run {n} is not proven better; {more} more questions would decide.",
        standing.more,
    ).format(n=run.id, more=f"{standing.more:,}")
    drafts = _choose_unasked(session, run.id, newest.comparison, standing.more)
    if len(drafts) < standing.more:
        left = plural(
            "{n} held-out question is left to ask; write or import the others.",
            "{n} held-out questions are left to ask; write or import the others.",
            len(drafts),
        ).format(n=f"{len(drafts):,}")
        reason = join_sentences(reason, left)
    return NextExperiment(
        Step.MORE_QUESTIONS,
        reason,
        run.id,
        questions=len(drafts) or None,
        comparison=newest.comparison,
        usd=_price_answers(session, newest, drafts),
    )


def _lengthen(
    session: Session, newest: Experiment, _others: Sequence[Experiment]
) -> NextExperiment | None:
    losses = [loss for _metric, loss in newest.losses]
    if newest.is_worse or len(losses) < 2 or losses[-1] >= losses[-2] * FALL:
        return None
    reason = _("In run {n} the validation loss was still falling at the end: train {epoch} epochs.")
    return _repeat(session, newest, Step.MORE_EPOCHS, reason, 2 * count_epochs(newest.run))


def _draw_curve(
    session: Session, newest: Experiment, others: Sequence[Experiment]
) -> NextExperiment | None:
    """Train shares of the data, where nobody knows yet what more of it would bring."""
    curves = build_curves(newest, others)
    if newest.is_worse or any(curve.line is not None for curve in curves):
        return None
    plan = plan_curve(session, newest, others)
    # What can't be paid is no advice; the Training page says why where somebody orders it.
    if not plan.orders or plan.trouble:
        return None
    reason = plural(
        "It is not known yet what more data would bring: {count} "
        "training on a share of the rows of run {n} shows it.",
        "It is not known yet what more data would bring: {count} "
        "trainings on shares of the rows of run {n} show it.",
        len(plan.orders),
    ).format(n=newest.run.id, count=len(plan.orders))
    usd = None if is_free(session, newest.run) else plan.usd
    return NextExperiment(Step.LEARNING_CURVE, reason, newest.run.id, orders=plan.orders, usd=usd)


def _add_pairs(
    session: Session, newest: Experiment, others: Sequence[Experiment]
) -> NextExperiment | None:
    """Twice the data, where it has been shown to help, or where nothing else is left to try."""
    run, curves = newest.run, build_curves(newest, others)
    proven = next((curve for curve in curves if curve.is_proven), None)
    if proven is not None:
        reason = _(
            "More data has helped run {n} and others with the same settings. {outlook}"
        ).format(n=run.id, outlook=describe_doubling(proven))
    elif newest.standing is not None and newest.standing.outcome is Outcome.BETTER:
        reason = _("Run {n} is better than its base. More good pairs are the next step.")
        reason = reason.format(n=run.id)
    elif newest.standing is None:
        return None
    else:
        reason = _(
            "Run {n} is no worse than its base, and its settings leave little to try: other or "
            "more good pairs are the next step."
        ).format(n=run.id)
    usd = None if is_free(session, newest.run) else quote_doubling(session, newest)
    return None if newest.is_worse else NextExperiment(Step.MORE_DATA, reason, run.id, usd=usd)


RULES: tuple[Rule, ...] = (
    _mend_rows,
    _shorten,
    _compare,
    _ask_further,
    _lengthen,
    _draw_curve,
    _add_pairs,
)
"""In the order of their weight: what makes money well spent before what spends it. To add one: a
function like these, and its place here."""


def _find_turn(experiment: Experiment) -> int | None:
    """The epoch after which the validation loss rose for good; None where it did not."""
    losses, best = experiment.losses, experiment.best
    if best is None or losses[-1][1] <= best[1] * RISE or best[0].epoch is None:
        return None
    epoch = max(1, round(best[0].epoch))
    return epoch if epoch < count_epochs(experiment.run) else None


def _repeat(
    session: Session, experiment: Experiment, step: Step, reason: str, epochs: int
) -> NextExperiment:
    """The same run with another number of epochs, and what it would cost."""
    run = experiment.run
    wishes = replace(run.hyperparameters, epochs=epochs)
    order = replace(repeat_order(run), wishes=wishes, automatic_epochs=False, sweep=None)
    line = reason.format(n=run.id, epoch=epochs)
    try:
        usd = None if is_free(session, experiment.run) else price_orders(session, [order])
    except StudioError as error:
        # What can't be paid or priced is said; the way there is the Training page.
        return NextExperiment(step, join_sentences(line, str(error)), run.id, epochs)
    return NextExperiment(step, line, run.id, epochs, orders=(order,), usd=usd)


def _price_answers(
    session: Session, experiment: Experiment, drafts: Sequence[QuestionDraft]
) -> Decimal | None:
    """The most that both answers to each question may cost."""
    if not drafts or not experiment.run.fine_tuned_model or is_free(session, experiment.run):
        return None
    try:
        return estimate_most(session, list_contestants(session, experiment.run), drafts)
    except StudioError:
        return None


def _choose_unasked(
    session: Session, run: int, comparison: int, number: int
) -> list[QuestionDraft]:
    """Held-out questions of a run that its comparison has not asked yet."""
    texts = {question.text for question in session.library.comparisons.get(comparison).questions}
    record = session.library.runs.get(run)
    drafts = choose_held_out(session, record.version, len(texts) + number)
    return [draft for draft in drafts if draft.text not in texts][:number]
