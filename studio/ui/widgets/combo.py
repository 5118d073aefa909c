"""A box of choices that is as wide as its place, however long a choice is."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox


def combo(
    name: str, label: str, choices: Iterable[tuple[object, str]] = (), *, letters: int = 12
) -> QComboBox:
    """A box with this object name and accessible name; ``choices`` are values and their words,
    ``letters`` the fewest of them that are seen."""
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setMinimumContentsLength(letters)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for value, text in choices:
        box.addItem(text, value)
    return box
