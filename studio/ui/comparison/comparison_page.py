"""Comparison: the same questions to the base and the tuned model, judged without knowing which."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.domain.comparison import Comparison
from studio.domain.run import Run, RunStatus
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import N_, _
from studio.services.comparison import asking, voting
from studio.services.comparison.judge import describe_judging, judge_answers
from studio.services.comparison.measures import MeasuredDifference, measure_all
from studio.services.comparison.names import describe_contestant
from studio.services.comparison.voting import (
    Duel,
    find_rival,
    list_duels,
)
from studio.services.comparison.why import NearRow, find_near_rows, mark_to_fix
from studio.services.session import Session
from studio.services.training.estimate import note_on
from studio.ui.comparison.beginning import Pricing, start_choice
from studio.ui.comparison.blind_desk import BlindDesk
from studio.ui.comparison.comparison_commands import COMMANDS
from studio.ui.comparison.comparison_head import ComparisonHead
from studio.ui.comparison.judge_dialog import JudgeDialog
from studio.ui.comparison.new_comparison import ComparisonChoice, NewComparison
from studio.ui.comparison.question_filters import QuestionFilters
from studio.ui.comparison.question_list import QuestionList
from studio.ui.comparison.standings_view import StandingsView
from studio.ui.comparison.why_dialog import WhyDialog
from studio.ui.comparison.wording import (
    SIDES,
    choose_contestant,
    describe_cancelled,
    describe_standing,
    has_lost,
    missing,
    question_line,
    read_side,
)
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.widgets.button import make_button, make_chip
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.split import Split
from studio.ui.widgets.stack import Stack
from studio.ui.worker import Task

LINE = 28
"""Pixels of the verdict's line, whether a button stands in it or not."""


class ComparisonPage(Page):
    """Questions on the left; the chosen one with its two answers and the verdict on the right."""

    name = "comparison"
    title = N_("Comparison")
    counted = "comparisons"
    commands = COMMANDS

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._comparison: Comparison | None = None
        self._at = 0
        self._asking = False
        # The comparison whose questions are out.
        self._asked: int | None = None
        self._cancelling = False
        self._task: Task | None = None
        # The run that another page wants to see compared.
        self._wanted_run: int | None = None
        self._contestant = ""
        """The key of whom the rival is held against."""
        self._all: list[Duel] = []
        self._duels: list[Duel] = []
        """Those of them that the filters let through."""
        self._build()
        self._connect()

    def _build(self) -> None:
        self.head = ComparisonHead(_(self.title))
        self.banner = words("", "banner", wrap=True)
        self.verdict = words("", "strong", wrap=True)
        self.verdict.setMinimumHeight(LINE)
        tip = _("Shows the names and the verdict; no vote is taken after that")
        self.close_button = make_button("closeVotes", _("Close the votes"), tip=tip)
        self.standings_chip = make_chip("showStandings", _("All contestants"))
        self.judge_button = make_button("judge", _("Let a model judge…"), command="judge-answers")
        self.filters = QuestionFilters()
        self.questions = QuestionList()
        left = lay_out(QWidget(), make_column(self.filters, (self.questions, 1)))
        self.desk = BlindDesk()
        self.answers, self.buttons = self.desk.answers, self.desk.buttons
        self.standings = StandingsView()
        split = Split(
            "comparison",
            Qt.Orientation.Horizontal,
            (left, 1),
            (self.desk, 3),
            settings=self.session.settings,
        )
        self.empty = EmptyPage()
        self.stack = Stack(split, self.standings, self.empty)
        line = make_row(
            (self.verdict, 1), self.judge_button, self.standings_chip, self.close_button
        )
        self.lay_out(self.head, line, self.banner, self.stack)

    def _connect(self) -> None:
        self.head.chosen.connect(self.show_comparison)
        self.head.contestant_chosen.connect(self.choose_contestant)
        self.head.start.connect(self.begin)
        self.head.resume.connect(self.resume)
        self.head.cancelled.connect(self.cancel)
        self.close_button.clicked.connect(self.close_votes)
        self.judge_button.clicked.connect(self.ask_judge)
        self.standings_chip.toggled.connect(lambda _on: self._show())
        self.filters.changed.connect(self._filter)
        self.questions.chosen.connect(self.show_question)
        self.desk.voted.connect(lambda side, _reasons: self.vote(side))
        self.desk.reasons_changed.connect(self._keep_reasons)
        self.desk.next_wanted.connect(self.next_question)
        self.desk.why_wanted.connect(self.ask_why)
        self.empty.go.connect(self.go)
        self.empty.clicked.connect(self.begin)

    def arrive(self, destination: Destination) -> None:
        """Make a run the one that a new comparison asks."""
        self._wanted_run = destination.number
        if destination.number is not None and self.has_run():
            self.begin()

    def focus_widget(self) -> QWidget:
        return self.questions

    # -- what it shows ------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if not changes.touches(Change.COMPARISONS, Change.RUNS):
            return
        comparisons = self.session.library.comparisons.list()
        self.head.set_can_start(self.has_run())
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

    def has_run(self) -> bool:
        """Whether there is a trained model to compare."""
        return bool(self._runs())

    def _runs(self) -> list[Run]:
        done = RunStatus.SUCCEEDED
        return [
            r for r in self.session.library.runs.list() if r.status is done and r.fine_tuned_model
        ]

    def _read(self, number: int | None) -> None:
        changed = number != (self._comparison.id if self._comparison else None)
        comparison = self.session.library.comparisons.get(number) if number is not None else None
        self._comparison, self._all = comparison, []
        rival = ""
        if comparison is not None:
            if changed or self._contestant not in comparison.keys:
                self._contestant = choose_contestant(comparison).key
            rival = find_rival(comparison).key
            self._all = list_duels(comparison, self._contestant, rival)
            self.filters.show_state(self._all, is_open=comparison.is_open)
        self.head.set_contestants(comparison, rival, self._contestant)
        self._duels = self._keep_in_view(self.filters.choose(self._all, self._contestant))
        if changed:
            self._at = 0
        self._show()

    def _keep_in_view(self, duels: list[Duel]) -> list[Duel]:
        """A question that was just judged stays where it is until one goes on."""
        now = self._duels[self._at].question.id if self._at < len(self._duels) else None
        if now is None or any(duel.question.id == now for duel in duels):
            return duels
        ids = {duel.question.id for duel in duels} | {now}
        return [duel for duel in self._all if duel.question.id in ids]

    def _filter(self) -> None:
        self._at, self._duels = 0, self.filters.choose(self._all, self._contestant)
        self._show()

    def _show(self) -> None:
        comparison = self._comparison
        self.verdict.setVisible(comparison is not None)
        models = [contestant.model for contestant in comparison.contestants] if comparison else []
        self.banner.setText(next(filter(None, map(note_on, models)), ""))
        self.banner.setVisible(bool(self.banner.text()))
        self.head.show_state(asking=self._asking, missing=bool(comparison and missing(comparison)))
        if comparison is None:
            self.stack.setCurrentIndex(2)
            for button in (self.close_button, self.standings_chip, self.judge_button):
                button.hide()
            self._show_empty()
            return
        voted = sum(duel.vote is not None for duel in self._all)
        self.verdict.setText(describe_standing(comparison, self._contestant, voted))
        self.close_button.setVisible(comparison.is_open and voted > 0)
        self.standings_chip.setVisible(not comparison.is_open)
        self.judge_button.setVisible(self.can_judge())
        lines = [
            question_line(duel, self._contestant, is_open=comparison.is_open)
            for duel in self._duels
        ]
        self.questions.set_questions(lines)
        if not comparison.is_open and self.standings_chip.isChecked():
            self.stack.setCurrentIndex(1)
            self._show_standings(comparison)
            return
        self.stack.setCurrentIndex(0)
        self.desk.setVisible(bool(self._duels))
        if self._duels:
            self._at = min(self._at, len(self._duels) - 1)
            self.questions.choose(self._at)
            self._show_duel(comparison, self._duels[self._at])

    def _show_standings(self, comparison: Comparison) -> None:
        """Votes at once; measures, which are drawn for by the thousand, when they are there."""
        self.standings.show_standings(comparison, {})
        self.run(
            lambda _session: Done(Changes(), measure_all(comparison)),
            lambda measures: self._show_measures(comparison, measures),
        )

    def _show_measures(
        self, comparison: Comparison, measures: dict[str, list[MeasuredDifference]]
    ) -> None:
        if self._comparison is comparison:
            self.standings.show_standings(comparison, measures)

    def _show_empty(self) -> None:
        why = _(
            "The same questions go to the base and to the tuned model. You see two answers, "
            "not knowing which is whose, and say which is better."
        )
        title = _("No comparisons yet")
        if self.has_run():
            self.empty.show_words(title, why, _("New comparison…"))
        else:
            why += " " + _("You need a finished training first.")
            destination = Destination("training")
            self.empty.show_words(title, why, _("Go to Training"), destination=destination)

    def _show_duel(self, comparison: Comparison, duel: Duel) -> None:
        passages = self.session.library.passages
        number = duel.question.passage
        text = next((p.text for p in passages.list([number] if number is not None else [])), "")
        names = ["", ""]
        if not comparison.is_open:
            sides = (duel.left, duel.right)
            names = [describe_contestant(comparison.contestant(key)) for key in sides]
        lost = has_lost(comparison, duel, self._contestant)
        self.desk.show_duel(
            duel,
            names=names,
            is_open=comparison.is_open,
            waiting=self._asking,
            passage=text,
            can_ask_why=lost and comparison.contestant(self._contestant).run is not None,
        )

    # -- actions ------------------------------------------------------------------------------

    def vote(self, side: str) -> None:
        """Say which answer is better by its place (left, right), or tie or neither.

        The same once more takes the vote back.
        """
        comparison = self._comparison
        if comparison is None or not self._duels or not self.buttons[side].isEnabled():
            return
        duel, number, verdict = self._duels[self._at], comparison.id, SIDES[side]
        reasons = self.desk.list_reasons()
        self.run(lambda session: voting.toggle_vote(session, number, duel, verdict, reasons))
        # Not on the button: Space goes on to the next question, and would take the vote back there.
        self.questions.setFocus()

    def _keep_reasons(self, reasons: tuple[str, ...]) -> None:
        """Reasons belong to a vote; those that are pressed before it are kept with it."""
        comparison = self._comparison
        if comparison is None or not self._duels:
            return
        duel, number = self._duels[self._at], comparison.id
        if side := read_side(duel):
            self.run(lambda session: voting.vote_for(session, number, duel, SIDES[side], reasons))
        self.questions.setFocus()

    def ask_why(self) -> None:
        """Show the training rows that are nearest to the answer that lost."""
        comparison = self._comparison
        if comparison is None or not self._duels:
            return
        question = self._duels[self._at].question
        contestant = comparison.contestant(self._contestant)
        self.run(
            lambda session: Done(
                Changes(), find_near_rows(session, comparison, contestant, question.id)
            ),
            partial(self._show_why, question.text, question.id),
        )

    def can_judge(self) -> bool:
        """Whether there are answers for a model to judge."""
        return not self._asking and any(duel.is_ready for duel in self._all)

    def ask_judge(self) -> None:
        """Ask which model is to judge, and let it."""
        if self._comparison is None or not self.can_judge():
            return
        dialog = JudgeDialog(self.session, 2 * sum(duel.is_ready for duel in self._all), self)
        dialog.accepted.connect(
            lambda: self.judge(dialog.model.endpoint_name(), dialog.model.model_name())
        )
        dialog.open()

    def judge(self, endpoint: str, model: str) -> None:
        """Let a model judge what it has not judged yet."""
        if self._comparison is None:
            return
        number, rival = self._comparison.id, find_rival(self._comparison).key
        self.run(
            lambda session: judge_answers(session, number, rival, endpoint=endpoint, model=model),
            title=_("Judging"),
            result=describe_judging,
            leads_to=Destination("comparison"),
        )

    def _show_why(self, text: str, question: int, rows: list[NearRow]) -> None:
        answers = {
            answer.model: answer.text
            for duel in self._all
            for answer in duel.question.answers
            if duel.question.id == question
        }
        dialog = WhyDialog(text, answers.get(self._contestant, ""), rows, self)
        dialog.opened.connect(
            lambda pairs: self.go.emit(
                Destination("review", pairs=pairs, reason=_("why this answer?"))
            )
        )
        dialog.flagged.connect(
            lambda pairs: self.run(
                lambda session: mark_to_fix(session, pairs),
                lambda count: self.tell_many(_("{n} pairs are flagged to be fixed"), count),
            )
        )
        dialog.open()

    def close_votes(self) -> None:
        """Show the names and the verdict."""
        if self._comparison is not None:
            number = self._comparison.id
            self.run(lambda session: voting.close_votes(session, number))

    def next_question(self) -> None:
        """Go to the next question that has no verdict."""
        self._next_open(self._at + 1)

    def begin(self) -> None:
        """Ask who is to be compared, and begin."""
        if not self.has_run() or self._asking:
            return
        sets = self.session.library.question_sets.list()
        dialog = NewComparison(
            self._runs(), sets, Pricing(self.session).describe, self, run=self._wanted_run
        )
        dialog.accepted.connect(lambda: self.compare(dialog.choice()))
        dialog.open()

    def compare(self, choice: ComparisonChoice) -> None:
        """Begin the comparison that was chosen."""
        self._ask(partial(start_choice, choice))

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
