"""An editor for plain words, comfortable to read and safe to compose Japanese in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from studio.domain.book import Span
from studio.ui import theme

LINE_HEIGHT = 1.5  # of the letters' size
MOST_TYPED = 20
"""Characters of a change from which it was pasted; an input method commits fewer at once."""
ENDS = ("\n", "。", "！", "？", ".", "!", "?")
"""Signs behind which the next sentence begins."""


class Editor(QTextEdit):
    """Emits ``edited`` when a person (or undo) changed the words, never when they are set.

    Without a history of its own the library's is the only one: whoever keeps what is typed there
    and had both would see undo put back what it has just taken away. ``began`` then comes before
    ``edited`` where another step begins: typing at another place, a paste, the next sentence.
    """

    began = Signal()
    edited = Signal()
    left = Signal()  # the focus went elsewhere: a good moment to save

    def __init__(
        self, name: str, parent: QWidget | None = None, *, own_history: bool = True
    ) -> None:
        super().__init__(parent)
        self._own_history = own_history
        self._next: range | None = None  # where the next change goes on with the last one
        self._begins = False
        self._waves: tuple[Span, ...] = ()
        self.setAccessibleName(name)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self._words = ""
        self._preedit = ""
        self.document().contentsChange.connect(self._follow)
        self.textChanged.connect(self._look)
        self.setUndoRedoEnabled(own_history)

    def text(self) -> str:
        # Qt's own paragraph signs never leave this widget.
        return self.toPlainText().replace("\u2029", "\n").replace("\u2028", "\n")

    def set_text(self, text: str, *, at_difference: bool = False) -> None:
        """Show these words; the editor's own undo starts anew.

        ``at_difference`` puts the cursor where they differ from those before: so undo is seen.
        """
        position = find_difference(self.text(), text) if at_difference else 0
        self.underline(())
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
        self.setUndoRedoEnabled(self._own_history)
        self._words = self.text()
        self._next = None
        if position:
            cursor.setPosition(min(position, len(self._words)))
            self.setTextCursor(cursor)

    def replace_text(self, text: str) -> None:
        """Write other words as a person would: only what differs changes, and ``edited`` follows.

        The cursor ends behind what is new.
        """
        before = self.text()
        start = _count_alike(before, text)
        rest = _count_alike(before[start:][::-1], text[start:][::-1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(len(before) - rest, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - rest])
        self.setTextCursor(cursor)

    def underline(self, spans: Sequence[Span]) -> None:
        """Draw a wavy line under these stretches: something about them is not proven."""
        if tuple(spans) == self._waves:
            return
        self._waves = tuple(spans)
        self._draw_waves()

    def _draw_waves(self) -> None:
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(theme.color("warn"))
        selections = []
        for span in self._waves:
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(self.document())
            selection.cursor.setPosition(span.start)
            selection.cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
            # What is typed behind it has a line of its own, or none.
            selection.cursor.setKeepPositionOnInsert(True)
            selection.format = wave
            selections.append(selection)
        self.setExtraSelections(selections)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._waves:
            self._draw_waves()

    def composing(self) -> bool:
        """Whether an input method holds words that are not yet decided on."""
        return bool(self._preedit)

    def _look(self) -> None:
        text = self.text()
        if text != self._words:
            self._words = text
            if self._begins:
                self.began.emit()
            self.edited.emit()
        self._begins = False

    def _follow(self, at: int, removed: int, added: int) -> None:
        """Note whether a change goes on with the last one, as typing and deleting do."""
        goes_on = self._next is not None and (at in self._next or at + removed in self._next)
        sentence_over = added == 1 and self._words[at - 1 : at] in ENDS
        self._begins |= not goes_on or added > MOST_TYPED or sentence_over
        self._next = range(at + added, at + added + 1)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
        if self.composing() and event.modifiers() not in plain:
            event.accept()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.insertPlainText(source.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._next = None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        # A key belongs to the input method as long as it holds words: no shortcut is asked.
        if event.type() == QEvent.Type.ShortcutOverride and self.composing():
            event.accept()
            return True
        # With nothing of its own left to undo, the library's undo gets the key.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            document = self.document()
            mine = {
                QKeySequence.StandardKey.Undo: self._own_history and document.isUndoAvailable(),
                QKeySequence.StandardKey.Redo: self._own_history and document.isRedoAvailable(),
            }
            for key, available in mine.items():
                if event.matches(key) and not available:
                    event.ignore()
                    return False
        return super().event(event)


def find_difference(before: str, after: str) -> int:
    """Where in ``after`` that ends by which it differs from ``before``."""
    same = _count_alike(before, after)
    return len(after) - _count_alike(before[same:][::-1], after[same:][::-1])


def _count_alike(text: str, other: str) -> int:
    """Characters that two texts have in common from their beginning."""
    pairs = enumerate(zip(text, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(text), len(other)))
