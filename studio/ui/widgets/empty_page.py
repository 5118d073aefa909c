"""An empty page: what will be here, why one wants it, and the button that starts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.ui.destination import Destination
from studio.ui.widgets.label import words

LEAST, MOST = 240, 440
"""Pixels of the text's width: longer lines are hard to read."""


class EmptyPage(QWidget):
    """Emits ``clicked`` when the button is pressed, ``other_clicked`` for a second way to begin;
    without its words there is no button. A button that leads to another page emits ``go``."""

    clicked = Signal()
    other_clicked = Signal()
    go = Signal(Destination)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = words("", "title")
        self.why = words("", "muted", wrap=True)
        self.why.setMinimumWidth(LEAST)
        self.why.setMaximumWidth(MOST)
        self.why.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self._destination: Destination | None = None
        self.button.clicked.connect(self._press)
        self.other = QPushButton()
        self.other.clicked.connect(lambda _on=False: self.other_clicked.emit())
        body = QVBoxLayout(self)
        body.setSpacing(12)
        body.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        body.addWidget(self.heading, 0, middle)
        # Springs on both sides, not an alignment: a label that wraps would be as narrow as it may
        # be, and one that is too wide for it would stand on the left.
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.why, 1000)
        line.addStretch(1)
        body.addLayout(line)
        body.addWidget(self.button, 0, middle)
        body.addWidget(self.other, 0, middle)
        body.addStretch(3)

    def show_words(
        self,
        heading: str,
        why: str,
        button: str = "",
        other: str = "",
        *,
        destination: Destination | None = None,
    ) -> None:
        """Say what will be here; ``destination`` is where the button leads."""
        self._destination = destination
        self.heading.setText(heading)
        self.why.setText(why)
        self._fit()
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.other.setText(other)
        self.other.setVisible(bool(other))

    def _press(self) -> None:
        if self._destination is None:
            self.clicked.emit()
        else:
            self.go.emit(self._destination)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Now the style sheet's letters are known.
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Words that wrap need as much height as their width makes them."""
        self.why.ensurePolished()
        self.why.setMinimumHeight(max(0, self.why.heightForWidth(self.why.width())))
