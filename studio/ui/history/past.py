"""Undo and redo for the window, and its views of the past."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.domain.history import PairState, Replay
from studio.domain.work import Change, Changes, Done
from studio.i18n import _, plural
from studio.services.pairs import history, review, trash
from studio.services.session import Session
from studio.ui.destination import Destination
from studio.ui.history.pair_dialog import PairHistoryDialog
from studio.ui.history.steps_dialog import StepsDialog
from studio.ui.history.trash_dialog import TrashDialog
from studio.ui.page import MANY, Page
from studio.ui.widgets.undo_bar import UndoBar

HISTORY = (Change.BOOKS, Change.PASSAGES, Change.PAIRS, Change.SETTINGS)
"""What an undoable step can change."""


class Host(Protocol):
    """What the past needs of its window."""

    def working_page(self) -> Page: ...
    def keep_typed(self) -> None: ...
    def say(self, line: str) -> None: ...
    def go_to(self, destination: Destination) -> None: ...


class Past(QObject):
    """Takes steps back and brings them again; ``bar`` says what happened to many things."""

    def __init__(self, window: QWidget, host: Host, session: Session, bar: UndoBar) -> None:
        super().__init__(window)
        self._window = window
        self._host = host
        self._session = session
        self.bar = bar
        self._line = ""  # what stands in the status line of the last replay
        self.steps: StepsDialog | None = None
        self.trash: TrashDialog | None = None

    # -- steps --------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last edit of the library back, whichever page it was made on."""
        self._replay(review.undo, _("Undone: {what}"), _("Nothing to undo"), back="redo")

    def redo(self) -> None:
        """Do again what was undone last."""
        self._replay(review.redo, _("Redone: {what}"), _("Nothing to redo"), back="undo")

    def go_to_step(self, step: int) -> None:
        """Undo or redo until this step is the last."""
        self._replay(
            lambda session: session.library.journal.go_to(step),
            _("Moved to: {what}"),
            "",
            back="",
        )

    def _replay(
        self,
        action: Callable[[Session], Done[Replay | None]],
        line: str,
        nothing: str,
        *,
        back: str,
    ) -> None:
        self._host.keep_typed()
        page = self._host.working_page()
        # Of tens of thousands of pairs it takes seconds, in which the window goes on.
        self._host.say(_("One moment …"))
        self._wait(True)

        def show(replay: Replay | None) -> None:
            if replay is None:
                self._host.say(nothing)
                return
            page.show_replay(replay)
            self._tell(line.format(what=replay.label), replay, back)

        page.run(
            action,
            show,
            on_error=lambda _line: self._host.say(""),
            on_end=lambda: self._wait(False),
        )

    def _wait(self, waiting: bool) -> None:
        if self.steps is not None:
            self.steps.wait(waiting)

    def _tell(self, line: str, replay: Replay, back: str) -> None:
        """Say what was undone: of many pairs where one looks, with the way back, and only there."""
        pairs = len(replay.pairs)
        if pairs < MANY:
            self._line = line
            self._host.say(line)
            return
        self._host.say("")
        count = plural("{n} pair changed", "{n} pairs changed", pairs).format(n=f"{pairs:,}")
        button = {"redo": _("Redo"), "undo": _("Undo")}.get(back, "")
        self.bar.say(f"{line} · {count}", button, back)
        # What was taken back may have made them, and they are gone.
        if self._session.library.pairs.list(replay.pairs[:1]):
            destination = Destination("review", pairs=replay.pairs, reason=line)
            self.bar.offer(_("Show them"), lambda: self._host.go_to(destination))

    # -- its views ----------------------------------------------------------------------------

    def open_steps(self) -> None:
        """Show the list of steps beside the window."""
        if self.steps is None:
            self.steps = StepsDialog(self._session, self._window)
            self.steps.step_wanted.connect(self.go_to_step)
            self.steps.trash_wanted.connect(self.open_trash)
        self.steps.refresh()
        self.steps.show()
        self.steps.raise_()
        self.steps.activateWindow()

    def open_trash(self) -> None:
        """Show what was removed."""
        if self.trash is None:
            self.trash = TrashDialog(self._session, self._window)
            self.trash.pairs_wanted.connect(self._bring_back_pairs)
            self.trash.book_wanted.connect(self._bring_back_book)
            self.trash.empty_wanted.connect(self._empty_trash)
        self.trash.refresh()
        self.trash.show()
        self.trash.raise_()
        self.trash.activateWindow()

    def open_pair(self, pair: int) -> None:
        """Show what became of one pair."""
        self._host.keep_typed()
        page = self._host.working_page()

        def show(states: list[PairState]) -> None:
            if not states:
                return
            dialog = PairHistoryDialog(states, self._window)
            dialog.state_wanted.connect(
                lambda state: page.run(
                    lambda session: history.restore(session, state),
                    lambda number: self._show_again(dialog, page, number),
                )
            )
            dialog.show()

        # Behind what was typed last, which is a state too.
        page.run(lambda session: Done(Changes(), history.list_states(session, pair)), show)

    def _show_again(self, dialog: PairHistoryDialog, page: Page, number: int) -> None:
        page.show_replay(Replay("", (number,)))
        dialog.show_states(history.list_states(self._session, number))

    def refresh(self, changes: Changes) -> None:
        """Something has changed: what the bar offers would undo something else now, and what was
        undone before is no news any more."""
        if changes.touches(*HISTORY):
            self.bar.clear()
            if self._line:
                self._line = ""
                self._host.say("")
        if self.steps is not None and self.steps.isVisible():
            self.steps.refresh()
        if self.trash is not None and self.trash.isVisible():
            self.trash.refresh()

    def _bring_back_pairs(self, entries: list[int]) -> None:
        page = self._host.working_page()
        line = plural("{n} pair was restored.", "{n} pairs were restored.", len(entries))

        def show(pairs: tuple[int, ...]) -> None:
            page.show_replay(Replay("", pairs))
            page.tell_many(line, len(pairs))

        page.run(lambda session: trash.restore(session, entries), show)

    def _bring_back_book(self, entry: int) -> None:
        page = self._host.working_page()
        page.run(
            lambda session: trash.restore_book(session, entry),
            lambda _book: self._host.say(_("The book was restored, with its passages and pairs.")),
        )

    def _empty_trash(self) -> None:
        """Empty it before the next edit; of a large library the search follows beside."""
        page = self._host.working_page()

        def rebuild(_content: object) -> None:
            self._host.say(_("The trash is empty"))
            if self._session.library.count_unread():
                page.run(
                    trash.rebuild_search,
                    title=_("Rebuilding the search index"),
                    result=lambda _none: _("No word of what was emptied is left in the search"),
                )

        page.run(trash.empty_trash, rebuild)
