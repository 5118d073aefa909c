"""The command palette: every command by its words, for hands that stay on the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QVBoxLayout, QWidget

from studio.i18n import _
from studio.ui.commands import Entry
from studio.ui.widgets.label import words


class Palette(QDialog):
    """Type some letters, Return does the first command that has them."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = entries
        self._matches: list[Entry] = []
        self.setWindowTitle(_("All commands"))
        self.resize(480, 420)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Type a command"))
        self.list = QListWidget()
        self.nothing = words(_("No command has these letters."), "muted")
        body = QVBoxLayout(self)
        body.addWidget(self.field)
        body.addWidget(self.nothing)
        body.addWidget(self.list, 1)
        self.field.textChanged.connect(self._show)
        self.field.returnPressed.connect(self._run)
        self.list.itemActivated.connect(lambda _item: self._run())
        self.field.installEventFilter(self)
        self._show("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field move the list."""
        # The field keeps the focus, so that one can go on typing between two arrows.
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        ):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self.list.currentRow() + step
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
            return True
        return super().eventFilter(watched, event)

    def _show(self, letters: str) -> None:
        self._matches = [
            entry for entry in self._entries if letters.casefold() in entry.text.casefold()
        ]
        self.list.clear()
        for entry in self._matches:
            self.list.addItem(f"{entry.text}    {entry.shortcut}")
        self.list.setCurrentRow(0)
        self.nothing.setVisible(not self._matches)

    def _run(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._matches):
            # Closed first: what is run may open a dialog of its own.
            self.accept()
            self._matches[row].run()
