"""Every command of the window in one table: menu, palette and keys dialog are made from it.

The window's own stand here; what belongs to a page, the page declares itself (``Page.commands``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from studio.i18n import N_, _

LIBRARY, EDIT, ACTIONS, GO, HELP = (
    N_("&Library"),
    N_("&Edit"),
    N_("&Actions"),
    N_("&Go"),
    N_("&Help"),
)
MENUS = (LIBRARY, EDIT, ACTIONS, GO, HELP)
"""The menus in their order."""


@dataclass(frozen=True)
class Command:
    """A command: its name, what it says, its key, its menu, and the method that does it."""

    name: str
    text: str
    shortcut: str
    menu: str
    method: str
    """Of the window, or of the page that declares the command."""
    after_line: bool = False
    """A line stands above it in the menu."""


@dataclass(frozen=True)
class Key:
    """A key of one page: what it does in words, and the method of the page that does it."""

    keys: str
    text: str
    method: str = ""
    """"": a widget of the page listens to it itself."""
    arguments: tuple[str, ...] = ()
    """Given to the method."""


COMMANDS = (
    Command("new-library", N_("New library…"), "Ctrl+N", LIBRARY, "new_library"),
    Command("open-library", N_("Open library…"), "Ctrl+Shift+O", LIBRARY, "open_library"),
    Command("sample", N_("Open the sample library"), "Ctrl+Shift+L", LIBRARY, "open_sample"),
    Command("explain", N_("Explain a data set that failed…"), "Ctrl+Shift+E", LIBRARY, "explain"),
    Command("settings", N_("Settings…"), "Ctrl+,", LIBRARY, "open_settings", after_line=True),
    Command("quit", N_("Quit"), "Ctrl+Q", LIBRARY, "close", after_line=True),
    Command("undo", N_("Undo"), "Ctrl+Z", EDIT, "undo"),
    Command("redo", N_("Redo"), "Ctrl+Shift+Z", EDIT, "redo"),
    Command("search", N_("Search"), "Ctrl+F", EDIT, "search", after_line=True),
    Command("palette", N_("All commands…"), "Ctrl+K", HELP, "open_palette"),
    Command("keys", N_("Keys"), "F1", HELP, "show_keys"),
    Command("about", N_("About Passage Studio"), "Shift+F1", HELP, "show_about", after_line=True),
)
"""The window's own commands. To add one: a row here, and the method of ``MainWindow`` it names."""


@dataclass(frozen=True)
class Entry:
    """What the palette offers: words, the key that does the same, and what is run."""

    text: str
    shortcut: str
    run: Callable[[], object]


class Actions:
    """The window's menu bar, and its actions by the names of their commands."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._menus = {name: window.menuBar().addMenu(_(name)) for name in MENUS}
        self._actions: dict[str, QAction] = {}
        self.commands: list[Command] = []

    def add(self, command: Command, run: Callable[[], object]) -> None:
        """Put a command into its menu; ``run`` does it."""
        action = QAction(_(command.text), self._window)
        action.setShortcut(QKeySequence(command.shortcut))
        action.triggered.connect(lambda _checked=False: run())
        menu = self._menus[command.menu]
        if command.after_line:
            menu.addSeparator()
        menu.addAction(action)
        self._actions[command.name] = action
        self.commands.append(command)

    def entries(self) -> list[Entry]:
        """The commands that can be run now."""
        return [
            Entry(
                _(command.text).rstrip("…"), command.shortcut, partial(self.trigger, command.name)
            )
            for command in self.commands
            if self._actions[command.name].isEnabled()
        ]

    def action(self, name: str) -> QAction:
        return self._actions[name]

    def trigger(self, name: str) -> None:
        self._actions[name].trigger()
