"""What the commands of the window and of its pages are run by: menus, keys, palette, key sheet."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from studio.domain.errors import StudioError
from studio.i18n import N_, _, in_every_language
from studio.services.session import Session
from studio.ui import clipboard
from studio.ui.commands import COMMANDS, GO, LIBRARY, OPEN, TEXT_COMMANDS, Command
from studio.ui.key_editor import KeyEditor, KeyRow
from studio.ui.key_sheet import KeySheet, KeyTable
from studio.ui.keys import KeyMap, show_keys_beside
from studio.ui.menus import Menus, Row
from studio.ui.page import Page
from studio.ui.palette import Entry, Palette
from studio.ui.palette_search import spell
from studio.ui.widgets.label import plain_tip
from studio.ui.widgets.modal import show_modal
from studio.ui.window_pages import WindowPages


class Host(Protocol):
    """What the commands need of their window."""

    pages: WindowPages

    def page(self) -> Page | None: ...
    def go(self, name: str) -> None: ...
    def say(self, line: str) -> None: ...
    def open_other(self, path: Path) -> None: ...


class WindowCommands:
    """The commands of one window by their names; ``host`` is the window once more, by what it
    can do."""

    def __init__(self, window: QMainWindow, host: Host, session: Session) -> None:
        self._window = window
        self._host = host
        self._session = session
        self._settings = session.settings
        self.keys = KeyMap(self._settings)
        self.menus = Menus(window, self.keys)

    @property
    def rows(self) -> list[Row]:
        """Every command in its place, in the order of the menus' tables."""
        return list(self.menus.rows.values())

    def build(self) -> None:
        """Make menus and keys of the tables."""
        window, menus = self._window, self.menus
        for command in COMMANDS:
            method = getattr(window, command.method)
            menus.add(Row(command, partial(method, *command.arguments), lambda: window))
        for command in TEXT_COMMANDS:
            menus.add(Row(command, getattr(clipboard, command.method), lambda: clipboard))
        for number, (name, kind) in enumerate(self._host.pages.kinds.items(), 1):
            go = Command(f"go-{name}", kind.title, f"Ctrl+{number}", GO, "go", arguments=(name,))
            menus.add(Row(go, partial(self._host.go, name), lambda: window))
            for command in kind.commands:
                menus.add(self._make_row(kind, command))
        menus.add_submenu(LIBRARY, OPEN, N_("Open recent"), self._list_recent)
        menus.build()
        show_keys_beside(window, self._texts())

    def _make_row(self, kind: type[Page], command: Command) -> Row:
        pages = self._host.pages
        return Row(
            command,
            partial(self._run_on, kind, command),
            partial(pages.__getitem__, kind.name),
            kind,
            partial(pages.is_visible, kind.name),
        )

    def take_page(self, page: Page) -> None:
        """Run from now on by its own actions what is done to what is in view on a page."""
        self.menus.take_actions(page.local_actions)
        show_keys_beside(page, self._texts())

    def action(self, name: str) -> QAction:
        return self.menus.action(name)

    def trigger(self, name: str) -> None:
        self.menus.trigger(name)

    def show_keys(self) -> None:
        """Let keys that were changed work, and show them wherever they stand."""
        self.menus.show_keys()
        show_keys_beside(self._window, self._texts())

    def keys_by_default(self) -> dict[str, str]:
        """Of commands whose key was changed: the key of the table, and the one of now."""
        changed = [row.command for row in self.rows if self.keys.is_changed(row.command)]
        return {command.key: self.keys.text_of(command) for command in changed}

    def open_palette(self) -> None:
        """Every command by its words; those of the page in view come first."""
        page = self._host.page()
        kind = type(page) if page is not None else None
        rows = [row for row in self.rows if row.command.method]
        here = [row for row in rows if row.page is kind and row.is_enabled()]
        rest = [row for row in rows if row.page is not kind and row.can_lead()]
        entries = [self._describe(row) for row in (*here, *rest)]
        show_modal(Palette(entries, self._settings.get("recent_commands"), self._window))

    def open_key_sheet(self) -> None:
        """Every key by the page on which it works."""
        sheet = KeySheet(self._list_keys(), self._window)
        sheet.change.connect(self.change_keys)
        sheet.change.connect(lambda: sheet.show_tables(self._list_keys()))
        show_modal(sheet)

    def change_keys(self) -> None:
        """Ask for other keys; each works at once."""
        rows = [
            KeyRow(row.command, row.page.name if row.page else "", _place(row)) for row in self.rows
        ]
        dialog = KeyEditor(self.keys, rows, QApplication.activeModalWidget() or self._window)
        dialog.changed.connect(self.show_keys)
        show_modal(dialog)

    def _list_keys(self) -> list[KeyTable]:
        """The keys that work everywhere, then those of each page."""
        tables = []
        for page in (None, *self._host.pages.kinds.values()):
            commands = [row.command for row in self.rows if row.page is page]
            keys = [
                (self.keys.text_of(command), command.title())
                for command in commands
                if self.keys.key_of(command)
            ]
            if keys:
                tables.append(KeyTable(_(page.title) if page else _("Everywhere"), keys))
        return tables

    def _texts(self) -> dict[str, str]:
        """The key of each command, as it is shown."""
        return {row.command.name: self.keys.text_of(row.command) for row in self.rows}

    def _run_on(self, kind: type[Page], command: Command) -> None:
        """Run a command of a page where one sees it happen; what is done to something in view is
        not done before one sees what that is."""
        page = self._host.pages[kind.name]
        in_view = self._host.page() is page
        self._host.go(kind.name)
        if in_view or not command.local:
            page.do(command)
        else:
            line = _("Here the key of “{command}” is {key}.")
            self._host.say(line.format(command=command.title(), key=self.keys.text_of(command)))

    def _describe(self, row: Row) -> Entry:
        command, page = row.command, row.page
        return Entry(
            command.name,
            command.title(),
            _list_names(command, page),
            self.keys.text_of(command),
            _(page.title) if page is not None else "",
            partial(self._run_from_palette, row),
        )

    def _run_from_palette(self, row: Row) -> None:
        with suppress(StudioError):
            last = [row.command.name, *self._settings.get("recent_commands")]
            self._settings.set("recent_commands", list(dict.fromkeys(last)))
        row.run()

    def _list_recent(self, menu: QMenu) -> None:
        """Fill the submenu with the libraries that were open before and are still there."""
        menu.clear()
        menu.setToolTipsVisible(True)
        now = str(self._session.library.path.resolve())
        paths = [Path(path) for path in self._settings.get("recent_libraries") if path != now]
        for path in filter(Path.is_file, paths):
            action = menu.addAction(path.stem.replace("&", "&&"))
            action.setToolTip(plain_tip(str(path)))
            action.triggered.connect(lambda _on=False, path=path: self._host.open_other(path))
        if menu.isEmpty():
            menu.addAction(_("No other library was open yet")).setEnabled(False)


def _place(row: Row) -> str:
    """Where a command works, in words."""
    return _(row.page.title) if row.page is not None else _("Everywhere")


def _list_names(command: Command, page: type[Page] | None) -> tuple[str, ...]:
    """All that a command is found by: its words in every language, and how they are read."""
    sentences = (command.text, command.under, command.words, page.title if page else "")
    names = (
        spelling
        for sentence in filter(None, sentences)
        for each in in_every_language(sentence)
        for spelling in spell(each)
    )
    return tuple(dict.fromkeys(names))
