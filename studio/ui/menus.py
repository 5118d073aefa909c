"""The menu bar and its actions, made from the tables of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from studio.i18n import _
from studio.ui.commands import ACTIONS, MENUS, Command
from studio.ui.keys import KeyMap, Placed, set_keys
from studio.ui.page import Page

Fill = Callable[[QMenu], None]


@dataclass
class Row:
    """A command in its place: what runs it, and whom to ask whether it can be run."""

    command: Command
    run: Callable[[], object]
    find_owner: Callable[[], object]
    """The window, or the page that declares the command; it is built where it is not yet."""
    page: type[Page] | None = None
    """The kind of page that declares the command."""
    is_in_view: Callable[[], bool] = lambda: True

    def is_enabled(self) -> bool:
        """Whether it can be done now: asked when a menu opens, so nobody has to tell."""
        if self.command.local and not self.is_in_view():
            return False
        method = self.command.enabled
        return bool(getattr(self.find_owner(), method)()) if method else True

    def is_listed(self) -> bool:
        """Whether it stands in its menu now: among the actions only what the page in view can do,
        for all pages' together are more than a screen is high. The palette has them all."""
        return self.command.menu != ACTIONS or not self.command.local or self.is_in_view()

    def can_lead(self) -> bool:
        """Whether it can be chosen while another page is in view: then it leads to its own."""
        return self.command.local or self.is_enabled()

    def is_checked(self) -> bool:
        method = self.command.checked
        if not method or (self.command.local and not self.is_in_view()):
            return False
        return bool(getattr(self.find_owner(), method)(*self.command.arguments))


@dataclass
class Entry:
    """What stands in a menu: an action, or a submenu of them."""

    group: int
    actions: list[QAction] = field(default_factory=list)
    title: str = ""
    """Of a submenu."""
    fill: Fill | None = None
    """Fills the submenu anew each time it opens."""


class Menus:
    """The window's menu bar. ``add`` every command, then ``build``."""

    def __init__(self, window: QMainWindow, keys: KeyMap) -> None:
        self._window = window
        self._keys = keys
        self.rows: dict[str, Row] = {}
        self._actions: dict[str, QAction] = {}
        self._entries: dict[str, list[Entry]] = {menu: [] for menu in MENUS}

    def add(self, row: Row) -> None:
        """Take a command in; what it is done with is ``row.run``."""
        command = row.command
        action = QAction(_(command.text).replace("&", "&&"), self._window)
        action.setCheckable(bool(command.checked))
        action.triggered.connect(lambda _checked=False: row.run())
        if command.local:
            # It stands in the menu for the page's own; its key has nothing to work on yet.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        else:
            self._window.addAction(action)
        self.rows[command.name] = row
        self._actions[command.name] = action
        if command.menu:
            self._place(command, action)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put a page's own actions where others stood for them before it was built.

        What is done to what is in view is the page's, for its key works on the page alone.
        """
        for name, action in actions.items():
            former, self._actions[name] = self._actions[name], action
            action.setCheckable(former.isCheckable())
            for menu in former.associatedObjects():
                if isinstance(menu, QMenu):
                    menu.insertAction(former, action)
                    menu.removeAction(former)
            former.deleteLater()

    def add_submenu(self, menu: str, group: int, title: str, fill: Fill) -> None:
        """A submenu that ``fill`` fills each time it opens; ``title`` is marked with ``N_``."""
        self._entries[menu].append(Entry(group, title=title, fill=fill))

    def build(self) -> None:
        """Make the menus of what was added."""
        for name in MENUS:
            if self._entries[name]:
                self._build_menu(name)
        self.show_keys()

    def action(self, name: str) -> QAction:
        return self._actions[name]

    def trigger(self, name: str) -> None:
        self._actions[name].trigger()

    def placed(self) -> list[Placed]:
        """Every command with the name of its page."""
        return [(row.page.name if row.page else "", row.command) for row in self.rows.values()]

    def show_keys(self) -> None:
        """Let the keys of now work, and show them in the menus."""
        for name, action in self._actions.items():
            set_keys(action, self.rows[name].command, self._keys)

    def _place(self, command: Command, action: QAction) -> None:
        entries = self._entries[command.menu]
        same = [entry for entry in entries if command.under and entry.title == command.under]
        if same:
            same[0].actions.append(action)
        else:
            entries.append(Entry(command.group, [action], command.under))

    def _build_menu(self, name: str) -> None:
        menu = self._window.menuBar().addMenu(_(name))
        before: int | None = None
        for entry in sorted(self._entries[name], key=lambda entry: entry.group):
            if before is not None and entry.group != before:
                menu.addSeparator()
            before = entry.group
            into = menu.addMenu(_(entry.title)) if entry.title else menu
            into.addActions(entry.actions)
            if entry.fill is not None:
                into.aboutToShow.connect(partial(entry.fill, into))
        rows = [row for row in self.rows.values() if row.command.menu == name]
        menu.aboutToShow.connect(partial(self._show_state, rows))
        menu.aboutToHide.connect(partial(self._enable, rows))

    def _show_state(self, rows: Iterable[Row]) -> None:
        for row in rows:
            action = self._actions[row.command.name]
            action.setVisible(row.is_listed())
            action.setEnabled(row.is_enabled())
            if row.command.checked:
                action.setChecked(row.is_checked())

    def _enable(self, rows: Iterable[Row]) -> None:
        """No key is refused for what was so when a menu was last open."""
        for row in rows:
            self._actions[row.command.name].setVisible(True)
            self._actions[row.command.name].setEnabled(True)
