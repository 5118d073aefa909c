"""Review: a pair beside the book it came from, to be bettered and then accepted or rejected."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from studio.domain.book import Passage
from studio.domain.conversation import has_own_system
from studio.domain.pair import Pair, Status
from studio.domain.work import Change, Changes, Done
from studio.i18n import N_, _
from studio.services.pairs import review
from studio.services.pairs.drafting_methods import condense_passage
from studio.services.session import Session
from studio.store.journal import Replay
from studio.ui.commands import Key
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.review.bulk_actions import BY_NAME
from studio.ui.review.empty_review import show_why_empty
from studio.ui.review.last_pair import recall_pair, remember_pair
from studio.ui.review.pair_editor import PairEditor
from studio.ui.review.pair_list import PairList
from studio.ui.review.passage_context import describe_answer, read_context
from studio.ui.review.pending import Pending, Words
from studio.ui.review.review_head import ReviewHead
from studio.ui.review.source_card import SourceCard
from studio.ui.review.system_line import SystemLine
from studio.ui.widgets.button import DANGER, PRIMARY, make_button
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.stack import Stack
from studio.ui.worker import Task

SAVE_AFTER_MS = 400
WIDE, WIDER = 960, 1_240
"""Pixels of the page from which there is room for key caps beside the buttons, and with one more
button among them."""
READ_AFTER_S = 1.0
"""Seconds a pair is in view from which a decision on it was read; a key held down is no reader."""
DECISIONS: dict[Status, Callable[..., Done[int]]] = {
    Status.ACCEPTED: review.accept,
    Status.REJECTED: review.reject,
}


class ReviewPage(Page):
    """One pair at a time, or all of them in a list; what is typed is kept within half a second."""

    name = "review"
    title = N_("Review")
    counted = opens_with = "draft"
    keys = (
        Key("Ctrl+Return", N_("Accept and next"), "accept"),
        Key("Ctrl+R", N_("Reject"), "reject"),
        Key("Alt+Right", N_("Later"), "later"),
        Key("Alt+Left", N_("Previous"), "previous"),
        Key("Ctrl+G", N_("Add a tag"), "add_tag"),
        Key("Ctrl+B", N_("Show the passage in its book"), "open_passage"),
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._status: Status | None = Status.DRAFT
        self._search = ""
        self._ids: array[int] = array("q")
        self._only: frozenset[int] | None = None  # pairs another page asked to see
        self._at = 0
        self._pair: Pair | None = None
        self._shown_at = 0.0  # seconds; when the pair in view came into view
        self._passage: Passage | None = None
        self._typed: Words | None = None  # not kept yet
        self._run = 0  # counts what was typed in one go: each is a step to undo
        self._pending = Pending()
        self._saves: set[Task] = set()
        self._book_passages: dict[int, array[int]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self._build()
        self._connect()

    # -- how it is built ----------------------------------------------------------------------

    def _build(self) -> None:
        self.head = ReviewHead(_(self.title))
        self.system = SystemLine()
        self.source = SourceCard()
        self.editor = PairEditor()
        self.editor.body.addLayout(self._make_actions())
        desk = lay_out(QWidget(), make_row((self.source, 11), (self.editor, 10), spacing=12))
        self.list = PairList(lambda ids: self.session.library.pairs.list(ids))
        self.empty = EmptyPage()
        self.stack = Stack(desk, self.list, self.empty)
        self.lay_out(self.head, self.system, self.stack)

    def _make_actions(self) -> QHBoxLayout:
        self.accept_button = make_button("accept", _("Accept and next"), PRIMARY)
        self.reject_button = make_button("reject", _("Reject"), DANGER)
        self.later_button = make_button("later", _("Later"))
        self.later_button.setToolTip(_("Leave the pair as a draft; it comes up again (Alt+Right)"))
        self.previous_button = make_button("previous", _("Previous"), tip="Alt+Left")
        self.reopen_button = make_button("reopen", _("Back to draft"))
        self._key_caps = (KeyCap("Ctrl+↵"), KeyCap("Ctrl+R"))
        return make_row(
            self.accept_button,
            self._key_caps[0],
            self.reject_button,
            self._key_caps[1],
            self.reopen_button,
            None,
            self.previous_button,
            self.later_button,
        )

    def _connect(self) -> None:
        self.head.filtered.connect(self._filter)
        self.head.searched.connect(self._look_for)
        self.head.listed.connect(self.show_list)
        self.system.saved.connect(self._save_system)
        self.editor.began.connect(self._begin_run)
        self.editor.edited.connect(self._note_typing)
        self.editor.left.connect(self.flush)
        self.editor.tag_added.connect(lambda tag: self._tag(review.tag, tag))
        self.editor.tags.began.connect(self._tell_tags)
        self.editor.tag_removed.connect(lambda tag: self._tag(review.untag, tag))
        self.accept_button.clicked.connect(self.accept)
        self.reject_button.clicked.connect(self.reject)
        self.reopen_button.clicked.connect(self.reopen)
        self.later_button.clicked.connect(self.later)
        self.previous_button.clicked.connect(self.previous)
        self.empty.go.connect(self.go)
        self.list.opened.connect(self.open_pair)
        self.source.open_button.clicked.connect(lambda _on=False: self.open_passage())
        self.list.action.connect(lambda name, ids: self._do_to_all(name, ids))
        self.listen_to_keys()

    # -- what the window asks -----------------------------------------------------------------

    def arrive(self, destination: Destination) -> None:
        """Show the pairs that another page is about."""
        if destination.pairs:
            self.show_pairs(destination.pairs, destination.reason)

    def focus_widget(self) -> QWidget:
        if self._pair is None:
            return self  # on the empty page's button, the next Space would press it
        return self.list.table if self.head.is_listed() else self.editor.prompt

    def search_field(self) -> QLineEdit:
        return self.head.search

    def start(self) -> None:
        """Go on at the pair that was under review when the library was closed."""
        number = recall_pair(self.session)
        if number is not None and number in self._ids:
            self._load(number)

    def stop(self) -> None:
        if self._pair is not None:
            remember_pair(self.session, self._pair.id)
        super().stop()

    def leave(self) -> None:
        self.flush()

    def show_replay(self, replay: Replay) -> None:
        """Show the pair that undo has brought back, where the filter holds it."""
        if len(replay.pairs) == 1 and replay.pairs[0] in self._ids:
            self._load(replay.pairs[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_key_caps()

    def _fit_key_caps(self) -> None:
        """Where it is narrow, the buttons themselves and the passage come first."""
        room = WIDE if self.reopen_button.isHidden() else WIDER
        for cap in self._key_caps:
            cap.setVisible(self.width() >= room)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pair_tokens.emit(self._pair.tokens if self._pair is not None else -1)

    # -- what it shows ------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if not changes.touches(Change.PAIRS, Change.PASSAGES, Change.BOOKS, Change.SETTINGS):
            return
        if changes.touches(Change.PASSAGES, Change.BOOKS):
            self._book_passages.clear()
        self.head.set_counts(self.session.library.counts())
        self.system.set_text(review.system_message(self.session))
        if self._telling in self._saves:
            self._show_saved()
            return
        self.flush()
        self._load()

    def open_pair(self, number: int) -> None:
        """Show this pair, whatever filter is on."""
        self.flush()
        if number not in self._ids:
            self._only = None
            self.head.show_only("")
            self._status, self._search = None, ""
            self.head.choose(None)
        self._load(number)
        self.show_list(False)
        self.editor.prompt.setFocus()

    def current(self) -> Pair | None:
        """The pair under review."""
        return self._pair

    def show_pairs(self, ids: Sequence[int], why: str) -> None:
        """Show these pairs alone, in a list, until another filter is chosen."""
        self.flush()
        self._only = frozenset(ids)
        self._status, self._at = None, 0
        self.head.show_only(why)
        self._load()
        self.show_list(True)

    def show_list(self, listed: bool) -> None:
        """Turn between one pair and all of them."""
        self.flush()
        self.head.set_listed(listed)
        self._turn()
        if listed and self._pair is not None:
            self.list.select(self._pair.id)
        # On the button it would be lost for Ctrl+A, for the arrows and for Home and End.
        self.focus_widget().setFocus()

    def _load(self, number: int | None = None) -> None:
        """Read the ids of the filter anew; stay at the pair, or at its place when it is gone."""
        pair_id = number if number is not None else (self._pair.id if self._pair else None)
        library = self.session.library
        self._ids = library.pairs.ids(status=self._status, search=self._search)
        if self._only is not None:
            self._ids = array("q", (number for number in self._ids if number in self._only))
        self._ids = self._pending.filter_ids(self._ids, self._status)
        if pair_id is not None and pair_id in self._ids:
            self._at = self._ids.index(pair_id)
        elif self._at >= len(self._ids):
            self._at = 0  # what was put off for later comes again
        self.list.set_ids(self._ids)
        self.head.show_matches(len(self._ids) if self._search else None)
        self._show()

    def _show(self) -> None:
        before = self._pair
        self._pair = self._read(self._ids[self._at]) if self._ids else None
        if self._pair is None or before is None or self._pair.id != before.id:
            self._shown_at = monotonic()
        self._turn()
        if self._pair is None:
            self.pair_tokens.emit(-1)
            return
        pair = self._pair
        self.editor.show_pair(pair, review.findings(self.session, pair))
        self.reopen_button.setVisible(pair.status is not Status.DRAFT)
        self._fit_key_caps()
        self.system.set_own(has_own_system(pair))
        self._show_source(pair)
        self._show_figures()
        # As it was counted when it was kept: showing a pair must not wait for the vocabulary.
        self.pair_tokens.emit(pair.tokens)

    def _read(self, number: int) -> Pair:
        return self._pending.complete(self.session.library.pairs.get(number))

    def _turn(self) -> None:
        if self._pair is None:
            counts = self.session.library.counts()
            show_why_empty(self.empty, counts, self._status, self._search)
        view = 2 if self._pair is None else 1 if self.head.is_listed() else 0
        self.stack.setCurrentIndex(view)
        # The page keeps the focus while it is empty; when something comes back, that has it.
        if self.hasFocus() and self._pair is not None:
            self.focus_widget().setFocus()

    def open_passage(self) -> None:
        """Ask for the pair's passage among the others of its book."""
        if self._passage is not None:
            self.go.emit(Destination("passages", number=self._passage.id))

    def _show_source(self, pair: Pair) -> None:
        if pair.passage is None or pair.book is None:
            self._passage = None
            self.source.show_no_passage(pair)
            return
        library = self.session.library
        if pair.book not in self._book_passages:
            self._book_passages[pair.book] = library.passages.ids(book=pair.book)
        context = read_context(library, pair.passage, self._book_passages[pair.book])
        self._passage = context.passage
        self.source.show_passage(context, condense_passage(context.passage))

    def _show_figures(self) -> None:
        passage, answer = self._passage, self.editor.answer.text()
        figures = (
            "" if passage is None else describe_answer(passage, condense_passage(passage), answer)
        )
        self.editor.figures.setText(figures)

    # -- what is typed ------------------------------------------------------------------------

    def _begin_run(self) -> None:
        """Keep what was typed in one go before something else is typed: a step of its own."""
        self.flush()
        self._run += 1

    def _note_typing(self) -> None:
        self._typed = (self.editor.prompt.text(), self.editor.answer.text())
        if not self._timer.isActive():  # a limit, not a pause: long typing is saved on the way
            self._timer.start()
        self._count()
        self._show_figures()

    def _count(self) -> None:
        prompt, answer = self.editor.prompt.text(), self.editor.answer.text()
        self.pair_tokens.emit(review.row_tokens(self.session, prompt, answer, of=self._pair))

    def flush(self) -> None:
        """Keep what was typed, now."""
        self._timer.stop()
        if self._typed is None or self._pair is None:
            return
        texts, self._typed = self._typed, None
        number, run, (prompt, answer) = self._pair.id, self._run, texts
        self._pending.add_words(number, texts)

        def end() -> None:
            self._saves.discard(task)
            self._pending.forget_words(number, texts)

        task = self.run(
            lambda session: review.edit(session, number, prompt=prompt, answer=answer, run=run),
            on_error=lambda _line: self._keep_typed(number, texts),
            on_end=end,
        )
        self._saves.add(task)

    def _keep_typed(self, number: int, texts: Words) -> None:
        """What could not be kept is tried again with the next key, as long as it is shown."""
        if self._pair is not None and self._pair.id == number and self._typed is None:
            self._typed = texts

    def _show_saved(self) -> None:
        """The pair is as it stands in the editors: only what is said about it is new."""
        if self._pair is not None:
            self._pair = self._read(self._pair.id)
            self.editor.draft.setVisible(self._pair.draft_prompt)
            self.editor.show_findings(review.findings(self.session, self._pair))

    def _save_system(self, text: str) -> None:
        self.run(lambda session: review.set_system(session, text))

    # -- actions --------------------------------------------------------------------------------

    def accept(self) -> None:
        self._decide(Status.ACCEPTED)

    def reject(self) -> None:
        self._decide(Status.REJECTED)

    def reopen(self) -> None:
        """Make a draft again of a pair that was decided on."""
        if self._pair is not None:
            number = self._pair.id
            self.flush()
            self.run(lambda session: review.reopen(session, [number]))
            self.editor.prompt.setFocus()

    def add_tag(self) -> None:
        """Open the field for a new tag of the pair in view."""
        if self._pair is not None and not self.head.is_listed():
            self.editor.tags.begin()

    def later(self) -> None:
        """Go on; the pair stays as it is and comes again at the end."""
        self._go(1)

    def previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        if self.editor.composing() or not self._ids:
            return
        self.flush()
        self._at = (self._at + step) % len(self._ids)
        self._show_next()

    def _decide(self, status: Status) -> None:
        """Accept or reject, and go on at once: the next pair does not wait for the library."""
        if self.editor.composing():
            return  # the key belongs to the input method
        if self.head.is_listed():
            name = "accept" if status is Status.ACCEPTED else "reject"
            self._do_to_all(name, self.list.selection())
            return
        if self._pair is None:
            return
        self.flush()
        number, action = self._pair.id, DECISIONS[status]
        read = monotonic() - self._shown_at >= READ_AFTER_S
        self._pending.add_status(number, status)
        self.run(
            lambda session: action(session, [number], read=read),
            on_error=lambda _line: self._bring_back(number, status),
            on_end=lambda: self._pending.forget_status(number, status),
        )
        self._go_on(status)

    def _go_on(self, status: Status) -> None:
        """Show the next pair: where the filter shows the decided one no more, it moves up."""
        if self._status in (None, status):
            self._at += 1
        else:
            self._ids = self._ids[: self._at] + self._ids[self._at + 1 :]
        if self._at >= len(self._ids):
            self._at = 0  # what was put off for later comes again
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

    def _do_to_all(self, name: str, ids: Sequence[int]) -> None:
        """Do an action to the pairs selected in the list."""
        action = BY_NAME[name]
        if ids:
            self.flush()
            self.run(
                lambda session: action.run(session, ids),
                lambda count: self.tell_many(action.describe(count), count),
            )
            # A key that is pressed next must not do it to many once more.
            self.focus_widget().setFocus()

    def _tag(self, action: Callable[[Session, Sequence[int], str], Done[None]], tag: str) -> None:
        if self._pair is not None:
            number = self._pair.id
            self.run(lambda session: action(session, [number], tag))

    def _tell_tags(self) -> None:
        self.editor.tags.set_known([tag for tag, _pairs in self.session.library.pairs.tags()])

    # -- filters ------------------------------------------------------------------------------

    def _filter(self, status: Status | None) -> None:
        self.flush()
        self._only = None
        self.head.show_only("")
        self._status, self._at = status, 0
        self._load()

    def _look_for(self, search: str) -> None:
        self.flush()
        self._search, self._at = search, 0
        self._load()

    # -- leaving ------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.flush()
        super().closeEvent(event)
