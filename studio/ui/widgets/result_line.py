"""What an action came to, with the button that leads on, until one has read it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from studio.i18n import _
from studio.ui.destination import Destination
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_row


class ResultLine(QFrame):
    """Hidden until there is a result; emits ``go`` when its button is pressed."""

    go = Signal(Destination)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("result")
        self._destination: Destination | None = None
        self.text = words("", "good", wrap=True)
        self.button = make_button("next", "")
        self.button.clicked.connect(self._lead_on)
        self.close_button = make_button("closeResult", _("Dismiss"), QUIET)
        self.close_button.clicked.connect(self.hide)
        row = make_row((self.text, 1), self.button, self.close_button, spacing=12)
        lay_out(self, row, 12, 4, 4, 4)
        self.hide()

    def say(self, text: str, button: str = "", destination: Destination | None = None) -> None:
        """Say what came of it; ``button`` is what the way on is called."""
        self._destination = destination
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self.button.setText(button)
        self.button.setVisible(destination is not None)
        self.show()

    def _lead_on(self) -> None:
        # Read, and so no longer needed when one comes back to this page.
        self.hide()
        if self._destination is not None:
            self.go.emit(self._destination)
