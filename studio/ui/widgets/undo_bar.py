"""What was done to many things at once, above the page, with the button that takes it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from studio.i18n import _
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.label import words


class UndoBar(QFrame):
    """Hidden until there is something to say; emits ``pressed`` with the name of a command."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undoBar")
        self._command = ""
        self._action: Callable[[], object] | None = None
        self.text = words("", "strong", wrap=True)
        self.more_button = make_button("undoBarMore", "", QUIET)
        self.more_button.clicked.connect(lambda _on=False: self._run_action())
        self.button = make_button("undoMany", "")
        self.button.clicked.connect(lambda _on=False: self.pressed.emit(self._command))
        self.close_button = make_button("closeUndoBar", _("Dismiss"), QUIET)
        self.close_button.clicked.connect(lambda _on=False: self.clear())
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 12, 6)
        row.setSpacing(12)
        # The line wraps, so it takes what room it is given: without a share it would get none.
        row.addWidget(self.text, 1)
        row.addWidget(self.more_button)
        row.addWidget(self.button)
        row.addWidget(self.close_button)
        self.hide()

    def say(self, line: str, button: str, command: str) -> None:
        """Say this, and offer the command (``undo`` or ``redo``) by the words on the button; ""
        for none."""
        self._command = command
        self.text.setText(line)
        self.text.setAccessibleName(line)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.more_button.hide()
        self.show()

    def offer(self, button: str, action: Callable[[], object]) -> None:
        """Offer something else beside it, until the next line."""
        self._action = action
        self.more_button.setText(button)
        self.more_button.show()

    def _run_action(self) -> None:
        if self._action is not None:
            self._action()

    def clear(self) -> None:
        self.hide()
