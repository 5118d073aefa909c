"""The whole conversation behind a pair: its system message and the turns before its question."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.domain import turns
from studio.domain.conversation import (
    ChatRow,
    build_row,
    find_last_turns,
    is_preference,
    list_messages,
)
from studio.domain.pair import Pair
from studio.i18n import _
from studio.ui.review.text_saver import TextSaver
from studio.ui.review.turn_box import TurnBox
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.editor import Editor
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.label import ElidedLabel, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.scroll_area import ScrollArea

Change = Callable[[ChatRow], ChatRow]


class ConversationView(QWidget):
    """Emits ``changed`` with a pair's number, a change of its row and what that is called.

    What it shows is only what ``show_pair`` says.
    """

    # The label as an object: Qt's own text would forget which sentence it is.
    changed = Signal(int, object, object)
    followed = Signal()  # a question that was added is there, and waits for its words

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair = 0
        self._numbers: list[int] = []  # of the turns in the boxes
        self._go_on: Callable[[], object] | None = None  # where one writes next
        self.boxes: list[TurnBox] = []
        self._make_system()
        self.hint = words(_("Then the question and the answer, as shown beside."), "muted")
        self.exchange = make_button("addExchange", _("Add an earlier turn"))
        self.follow_up = make_button("addFollowUp", _("Add a follow-up"))
        self.follow_up.setToolTip(
            _("The question and the answer become earlier turns, and a new question follows")
        )
        self.preference = make_button("addRejected", _("Add a rejected answer"))
        self.preference.setToolTip(_("A worse answer beside the pair's, to learn which is better"))
        self.exchange.clicked.connect(
            lambda _on=False: self._add(turns.add_exchange, _("Add a turn"), self._go_to_empty)
        )
        self.follow_up.clicked.connect(
            lambda _on=False: self._add(
                turns.add_follow_up, _("Add a follow-up"), self.followed.emit
            )
        )
        self.preference.clicked.connect(
            lambda _on=False: self._change(
                lambda row: turns.make_preference(row, ""), _("Add a rejected answer")
            )
        )
        self._stack = QVBoxLayout()
        self._stack.setSpacing(8)
        self._lay_out()

    def _make_system(self) -> None:
        self.system_line = ElidedLabel("", "muted")
        self.own = make_button("ownSystem", _("Its own"), QUIET)
        self.shared = make_button("sharedSystem", _("As the library"), QUIET)
        self.system = Editor(_("System message of this pair"), own_history=False)
        self.system.setFixedHeight(64)
        self._saver = TextSaver(self.system, self._save_system)
        self._library_system = ""
        self.own.clicked.connect(self._begin_own)
        self.shared.clicked.connect(self._use_library)

    def _lay_out(self) -> None:
        head = make_row(words(_("System message"), "strong"), self.system_line, self.own)
        head.addWidget(self.shared)
        head.setStretchFactor(self.system_line, 1)
        foot = FlowLayout()
        for button in (self.exchange, self.follow_up, self.preference):
            foot.addWidget(button)
        inner = QWidget()
        column = make_column(head, self.system, self._stack, self.hint, foot, None)
        lay_out(inner, column, 0, 0, 6, 0)
        area = ScrollArea(inner)
        lay_out(self, make_column(area))

    def show_pair(self, pair: Pair, library_system: str) -> int:
        """Show the conversation of a pair; how many turns it has beside prompt and answer."""
        # What was typed belongs to the pair that goes out of view.
        if pair.id != self._pair:
            self.flush()
            self._pair, self._go_on = pair.id, None
        self._library_system = library_system
        row = build_row(pair, library_system)
        messages = list_messages(row)
        own = turns.read_system(row)
        self._show_system(own, shared=not pair.row)
        edited = set(find_last_turns(messages))
        first, before = 0 if own is None else 1, len(self._numbers)
        self._numbers = [n for n in range(first, len(messages)) if n not in edited]
        self._fit_boxes(len(self._numbers))
        for number, box in zip(self._numbers, self.boxes, strict=True):
            box.show_turn(messages[number])
        self.follow_up.setVisible(not is_preference(row))
        self.preference.setVisible(not is_preference(row))
        if self._go_on is not None and len(self._numbers) > before:
            self._go_on()
            self._go_on = None
        return len(self._numbers)

    def flush(self) -> None:
        """Keep what was typed, now."""
        self._saver.flush()
        for box in self.boxes:
            box.saver.flush()

    def _show_system(self, own: str | None, *, shared: bool) -> None:
        is_own = not shared and own is not None and own != self._library_system
        if not self._saver.is_due():
            self.system.setVisible(is_own)
            if is_own and own is not None and self.system.text() != own:
                self.system.set_text(own)
        library = _("as the library: {text}").format(text=self._library_system or _("none"))
        none = not shared and own is None and bool(self._library_system)
        self.system_line.setText("" if is_own else _("none") if none else library)
        self.own.setVisible(not is_own)
        self.shared.setVisible(is_own or none)

    def _fit_boxes(self, count: int) -> None:
        while len(self.boxes) > count:
            box = self.boxes.pop()
            box.hide()
            box.deleteLater()
        while len(self.boxes) < count:
            self._add_box(len(self.boxes))

    def _add_box(self, position: int) -> None:
        box = TurnBox()
        self.boxes.append(box)
        self._stack.addWidget(box)
        box.edited.connect(lambda text: self._edit(position, text))
        box.removed.connect(lambda: self._at(position, turns.remove_turn, (), _("Remove a turn")))
        box.moved.connect(lambda by: self._at(position, turns.move_turn, (by,), _("Move a turn")))
        box.weighed.connect(
            lambda learned: self._at(
                position,
                turns.set_weight,
                (learned,),
                _("Learn a turn") if learned else _("Only read a turn"),
            )
        )

    def _edit(self, position: int, text: str) -> None:
        number = self._numbers[position]
        change: Change = lambda row: turns.edit_turn(row, number, text)  # noqa: E731
        self.changed.emit(self._pair, change, _("Edit a turn"))

    def _at(
        self,
        position: int,
        change: Callable[..., ChatRow],
        arguments: tuple[object, ...],
        label: str,
    ) -> None:
        number = self._numbers[position]
        self._change(lambda row: change(row, number, *arguments), label)

    def _change(self, change: Change, label: str) -> None:
        self.flush()
        self.changed.emit(self._pair, change, label)

    def _add(self, change: Change, label: str, go_on: Callable[[], object]) -> None:
        # The turn is there as soon as it is kept; then its field has the keyboard.
        self._go_on = go_on
        self._change(change, label)

    def _go_to_empty(self) -> None:
        box = next((box for box in self.boxes if not box.editor.text()), self.boxes[0])
        box.editor.setFocus()

    def _begin_own(self) -> None:
        self.system.set_text(self._library_system)
        self.system.show()
        self.system_line.setText("")
        self.system.setFocus()

    def _save_system(self, text: str) -> None:
        text = text.strip()
        self.changed.emit(
            self._pair,
            lambda row: turns.set_system(row, text),
            _("Give a pair its own system message"),
        )

    def _use_library(self) -> None:
        library = self._library_system
        self._saver.flush()
        self.system.hide()
        self.changed.emit(
            self._pair,
            lambda row: turns.set_system(row, library),
            _("Use the library's system message"),
        )
