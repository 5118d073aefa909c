"""Copies side by side: group after group, each with a button that keeps this one of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.i18n import _
from studio.ui.preflight.text_view import make_text_view
from studio.ui.widgets.card import Card
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import make_row

KEYS = 9
"""Members that a digit keeps."""
SIDE_BY_SIDE = 12
"""Members of a group that are shown; the others go with them."""
COLUMN = 300


@dataclass(frozen=True)
class Copy:
    """One member of a group: its words, and where it is from."""

    id: int
    prompt: str
    answer: str
    origin: str


class CopiesDialog(QDialog):
    """Emits ``group_wanted`` with the number of a group from 0, ``chosen`` with that and a pair's
    id. What differs from the first member is marked."""

    group_wanted = Signal(int)
    chosen = Signal(int, int)

    def __init__(self, title: str, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(1000, 620)
        self._count, self.at = count, 0
        self.keep_buttons: list[QPushButton] = []
        self.where = words("", "strong")
        self.more = words("", "muted")
        self.before = self._button(_("Previous"), lambda: self.go(self.at - 1))
        self.next = self._button(_("Next"), lambda: self.go(self.at + 1))
        self.close_button = self._button(_("Close"), self.accept)
        self.area = QScrollArea()
        self.area.setObjectName("plain")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(12)
        body.addLayout(self._top())
        body.addWidget(self.area, 1)
        body.addLayout(self._foot())
        self._on_key("Ctrl+[", lambda: self.go(self.at - 1))
        self._on_key("Ctrl+]", lambda: self.go(self.at + 1))
        for number in range(KEYS):
            self._on_key(str(number + 1), partial(self._keep, number))

    def _on_key(self, key: str, action: Callable[[], object]) -> None:
        QShortcut(QKeySequence(key), self).activated.connect(action)

    def _keep(self, number: int) -> None:
        """Keep the member that stands at this place of the row, from 0."""
        if number < len(self.keep_buttons):
            self.keep_buttons[number].click()

    @staticmethod
    def _button(title: str, action: Callable[[], object]) -> QPushButton:
        button = QPushButton(title)
        button.setAutoDefault(False)  # Return in a text is no answer
        button.clicked.connect(lambda _on=False: action())
        return button

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.addWidget(self.where)
        top.addWidget(self.more, 1)
        top.addWidget(self.before)
        top.addWidget(self.next)
        return top

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(words(_("The others are rejected; Ctrl+Z undoes it."), "muted"))
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        return foot

    def go(self, at: int) -> None:
        """Ask for another group; past the last one there is none."""
        if 0 <= at < self._count:
            self.at = at
            self.group_wanted.emit(at)

    def show_group(self, at: int, copies: Sequence[Copy], settled: str = "") -> None:
        """Show the members of a group; ``settled`` says that it needs no answer any more."""
        self.at = at
        self.where.setText(_("Group {n} of {all}").format(n=f"{at + 1:,}", all=f"{self._count:,}"))
        rest = len(copies) - SIDE_BY_SIDE
        self.more.setText(settled or (_("and {n} more").format(n=f"{rest:,}") if rest > 0 else ""))
        self.before.setEnabled(at > 0)
        self.next.setEnabled(at + 1 < self._count)
        self.keep_buttons = []
        inside = QWidget()
        across = QHBoxLayout(inside)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(12)
        for copy in copies[:SIDE_BY_SIDE]:
            across.addWidget(self._card(copy, copies[0], open_=not settled), 1)
        self.area.setWidget(inside)

    def _card(self, copy: Copy, first: Copy, *, open_: bool) -> Card:
        card = Card()
        card.setMinimumWidth(COLUMN)
        card.body.setContentsMargins(14, 12, 14, 12)
        card.body.setSpacing(8)
        card.body.addWidget(words(copy.origin, "muted", wrap=True))
        card.body.addWidget(make_text_view(_("Question"), copy.prompt, first.prompt, height=72))
        card.body.addWidget(make_text_view(_("Answer"), copy.answer, first.answer), 1)
        keep = self._button(_("Keep this one"), lambda: self.chosen.emit(self.at, copy.id))
        keep.setEnabled(open_)
        self.keep_buttons.append(keep)
        number = len(self.keep_buttons)
        cap = KeyCap(str(number)) if number <= KEYS else None
        card.body.addLayout(make_row(keep, *filter(None, [cap]), None))
        return card
