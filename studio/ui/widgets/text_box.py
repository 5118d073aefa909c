"""A box of a dialog to write an answer in, set as the book is; Tab goes on to the next field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from studio.ui import theme


def make_text_box(name: str, label: str, text: str = "") -> QPlainTextEdit:
    """A box with its own undo; ``label`` is what a screen reader says of it."""
    box = QPlainTextEdit()
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setPlainText(text)
    box.setTabChangesFocus(True)
    box.setFont(theme.serif())
    # Lines are wrapped: there is nothing to the right.
    box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return box
