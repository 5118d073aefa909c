"""A suggestion beside the text that stands there: what it would add, and what would go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from studio.text.similarity.word_diff import DiffPiece, diff_words
from studio.ui import theme

ALIKE = 0.5
"""Of the longer text, the share both have in common from which differences are shown."""
GROUNDS = {"insert": ("ink", "good_soft"), "delete": ("muted", "bad_soft"), "equal": ("ink", "")}
"""By the kind of a piece: the colours of its letters and of its ground."""


class DiffView(QTextEdit):
    """Return takes the suggestion, Delete refuses it, Escape goes back to the text."""

    accepted = Signal()
    refused = Signal()
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._texts = ("", "")

    def show_difference(self, now: str, suggestion: str) -> None:
        """Show a suggestion as what it changes of the text that stands there now."""
        self._texts = (now, suggestion)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signals = {
            Qt.Key.Key_Return: self.accepted,
            Qt.Key.Key_Enter: self.accepted,
            Qt.Key.Key_Delete: self.refused,
            Qt.Key.Key_Escape: self.left,
        }
        signal = signals.get(Qt.Key(event.key()))
        if signal is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            signal.emit()
        else:
            super().keyPressEvent(event)

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        pieces = diff_words(*self._texts)
        same = sum(len(piece.text) for piece in pieces if piece.kind == "equal")
        if same < ALIKE * max(map(len, self._texts)):
            # Of two texts that share a word here and there, what differs can't be read.
            pieces = (DiffPiece("equal", self._texts[1]),)
        for piece in pieces:
            ink, ground = GROUNDS[piece.kind]
            style = QTextCharFormat()
            style.setForeground(theme.color(ink))
            if ground:
                style.setBackground(theme.color(ground))
            cursor.insertText(piece.text, style)
