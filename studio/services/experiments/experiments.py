"""Experiments: every run with its data, settings, cost and verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from studio.domain.comparison import Comparison, Question, Vote
from studio.domain.dataset import Version
from studio.domain.errors import CuratorError
from studio.domain.run import Metric, Run, RunStatus
from studio.i18n import _, language
from studio.services import budget
from studio.services.comparison.measures import BY_NAME
from studio.services.comparison.verdict import (
    Outcome,
    Standing,
    Votes,
    describe_figures,
    describe_outcome,
    judge_votes,
)
from studio.services.comparison.voting import find_rival, judge_comparison
from studio.services.session import Session
from studio.services.training.order import count_rows

DECIDING = ("likelihood", "overlap")
"""Measures that say which answer is better where nobody has voted, the weightier first."""


@dataclass(frozen=True)
class Opinion:
    """How a run stands against its base, and who says so: the curator, a model that judges
    (``judge``), or a measure of the answers (``measure``)."""

    comparison: int
    standing: Standing
    judge: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Experiment:
    """A run with all that is known of it.

    ``opinion`` is the curator's, of the latest comparison whose votes are closed, or a judge's
    where there is none, or what the measures say where nobody has judged; None where nothing is
    known.
    """

    run: Run
    version: Version | None
    opinion: Opinion | None = None
    open_comparison: int | None = None
    """The newest comparison of it whose votes are open."""

    @property
    def rows(self) -> int:
        """Rows that it trained on."""
        return count_rows(self.version, self.run.hyperparameters) if self.version else 0

    @property
    def standing(self) -> Standing | None:
        return self.opinion.standing if self.opinion else None

    @property
    def comparison(self) -> int | None:
        """The comparison that its standing was read from."""
        return self.opinion.comparison if self.opinion else None

    @property
    def is_judged(self) -> bool:
        """Whether a person or a model has read the answers; a measure alone has not."""
        return self.opinion is not None and not self.opinion.measure

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


def list_experiments(session: Session) -> list[Experiment]:
    """All runs that came to an end, the newest first; proven worse ones before all others."""
    library = session.library
    versions = {version.number: version for version in library.versions.list()}
    opinions, open_ones = _list_opinions(session), _list_open(session)
    experiments = [
        Experiment(run, versions.get(run.version), opinions.get(run.id), open_ones.get(run.id))
        for run in library.runs.list(curves=True)
        if run.status is RunStatus.SUCCEEDED
    ]
    # Sorting keeps the order of equals, so that within each part the newest stay first.
    return sorted(experiments, key=lambda experiment: not experiment.is_worse)


def find_experiment(session: Session, run: int) -> Experiment:
    """One run with all that is known of it; ``LibraryError`` where there is none."""
    record = session.library.runs.get(run)
    versions = {version.number: version for version in session.library.versions.list()}
    return Experiment(record, versions.get(record.version), _list_opinions(session).get(run))


def name_run(run: Run) -> str:
    """What a run is called in the middle of a sentence."""
    return _("run {n}").format(n=run.id)


def is_free(session: Session, run: Run) -> bool:
    """Whether training where a run was trained costs nothing. An endpoint that was taken out of
    the settings since can't be asked: its runs stay, as if they had been paid."""
    try:
        return session.capabilities(run.endpoint).free
    except CuratorError:
        return False


def format_cost(session: Session, run: Run) -> str:
    """What a run has cost, in words where nothing was paid."""
    if run.cost_usd is None and is_free(session, run):
        return _("nothing")
    return budget.format_money(session, run.cost_usd)


def format_loss(experiment: Experiment) -> str:
    """The lowest validation loss, a dash where none was measured."""
    return f"{experiment.best[1]:.3f}" if experiment.best else "–"


def format_epochs(run: Run) -> str:
    """How many epochs were ordered."""
    epochs = run.hyperparameters.epochs
    return _("automatic") if epochs is None else str(epochs)


def count_epochs(run: Run) -> int:
    """Epochs that a run went through, by its settings or by its curve."""
    reached = [metric.epoch for metric in run.metrics if metric.epoch is not None]
    return run.hyperparameters.epochs or round(max(reached, default=1)) or 1


def describe_experiment(experiment: Experiment) -> str:
    """Its verdict in a sentence and whose it is, or that nobody has judged it."""
    opinion = experiment.opinion
    if opinion is None:
        return _("Nobody has judged it yet.")
    figures = describe_figures(opinion.standing)
    return join_sentences(describe_standing(experiment), figures, _describe_source(opinion))


def describe_standing(experiment: Experiment) -> str:
    """Its verdict alone, to be read at a glance."""
    if experiment.standing is None:
        return _("Nobody has judged it yet.")
    name = name_run(experiment.run)
    line = describe_outcome(experiment.standing, contestant=name, rival=_("the base"))
    return _("{sentence}.").format(sentence=line)


def describe_worse(experiment: Experiment) -> str:
    """That a run came out worse than its base, as it is said before everything else."""
    line = _("Run {n} came out worse than its base.").format(n=experiment.run.id)
    opinion = experiment.opinion
    if opinion is None:
        return line
    return join_sentences(line, describe_figures(opinion.standing), _describe_source(opinion))


def join_sentences(*sentences: str) -> str:
    """Sentences one behind the other, as the language sets them; empty ones are left out."""
    return ("" if language() == "ja" else " ").join(filter(None, sentences))


def _describe_source(opinion: Opinion) -> str:
    if opinion.judge:
        return _("Judged by {model}.").format(model=opinion.judge)
    if opinion.measure:
        measure = _(BY_NAME[opinion.measure].title)
        return _("Measured by “{measure}”; nobody has voted.").format(measure=measure)
    return ""


def _list_opinions(session: Session) -> dict[int, Opinion]:
    """The opinion of each run: the newest of a person or a judge, else what is measured."""
    shelf = session.library.comparisons
    comparisons, votes = shelf.list(), shelf.list_votes()
    opinions: dict[int, Opinion] = {}
    for record in comparisons:
        for run, opinion in _judge_by_votes(_add_votes(record, votes.get(record.id, []))):
            opinions.setdefault(run, opinion)
    for record in comparisons:
        if record.is_open and any(not vote.judge for vote in votes.get(record.id, [])):
            # Who is voting must not be told meanwhile what figures say.
            continue
        # Figures are read only where nobody has judged: there are many of them.
        if _list_runs(record).keys() - opinions.keys():
            for run, opinion in _judge_by_measures(session, record):
                opinions.setdefault(run, opinion)
    return opinions


def _list_open(session: Session) -> dict[int, int]:
    """The newest comparison of each run whose votes are open."""
    records = session.library.comparisons.list()[::-1]
    # Where only the base has answered, before its training, there is nothing to vote on yet.
    votable = (record for record in records if record.is_open and not record.is_waiting)
    return {run: record.id for record in votable for run in _list_runs(record)}


def _list_runs(record: Comparison) -> dict[int, str]:
    """The runs whose models (not checkpoints of them) are compared, and their keys."""
    return {c.run: c.key for c in record.contestants if c.run is not None and c.step is None}


def _add_votes(record: Comparison, votes: Iterable[Vote]) -> Comparison:
    """A comparison with its votes; the words of its questions are not needed to count them."""
    by_question = defaultdict[int, list[Vote]](list)
    for vote in votes:
        by_question[vote.question].append(vote)
    questions = (Question(n, "", votes=tuple(cast)) for n, cast in by_question.items())
    return replace(record, questions=tuple(questions))


def _judge_by_votes(record: Comparison) -> Iterator[tuple[int, Opinion]]:
    """Each run by the curator's votes once they are closed, then by those of each judge."""
    rival, runs = find_rival(record).key, _list_runs(record)
    judges = {vote.judge for question in record.questions for vote in question.votes}
    for judge in sorted(judges):
        if not judge and record.is_open:
            continue
        # A comparison with the base and several runs judges all of them at once.
        standings = judge_comparison(record, rival, judge=judge)
        for run, key in runs.items():
            if key in standings:
                yield run, Opinion(record.id, standings[key], judge=judge)


def _judge_by_measures(session: Session, record: Comparison) -> Iterator[tuple[int, Opinion]]:
    """Each run by the weightiest measure that its answers and its rival's have.

    A question counts as won where the figure is higher: the sign test asks no more of a measure
    than that more of it is better (Dixon and Mood 1946).
    """
    figures = session.library.comparisons.list_figures(record.id, DECIDING)
    rival = find_rival(record).key
    for measure in DECIDING:
        counts = {
            run: _count_higher(figures.values(), measure, key, rival)
            for run, key in _list_runs(record).items()
        }
        counts = {run: votes for run, votes in counts.items() if votes.judged}
        for run, standing in zip(counts, judge_votes([*counts.values()]), strict=True):
            yield run, Opinion(record.id, standing, measure=measure)


def _count_higher(
    figures: Iterable[Mapping[str, Mapping[str, float]]], measure: str, ours: str, theirs: str
) -> Votes:
    """On how many questions a contestant's figure is higher than its rival's, lower, and equal."""
    gaps = [
        by_contestant[ours][measure] - by_contestant[theirs][measure]
        for by_contestant in figures
        if all(measure in by_contestant.get(key, {}) for key in (ours, theirs))
    ]
    wins, losses = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    return Votes(wins, losses, len(gaps) - wins - losses)
