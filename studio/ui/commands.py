"""Every command of the window in one table: menu, palette and key caps are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from studio.i18n import _


@dataclass(frozen=True)
class Command:
    """A command: its name, what it says, its key, the menu it stands in."""

    name: str
    text: str
    shortcut: str
    menu: str


LIBRARY, EDIT, GO, HELP = _("&Library"), _("&Edit"), _("&Go"), _("&Help")

COMMANDS = (
    Command("new-library", _("New library…"), "Ctrl+N", LIBRARY),
    Command("open-library", _("Open library…"), "Ctrl+Shift+O", LIBRARY),
    Command("add-books", _("Add books…"), "Ctrl+O", LIBRARY),
    Command("explain", _("Explain a data set that failed…"), "Ctrl+Shift+E", LIBRARY),
    Command("draft-pairs", _("Draft pairs from new passages"), "Ctrl+D", LIBRARY),
    Command("freeze", _("Freeze a version…"), "Ctrl+Shift+F", LIBRARY),
    Command("export", _("Export the version…"), "Ctrl+E", LIBRARY),
    Command("train", _("Train"), "Ctrl+T", LIBRARY),
    Command("settings", _("Settings…"), "Ctrl+,", LIBRARY),
    Command("quit", _("Quit"), "Ctrl+Q", LIBRARY),
    Command("undo", _("Undo"), "Ctrl+Z", EDIT),
    Command("redo", _("Redo"), "Ctrl+Shift+Z", EDIT),
    Command("search", _("Search"), "Ctrl+F", EDIT),
    Command("books", _("Books"), "Ctrl+1", GO),
    Command("passages", _("Passages"), "Ctrl+2", GO),
    Command("review", _("Review"), "Ctrl+3", GO),
    Command("preflight", _("Preflight"), "Ctrl+4", GO),
    Command("datasets", _("Datasets"), "Ctrl+5", GO),
    Command("training", _("Training"), "Ctrl+6", GO),
    Command("comparison", _("Comparison"), "Ctrl+7", GO),
    Command("palette", _("All commands…"), "Ctrl+K", HELP),
    Command("keys", _("Keys"), "F1", HELP),
)


class Actions:
    """The window's actions by name; a command without a deed is greyed out."""

    def __init__(self, window: QMainWindow) -> None:
        self._actions: dict[str, QAction] = {}
        menus = {name: window.menuBar().addMenu(name) for name in (LIBRARY, EDIT, GO, HELP)}
        for command in COMMANDS:
            action = QAction(command.text, window)
            action.setShortcut(QKeySequence(command.shortcut))
            action.setEnabled(False)
            menus[command.menu].addAction(action)
            self._actions[command.name] = action

    def attach(self, name: str, deed: Callable[[], object]) -> None:
        """Say what a command does."""
        action = self._actions[name]
        action.triggered.connect(lambda _checked=False: deed())
        action.setEnabled(True)

    def action(self, name: str) -> QAction:
        return self._actions[name]

    def trigger(self, name: str) -> None:
        self._actions[name].trigger()
