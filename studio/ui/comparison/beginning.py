"""Beginning a comparison as it was chosen: its questions, what they may cost, and asking them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from studio.domain.comparison import QuestionDraft
from studio.domain.run import Run
from studio.domain.work import Job
from studio.i18n import _, plural
from studio.services import budget
from studio.services.comparison import asking
from studio.services.comparison.before_training import read_asked_set
from studio.services.comparison.contestants import suggest_untrained
from studio.services.comparison.question_files import read_question_file
from studio.services.comparison.questions import choose_questions, has_held_out
from studio.services.session import Session
from studio.ui.comparison.new_comparison import ComparisonChoice, NewComparison
from studio.ui.drafting.model_choice import ModelChoice


class Pricing:
    """Says what a choice may cost, as long as one dialog is open: the questions of a version are
    read once, not with each box that is ticked."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._questions: dict[object, list[QuestionDraft]] = {}

    def describe(self, choice: ComparisonChoice) -> str:
        """How many questions, and what they may cost at most; "" where there is none to ask.

        ``StudioError`` where they can't be read, or one of the models can't be asked.
        """
        source = (choice.run, choice.question_set, choice.path, choice.limit)
        if source not in self._questions:
            self._questions[source] = _list_questions(self._session, choice)
        return _describe_price(self._session, choice, self._questions[source])


def _describe_price(
    session: Session, choice: ComparisonChoice, questions: list[QuestionDraft]
) -> str:
    most = asking.estimate_most(session, choice.contestants, questions)
    if not questions:
        return ""
    count = plural("{n} question", "{n} questions", len(questions)).format(n=f"{len(questions):,}")
    if not most:
        return _("{questions}; nothing is paid.").format(questions=count)
    cost = budget.format_money(session, most)
    return _("{questions}; at most {cost}.").format(questions=count, cost=cost)


def make_dialog(
    session: Session, runs: Sequence[Run], run: int | None, parent: QWidget
) -> NewComparison:
    """The dialog of a new comparison: of ``run`` where one is wanted, or before any training of
    the model that a training would begin from."""
    model = ModelChoice(session)
    if (untrained := suggest_untrained(session)) is not None:
        model.choose(untrained.endpoint, untrained.model)
    sets, price = session.library.question_sets.list(), Pricing(session).describe
    unheld = {record.id for record in runs if not has_held_out(session, record)}
    dialog = NewComparison(
        runs,
        sets,
        price,
        parent,
        run=run,
        model=model,
        another=ModelChoice(session),
        unheld=unheld,
    )
    begun = dialog.choice().run
    if sets and (begun in unheld):
        dialog.choose_set(sets[0].id)
    # Who has chosen a set to be asked at each run compares by it elsewhere, too.
    if (regular := read_asked_set(session)) is not None and regular.questions:
        dialog.choose_set(regular.id)
    return dialog


def start_choice(choice: ComparisonChoice, session: Session) -> Job[int]:
    """Ask what was chosen; the comparison's number is the result."""
    return (
        yield from asking.start_comparison(
            session,
            choice.contestants,
            _list_questions(session, choice),
            run=choice.run,
            question_set=choice.question_set,
            temperature=choice.temperature,
        )
    )


def _list_questions(session: Session, choice: ComparisonChoice) -> list[QuestionDraft]:
    """The questions that were chosen: of a set, of a file, or held out of the training."""
    if choice.question_set is not None:
        chosen = session.library.question_sets.get(choice.question_set)
        return [question.draft for question in chosen.questions]
    if choice.path is not None:
        return read_question_file(choice.path)[: choice.limit]
    run = None if choice.run is None else session.library.runs.get(choice.run)
    return choose_questions(session, run, choice.limit)
