"""A key cap: the key that does the same as the button beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class KeyCap(QLabel):
    """``KeyCap(command="accept")`` shows whatever key the command has now; without a command it
    shows the words it is given."""

    def __init__(self, key: str = "", parent: QWidget | None = None, *, command: str = "") -> None:
        super().__init__(parent)
        self.command = command
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(key)
        self.setProperty("keycap", "true")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
