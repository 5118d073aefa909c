"""The report of a library's experiments: what stands in it, whatever it is written as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from studio.domain.work import Changes, Done, Job, Progress
from studio.i18n import _, format_date
from studio.services import budget
from studio.services.comparison.measures import (
    MeasuredDifference,
    compare_measures,
    format_figure,
)
from studio.services.comparison.names import name_contestant
from studio.services.comparison.verdict import Outcome, describe_figures, describe_outcome
from studio.services.comparison.voting import find_rival
from studio.services.experiments.charts import Chart, draw_gains, draw_growth, draw_losses
from studio.services.experiments.difference import (
    AnswerDifference,
    DataDifference,
    ExperimentDifference,
    ShareChange,
    compare_experiments,
)
from studio.services.experiments.experiments import (
    Experiment,
    describe_experiment,
    describe_worse,
    format_cost,
    format_epochs,
    format_loss,
    join_sentences,
    list_experiments,
    name_run,
)
from studio.services.experiments.learning_curve import describe_curve, find_curve
from studio.services.experiments.next_step import list_suggestions
from studio.services.session import Session
from studio.services.versions.difference import ChangedRow, DiffRow

MOST_SAMPLES = 5
"""Rows or questions of a kind that are shown; their number is said."""
MOST_SHARES = 8
LONGEST_TEXT = 600
"""Characters of a row or an answer in a cell."""


@dataclass(frozen=True)
class Heading:
    """What the following is about; level 2 is a section, 3 a part of one."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Words:
    """A paragraph; ``tone`` is "", "good", "bad" or "muted"."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under their headings; ``tones`` are of each row's last cell. ``widths`` are parts of
    the page's width; equal ones where none are said."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tones: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()

    def tone(self, row: int) -> str:
        return self.tones[row] if row < len(self.tones) else ""


Block = Heading | Words | Table | Chart


@dataclass(frozen=True)
class Report:
    """A title, and blocks below each other."""

    title: str
    blocks: tuple[Block, ...]


def build_report(session: Session, pair: tuple[int, int] | None = None) -> Job[Report]:
    """The report: what came out worse first, then what is next, all runs, curves, differences.

    ``pair`` are the two runs that are held side by side; the two newest where none are said.
    """
    yield Progress(line=_("Reading the experiments"))
    experiments = list_experiments(session)
    blocks: list[Block] = [Words(format_date(datetime.now(UTC).date()), "muted")]
    blocks += [Words(describe_worse(e), "bad") for e in experiments if e.is_worse]
    blocks += [*_build_next(session, experiments), *_build_runs(session, experiments)]
    blocks += [*_build_charts(session, experiments)]
    # Two are always held side by side: a report of one run has nothing to compare.
    newest = sorted((e.run.id for e in experiments), reverse=True)
    if pair is None and len(newest) > 1:
        pair = newest[1], newest[0]
    if pair is not None:
        blocks += build_difference(compare_experiments(session, *pair))
    # The intervals of measures are drawn thousands of times each, so one may cancel in between.
    for done, experiment in enumerate(experiments):
        yield Progress(done, len(experiments), _("Reading the experiments"))
        blocks += _build_measures(session, experiment)
    title = _("Experiments of {library}").format(library=session.library.name)
    return Done(Changes(), Report(title, tuple(blocks)))


def build_difference(both: ExperimentDifference) -> tuple[Block, ...]:
    """Two experiments side by side, as the report and the command line show them."""
    first, second = name_run(both.first.run), name_run(both.second.run)
    title = _("What differs: {first} and {second}").format(first=first, second=second)
    blocks: list[Block] = [Heading(title)]
    if both.settings:
        heads = (_("Settings"), first, second)
        blocks.append(Table(heads, tuple(map(_shorten_row, both.settings)), widths=(2, 3, 3)))
    else:
        blocks.append(Words(_("These two runs had the same settings.")))
    blocks += _build_data(both.data, first, second)
    return (*blocks, *build_answers(both.answers, first, second))


def build_answers(answers: AnswerDifference, first: str, second: str) -> Iterator[Block]:
    """What both answered: the verdict, the measures, the same questions side by side."""
    yield Heading(_("Answers"), 3)
    if not answers.questions:
        yield Words(describe_no_answers(answers), "muted")
        if answers.measures:
            yield build_measures(answers.measures, second, first)
        return
    yield Words(describe_answers(answers, first, second), _tone_of(answers))
    yield build_measures(answers.measures, second, first)
    rows = [(q.text, q.first, q.second) for q in answers.questions[:MOST_SAMPLES]]
    heads = (_("Question"), first, second)
    yield Table(heads, tuple(map(_shorten_row, rows)), widths=(2, 3, 3))
    yield from _say_more(len(answers.questions))


def describe_no_answers(answers: AnswerDifference) -> str:
    """Why no answers can be shown."""
    if answers.open_comparison is None:
        return _("They have not been asked the same questions yet.")
    return _(
        "The votes of comparison {n} are open: its answers are shown with their names once they "
        "are closed."
    ).format(n=answers.open_comparison)


def describe_answers(answers: AnswerDifference, first: str, second: str) -> str:
    """How the second stands against the first by votes on the two, or that nobody has voted."""
    if answers.standing is None:
        return _("Nobody has voted on {first} against {second}; the measures say this.").format(
            first=first, second=second
        )
    outcome = describe_outcome(answers.standing, contestant=second, rival=first)
    judge = _("Judged by {model}.").format(model=answers.judge) if answers.judge else ""
    line = _("{sentence}.").format(sentence=outcome)
    return join_sentences(line, describe_figures(answers.standing), judge)


def build_measures(rows: Sequence[MeasuredDifference], contestant: str, rival: str) -> Table:
    """The measures of a rival and a contestant, with the interval of their difference."""
    heads = (_("Measure"), rival, contestant, _("Difference (95% interval)"))
    texts = [
        (
            _(row.measure.title),
            format_figure(row.rival),
            format_figure(row.contestant),
            f"{_sign(row.difference)} ({_sign(row.interval.low)} – {_sign(row.interval.high)})",
        )
        for row in rows
    ]
    return Table(heads, tuple(texts), tuple(map(_tone_of_measure, rows)), (3, 2, 2, 4))


def _sign(value: float) -> str:
    return format_figure(value, signed=True)


def describe_share(change: ShareChange) -> tuple[str, str, str]:
    """An author or a tag with its share in the first and in the second."""
    return change.name or _("without a name"), f"{change.first:.0%}", f"{change.second:.0%}"


def _build_next(session: Session, experiments: Sequence[Experiment]) -> Iterator[Block]:
    yield Heading(_("What to try next"))
    for step in list_suggestions(session, experiments):
        cost = "" if step.usd is None else f" ({budget.format_money(session, step.usd)})"
        yield Words(step.reason + cost)


def _build_runs(session: Session, experiments: Sequence[Experiment]) -> Iterator[Block]:
    heads = (
        _("Run"),
        _("Data"),
        _("Epochs"),
        _("Lowest validation loss"),
        _("Cost"),
        _("Verdict"),
    )
    rows = [
        (
            str(e.run.id),
            _("version {n}, {rows} rows").format(n=e.run.version, rows=e.rows),
            format_epochs(e.run),
            format_loss(e),
            format_cost(session, e.run),
            describe_experiment(e),
        )
        for e in experiments
    ]
    if rows:
        yield Heading(_("Runs"))
        yield Table(heads, tuple(rows), tuple(map(_tone, experiments)), (2, 4, 3, 3, 4, 9))


def _build_charts(session: Session, experiments: Sequence[Experiment]) -> Iterator[Block]:
    for chart in (draw_losses(experiments), draw_gains(session, experiments)):
        if not chart.is_empty:
            yield Heading(chart.title)
            yield chart
    curve = find_curve(experiments)
    if curve is not None:
        yield Heading(_("Learning curve"))
        yield Words(describe_curve(curve))
        if curve.line is not None:
            yield draw_growth(curve)


def _build_measures(session: Session, experiment: Experiment) -> Iterator[Block]:
    """What a run's measures say beside its rival, where it was compared."""
    if experiment.comparison is None:
        return
    record = session.library.comparisons.get(experiment.comparison)
    rival = find_rival(record)
    contestant = next(c for c in record.contestants if c.run == experiment.run.id and not c.step)
    rows = compare_measures(record, contestant.key, rival.key)
    if rows:
        yield Heading(_("Run {n}: measures that need no judge").format(n=experiment.run.id))
        yield build_measures(rows, name_contestant(contestant), name_contestant(rival))


def _build_data(data: DataDifference | None, first: str, second: str) -> Iterator[Block]:
    yield Heading(_("Data"), 3)
    if data is None:
        yield Words(_("The version of one of them is gone."), "muted")
        return
    if data.is_empty:
        yield Words(_("Both were trained on the same rows."), "muted")
        return
    yield Words(describe_counts(data))
    for title, changes in ((_("Author"), data.authors), (_("Tag"), data.tags)):
        if changes:
            shares = tuple(map(describe_share, changes[:MOST_SHARES]))
            yield Table((title, first, second), shares, widths=(4, 1, 1))
    rows = data.rows
    yield from _build_samples(_("Only in {run}").format(run=second), rows.added)
    yield from _build_samples(_("Only in {run}").format(run=first), rows.removed)
    yield from _build_changed(rows.changed, first, second)


def describe_counts(data: DataDifference) -> str:
    """How many rows were added, removed and changed."""
    added, removed, changed = (f"{count:,}" for count in data.rows.counts)
    return _("{added} rows added, {removed} removed, {changed} changed").format(
        added=added, removed=removed, changed=changed
    )


def _build_samples(title: str, rows: Sequence[DiffRow]) -> Iterator[Block]:
    if rows:
        texts = [(row.prompt, row.answer) for row in rows[:MOST_SAMPLES]]
        heads = (f"{title}: " + _("Question"), _("Answer"))
        yield Table(heads, tuple(map(_shorten_row, texts)), widths=(2, 3))
        yield from _say_more(len(rows))


def _build_changed(rows: Sequence[ChangedRow], first: str, second: str) -> Iterator[Block]:
    if rows:
        texts = [
            (row.after.prompt, row.before.answer, row.after.answer) for row in rows[:MOST_SAMPLES]
        ]
        heads = (_("Changed: question"), first, second)
        yield Table(heads, tuple(map(_shorten_row, texts)), widths=(2, 3, 3))
        yield from _say_more(len(rows))


def _say_more(count: int) -> Iterator[Block]:
    more = count - MOST_SAMPLES
    if more > 0:
        yield Words(_("and {n} more").format(n=f"{more:,}"), "muted")


def _shorten_row(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(_shorten(text) for text in cells)


def _shorten(text: str) -> str:
    # A model that says nothing but new lines would fill the page with them.
    text = "\n".join(filter(None, map(str.strip, text.splitlines())))
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rstrip() + "…"


def _tone(experiment: Experiment) -> str:
    if experiment.standing is None:
        return ""
    return _TONES.get(experiment.standing.outcome, "")


def _tone_of(answers: AnswerDifference) -> str:
    return _TONES.get(answers.standing.outcome, "") if answers.standing else "muted"


def _tone_of_measure(row: MeasuredDifference) -> str:
    return {True: "good", False: "bad", None: ""}[row.is_better]


_TONES = {Outcome.BETTER: "good", Outcome.WORSE: "bad"}
