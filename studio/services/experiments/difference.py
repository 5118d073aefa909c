"""What differs between two experiments: their data, their settings, and their answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from studio.domain.comparison import Answer, Comparison, Contestant, Question
from studio.domain.dataset import Split
from studio.domain.run import Run
from studio.i18n import _
from studio.services.comparison.measures import MeasuredDifference, compare_measures
from studio.services.comparison.verdict import Standing, judge_votes
from studio.services.comparison.voting import count_votes
from studio.services.experiments.experiments import (
    Experiment,
    describe_experiment,
    find_experiment,
    format_cost,
    format_epochs,
    format_loss,
)
from studio.services.session import Session
from studio.services.training.files import choose_rows
from studio.services.training.run_settings import compare_settings
from studio.services.versions.difference import Difference, DiffRow, difference, read_row
from studio.text.rows.row_json import load_row

FIRST, SECOND = "first", "second"
"""Keys of the two in what is compared here."""


@dataclass(frozen=True)
class ShareChange:
    """An author's or a tag's share of the rows of both versions, 0 to 1."""

    name: str
    first: float
    second: float


@dataclass(frozen=True)
class DataDifference:
    """The rows that the second trained on and the first did not, and so on.

    ``rows`` are those of the training; where a share of them was trained on, those of the share.
    """

    rows: Difference
    authors: tuple[ShareChange, ...]
    tags: tuple[ShareChange, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self.rows.counts)


@dataclass(frozen=True)
class SharedQuestion:
    """A question that both were asked, with both answers."""

    text: str
    reference: str
    first: str
    second: str


@dataclass(frozen=True)
class AnswerDifference:
    """What both answered to the same questions.

    ``measures`` hold the second against the first. ``standing`` is how the second stands by votes
    on the two directly; None where nobody has held one against the other. ``open_comparison``
    is one whose votes are still open: its answers have no names yet, so they are not shown.
    """

    questions: tuple[SharedQuestion, ...] = ()
    measures: tuple[MeasuredDifference, ...] = ()
    standing: Standing | None = None
    judge: str = ""
    open_comparison: int | None = None


@dataclass(frozen=True)
class ExperimentDifference:
    """Two experiments side by side; ``settings`` are (what, in the first, in the second)."""

    first: Experiment
    second: Experiment
    settings: tuple[tuple[str, str, str], ...]
    data: DataDifference | None
    answers: AnswerDifference


def compare_experiments(session: Session, first: int, second: int) -> ExperimentDifference:
    """All that differs between two runs; ``LibraryError`` where there is no such run.

    ``data`` is None where the version of one of them is gone.
    """
    ours, theirs = find_experiment(session, first), find_experiment(session, second)
    return ExperimentDifference(
        ours,
        theirs,
        tuple(list_settings(session, ours, theirs)),
        _compare_data(session, ours, theirs),
        compare_answers(session, first, second),
    )


def list_settings(
    session: Session, first: Experiment, second: Experiment
) -> list[tuple[str, str, str]]:
    """The settings and the outcome of two experiments where they differ."""
    rows = [
        *_list_facts(first, second),
        *_list_choices(first.run, second.run),
        *compare_settings(session, first.run, second.run),
        (_("System message"), _system_of(first), _system_of(second)),
        (_("Lowest validation loss"), format_loss(first), format_loss(second)),
        (_("Cost"), format_cost(session, first.run), format_cost(session, second.run)),
        (_("Verdict"), describe_experiment(first), describe_experiment(second)),
    ]
    return [row for row in rows if row[1] != row[2]]


def compare_answers(session: Session, first: int, second: int) -> AnswerDifference:
    """What two runs answered to the same questions, from one comparison or from two.

    A comparison that both take part in is preferred, as it was asked and voted on at one time;
    else the newest of each, matched by the words of the question.
    """
    records = session.library.comparisons.list()
    keys = [(record, _find_key(record, first), _find_key(record, second)) for record in records]
    comparisons = session.library.comparisons
    for record, ours, theirs in keys:
        if ours and theirs:
            comparison = comparisons.get(record.id)
            return _hide_names(comparison, _judge_both(comparison, ours, theirs))
    left = next(((record.id, ours) for record, ours, _key in keys if ours), None)
    right = next(((record.id, theirs) for record, _key, theirs in keys if theirs), None)
    if left is None or right is None:
        return AnswerDifference()
    first_record, second_record = comparisons.get(left[0]), comparisons.get(right[0])
    both = _match(first_record, left[1], second_record, right[1])
    return _hide_names(first_record, _hide_names(second_record, both))


def _hide_names(record: Comparison, answers: AnswerDifference) -> AnswerDifference:
    """No answer of a comparison whose votes are open: who knows the names votes no longer blind.

    Figures over all answers tell no side; they are kept back once somebody has begun to vote.
    """
    if not record.is_open:
        return answers
    is_begun = any(not vote.judge for question in record.questions for vote in question.votes)
    measures = () if is_begun else answers.measures
    return AnswerDifference(measures=measures, open_comparison=record.id)


def _list_facts(first: Experiment, second: Experiment) -> Iterator[tuple[str, str, str]]:
    for title, read in (
        (_("Version"), lambda e: str(e.run.version)),
        (_("Training rows"), lambda e: f"{e.rows:,}"),
        (_("Tokens of the rows"), _format_tokens),
        (_("Tokens trained on"), lambda e: _format_number(e.run.trained_tokens)),
        (_("Base model"), lambda e: e.run.model),
        (_("Endpoint"), lambda e: e.run.endpoint),
    ):
        yield title, read(first), read(second)


def _list_choices(first: Run, second: Run) -> Iterator[tuple[str, str, str]]:
    ours, theirs = first.hyperparameters, second.hyperparameters
    yield _("Epochs"), format_epochs(first), format_epochs(second)
    for title, value, other in (
        (
            _("Learning-rate multiplier"),
            ours.learning_rate_multiplier,
            theirs.learning_rate_multiplier,
        ),
        (_("Batch size"), ours.batch_size, theirs.batch_size),
        (_("Beta"), ours.beta, theirs.beta),
        (_("Seed"), first.seed, second.seed),
    ):
        yield title, _format_choice(value), _format_choice(other)
    yield _("Method"), ours.method.value, theirs.method.value


def _format_choice(value: float | None) -> str:
    return _("automatic") if value is None else f"{value:g}"


def _format_number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _format_tokens(experiment: Experiment) -> str:
    version = experiment.version
    share = experiment.run.hyperparameters.share
    return _format_number(round(version.train_tokens * share) if version else None)


def _system_of(experiment: Experiment) -> str:
    return experiment.version.system if experiment.version else ""


def _compare_data(session: Session, first: Experiment, second: Experiment) -> DataDifference | None:
    if first.version is None or second.version is None:
        return None
    old, new = first.version.number, second.version.number
    before, after = _list_trained(session, first), _list_trained(session, second)
    # Two shares of one version differ only in which of its rows they hold.
    rows = Difference((), (), ()) if old == new else difference(session, old, new)
    # Versions say which rows stand in them; which were trained on, the share and its seed say.
    rows = Difference(
        _keep(session, new, after - before, rows.added),
        _keep(session, old, before - after, rows.removed),
        tuple(row for row in rows.changed if row.after.pair in before & after),
    )
    ours, theirs = _count_sources(session, first), _count_sources(session, second)
    return DataDifference(
        rows,
        _change(ours.authors, theirs.authors, first.rows, second.rows),
        _change(ours.tags, theirs.tags, first.rows, second.rows),
    )


@dataclass(frozen=True)
class _Sources:
    """How many of the rows are of each author, and of each tag."""

    authors: Counter[str]
    tags: Counter[str]


def _count_sources(session: Session, experiment: Experiment) -> _Sources:
    authors, tags, run = Counter[str](), Counter[str](), experiment.run
    stored = session.library.versions.provenance(run.version, Split.TRAIN)
    for text in choose_rows(stored, run.hyperparameters.share, run.seed):
        origin = load_row(text)
        assert isinstance(origin, dict)  # freezing wrote it
        authors[origin.get("author") or ""] += 1
        tags.update(origin.get("tags", ()))
    return _Sources(authors, tags)


def _list_trained(session: Session, experiment: Experiment) -> frozenset[int]:
    """The pairs whose rows an experiment trained on."""
    rows = session.library.versions.row_texts(experiment.run.version)
    pairs = (pair for pair, split, _text in rows if split == Split.TRAIN)
    run = experiment.run
    return frozenset(choose_rows(pairs, run.hyperparameters.share, run.seed))


def _keep(
    session: Session, version: int, pairs: frozenset[int], rows: Sequence[DiffRow]
) -> tuple[DiffRow, ...]:
    """The rows of these pairs: read where they stand in both versions, and one did not train on
    them."""
    by_pair = {row.pair: row for row in rows}
    if pairs <= by_pair.keys():
        return tuple(row for pair, row in by_pair.items() if pair in pairs)
    stored = session.library.versions.row_texts(version)
    return tuple(read_row(pair, split, text) for pair, split, text in stored if pair in pairs)


def _change(
    first: Mapping[str, int], second: Mapping[str, int], rows: int, others: int
) -> tuple[ShareChange, ...]:
    """The shares that are not the same in both, the largest change first."""
    changes = [
        ShareChange(name, first.get(name, 0) / max(1, rows), second.get(name, 0) / max(1, others))
        for name in dict.fromkeys([*first, *second])
    ]
    moved = [change for change in changes if change.first != change.second]
    return tuple(sorted(moved, key=lambda change: -abs(change.second - change.first)))


def _find_key(record: Comparison, run: int) -> str:
    """Under which key a run's model takes part in a comparison; "" where it does not."""
    keys = (c.key for c in record.contestants if c.run == run and c.step is None)
    return next(keys, "")


def _judge_both(record: Comparison, first: str, second: str) -> AnswerDifference:
    """Two contestants of one comparison, with the votes on them directly."""
    questions = [_share(question, first, question, second) for question in record.questions]
    judges = {vote.judge for question in record.questions for vote in question.votes}
    standing, judge = None, ""
    for judge in sorted(judges):
        if not judge and record.is_open:
            continue
        votes = count_votes(record, second, first, judge=judge)
        if votes.judged:
            standing = judge_votes([votes], look=max(1, record.looks))[0]
            break
    return AnswerDifference(
        tuple(filter(None, questions)),
        tuple(compare_measures(record, second, first)),
        standing,
        judge if standing else "",
    )


def _match(ours: Comparison, first: str, theirs: Comparison, second: str) -> AnswerDifference:
    """Answers of two comparisons to questions of the same words."""
    # Questions have no number across comparisons; who asks the same again uses the same words.
    by_text = {question.text: question for question in theirs.questions}
    pairs = [(q, by_text[q.text]) for q in ours.questions if q.text in by_text]
    questions = [_share(left, first, right, second) for left, right in pairs]
    # Measures are compared within one comparison, so the two are put into one.
    both = replace(
        ours,
        contestants=(Contestant(FIRST, "", "", ""), Contestant(SECOND, "", "", "")),
        questions=tuple(
            replace(left, answers=(*_rename(left, first, FIRST), *_rename(right, second, SECOND)))
            for left, right in pairs
        ),
    )
    return AnswerDifference(
        tuple(filter(None, questions)), tuple(compare_measures(both, SECOND, FIRST))
    )


def _share(left: Question, first: str, right: Question, second: str) -> SharedQuestion | None:
    """The question with both answers; None where one of them did not come."""
    ours, theirs = _find_answer(left, first), _find_answer(right, second)
    if ours is None or theirs is None:
        return None
    return SharedQuestion(left.text, left.reference, ours.text, theirs.text)


def _find_answer(question: Question, key: str) -> Answer | None:
    return next((a for a in question.answers if a.model == key and not a.error), None)


def _rename(question: Question, key: str, name: str) -> Iterator[Answer]:
    return (replace(a, model=name) for a in question.answers if a.model == key)
