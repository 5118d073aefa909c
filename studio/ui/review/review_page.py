"""Review: a pair beside the book it came from, to be bettered and then accepted or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from time import monotonic

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.domain.conversation import has_own_system
from studio.domain.history import Replay
from studio.domain.pair import Pair, Status
from studio.domain.pair_filter import Sort
from studio.domain.work import Change, Changes
from studio.i18n import N_, _
from studio.services.pairs import review
from studio.services.pairs.model_row import describe_excess, row_limit
from studio.services.session import Session
from studio.text.tokens import count, is_loaded
from studio.ui.destination import Destination
from studio.ui.drafting.asking_line import AskingLine
from studio.ui.drafting.ordering import ask_about_pairs
from studio.ui.page import Page
from studio.ui.review.beside import Beside
from studio.ui.review.browsing import Browsing, ReviewView
from studio.ui.review.bulk_actions import BY_NAME
from studio.ui.review.decisions import DECISIONS, DEEDS, MARKS, READ_AFTER_S
from studio.ui.review.desk import Desk
from studio.ui.review.empty_review import show_why_empty
from studio.ui.review.last_pair import recall_pair, remember_pair
from studio.ui.review.list_commands import LIST_COMMANDS
from studio.ui.review.pair_commands import PAIR_COMMANDS
from studio.ui.review.pair_list import PairList
from studio.ui.review.pair_queue import PairQueue
from studio.ui.review.pair_tags import PairTags
from studio.ui.review.pair_typing import PairTyping
from studio.ui.review.pending import Pending
from studio.ui.review.reason_menu import ReasonMenu
from studio.ui.review.replace_dialog import open_replacing
from studio.ui.review.review_head import ReviewHead
from studio.ui.review.system_line import SystemLine
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.stack import Stack
from studio.ui.worker import Task

COUNT_AFTER_MS = 150
"""After a decision: counting a large library's queues takes longer than going on."""


class ReviewPage(Page):
    """One pair at a time, or all of them in a list; what is typed is kept within half a second."""

    name = "review"
    title = N_("Review")
    counted = opens_with = "draft"
    has_search = True
    commands = (*PAIR_COMMANDS, *LIST_COMMANDS)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._pending = Pending()
        self.queue = PairQueue(session, self._pending)
        self._pair: Pair | None = None
        self._limit: int | None = None  # tokens of the longest row the model reads whole
        self._count_timer = QTimer(self)
        self._count_timer.setSingleShot(True)
        self._count_timer.setInterval(COUNT_AFTER_MS)
        self._count_timer.timeout.connect(self._show_counts)
        self._decisions: set[Task] = set()  # on their way into the library
        self._is_stale = False  # the queue holds what the page itself has decided since
        self._shown_at = 0.0  # seconds; when the pair in view came into view
        self._build()
        self._connect()

    # -- how it is built ----------------------------------------------------------------------

    def _build(self) -> None:
        self.head = ReviewHead(_(self.title))
        self.system = SystemLine()
        self.desk = Desk(self.session.settings)
        self.source, self.editor = self.desk.source, self.desk.editor
        self.decisions = self.desk.decisions
        self.typing = PairTyping(self.editor, self._pending, self.run, self)
        self.tags = PairTags(self.session, self.editor, self.run, self)
        self.beside = Beside(self.session, self.desk, self.typing, self.run, self)
        settings = self.session.settings
        self.list = PairList(lambda ids: self.session.library.pairs.list(ids), settings)
        self.browsing = Browsing(self.session, self.queue, self.head, self.list, self.run)
        self.empty = EmptyPage()
        self.stack = Stack(self.desk, self.browsing.view, self.empty)
        self.asking = AskingLine()
        self.lay_out(self.head, self.browsing.bar, self.system, self.asking, self.stack)

    def _connect(self) -> None:
        self.browsing.changing.connect(self.flush)
        self.browsing.changed.connect(self._load)
        self.browsing.listed.connect(self.show_pairs)
        self.browsing.said.connect(self.message)
        self.head.listed.connect(self.show_list)
        self.system.saved.connect(lambda text: self.run(lambda s: review.set_system(s, text)))
        self.source.row.opened.connect(self.open_pair)
        self.typing.typed.connect(self._follow_typing)
        self.desk.reworded.connect(self.typing.reword)
        self.tags.opened.connect(self.show_pairs)
        self.decisions.accept.clicked.connect(self.accept)
        self.decisions.reject.clicked.connect(self.reject)
        self.decisions.reopen.clicked.connect(self.reopen)
        self.decisions.later.clicked.connect(self.later)
        self.decisions.previous.clicked.connect(self.previous)
        self.empty.go.connect(self.go)
        self.list.opened.connect(self.open_pair)
        self.source.open_button.clicked.connect(lambda _on=False: self.open_passage())
        self.list.action.connect(self._do_to_all)
        self.list.replace_button.clicked.connect(lambda _on=False: self.open_replace())
        self.list.empty.go.connect(self.go)
        self.empty.clicked.connect(self.browsing.widen)
        self.empty.other_clicked.connect(self.browsing.clear)

    # -- what the window asks -----------------------------------------------------------------

    def arrive(self, destination: Destination) -> None:
        """Show the pairs that another page is about."""
        if destination.number is not None:
            self.open_pair(destination.number)
        elif destination.pairs:
            self.show_pairs(destination.pairs, destination.reason)
        elif isinstance(destination.view, ReviewView):
            self.browsing.restore(destination.view)
            self._load(destination.view.number)
            self.show_list(destination.view.is_listed)

    def place(self) -> Destination:
        return Destination(self.name, view=self.browsing.describe())

    def focus_widget(self) -> QWidget:
        if self._pair is None:
            return self  # on the empty page's button, the next Space would press it
        return self.list.table if self.head.is_listed() else self.editor.prompt

    def search_field(self) -> QLineEdit:
        return self.head.search

    def stop(self) -> None:
        if self._pair is not None:
            remember_pair(self.session, self._pair.id)
        self.browsing.reader.stop()
        super().stop()

    def leave(self) -> None:
        self.flush()

    def show_replay(self, replay: Replay) -> None:
        """Show what undo has brought back: the first of its pairs that the filter holds."""
        first = next(filter(set(replay.pairs).__contains__, self.queue.ids), None)
        if first is not None:
            self._load(first)
            self.list.select(first)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pair_tokens.emit(self._pair.tokens if self._pair is not None else -1)

    # -- what it shows ------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if not changes.touches(Change.PAIRS, Change.PASSAGES, Change.BOOKS, Change.SETTINGS):
            return
        if changes.touches(Change.PASSAGES, Change.BOOKS):
            self.desk.forget_books()
        if self.typing.wrote(self._telling):
            self._show_saved()
            return
        if self._telling in self._decisions and not self.head.is_listed():
            # The queue has gone on already; reading a hundred thousand ids again would be felt.
            self._is_stale = True
            self._count_timer.start()
            return
        self._limit = row_limit(self.session)
        self.system.set_text(review.system_message(self.session))
        self.beside.refresh()
        self.tags.refresh()
        self._show_counts()
        self.flush()
        self._load()

    def _show_counts(self) -> None:
        shelf = self.session.library
        self.head.set_counts({**shelf.counts(), **shelf.pairs.count_queues()})
        self.beside.show_progress()
        if self._pair is None:
            self._turn()  # the empty page says how many are accepted

    def open_pair(self, number: int) -> None:
        """Show this pair, whatever filter is on."""
        self.flush()
        if number not in self.queue:
            self.browsing.show_all()
        self._load(number)
        self.show_list(False)
        self.editor.prompt.setFocus()

    def has_pair(self) -> bool:
        """Whether there is a pair to do something with."""
        return self._pair is not None

    def current(self) -> Pair | None:
        """The pair under review."""
        return self._pair

    def show_pairs(self, ids: Sequence[int], why: str) -> None:
        """Show these pairs alone, in a list, until another filter is chosen."""
        self.flush()
        self.browsing.show_only(ids, why)
        self._load()
        self.show_list(True)

    def show_list(self, listed: bool) -> None:
        """Turn between one pair and all of them."""
        self.flush()
        self.head.set_listed(listed)
        if listed and self._is_stale:
            self._load()
        self._turn()
        if listed and self._pair is not None:
            self.list.select(self._pair.id)
        self.browsing.read_facets()
        # On the button it would be lost for Ctrl+A, for the arrows and for Home and End.
        self.focus_widget().setFocus()

    def _load(self, number: int | None = None) -> None:
        """Read the ids of the filter anew; stay at the pair, or at its place when it is gone."""
        self._is_stale = False
        self.queue.load(number if number is not None else self._place_to_stay())
        self.browsing.show()
        self._show()

    def _place_to_stay(self) -> int | None:
        """The pair in view; at first the one that was under review when the library was closed."""
        if self._pair is not None:
            return None if self.queue.begins else self._pair.id
        return None if self._shown_at else recall_pair(self.session)

    def _show(self) -> None:
        before, number = self._pair, self.queue.number()
        self._pair = pair = None if number is None else self._read(number)
        self.typing.follow(pair)
        self.tags.follow(pair)
        if pair is None or before is None or pair.id != before.id:
            self._shown_at = monotonic()
        self._turn()
        if pair is None:
            self.beside.follow(None)
            self.pair_tokens.emit(-1)
            return
        self.desk.show_pair(self.session.library, pair, review.findings(self.session, pair))
        self.editor.show_excess(describe_excess(pair.tokens, self._limit))
        self._count_messages()
        self.beside.follow(pair)
        self.system.set_own(has_own_system(pair, self.system.text()))
        # As it was counted when it was kept: showing a pair must not wait for the vocabulary.
        self.pair_tokens.emit(pair.tokens)

    def _read(self, number: int) -> Pair:
        return self._pending.complete(self.session.library.pairs.get(number))

    def _turn(self) -> None:
        if self._pair is None:
            show_why_empty(self.empty, self.session.library, self.queue.wish, self.queue.text)
        view = 1 if self.head.is_listed() else 2 if self._pair is None else 0
        self.stack.setCurrentIndex(view)
        # The page keeps the focus while it is empty; when something comes back, that has it.
        if self.hasFocus() and self._pair is not None:
            self.focus_widget().setFocus()

    def suggest(self) -> None:
        """Ask a model for other candidates or questions, of this pair or of all in the list."""
        self.flush()
        if self._pair is not None:
            ask_about_pairs(self, self._pair, self.queue.ids, self.asking)

    def open_passage(self) -> None:
        """Ask for the pair's passage among the others of its book."""
        if self.desk.passage is not None:
            self.go.emit(Destination("passages", number=self.desk.passage.id))

    def open_pair_history(self) -> None:
        """Ask for what became of the pair in view."""
        if self._pair is not None:
            self.go.emit(Destination("history", number=self._pair.id))

    # -- what is typed ------------------------------------------------------------------------

    def flush(self) -> None:
        """Keep what was typed, now."""
        self.typing.flush()
        self.beside.flush()

    def _follow_typing(self) -> None:
        prompt, answer = self.editor.texts()
        tokens = review.row_tokens(self.session, prompt, answer, of=self._pair)
        self.pair_tokens.emit(tokens)
        self.editor.show_excess(describe_excess(tokens, self._limit))
        self._count_messages()
        self.desk.show_figures()
        self.beside.follow_typing()

    def _count_messages(self) -> None:
        """Say how many tokens the question and the answer have, each alone."""
        encoding = self.session.encoding()
        if is_loaded(encoding):
            self.editor.show_tokens(*(count(text, encoding) for text in self.editor.texts()))

    def _show_saved(self) -> None:
        """The pair is as it stands in the editors: only what is said about it is new."""
        self._is_stale = not self.browsing.reread()
        if self._pair is not None:
            self._pair = self._read(self._pair.id)
            self.editor.draft.setVisible(self._pair.draft_prompt)
            self.editor.show_findings(review.findings(self.session, self._pair))
            self.beside.follow(self._pair)

    # -- actions --------------------------------------------------------------------------------

    def accept(self) -> None:
        self._decide(Status.ACCEPTED)

    def reject(self) -> None:
        self._decide(Status.REJECTED)

    def ask_reason(self) -> None:
        """Ask why, then reject."""
        if self._pair is not None and not self.editor.composing():
            menu = ReasonMenu(self, lambda reason: self._decide(Status.REJECTED, reason))
            menu.popup_over(self.decisions.reject)

    def write_pair(self) -> None:
        """Begin another pair of the same passage by hand, and go to it."""
        if self._pair is not None and not self.editor.composing():
            self.flush()
            passage = self._pair.passage
            self.run(lambda session: review.add(session, "", "", passage=passage), self.open_pair)

    def mark(self, name: str) -> None:
        """Flag the pair or hold it back, or take that back."""
        if self.head.is_listed():
            self.list.do(name)
        elif self._pair is not None:
            field, change = MARKS[name]
            number, is_marked = self._pair.id, getattr(self._pair, field)
            self.flush()
            self.run(lambda session: change(session, [number], not is_marked))

    def reopen(self) -> None:
        """Make a draft again of a pair that was decided on."""
        if self._pair is not None:
            number = self._pair.id
            self.flush()
            self.run(lambda session: review.reopen(session, [number]))
            self.editor.prompt.setFocus()

    def add_tag(self) -> None:
        """Open the field for a new tag of the pair in view, or the tags for those selected."""
        if self.head.is_listed():
            self.list.open_choices("tag")
        elif self._pair is not None:
            self.editor.tags.begin()

    def go_to_sentences(self) -> None:
        """Put the keyboard among the passage's sentences, and back into the answer."""
        if not self._leave_list():
            return
        if self.desk.condensing.hasFocus():
            self.editor.answer.setFocus()
        else:
            self.desk.go_to_sentences()

    def open_suggestion(self, number: str) -> None:
        """Look at a suggestion for the field one is in; the same once more takes it."""
        if not self.editor.composing() and self._leave_list():
            self.editor.open_offer(number)

    def show_view(self, name: str) -> None:
        """Turn to a view beside the pair, and back."""
        is_open = self.head.is_listed() and self.desk.side.view() == name
        if self._leave_list() and not is_open:
            self.desk.turn(name)

    def _leave_list(self) -> bool:
        """Go from the list to the pair at which one stands there; whether there is one."""
        if self.head.is_listed() and (number := self.list.current()) is not None:
            self.open_pair(number)
        return self._pair is not None and not self.head.is_listed()

    def later(self) -> None:
        """Go on; the pair stays as it is and comes again at the end."""
        self._go(1)

    def previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        if self.editor.composing() or not self.queue.ids:
            return
        self.flush()
        self.queue.step(step)
        self._show_next()

    def _decide(self, status: Status, reason: str = "") -> None:
        """Accept or reject, and go on at once: the next pair does not wait for the library."""
        if self.editor.composing():
            return  # the key belongs to the input method
        if self.head.is_listed():
            name = "reject-because" if reason else DEEDS[status]
            self._do_to_all(name, self.list.selection(), reason)
            return
        if self._pair is None:
            return
        self.flush()
        number, read = self._pair.id, monotonic() - self._shown_at >= READ_AFTER_S
        action = partial(review.reject, reason=reason) if reason else DECISIONS[status]
        self._pending.add_status(number, status)

        def end() -> None:
            self._decisions.discard(task)
            self._pending.forget_status(number, status)

        task = self.run(
            lambda session: action(session, [number], read=read),
            on_error=lambda _line: self._bring_back(number, status),
            on_end=end,
        )
        self._decisions.add(task)
        self.queue.go_on(status)
        self._show_next()

    def _show_next(self) -> None:
        """Show the pair with the keyboard in its prompt: left on a button, a space would decide."""
        self._show()
        if self._pair is not None:
            self.editor.prompt.setFocus()

    def _bring_back(self, number: int, status: Status) -> None:
        """Show a pair again whose decision could not be kept."""
        self._pending.forget_status(number, status)
        self._load(number)

    def _do_to_all(self, name: str, ids: Sequence[int], value: str = "") -> None:
        """Do an action to the pairs selected in the list; ``value`` is the reason or the tag."""
        action = BY_NAME[name]
        if ids:
            self.flush()
            self.run(
                lambda session: action.run(session, ids, value),
                lambda count: self._tell_bulk(action.describe(count), count),
            )
            # A key that is pressed next must not do it to many once more.
            self.focus_widget().setFocus()

    def turn_list(self) -> None:
        """Turn between one pair and all of them, by a key."""
        self.show_list(not self.head.is_listed())

    def is_listed(self) -> bool:
        return self.head.is_listed()

    def sort_pairs(self, sort: str) -> None:
        self.browsing.sort(Sort(sort), False)

    def has_order(self, sort: str) -> bool:
        return self.queue.wish.sort is Sort(sort)

    def open_replace(self) -> None:
        """Find and replace in the pairs of the filter, or in those selected of them."""
        self.flush()
        selection = self.list.selection() if self.head.is_listed() else []
        ids = selection if len(selection) > 1 else self.queue.ids
        open_replacing(self, ids, self._tell_bulk)

    def show_similar(self) -> None:
        """Look for pairs that are like the one in view, and show them."""
        number = self.list.current() if self.head.is_listed() else self.queue.number()
        if number is not None:
            self.browsing.look_for_similar(number)

    def _tell_bulk(self, line: str, count: int) -> None:
        # The list shows nothing of them any more: what was done stands above, with its undo.
        (self.message if count < 2 else self.undoable).emit(line.format(n=f"{count:,}"))

    # -- leaving ------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.flush()
        super().closeEvent(event)
