"""A chip: a word on a soft ground, in the colour of what it says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Chip(QLabel):
    """``kind`` is accent, good, warn or bad."""

    def __init__(self, text: str = "", kind: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set(text, kind)

    def set(self, text: str, kind: str = "accent") -> None:
        """Say something else, in its colour."""
        self.setText(text)
        if self.property("chip") != kind:
            self.setProperty("chip", kind)
            self.style().unpolish(self)
            self.style().polish(self)
