"""The command palette: every command by its words, for hands that stay on the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.i18n import _
from studio.ui import theme
from studio.ui.palette_search import rate
from studio.ui.widgets.field import Field
from studio.ui.widgets.label import words

PAGE = 8
"""Rows that Page Up and Page Down go."""


@dataclass(frozen=True)
class Entry:
    """What the palette offers."""

    name: str
    """Of the command."""
    text: str
    names: tuple[str, ...]
    """All it is found by, folded: its words in every language, and how they are read."""
    key: str
    """As it is shown; "" where there is none."""
    place: str
    """The page it belongs to; "" for the window."""
    run: Callable[[], object]


class Palette(QDialog):
    """Type some letters, Return does the first command that has them.

    ``entries`` stand in the order in which they are offered; those in ``recent``, names of
    commands with the last one first, come before the others that fit as well.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        recent: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._entries = entries
        self._recent = {name: at for at, name in enumerate(recent)}
        self._matches: list[Entry] = []
        self.setWindowTitle(_("All commands"))
        self.resize(560, 440)
        self.field = Field()
        self.field.setPlaceholderText(_("Type a command"))
        self.field.setAccessibleName(_("Type a command"))
        self.list = self._make_list()
        self.nothing = words(_("No command contains these letters."), "muted")
        body = QVBoxLayout(self)
        body.setContentsMargins(12, 12, 12, 12)
        body.setSpacing(8)
        body.addWidget(self.field)
        body.addWidget(self.nothing)
        body.addWidget(self.list, 1)
        self.field.textChanged.connect(self._show)
        self.field.returnPressed.connect(self._run)
        self.list.itemActivated.connect(lambda _item: self._run())
        self.list.itemClicked.connect(lambda _item: self._run())
        self.field.installEventFilter(self)
        self._show("")

    def texts(self) -> list[str]:
        """The commands in view, the first one first."""
        return [entry.text for entry in self._matches]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field move the list."""
        # The field keeps the focus, so that one can go on typing between two arrows.
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -PAGE,
            Qt.Key.Key_PageDown: PAGE,
        }
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and Qt.Key(event.key()) in steps
        ):
            self._choose(self._row() + steps[Qt.Key(event.key())])
            return True
        return super().eventFilter(watched, event)

    @staticmethod
    def _make_list() -> QTreeWidget:
        listed = QTreeWidget()
        listed.setObjectName("paletteList")
        listed.setAccessibleName(_("All commands"))
        listed.setColumnCount(3)
        listed.setHeaderHidden(True)
        listed.setRootIsDecorated(False)
        listed.setUniformRowHeights(True)
        listed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header = listed.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return listed

    def _show(self, letters: str) -> None:
        rated = [
            (fit, self._recent.get(entry.name, len(self._recent)), at)
            for at, entry in enumerate(self._entries)
            if (fit := rate(letters, entry.names)) is not None
        ]
        self._matches = [self._entries[at] for _fit, _last, at in sorted(rated)]
        self.list.clear()
        for entry in self._matches:
            item = QTreeWidgetItem([entry.text, entry.place, entry.key])
            item.setForeground(1, theme.color("muted"))
            item.setForeground(2, theme.color("muted"))
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
        self._choose(0)
        self.nothing.setVisible(not self._matches)

    def _row(self) -> int:
        item = self.list.currentItem()
        return self.list.indexOfTopLevelItem(item) if item is not None else -1

    def _choose(self, row: int) -> None:
        last = self.list.topLevelItemCount() - 1
        item = self.list.topLevelItem(max(0, min(last, row)))
        if item is not None:
            self.list.setCurrentItem(item)

    def _run(self) -> None:
        row = self._row()
        if 0 <= row < len(self._matches):
            # Closed first: what is run may open a dialog of its own.
            self.accept()
            self._matches[row].run()
