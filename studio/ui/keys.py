"""Which key does what: the keys of the tables, changed as a person likes, and those that are taken.

A key that does something in every text field belongs to the text: who deletes a word with it while
writing must not reject a pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from studio.services.settings.settings import Settings
from studio.ui.commands import Command
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.label import plain_tip

SHORTCUTS = "shortcuts"

Placed = tuple[str, Command]
"""The name of a page ("" for the window), and a command of it."""

_CLIPBOARD = "Ctrl+A Ctrl+C Ctrl+V Ctrl+X Ctrl+Z Ctrl+Y Ctrl+Shift+Z"
_MOVES = (
    "Left Right Up Down Home End PgUp PgDown Ctrl+Left Ctrl+Right Ctrl+Up Ctrl+Down Ctrl+Home "
    "Ctrl+End Shift+Left Shift+Right Shift+Up Shift+Down Shift+Home Shift+End Shift+PgUp "
    "Shift+PgDown Ctrl+Shift+Left Ctrl+Shift+Right Ctrl+Shift+Up Ctrl+Shift+Down Ctrl+Shift+Home "
    "Ctrl+Shift+End"
)
_DELETES = "Backspace Del Ctrl+Backspace Ctrl+Del Ctrl+Shift+Backspace Shift+Backspace"
_WRITES = "Return Enter Shift+Return Tab Shift+Tab Ctrl+Tab Esc Space Shift+Space"

TEXT_KEYS: Mapping[str, str] = {
    "everywhere": f"{_CLIPBOARD} {_MOVES} {_DELETES} {_WRITES}",
    "Windows": "Ctrl+Shift+V Ctrl+Ins Shift+Ins Shift+Del Alt+Backspace Alt+Shift+Backspace "
    "Ctrl+Shift+Del Ctrl+H Ctrl+Space",
    "Linux": "Ctrl+Ins Shift+Ins Shift+Del Ctrl+U Ctrl+D Ctrl+E Ctrl+W Ctrl+/ Ctrl+\\ "
    "Ctrl+Shift+A Ctrl+Shift+U Ctrl+; Ctrl+. Ctrl+Space",
    "macOS": "Alt+Left Alt+Right Alt+Up Alt+Down Alt+Backspace Alt+Del Alt+Shift+Left "
    "Alt+Shift+Right Alt+Shift+Up Alt+Shift+Down Alt+PgUp Alt+PgDown Alt+Return Ctrl+E Ctrl+H "
    "Ctrl+M Ctrl+Space Ctrl+Alt+Space",
    "macOS, as in Emacs": "Meta+A Meta+B Meta+D Meta+E Meta+F Meta+H Meta+K Meta+L Meta+N Meta+O "
    "Meta+P Meta+T Meta+V Meta+Y Meta+Shift+A Meta+Shift+B Meta+Shift+E Meta+Shift+F "
    "Meta+Shift+N Meta+Shift+P Meta+Alt+B Meta+Alt+F Alt+D",
    "Japanese input": "F6 F7 F8 F9 F10 Ctrl+Space Shift+Space Alt+` Ctrl+Shift+F10 Meta+Space",
}
"""Keys that write, move, delete or convert in a text field, by where they do; in Qt's words, in
which Ctrl is Command and Meta is Control on a Mac.

To add one: into its line. ``Ctrl+K`` is not among them: it has been the key of command palettes
for longer than it has deleted to the end of a line in some fields on Linux.
"""


def text_keys() -> frozenset[str]:
    """All keys that belong to the text."""
    return frozenset(key for keys in TEXT_KEYS.values() for key in map(normal, keys.split()))


def normal(key: str) -> str:
    """A key as Qt spells it, so that two spellings can be compared; "" for none."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def show_key(key: str) -> str:
    """A key as the keyboard of this computer names it."""
    native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("Return", "↵").replace("Enter", "↵")


def is_letter(key: str) -> bool:
    """Whether the key alone writes a character: in a text field it always does."""
    return len(normal(key)) == 1 or normal(key) == "Space"


class KeyMap:
    """The key of each command: that of its table, or the one a person has chosen."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def key_of(self, command: Command) -> str:
        """The key of a command, "" where it has none."""
        own = self._settings.get(SHORTCUTS).get(command.name)
        return normal(own if isinstance(own, str) else command.key)

    def keys_of(self, command: Command) -> list[str]:
        """All keys that do it; where a person has chosen one, it is the only one."""
        keys = [self.key_of(command)]
        if command.also and not self.is_changed(command):
            keys.append(normal(command.also))
        return [key for key in keys if key]

    def text_of(self, command: Command) -> str:
        """The key as it is shown beside a command; "" where there is none."""
        return show_key(self.key_of(command))

    def is_changed(self, command: Command) -> bool:
        return command.name in self._settings.get(SHORTCUTS)

    def change(self, command: Command, key: str) -> None:
        """Give a command another key, "" for none; StudioError where it can't be kept."""
        own = {**self._settings.get(SHORTCUTS), command.name: normal(key)}
        if normal(key) == normal(command.key):
            del own[command.name]
        self._settings.set(SHORTCUTS, own)

    def reset(self, commands: Iterable[Command]) -> None:
        """Give commands the keys of their table again."""
        names = {command.name for command in commands}
        own = self._settings.get(SHORTCUTS)
        self._settings.set(SHORTCUTS, {k: v for k, v in own.items() if k not in names})

    def find_rivals(self, command: Command, key: str, others: Sequence[Placed]) -> list[Command]:
        """Commands that have this key already, where both could be meant."""
        mine = next((page for page, other in others if other is command), None)
        return [
            other
            for page, other in others
            if other is not command
            and normal(key) in self.keys_of(other)
            and (page == mine or not (command.local and other.local))
        ]


def belongs_to_text(key: str, command: Command | None = None) -> bool:
    """Whether a key must be left to the text fields."""
    edits = command is not None and command.edits
    return not edits and normal(key) in text_keys() and not is_letter(key)


def set_keys(action: QAction, command: Command, keys: KeyMap) -> None:
    """Give an action the keys of its command; one that a widget listens to itself has none."""
    own = keys.keys_of(command) if command.method else []
    action.setShortcuts([QKeySequence(key) for key in own])


def show_keys_beside(root: QWidget, keys: Mapping[str, str]) -> None:
    """Write keys on the caps and into the tool tips that name a command.

    ``keys`` are those of commands by their names, as they are shown; "" where there is none.
    """
    for cap in root.findChildren(KeyCap):
        if cap.command in keys:
            cap.setText(keys[cap.command])
    for button in root.findChildren(QPushButton):
        name = button.property("command")
        if name in keys:
            tip = " · ".join(filter(None, (button.property("about"), keys[name])))
            button.setToolTip(plain_tip(tip))
