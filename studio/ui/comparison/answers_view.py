"""Two answers to one question side by side, unnamed until the curator has voted."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from studio.i18n import _
from studio.ui import theme
from studio.ui.widgets.card import Card
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.label import words

COALESCE_MS = 40  # pieces of a stream are shown together this often


class AnswerCard(Card):
    """One answer: a heading that says whose it is only when told, and the text as text."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unnamed = _("Answer {n}").format(n=key)
        self.heading = words(self._unnamed, "strong")
        self.badge = Chip("", "good")
        self.badge.hide()
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"answer{key}")
        self.text.setProperty("tone", "reading")
        self.text.setReadOnly(True)
        self.text.setStyleSheet("QPlainTextEdit { border: none; padding: 0; }")
        self.text.setFont(theme.serif())
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self._unnamed)
        self.error = words("", "bad", wrap=True)
        self.error.hide()
        top = QHBoxLayout()
        top.addWidget(self.heading)
        top.addStretch(1)
        top.addWidget(self.badge)
        self.body.setSpacing(8)
        self.body.addLayout(top)
        self.body.addWidget(self.text, 1)
        self.body.addWidget(self.error)

    def show_answer(self, text: str, error: str = "", *, waiting: bool = False) -> None:
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        self.text.setPlaceholderText(_("Waiting for the answer …") if waiting else "")
        self.error.setText(error)
        self.error.setVisible(bool(error))

    def name(self, model: str = "", badge: str = "", tone: str = "good") -> None:
        """Say whose answer it is; "" keeps it unnamed."""
        self.heading.setText(model or self._unnamed)
        self.text.setAccessibleName(model or self._unnamed)
        self.badge.setVisible(bool(badge))
        self.badge.set(badge, tone)


class AnswersView(QWidget):
    """The pair of cards, and the stream that runs into them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = AnswerCard("1")
        self.right = AnswerCard("2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.left, 1)
        row.addWidget(self.right, 1)
        self._pieces: dict[AnswerCard, list[str]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(COALESCE_MS)
        self._timer.timeout.connect(self.pour)

    def add(self, card: AnswerCard, piece: str) -> None:
        """A piece of an answer came in; it is shown with the next pour."""
        # Shown together every few milliseconds: with each piece the page would stand still.
        self._pieces.setdefault(card, []).append(piece)
        if not self._timer.isActive():
            self._timer.start()

    def pour(self) -> None:
        """Show what came in since the last time, without moving what is being read."""
        for card, pieces in self._pieces.items():
            bar = card.text.verticalScrollBar()
            scrolled, at_end = bar.value(), bar.value() == bar.maximum()
            cursor = card.text.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            cursor.insertText("".join(pieces))
            bar.setValue(bar.maximum() if at_end else scrolled)
        self._pieces.clear()

    def forget(self, card: AnswerCard) -> None:
        """Drop pieces that wait to be poured: all of the text is shown at once instead."""
        self._pieces.pop(card, None)
