"""Comparison: the same questions to the base and the tuned model, judged without knowing which."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.domain.comparison import Answer, Comparison
from studio.domain.run import Run, RunStatus
from studio.domain.work import Change, Changes, Job, Progress
from studio.i18n import N_, _
from studio.services.comparison import asking, voting
from studio.services.comparison.contestants import list_contestants
from studio.services.comparison.names import describe_contestant
from studio.services.comparison.questions import choose_questions
from studio.services.comparison.voting import Duel, find_rival, list_duels
from studio.services.session import Session
from studio.services.training.estimate import note_on
from studio.ui.commands import ACTIONS, VOTE, Command
from studio.ui.comparison.answers_view import AnswerCard, AnswersView
from studio.ui.comparison.comparison_head import ComparisonHead
from studio.ui.comparison.question_list import QuestionList
from studio.ui.comparison.wording import (
    SIDES,
    badge,
    choose_contestant,
    cut,
    describe_cancelled,
    describe_standing,
    missing,
    question_line,
)
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.split import Split
from studio.ui.widgets.stack import Stack
from studio.ui.worker import Task

VERDICTS = {
    "left": N_("1 is better"),
    "right": N_("2 is better"),
    "tie": N_("Both good"),
    "neither": N_("Both bad"),
}


class ComparisonPage(Page):
    """Questions on the left; the chosen one with its two answers and the verdict on the right."""

    name = "comparison"
    title = N_("Comparison")
    counted = "comparisons"
    commands = (
        *(
            Command(f"vote-{side}", text, key, ACTIONS, "vote", VOTE, (side,), local=True)
            for key, side, text in (
                ("1", "left", N_("Answer 1 is better")),
                ("2", "right", N_("Answer 2 is better")),
                ("0", "tie", N_("Equally good")),
                ("9", "neither", N_("Neither is good")),
            )
        ),
        Command(
            "next-question",
            N_("Next question"),
            "Space",
            ACTIONS,
            "next_question",
            VOTE,
            local=True,
        ),
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._comparison: Comparison | None = None
        self._at = 0
        self._asking = False
        # The comparison whose questions are out.
        self._asked: int | None = None
        self._cancelling = False
        self._task: Task | None = None
        self._contestant = ""
        """The key of whom the rival is held against."""
        self._duels: list[Duel] = []
        self._build()
        self.head.chosen.connect(self.show_comparison)
        self.head.contestant_chosen.connect(self.choose_contestant)
        self.head.start.connect(self.ask_run)
        self.head.resume.connect(self.resume)
        self.head.cancelled.connect(self.cancel)
        self.questions.chosen.connect(self.show_question)
        self.empty.go.connect(self.go)
        self.empty.clicked.connect(lambda: self.ask_run(self.head.run()))

    def _build(self) -> None:
        self.head = ComparisonHead(_(self.title))
        self.banner = words("", "banner", wrap=True)
        self.verdict = words("", "strong", wrap=True)
        self.close_button = make_button(
            "closeVotes",
            _("Close the votes"),
            tip=_("Shows the names and the verdict; no vote is taken after that"),
        )
        self.close_button.clicked.connect(self.close_votes)
        self.questions = QuestionList()
        self.question = words("", "question", wrap=True)
        self.answers = AnswersView()
        self.reference = words("", "muted", wrap=True)
        verdict = make_column(
            self.question, (self.answers, 1), self.reference, self._make_verdicts(), spacing=12
        )
        right = lay_out(QWidget(), verdict)
        desk = Split(
            "comparison",
            Qt.Orientation.Horizontal,
            (self.questions, 1),
            (right, 3),
            settings=self.session.settings,
        )
        self.empty = EmptyPage()
        self.stack = Stack(desk, self.empty)
        self.lay_out(
            self.head, make_row((self.verdict, 1), self.close_button), self.banner, self.stack
        )

    def _make_verdicts(self) -> QHBoxLayout:
        self.buttons: dict[str, QPushButton] = {}
        parts: list[QWidget] = []
        for side, text in VERDICTS.items():
            button = make_button(f"verdict-{side}", _(text), command=f"vote-{side}")
            button.clicked.connect(lambda _on=False, side=side: self.vote(side))
            self.buttons[side] = button
            parts += [button, KeyCap(command=f"vote-{side}")]
        self.next_button = make_button("nextQuestion", _("Next"), PRIMARY, command="next-question")
        self.next_button.clicked.connect(self.next_question)
        return make_row(*parts, None, self.next_button, KeyCap(command="next-question"))

    def arrive(self, destination: Destination) -> None:
        """Make a run the one that a new comparison asks."""
        if destination.number is not None:
            self.choose_run(destination.number)

    def focus_widget(self) -> QWidget:
        return self.questions

    # -- what it shows ------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if not changes.touches(Change.COMPARISONS, Change.RUNS):
            return
        comparisons = self.session.library.comparisons.list()
        self.head.set_runs(self._runs())
        self.head.set_comparisons(comparisons, self._comparison.id if self._comparison else None)
        chosen = (
            self._comparison.id if self._comparison else comparisons[0].id if comparisons else None
        )
        self._read(chosen)

    def show_comparison(self, number: int) -> None:
        """Show a comparison from its first question without a verdict."""
        self._read(number)
        self._next_open(start=0)

    def show_question(self, row: int) -> None:
        """Show a question by its place in the list, from 0."""
        if self._duels:
            self._at = row % len(self._duels)
            self._show()

    def choose_contestant(self, key: str) -> None:
        """Hold another contestant against the rival."""
        self._contestant = key
        self._read(self._comparison.id if self._comparison else None)

    def choose_run(self, number: int) -> None:
        """Make this run the one a new comparison asks."""
        self.head.set_runs(self._runs(), number)

    def _runs(self) -> list[Run]:
        done = RunStatus.SUCCEEDED
        return [
            r for r in self.session.library.runs.list() if r.status is done and r.fine_tuned_model
        ]

    def _read(self, number: int | None) -> None:
        changed = number != (self._comparison.id if self._comparison else None)
        comparison = self.session.library.comparisons.get(number) if number is not None else None
        self._comparison, self._duels = comparison, []
        if comparison is not None:
            if changed or self._contestant not in comparison.keys:
                self._contestant = choose_contestant(comparison).key
            rival = find_rival(comparison).key
            self._duels = list_duels(comparison, self._contestant, rival)
            self.head.set_contestants(comparison, rival, self._contestant)
        if changed:
            self._at = 0
        self._show()

    def _show(self) -> None:
        comparison = self._comparison
        self.stack.setCurrentIndex(0 if comparison else 1)
        self.verdict.setVisible(comparison is not None)
        models = [contestant.model for contestant in comparison.contestants] if comparison else []
        self.banner.setText(next(filter(None, map(note_on, models)), ""))
        self.banner.setVisible(bool(self.banner.text()))
        self.head.show_state(asking=self._asking, missing=bool(comparison and missing(comparison)))
        if comparison is None:
            self.close_button.hide()
            self._show_empty()
            return
        voted = sum(duel.vote is not None for duel in self._duels)
        self.verdict.setText(describe_standing(comparison, self._contestant, voted))
        self.close_button.setVisible(comparison.is_open and voted > 0)
        self.questions.set_questions(
            [
                question_line(duel, self._contestant, is_open=comparison.is_open)
                for duel in self._duels
            ]
        )
        if self._duels:
            self._at = min(self._at, len(self._duels) - 1)
            self.questions.choose(self._at)
            self._show_duel(comparison, self._duels[self._at])

    def _show_empty(self) -> None:
        run = self.head.run()
        why = _(
            "The same questions go to the base and to the tuned model. You see two answers, "
            "not knowing which is whose, and say which is better."
        )
        title = _("No comparisons yet")
        if run is None:
            why += " " + _("You need a finished training first.")
            self.empty.show_words(
                title, why, _("Go to Training"), destination=Destination("training")
            )
        else:
            self.empty.show_words(title, why, _("Compare run {n} with its base").format(n=run))

    def _show_duel(self, comparison: Comparison, duel: Duel) -> None:
        question = duel.question
        self.question.setText(question.text)
        answers = {answer.model: answer for answer in question.answers}
        sides = (("left", duel.left, self.answers.left), ("right", duel.right, self.answers.right))
        for side, key, card in sides:
            # Together, or the side that fills first would say who it is.
            self._show_answer(card, answers.get(key) if duel.is_ready else None)
            name = "" if comparison.is_open else describe_contestant(comparison.contestant(key))
            card.name(name, *badge(duel, side))
        reference = _("The book's answer: {text}").format(text=question.reference)
        judged = duel.vote is not None and bool(question.reference)
        self.reference.setText(cut(reference) if judged else "")
        self.reference.setVisible(judged)
        for button in self.buttons.values():
            button.setEnabled(duel.is_ready and comparison.is_open)

    def _show_answer(self, card: AnswerCard, answer: Answer | None) -> None:
        if answer is not None:
            card.show_answer(answer.text, answer.error)
        elif self._asking:
            card.show_answer("", waiting=True)
        else:
            card.show_answer("", _("Not answered yet."))

    # -- actions ------------------------------------------------------------------------------

    def vote(self, side: str) -> None:
        """Say which answer is better by its place (left, right), or tie or neither.

        The same once more takes the vote back.
        """
        comparison = self._comparison
        if comparison is None or not self._duels or not self.buttons[side].isEnabled():
            return
        duel, number = self._duels[self._at], comparison.id
        self.run(lambda session: voting.toggle_vote(session, number, duel, SIDES[side]))
        # Not on the button: Space goes on to the next question, and would take the vote back there.
        self.questions.setFocus()

    def close_votes(self) -> None:
        """Show the names and the verdict."""
        if self._comparison is not None:
            number = self._comparison.id
            self.run(lambda session: voting.close_votes(session, number))

    def next_question(self) -> None:
        """Go to the next question that has no verdict."""
        self._next_open(self._at + 1)

    def ask_run(self, run: int | None) -> None:
        """Ask the base and the tuned model of a run."""
        if run is not None and not self._asking:
            self._ask(lambda session: _compare_run(session, run))

    def resume(self) -> None:
        """Ask what has no answer yet."""
        if self._comparison is not None and not self._asking:
            number = self._comparison.id
            self._ask(lambda session: asking.resume_comparison(session, number), number)

    def cancel(self) -> None:
        """Ask no further. What was answered is kept; an answer that was coming in is asked anew."""
        if self._task is not None:
            self._cancelling = True
            self._task.cancel()
            self.head.show_cancelling(True)

    def _ask(self, work: Callable[[Session], Job[int]], comparison: int | None = None) -> None:
        self._asking, self._cancelling, self._asked = True, False, comparison
        self.head.show_progress(0, 0)
        self.head.show_cancelling(False)
        self.head.show_state(asking=True, missing=False)

        def forget_cancelling(_result: object) -> None:
            # It was over before it was heard.
            self._cancelling = False

        def end() -> None:
            if self._cancelling:
                self.message.emit(self._describe_cancelled())
            self._asking, self._task = False, None
            self._read(self._comparison.id if self._comparison else None)

        self._task = self.run(
            work,
            forget_cancelling,
            on_progress=self._show_progress,
            on_error=forget_cancelling,
            on_end=end,
        )

    def _describe_cancelled(self) -> str:
        """What is left of what was cancelled, in words."""
        comparison = (
            None if self._asked is None else self.session.library.comparisons.get(self._asked)
        )
        return describe_cancelled(comparison)

    def _show_progress(self, progress: Progress) -> None:
        # Its line names the model that is being asked: whoever reads it votes no longer blind.
        if progress.total:
            self.head.show_progress(progress.done, progress.total)
        if isinstance(progress, asking.AnswerKept):
            self._show_asked(progress.comparison)

    def _show_asked(self, number: int) -> None:
        if self._asked is None:
            self._asked = number
        if self._comparison is None or self._comparison.id != number:
            self._read(number)

    def _next_open(self, start: int) -> None:
        order = [*range(start, len(self._duels)), *range(min(start, len(self._duels)))]
        self.show_question(next((n for n in order if self._duels[n].vote is None), self._at))


def _compare_run(session: Session, number: int) -> Job[int]:
    """The base of a run and the model it made, on its validation questions."""
    run = session.library.runs.get(number)
    questions = choose_questions(session, run)
    return (
        yield from asking.start_comparison(
            session, list_contestants(session, run), questions, run=number
        )
    )
