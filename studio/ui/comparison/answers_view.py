"""Two answers to one question side by side, unnamed until the curator has voted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from studio.i18n import _
from studio.ui import theme
from studio.ui.widgets.card import Card
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.label import ElidedLabel, words


class AnswerCard(Card):
    """One answer: a heading that says whose it is only when told, and the text as text."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unnamed = _("Answer {n}").format(n=key)
        self.heading = ElidedLabel(self._unnamed, "strong")
        self.badge = Chip("", "good")
        self.badge.hide()
        # As high as the chip beside it, so that both cards begin their answers on one line.
        self.heading.setMinimumHeight(self.badge.sizeHint().height())
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"answer{key}")
        self.text.setProperty("tone", "reading")
        self.text.setReadOnly(True)
        self.text.setStyleSheet("QPlainTextEdit { border: none; padding: 0; }")
        self.text.setFont(theme.serif())
        self.text.document().setDocumentMargin(0)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self._unnamed)
        self.error = words("", "bad", wrap=True)
        self.error.hide()
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.badge)
        self.body.setSpacing(8)
        self.body.addLayout(top)
        self.body.addWidget(self.text, 1)
        self.body.addWidget(self.error)

    def show_answer(self, text: str, error: str = "", *, waiting: bool = False) -> None:
        # Blank lines around it would leave the card empty, as if it had said nothing.
        text = text.strip()
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
    """The pair of cards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = AnswerCard("1")
        self.right = AnswerCard("2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.left, 1)
        row.addWidget(self.right, 1)
