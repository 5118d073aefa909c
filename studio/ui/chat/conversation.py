"""A talk with one model or two at once: one question to all, each with a history of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from studio.domain.comparison import Contestant
from studio.domain.work import Changes, Done, Progress
from studio.i18n import _
from studio.services import budget
from studio.services.models.chat import AnswerPiece, Spoken, answer, read_spent
from studio.ui.chat.talk import MODEL, PERSON, Talk, Turn
from studio.ui.page import Page
from studio.ui.worker import Task


@dataclass
class Side:
    """A model that is talked to, and where its words stand."""

    partner: Contestant
    talk: Talk
    task: Task | None = None
    turn: Turn | None = None
    held: list[str] = field(default_factory=list)
    """What came while nothing may be shown yet."""
    ending: tuple[str, str] = ("", "muted")
    """What stands below the answer when it is over, and its tone."""


@dataclass(frozen=True)
class TalkView:
    """A talk as it stands: who takes part, each with its questions and answers in turn."""

    partners: tuple[Contestant, ...]
    turns: tuple[tuple[tuple[str, str], ...], ...]
    is_blind: bool


class Conversation(QObject):
    """Emits ``changed`` when a question went out or the last answer is over.

    Blind, nothing is shown of an answer until all are over: the side that speaks first would say
    who it is.
    """

    changed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.sides: list[Side] = []
        self.is_blind = False
        self._since = datetime.now(UTC)

    def begin(
        self, partners: Sequence[Contestant], talks: Sequence[Talk], *, is_blind: bool
    ) -> None:
        """Forget what was said, and talk to these from now on, each in its place."""
        self.stop()
        self.is_blind = is_blind
        self._since = datetime.now(UTC)
        for talk in talks:
            talk.clear()
        self.sides = [Side(*each) for each in zip(partners, talks, strict=False)]

    def describe(self) -> TalkView:
        """What was said so far; an answer that is still coming in is cut here."""
        return TalkView(
            tuple(side.partner for side in self.sides),
            tuple(tuple(side.talk.list_exchanges()) for side in self.sides),
            self.is_blind,
        )

    def restore(self, view: TalkView, talks: Sequence[Talk]) -> None:
        """Go on with a talk of another window."""
        self.begin(view.partners, talks, is_blind=view.is_blind)
        for side, exchanges in zip(self.sides, view.turns, strict=True):
            for question, reply in exchanges:
                side.talk.say(PERSON, question)
                side.talk.say(MODEL, reply).end()
        self.changed.emit()

    def is_busy(self) -> bool:
        """Whether somebody is still answering."""
        return any(side.task is not None for side in self.sides)

    def has_turns(self) -> bool:
        return any(side.talk.turns for side in self.sides)

    def part(self, talk: Talk) -> tuple[Side, Side | None]:
        """The side whose talk this is, and the one beside it; None where it is alone."""
        mine = next(side for side in self.sides if side.talk is talk)
        return mine, next((side for side in self.sides if side is not mine), None)

    def ask(self, question: str) -> None:
        """Put a question to all of them."""
        for side in self.sides:
            self._ask(side, question)
        self.changed.emit()

    def stop(self) -> None:
        """Hang up; what was said until then stays."""
        for side in self.sides:
            if side.task is not None:
                side.ending = (_("Stopped"), "muted")
                side.task.cancel()

    def show_names(self) -> None:
        """From now on it is known who is who, so nothing is held back any more."""
        self.is_blind = False
        for side in self.sides:
            self._say_held(side)

    def _ask(self, side: Side, question: str) -> None:
        turns = side.talk.list_exchanges()
        side.talk.say(PERSON, question)
        side.turn, side.ending, side.held = side.talk.say(MODEL), ("", "muted"), []
        side.turn.note(_("Waiting for the answer …"))
        partner = side.partner
        task = self._page.run(
            lambda session: answer(session, partner, turns, question),
            lambda spoken: self._hear_end(side, task, spoken),
            on_progress=lambda progress: self._hear(side, task, progress),
            on_error=lambda line: self._fail(side, task, line),
            on_end=lambda: self._end(side, task),
        )
        side.task = task

    def _hear(self, side: Side, task: Task, progress: Progress) -> None:
        if side.task is task and isinstance(progress, AnswerPiece) and progress.text:
            side.held.append(progress.text)
            if not self.is_blind:
                self._say_held(side)

    def _hear_end(self, side: Side, task: Task, spoken: Spoken) -> None:
        if side.task is task:
            side.ending = _describe_ending(spoken, bool(side.held or _has_words(side.turn)))

    def _fail(self, side: Side, task: Task, line: str) -> None:
        if side.task is task:
            side.ending = (line, "bad")

    def _end(self, side: Side, task: Task) -> None:
        if side.task is not task or side not in self.sides:
            return  # of a talk that was left
        side.task = None
        if not self.is_blind:
            self._show_ended([side])
        elif not self.is_busy():
            self._show_ended(self.sides)
        self._show_spent(side)
        self.changed.emit()

    def _show_ended(self, sides: Sequence[Side]) -> None:
        for side in sides:
            self._say_held(side)
            if side.turn is not None:
                side.turn.end(*side.ending)

    def _say_held(self, side: Side) -> None:
        if side.turn is not None and side.held:
            side.turn.note("")
            side.turn.add("".join(side.held))
            side.held = []

    def _show_spent(self, side: Side) -> None:
        """What the answers cost so far: from the ledger, which knows those broken off as well."""
        if self._page.session.capabilities(side.partner.endpoint).free:
            return
        since = self._since
        self._page.run(
            lambda session: Done(Changes(), read_spent(session, side.partner, since)),
            lambda usd: self._say_spent(side, usd),
        )

    def _say_spent(self, side: Side, usd: Decimal) -> None:
        # Blind, a price would tell who is who.
        if side in self.sides and not self.is_blind:
            cost = budget.format_money(self._page.session, usd)
            side.talk.spent.setText(_("{cost} so far").format(cost=cost))


def _has_words(turn: Turn | None) -> bool:
    return turn is not None and bool(turn.text.text())


def _describe_ending(spoken: Spoken, has_words: bool) -> tuple[str, str]:
    """What stands below an answer that is over, and its tone."""
    if spoken.error:
        return spoken.error, "bad"
    if spoken.is_cut:
        return _("Cut off here: the answer reached its maximum length."), "muted"
    return ("", "muted") if has_words else (_("It gave no answer."), "warn")
