"""The question set that is asked before and after each run, so that a comparison is there after.

The base is asked before it is trained: some providers switch it off later. What it has answered
already, with the same questions and the same sampling, is not asked again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from studio.domain.comparison import Answer, Comparison, Contestant, QuestionSet
from studio.domain.errors import LibraryError, StudioError
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.services import budget
from studio.services.comparison.asking import AnswerKept, estimate_most, resume_comparison
from studio.services.comparison.contestants import BASE, make_tuned
from studio.services.session import Session

SETTING = "asked_set"
"""The library's setting: the number of the set, "" for none."""
Recorded = dict[tuple[str, str, tuple[str, ...]], Answer]
"""Answers by the question, its reference, and what a good answer must contain."""


@dataclass(frozen=True)
class Plan:
    """What is asked of the base before a run: of how many questions no answer is kept yet, and
    what their answers may cost in US dollars at most."""

    name: str
    questions: int
    new: int
    most_usd: Decimal


# -- which set -----------------------------------------------------------------------------------


def read_asked_set(session: Session) -> QuestionSet | None:
    """The set that is asked before and after each run; None where none is chosen, or it is gone."""
    number = session.library.settings.get(SETTING)
    if not number.isdecimal():
        return None
    try:
        return session.library.question_sets.get(int(number))
    except LibraryError:
        return None


def choose_asked_set(session: Session, number: int | None) -> Done[None]:
    """Ask this set before and after each run from now on; None: ask nothing."""
    library = session.library
    label = _("Ask nothing before and after each run")
    if number is not None:
        name = library.question_sets.get(number).name
        label = _("Ask “{name}” before and after each run").format(name=name)
    with library.journal.edit(label):
        library.settings.set(SETTING, "" if number is None else str(number))
    return Done(Changes(Change.SETTINGS, Change.COMPARISONS))


# -- before --------------------------------------------------------------------------------------


def plan_before(session: Session, version: int, endpoint: str, model: str) -> Plan | None:
    """What would be asked before a run; None where no set is chosen. ``OverBudget`` where nobody
    knows the price of an answer."""
    chosen = read_asked_set(session)
    if chosen is None or not chosen.questions:
        return None
    base = _make_base(session, version, endpoint, model)
    recorded = _find_answers(session, base)
    drafts = [question.draft for question in chosen.questions]
    new = [draft for draft in drafts if (draft.text, draft.reference, draft.must) not in recorded]
    return Plan(chosen.name, len(drafts), len(new), estimate_most(session, [base], new))


def describe_before(session: Session, plan: Plan) -> str:
    """One line about what is asked before a run and after it."""
    if not plan.new:
        line = _("“{name}” is asked after it; the base has already answered.")
        return line.format(name=plan.name)
    count = plural("{n} question", "{n} questions", plan.new).format(n=f"{plan.new:,}")
    if not plan.most_usd:
        line = _("“{name}” is asked before and after it: {questions} of the base first.")
        return line.format(name=plan.name, questions=count)
    line = _(
        "“{name}” is asked before and after it: {questions} of the base first, at most {cost}."
    )
    cost = budget.format_money(session, plan.most_usd)
    return line.format(name=plan.name, questions=count, cost=cost)


def ask_base(
    session: Session, version: int, endpoint: str, model: str, *, beside: Decimal = Decimal(0)
) -> Job[int | None]:
    """Ask the base what the set asks, before it is trained; the comparison's number, or None.

    ``beside`` US dollars are wanted for the training and stay free. Nothing here stops a training:
    why the base was not asked, or not to the end, is said in a line, and what it answered is kept.
    """
    chosen = read_asked_set(session)
    if chosen is None or not chosen.questions:
        return Done(Changes(), None)
    base = _make_base(session, version, endpoint, model)
    number: int | None = None
    try:
        plan = plan_before(session, version, endpoint, model)
        if plan is not None and plan.most_usd:
            budget.require_amount(session, plan.most_usd + beside)
        number = _begin(session, chosen, base)
        yield from _name_steps(
            resume_comparison(session, number), _("Asking the base before it is trained")
        )
    except StudioError as error:
        yield Progress(line=_("The base did not answer all questions: {why}").format(why=error))
    return Done(Changes(Change.COMPARISONS, Change.LEDGER), number)


def note_run(session: Session, comparison: int | None, run: int) -> None:
    """The base's answers belong to this run from now on."""
    if comparison is not None:
        with session.library.transaction():
            session.library.comparisons.set_run(comparison, run)


# -- after ---------------------------------------------------------------------------------------


def ask_tuned(session: Session, run: int) -> Job[int | None]:
    """Ask the model that a run has made what its base was asked before; the comparison's number.

    None where the base was not asked before this run, or it made no model. ``OverBudget`` before
    anything is sent.
    """
    record = session.library.runs.get(run)
    waiting = _find_waiting(session, run)
    if waiting is None or not record.fine_tuned_model:
        return Done(Changes(), None)
    base = waiting.contestants[0]
    name = _("run {n}").format(n=run)
    tuned = replace(make_tuned(record), name=name, system=base.system)
    questions = session.library.comparisons.get(waiting.id).questions
    drafts = [question.draft for question in questions]
    budget.require_amount(session, estimate_most(session, [tuned], drafts))
    with session.library.transaction():
        session.library.comparisons.set_contestants(waiting.id, [base, tuned])
    yield AnswerKept(0, 0, changes=Changes(Change.COMPARISONS), comparison=waiting.id)
    yield from _name_steps(
        resume_comparison(session, waiting.id), _("Asking the tuned model of run {n}").format(n=run)
    )
    return Done(Changes(Change.COMPARISONS, Change.LEDGER), waiting.id)


def list_awaited(session: Session) -> list[int]:
    """Runs that have made a model which was not asked yet, though its base was asked before."""
    waiting = {record.run for record in session.library.comparisons.list() if record.is_waiting}
    if not session.library.writable:
        return []
    return [
        run.id for run in session.library.runs.list() if run.id in waiting and run.fine_tuned_model
    ]


def _find_waiting(session: Session, run: int) -> Comparison | None:
    return next(
        (
            record
            for record in session.library.comparisons.list()
            if record.run == run and record.is_waiting
        ),
        None,
    )


def _make_base(session: Session, version: int, endpoint: str, model: str) -> Contestant:
    # With the system message that the version trains with: later the library may have another.
    system = session.library.versions.get(version).system
    return Contestant(BASE, _("the base"), endpoint, model, system, is_base=True)


def _begin(session: Session, chosen: QuestionSet, base: Contestant) -> int:
    """A comparison of the base alone, with what it answered before; one broken off goes on."""
    drafts = [question.draft for question in chosen.questions]
    comparisons = session.library.comparisons
    begun = [r for r in comparisons.list() if r.run is None and r.contestants == (base,)]
    for record in begun:
        if [question.draft for question in comparisons.get(record.id).questions] == drafts:
            return record.id
    recorded = _find_answers(session, base)
    with session.library.transaction():
        seed = random.SystemRandom().getrandbits(31)
        number = comparisons.insert([base], drafts, question_set=chosen.id, seed=seed)
        for question in comparisons.get(number).questions:
            answer = recorded.get((question.text, question.reference, question.must))
            if answer is not None:
                comparisons.insert_answer(replace(answer, question=question.id, model=base.key))
    return number


def _find_answers(session: Session, base: Contestant) -> Recorded:
    """What this model has answered, under the same system message and sampled in the same way."""
    recorded: Recorded = {}
    for record in session.library.comparisons.list():
        same = [each.key for each in record.contestants if _is_same(each, base)]
        if not same or record.temperature or record.answer_tokens:
            continue
        for question in session.library.comparisons.get(record.id).questions:
            for answer in question.answers:
                if answer.model in same and not answer.error:
                    key = (question.text, question.reference, question.must)
                    recorded.setdefault(key, answer)
    return recorded


def _is_same(contestant: Contestant, base: Contestant) -> bool:
    def identify(each: Contestant) -> tuple[object, ...]:
        return each.endpoint, each.model, each.system, each.passages

    return identify(contestant) == identify(base)


def _name_steps(job: Job[int], line: str) -> Iterator[Progress]:
    """The steps of a job, each under a line of its own: no question is shown beside a training."""
    template = _("{what}: {done} of {total} answers")
    for progress in job:
        done, total = progress.done, progress.total
        text = template.format(what=line, done=done, total=total) if total else ""
        if isinstance(progress, AnswerKept):
            yield replace(progress, line=text)
        else:
            yield Progress(done, total, text)
