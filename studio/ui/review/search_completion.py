"""What the search field proposes while one types: keys such as ``tag:``, then their values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget

from studio.domain.filter_words import KEYS, Word, write_word
from studio.i18n import _
from studio.store.search import fold

MOST = 12
"""Proposals in view."""
FEWEST_LETTERS = 2
"""Letters of a plain word from which keys are proposed: fewer would be in the way."""

LEAST, FRAME = 260, 5
"""Pixels of the list's width, and of its frame."""

Values = Callable[[str], Iterable[str]]
"""The values of a key in this library, the likeliest first."""


class SearchCompletion(QObject):
    """Completes the word at the cursor of ``field``; ``set_values`` says what a library holds.

    The list below the field never has the keyboard: Down and Up go through it, Return and Tab
    take what is marked, Escape closes it. Where nothing is marked, the keys do what they always do.
    """

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self._values: Values = lambda _key: ()
        self.list = QListWidget(field)
        self.list.setObjectName("proposals")
        self.list.setAccessibleName(_("Suggestions for the search"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.hide()
        self.list.itemClicked.connect(lambda item: self.insert(item.text()))
        field.textEdited.connect(lambda _text: self.propose())
        field.installEventFilter(self)

    def set_values(self, values: Values) -> None:
        self._values = values

    def propose(self) -> None:
        """Show how the word at the cursor may go on."""
        proposals = list_proposals(self._find_word()[1], self._values)
        self.list.clear()
        self.list.addItems(proposals)
        # Return looks for what was typed, unless an arrow key has marked a proposal.
        self.list.setCurrentRow(-1)
        if proposals:
            self._place()
        self.list.setVisible(bool(proposals))

    def insert(self, proposal: str) -> None:
        """Put a proposal in the place of the word at the cursor."""
        begin = self._find_word()[0]
        text, end = self._field.text(), self._field.cursorPosition()
        after = "" if proposal.endswith(":") else " "
        self.list.hide()
        self._field.setText(text[:begin] + proposal + after + text[end:].lstrip())
        self._field.setCursorPosition(begin + len(proposal) + len(after))
        if not after:
            self.propose()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut:
            self.list.hide()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self.list.isVisible() and self._take_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _take_key(self, key: Qt.Key) -> bool:
        """Whether a key was for the list."""
        row, count = self.list.currentRow(), self.list.count()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow((row + step) % count if row >= 0 else (0, count - 1)[step < 0])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and row >= 0:
            self.insert(self.list.item(row).text())
        elif key == Qt.Key.Key_Escape:
            self.list.hide()
        else:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.list.hide()
            return False
        return True

    def _place(self) -> None:
        window = self._field.window()
        if self.list.parentWidget() is not window:
            self.list.setParent(window)
        rows = min(self.list.count(), MOST)
        size = QSize(
            max(self._field.width(), LEAST), rows * self.list.sizeHintForRow(0) + 2 * FRAME
        )
        corner = self._field.mapTo(window, QPoint(self._field.width(), self._field.height() + 2))
        self.list.setGeometry(QRect(corner - QPoint(size.width(), 0), size))
        self.list.raise_()

    def _find_word(self) -> tuple[int, str]:
        """Where the word at the cursor begins, and what of it stands before the cursor."""
        before = self._field.text()[: self._field.cursorPosition()]
        begin, is_quoted = 0, False
        for at, letter in enumerate(before):
            is_quoted ^= letter == '"'
            if letter.isspace() and not is_quoted:
                begin = at + 1
        return begin, before[begin:]


def list_proposals(word: str, values: Values) -> list[str]:
    """How a word may go on: a key, or a key with a value that holds what was typed of it."""
    sign = "-" if word.startswith("-") else ""
    name, colon, begin = word.removeprefix("-").replace("：", ":", 1).partition(":")
    key = _NAMES.get(name.casefold())
    if not colon:
        if len(name) < FEWEST_LETTERS:
            return []
        names = [key for key in KEYS if key.startswith(name.casefold())]
        return [f"{sign}{key}:" for key in names]
    if key is None:
        return []
    begin = fold(begin.strip('"'))
    choices = KEYS[key].values or values(key)
    fits = [choice for choice in choices if begin in fold(choice) and begin != fold(choice)]
    return [write_word(Word(key, choice, bool(sign))) for choice in fits[:MOST]]


_NAMES: Mapping[str, str] = {
    name: key.name for key in KEYS.values() for name in (key.name, key.japanese)
}
