"""A row of the settings: what it is, its field, and what is said of it close below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from studio.ui.widgets.label import words

INTO_FIELD = 7
"""Pixels from a field's top to its text, which the label beside it stands level with."""


def add_row(form: QFormLayout, title: str, field: QWidget, about: QLabel, tone: str = "") -> None:
    """A field with what is said of it close below, so that one sees what belongs together."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(3)
    is_button = isinstance(field, QPushButton)
    column.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft if is_button else Qt.AlignmentFlag(0))
    column.addWidget(about)
    about.setVisible(bool(about.text()))
    label = words(title, tone)
    label.setBuddy(field)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    label.setContentsMargins(0, INTO_FIELD, 0, 0)
    form.addRow(label, both)
