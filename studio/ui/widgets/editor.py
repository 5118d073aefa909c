"""An editor for plain words, comfortable to read and safe to compose Japanese in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

LINE_HEIGHT = 1.5  # of the letters' size


class Editor(QTextEdit):
    """Emits ``edited`` when a person (or undo) changed the words, never when they are set."""

    edited = Signal()
    left = Signal()  # the focus went elsewhere: a good moment to save

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self._words = ""
        self._preedit = ""
        self.textChanged.connect(self._look)

    def text(self) -> str:
        # Qt's own paragraph signs never leave this widget.
        return self.toPlainText().replace("\u2029", "\n").replace("\u2028", "\n")

    def set_text(self, text: str) -> None:
        """Show these words; the editor's own undo starts anew."""
        self._words = text
        self.setUndoRedoEnabled(False)
        self.setPlainText(text)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        self.ensurePolished()  # the style sheet may set another size of letters
        height = round(self.fontInfo().pixelSize() * LINE_HEIGHT)
        spacing = QTextBlockFormat()
        # A least height, so that letters of a larger font are not cut.
        spacing.setLineHeight(height, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        cursor.mergeBlockFormat(spacing)
        self.setUndoRedoEnabled(True)
        self._words = self.text()

    def composing(self) -> bool:
        """Whether an input method holds words that are not yet decided on."""
        return bool(self._preedit)

    def _look(self) -> None:
        text = self.text()
        if text != self._words:
            self._words = text
            self.edited.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.insertPlainText(source.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        # With nothing of its own left to undo, the library's undo gets the key.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            document = self.document()
            mine = {
                QKeySequence.StandardKey.Undo: document.isUndoAvailable(),
                QKeySequence.StandardKey.Redo: document.isRedoAvailable(),
            }
            for key, available in mine.items():
                if event.matches(key) and not available:
                    event.ignore()
                    return False
        return super().event(event)
