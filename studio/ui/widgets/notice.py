"""A notice: what failed and the way out, above the page until one has read it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from studio.i18n import _
from studio.ui.widgets.label import words


class Notice(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.text = words("", "bad", wrap=True)
        self.button = QPushButton(_("Dismiss"))
        self.button.setObjectName("understood")
        self.button.setProperty("kind", "quiet")
        self.button.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, line: str) -> None:
        """Say this; a screen reader hears it, too."""
        # Read aloud by name: a label that merely changes its text is not.
        self.text.setText(line)
        self.text.setAccessibleName(line)
        self.setVisible(bool(line))

    def clear(self) -> None:
        self.say("")
