"""A box of choices that is as wide as its place, however long a choice is."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

EDGE = 2  # pixels that the style keeps free on either side of a choice


class ComboBox(QComboBox):
    """A screen reader on Linux calls a box by its value, and looks for a label for what it is:
    a hidden one stands beside each, wherever it is put."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._label = QLabel(label)
        self._label.hide()
        self._label.setBuddy(self)
        self._move_label()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange:
            self._move_label()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A choice that is longer than its box ends in dots; Qt cuts it off in a letter."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        box = QStyle.ComplexControl.CC_ComboBox
        painter.drawComplexControl(box, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(box, option, part, self).width() - 2 * EDGE
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Whoever scrolls a form past a box does not mean to choose something in it.
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isEditable():
            # Space opens the list; Return is for the dialog around it.
            event.ignore()
            return
        super().keyPressEvent(event)

    def _move_label(self) -> None:
        # Labels are looked for among the box's own siblings only.
        if (parent := self.parentWidget()) is not None:
            self._label.setParent(parent)
            self._label.hide()


def combo(
    name: str, label: str, choices: Iterable[tuple[object, str]] = (), *, letters: int = 12
) -> ComboBox:
    """A box with this object name and accessible name; ``choices`` are values and their words,
    ``letters`` the fewest of them that are seen."""
    box = ComboBox(name, label)
    box.setMinimumContentsLength(letters)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for value, text in choices:
        box.addItem(text, value)
    return box
