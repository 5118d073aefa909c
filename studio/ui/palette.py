"""The command palette: every command by its words, for hands that stay on the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from studio.i18n import _
from studio.ui.commands import Actions


class Palette(QDialog):
    """Type some letters, Return does the first command that has them."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setWindowTitle(_("All commands"))
        self.resize(480, 420)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Type a command"))
        self.list = QListWidget()
        body = QVBoxLayout(self)
        body.addWidget(self.field)
        body.addWidget(self.list, 1)
        self.field.textChanged.connect(self._show)
        self.field.returnPressed.connect(self._do)
        self.list.itemActivated.connect(lambda _item: self._do())
        self.field.installEventFilter(self)
        self._show("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field move the list."""
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
        self.list.clear()
        for command in self._actions.commands:
            text = _(command.text).rstrip("…")
            enabled = self._actions.action(command.name).isEnabled()
            if enabled and letters.casefold() in text.casefold():
                item = QListWidgetItem(f"{text}    {command.shortcut}")
                item.setData(Qt.ItemDataRole.UserRole, command.name)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _do(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self._actions.trigger(str(item.data(Qt.ItemDataRole.UserRole)))
