"""Comparison: the same questions to the base and the tuned model, judged without knowing which."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from studio.domain.comparison import Comparison, VoteStep
from studio.domain.run import Run, RunStatus
from studio.domain.work import Change, Changes, Done
from studio.i18n import N_, _
from studio.services.comparison.answer_files import write_answers
from studio.services.comparison.measures import MeasuredDifference, measure_all
from studio.services.comparison.names import describe_contestant
from studio.services.comparison.voting import Duel, has_votes
from studio.services.session import Session
from studio.services.training.estimate import note_on
from studio.ui.comparison.answer_file_dialog import ask_answer_file
from studio.ui.comparison.asking import Asking
from studio.ui.comparison.beginning import make_dialog
from studio.ui.comparison.bettering import BadAnswer, Bettering
from studio.ui.comparison.blind_desk import BlindDesk
from studio.ui.comparison.comparison_commands import COMMANDS
from studio.ui.comparison.comparison_head import ComparisonHead
from studio.ui.comparison.duel_queue import DuelQueue
from studio.ui.comparison.empty_comparison import show_empty
from studio.ui.comparison.judging import Judging
from studio.ui.comparison.new_comparison import ComparisonChoice
from studio.ui.comparison.question_filters import QuestionFilters
from studio.ui.comparison.question_list import QuestionList
from studio.ui.comparison.standings_view import StandingsView
from studio.ui.comparison.voting import Voting
from studio.ui.comparison.wording import VerdictWords, describe_standing, missing
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.questions.question_room import QuestionRoom
from studio.ui.widgets.button import make_button, make_chip
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import set_tone, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.split import Split
from studio.ui.widgets.stack import Stack

QUICK = 0.03
"""Seconds up to which a comparison is read again with each answer that comes in."""
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
        self.queue = DuelQueue()
        # The run that another page wants to see compared.
        self._wanted_run: int | None = None
        self._reading = 0.0
        """Seconds that it took to read and show the comparison."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._refresh)
        self._build()
        self.asking = Asking(self, self.head)
        self.bettering = Bettering(self)
        self.judging = Judging(self)
        self.voting = Voting(self)
        self.question_room = QuestionRoom(self)
        self._connect()

    def _build(self) -> None:
        self.head = ComparisonHead(_(self.title))
        self.banner = words("", "banner", wrap=True)
        self.verdict = words("", "strong", wrap=True)
        self.verdict.setMinimumHeight(LINE)
        self.figures = words("", "muted", wrap=True)
        tip = _("Shows the names and the verdict; no votes are taken after that")
        self.close_button = make_button(
            "closeVotes", _("Close the votes"), tip=tip, command="close-votes"
        )
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
            (left, 3),
            (self.desk, 8),
            settings=self.session.settings,
        )
        self.empty = EmptyPage()
        self.stack = Stack(split, self.standings, self.empty)
        sentences = make_column(self.verdict, self.figures, spacing=0)
        line = make_row((sentences, 1), self.judge_button, self.standings_chip, self.close_button)
        self.lay_out(self.head, line, self.banner, self.stack)

    def _connect(self) -> None:
        self.head.chosen.connect(self.show_comparison)
        self.head.contestant_chosen.connect(self.choose_contestant)
        self.head.start.connect(self.begin)
        self.head.resume.connect(self.resume)
        self.head.sets_wanted.connect(self.open_questions)
        self.head.cancelled.connect(self.asking.cancel)
        self.asking.reached.connect(self._show_asked)
        self.asking.ended.connect(self._read_again)
        self.close_button.clicked.connect(self.close_votes)
        self.judge_button.clicked.connect(self.ask_judge)
        self.standings_chip.toggled.connect(lambda _on: self._show())
        self.filters.changed.connect(self._filter)
        self.questions.chosen.connect(self.show_question)
        self.standings.question_wanted.connect(self._look_at)
        self.desk.voted.connect(lambda side, _reasons: self.vote(side))
        self.desk.reasons_changed.connect(self._keep_reasons)
        self.desk.next_wanted.connect(self.next_question)
        self.desk.why_wanted.connect(self.ask_why)
        self.desk.rewrite_wanted.connect(self.write_anew)
        self.desk.talk_wanted.connect(self.talk_to_both)
        self.empty.clicked.connect(self.begin)
        self.empty.other_clicked.connect(lambda: self.go.emit(Destination("training")))

    def arrive(self, destination: Destination) -> None:
        """Show a comparison, or a question in its set; or make a run the one that a new comparison
        asks."""
        if destination.set_question is not None:
            self.question_room.open(destination.set_question)
            return
        if destination.comparison is not None:
            self.show_comparison(destination.comparison)
            self._show_question_of(destination.question)
            return
        self._wanted_run = destination.number
        if destination.number is not None and self.has_run():
            self.begin()

    def place(self) -> Destination:
        duel = self.queue.current
        question = duel.question.id if duel else None
        return Destination(self.name, comparison=self.queue.number, question=question)

    def focus_widget(self) -> QWidget:
        return self.questions

    def stop(self) -> None:
        self._later.stop()
        super().stop()

    # -- what it shows ------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        self.question_room.refresh(changes)
        if not changes.touches(Change.COMPARISONS, Change.RUNS, Change.PAIRS):
            return
        if self.asking.is_busy() and self._reading > QUICK:
            # Answers come in faster than a thousand questions are read again.
            if not self._later.isActive():
                self._later.start(round(4_000 * self._reading))
            return
        self._refresh()

    def _refresh(self) -> None:
        began = time.monotonic()
        # A base that was asked before its training is still to be compared with anybody.
        listed = self.session.library.comparisons.list()
        comparisons = [record for record in listed if not record.is_waiting]
        newest = comparisons[0].id if comparisons else None
        chosen = newest if self.queue.number is None else self.queue.number
        self.head.set_comparisons(comparisons, chosen)
        self._read(chosen)
        self._reading = time.monotonic() - began

    def show_comparison(self, number: int) -> None:
        """Show a comparison from its first question without a verdict."""
        self._read(number)
        self.show_question(self.queue.find_open(0))
        # Undo takes back another vote now.
        self.changed.emit(Changes())

    def show_question(self, row: int) -> None:
        """Show a question by its place in the list, from 0."""
        if self.queue.duels:
            self.queue.at = row % len(self.queue.duels)
            self._show()

    def choose_contestant(self, key: str) -> None:
        """Hold another contestant against the rival."""
        self.queue.contestant = key
        self._read_again()

    def has_run(self) -> bool:
        """Whether there is a trained model to compare."""
        return bool(self._runs())

    def _runs(self) -> list[Run]:
        done = RunStatus.SUCCEEDED
        return [
            r for r in self.session.library.runs.list() if r.status is done and r.fine_tuned_model
        ]

    def _read_again(self) -> None:
        self._read(self.queue.number)

    def _read(self, number: int | None) -> None:
        is_other = self.queue.read(self.session, number)
        comparison = self.queue.comparison
        if comparison is not None:
            self.filters.show_state(self.queue.all, is_open=comparison.is_open)
        self.head.set_contestants(comparison, self.queue.rival, self.queue.contestant)
        self.queue.filter(self.filters.choose, again=is_other)
        self._show()

    def _filter(self) -> None:
        self.queue.filter(self.filters.choose, again=True)
        self._show()

    def _show(self) -> None:
        comparison = self.queue.comparison
        self._show_head(comparison)
        if comparison is None:
            self.stack.setCurrentIndex(2)
            show_empty(self.empty, has_run=self.has_run())
            return
        self.questions.set_questions(self.queue.list_lines())
        if not comparison.is_open and self.standings_chip.isChecked():
            self.stack.setCurrentIndex(1)
            self._show_standings(comparison)
            return
        self.stack.setCurrentIndex(0)
        duel = self.queue.current
        self.desk.setVisible(duel is not None)
        if duel is not None:
            self.questions.choose(self.queue.at)
            self._show_duel(comparison, duel)

    def _show_head(self, comparison: Comparison | None) -> None:
        """The line of the verdict with its buttons, and what is to be known of the models."""
        models = [contestant.model for contestant in comparison.contestants] if comparison else []
        self.banner.setText(next(filter(None, map(note_on, models)), ""))
        self.banner.setVisible(bool(self.banner.text()))
        is_asking, left = self.asking.is_busy(), missing(comparison) if comparison else 0
        self.head.show_state(asking=is_asking, missing=left > 0)
        self.verdict.setVisible(comparison is not None)
        self.figures.hide()
        self.close_button.setVisible(self.can_close())
        self.standings_chip.setVisible(self.queue.is_closed)
        self.judge_button.setVisible(self.can_judge())
        if comparison is not None:
            votes = self.queue.count_votes()
            self._show_verdict(describe_standing(comparison, self.queue.contestant, votes))

    def _show_verdict(self, verdict: VerdictWords) -> None:
        set_tone(self.verdict, verdict.tone)
        self.verdict.setText(verdict.headline)
        self.figures.setText(verdict.figures)
        self.figures.setVisible(bool(verdict.figures))

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
        if self.queue.comparison is comparison:
            self.standings.show_standings(comparison, measures)

    def _show_duel(self, comparison: Comparison, duel: Duel) -> None:
        passages = self.session.library.passages
        number = duel.question.passage
        text = next((p.text for p in passages.list([number] if number is not None else [])), "")
        names = ["", ""]
        if not comparison.is_open:
            sides = (duel.left, duel.right)
            names = [describe_contestant(comparison.contestant(key)) for key in sides]
        self.desk.show_duel(
            duel,
            names=names,
            is_open=comparison.is_open,
            waiting=self.asking.is_busy(),
            passage=text,
            can_ask_why=self.can_ask_why(),
            can_write_anew=self.can_write_anew(),
        )

    # -- actions ------------------------------------------------------------------------------

    def vote(self, side: str) -> None:
        """Say which answer is better by its place (left, right), or tie or neither.

        The same once more takes the vote back.
        """
        comparison, duel = self.queue.comparison, self.queue.current
        if comparison is None or duel is None or not self.buttons[side].isEnabled():
            return
        self.voting.vote(comparison, duel, side, self.desk.list_reasons())
        # Not on the button: Space goes on to the next question, and would take the vote back there.
        self.questions.setFocus()

    def _keep_reasons(self, reasons: tuple[str, ...]) -> None:
        comparison, duel = self.queue.comparison, self.queue.current
        if comparison is not None and duel is not None:
            self.voting.keep_reasons(comparison, duel, reasons)

    def undo_label(self) -> str:
        return self.voting.describe_undo(self.queue.comparison)

    def undo_own(self) -> None:
        """Take the last vote back, and show its question."""
        if self.queue.comparison is not None:
            self.voting.undo(self.queue.comparison, self._show_step)

    def redo_label(self) -> str:
        return self.voting.describe_redo(self.queue.comparison)

    def redo_own(self) -> None:
        """Bring the vote again that was taken back last, and show its question."""
        if self.queue.comparison is not None:
            self.voting.redo(self.queue.comparison, self._show_step)

    def _show_step(self, step: VoteStep | None) -> None:
        """Show the question of a vote that was taken back, or came again, and who stood there."""
        if step is None or step.comparison != self.queue.number:
            return
        keys = {step.first, step.second}
        if self.queue.contestant not in keys and (others := keys - {self.queue.rival}):
            self.choose_contestant(min(others))
        self._show_question_of(step.question)

    def _look_at(self, number: int) -> None:
        """Show a question of the table of all answers, whatever is filtered."""
        self.standings_chip.setChecked(False)
        if self.queue.find_row(number) is None:
            self.filters.clear()
            self._filter()
        self._show_question_of(number)
        self.questions.setFocus()

    def _show_question_of(self, number: int | None) -> None:
        """Show a question by its number; where the filters leave it out, all stays."""
        row = self.queue.find_row(number)
        if row is not None:
            self.show_question(row)

    def can_ask_why(self) -> bool:
        """Whether a model that was trained here lost the question in view."""
        bad = self._read_bad()
        return bad is not None and bad.contestant.run is not None

    def can_write_anew(self) -> bool:
        """Whether the contestant lost the question in view, which is told after the votes."""
        return self._read_bad() is not None

    def ask_why(self) -> None:
        """Show the training rows that are nearest to the answer that lost."""
        bad = self._read_bad()
        if bad is not None and self.can_ask_why():
            self.bettering.ask_why(bad)

    def write_anew(self) -> None:
        """Write a better answer to the question in view; the bad one is refused for it."""
        bad = self._read_bad()
        if bad is not None:
            self.bettering.write_anew(bad)

    def _read_bad(self) -> BadAnswer | None:
        """The answer in view, where it lost."""
        return self.queue.find_bad() if self.stack.currentIndex() == 0 else None

    def can_judge(self) -> bool:
        """Whether there are answers for a model to judge, and none is judging."""
        is_busy = self.asking.is_busy() or self.judging.is_busy()
        return not is_busy and self.queue.count_ready() > 0

    def ask_judge(self) -> None:
        """Ask which model is to judge, and let it."""
        if self.queue.comparison is not None and self.can_judge():
            self.judging.ask(self.queue.comparison)

    def can_close(self) -> bool:
        """Whether there are votes that are open."""
        comparison = self.queue.comparison
        return self.queue.is_open and comparison is not None and has_votes(comparison)

    def close_votes(self) -> None:
        """Show the names and the verdict."""
        if self.queue.comparison is not None and self.can_close():
            self.voting.close(self.queue.comparison)

    def show_passage(self) -> None:
        """Show or hide the passage that the question is about."""
        self.desk.passage_button.toggle()

    def has_passage(self) -> bool:
        return not self.desk.passage.isHidden()

    def show_all_contestants(self) -> None:
        """Show all contestants in a table, or the questions again."""
        self.standings_chip.toggle()

    def talk_to_both(self) -> None:
        """Talk to the contestant and its rival side by side."""
        comparison = self.queue.comparison
        if comparison is not None and self.can_show_all():
            keys = self.queue.contestant, self.queue.rival
            both = (comparison.contestant(key) for key in keys)
            place = replace(self.place(), name="chat")
            self.go.emit(replace(place, contestants=tuple(dict.fromkeys(both))))

    def can_show_all(self) -> bool:
        """Whether names may be known."""
        return self.queue.is_closed

    def ask_table(self) -> None:
        """Ask for a file, and write the questions, answers and votes there."""
        comparison = self.queue.comparison
        if comparison is not None and self.can_show_all():
            path = ask_answer_file(self, self.session.library.name, comparison.id)
            if path is not None:
                self.save_table(comparison, path)

    def save_table(self, comparison: Comparison, path: Path) -> None:
        """Write the questions, answers and votes of a comparison as a table."""
        line = _("The answers are in {file}").format(file=path)
        self.run(
            lambda _session: Done(Changes(), write_answers(comparison, path)),
            lambda _count: self.message.emit(line),
        )

    def next_question(self) -> None:
        """Go to the next question that has no verdict, of another contestant where all of this one
        is judged; once they are closed, to the next one."""
        row = self.queue.at + 1
        if (other := self.queue.find_unjudged()) is not None:
            self.choose_contestant(other)
            row = 0
        self.show_question(row if self.queue.is_closed else self.queue.find_open(row))

    def can_begin(self) -> bool:
        """Whether nothing is being asked."""
        return not self.asking.is_busy()

    def begin(self) -> None:
        """Ask who is to be compared, and begin; without a run, a model before any training."""
        if not self.can_begin():
            return
        dialog = make_dialog(self.session, self._runs(), self._wanted_run, self)
        dialog.accepted.connect(lambda: self.compare(dialog.choice()))
        dialog.open()

    def open_questions(self) -> None:
        """Show the question sets, to be made and written."""
        self.question_room.open()

    def compare(self, choice: ComparisonChoice) -> None:
        """Begin the comparison that was chosen."""
        self.asking.begin(choice)

    def resume(self) -> None:
        """Ask what has no answer yet."""
        if self.queue.number is not None:
            self.asking.resume(self.queue.number)

    def _show_asked(self, number: int) -> None:
        if self.queue.number != number:
            self._read(number)
