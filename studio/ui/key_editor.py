"""Keys as one likes them: every command with its key, to search, to change and to reset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTableWidgetItem,
    QWidget,
)

from studio.domain.errors import StudioError
from studio.i18n import _, join_list
from studio.ui import theme
from studio.ui.commands import Command
from studio.ui.keys import KeyMap, belongs_to_text, is_letter, show_key
from studio.ui.widgets.button import make_button
from studio.ui.widgets.field import Field
from studio.ui.widgets.label import set_tone, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.plain_table import PlainTable

SIZE = 680, 560


@dataclass(frozen=True)
class KeyRow:
    """A command, the page it belongs to ("" for the window), and where it works in words."""

    command: Command
    page: str
    place: str


class KeyEditor(QDialog):
    """A key works as soon as it is pressed here; emits ``changed`` then."""

    changed = Signal()

    def __init__(self, keys: KeyMap, rows: Sequence[KeyRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        # A key that a widget listens to itself can't be another one.
        self._all = [row for row in rows if row.command.method]
        self._rows: list[KeyRow] = []
        self._wanted = ""
        self.setWindowTitle(_("Change keys"))
        self.resize(*SIZE)
        self._build()
        self._connect()
        self._show_rows()

    def _build(self) -> None:
        self.search = Field()
        self.search.setPlaceholderText(_("Search keys and commands"))
        self.search.setAccessibleName(_("Search keys and commands"))
        self.table = PlainTable("keys", _("Keys"), [_("Command"), _("Where"), _("Shortcut")])
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.resizeSection(2, 150)
        self.recorder = QKeySequenceEdit()
        self.recorder.setMaximumSequenceLength(1)
        # The keyboard is given to the field inside.
        for part in (self.recorder, *self.recorder.findChildren(QLineEdit)):
            part.setAccessibleName(_("New key"))
        self.take_button = make_button("takeKey", _("Use it here"))
        self.none_button = make_button("noKey", _("No key"))
        self.reset_button = make_button("resetKey", _("Reset"))
        self.reset_all_button = make_button("resetKeys", _("Reset all"))
        self.close_button = make_button("closeKeys", _("Close"))
        self.line = words("", "muted", wrap=True)
        for button in self._buttons():
            button.setAutoDefault(False)
        entry = make_row(
            words(_("New key")),
            (self.recorder, 1),
            self.take_button,
            self.none_button,
            self.reset_button,
        )
        foot = make_row(self.reset_all_button, None, self.close_button)
        body = make_column(self.search, (self.table, 1), entry, self.line, foot, spacing=12)
        lay_out(self, body, 20, 16, 20, 16)
        self.recorder.installEventFilter(self)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.take_button,
            self.none_button,
            self.reset_button,
            self.reset_all_button,
            self.close_button,
        )

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._show_rows())
        self.table.itemSelectionChanged.connect(self._show_chosen)
        self.table.itemActivated.connect(lambda _item: self.recorder.setFocus())
        self.recorder.keySequenceChanged.connect(self._hear)
        self.take_button.clicked.connect(lambda _on=False: self._take())
        self.none_button.clicked.connect(lambda _on=False: self._set(""))
        self.reset_button.clicked.connect(lambda _on=False: self._reset())
        self.reset_all_button.clicked.connect(lambda _on=False: self._reset_all())
        self.close_button.clicked.connect(self.accept)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab leaves the recorder, as it leaves every field; Escape closes the dialog."""
        if (
            watched is self.recorder
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
        ):
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.reject()
                return True
        return super().eventFilter(watched, event)

    def choose(self, name: str) -> None:
        """Select the row of a command."""
        at = next((at for at, row in enumerate(self._rows) if row.command.name == name), -1)
        self.table.selectRow(at)

    def current(self) -> KeyRow | None:
        at = self.table.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _show_rows(self) -> None:
        before = self.current()
        letters = self.search.text().casefold()
        self._rows = [row for row in self._all if letters in self._describe(row)]
        self.table.setRowCount(len(self._rows))
        for at, row in enumerate(self._rows):
            changed = self._keys.is_changed(row.command)
            texts = (row.command.title(), row.place, self._keys.text_of(row.command))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setForeground(theme.color("accent" if changed and column == 2 else "ink"))
                self.table.setItem(at, column, item)
        if before in self._rows:
            self.choose(before.command.name)
        elif self._rows:
            self.table.selectRow(0)
        self._show_chosen()

    def _describe(self, row: KeyRow) -> str:
        text, key = row.command.title(), self._keys.text_of(row.command)
        return f"{text} {row.place} {key}".casefold()

    def _show_chosen(self) -> None:
        row = self.current()
        self._wanted = ""
        self.take_button.hide()
        self.recorder.blockSignals(True)
        key = self._keys.key_of(row.command) if row else ""
        self.recorder.setKeySequence(QKeySequence(key))
        self.recorder.blockSignals(False)
        for widget in (self.recorder, self.none_button, self.reset_button):
            widget.setEnabled(row is not None)
        self.reset_button.setEnabled(row is not None and self._keys.is_changed(row.command))
        self._say(_("Choose a command, then press its new key in the field.") if row else "")

    def _hear(self, sequence: QKeySequence) -> None:
        """Give the command the key that was pressed, or say why it can't be."""
        row, key = self.current(), sequence.toString(QKeySequence.SequenceFormat.PortableText)
        if row is None or not key:
            return
        self._wanted = key
        rivals = self._rivals(row, key)
        self.take_button.setVisible(bool(rivals))
        if belongs_to_text(key, row.command):
            self.take_button.hide()
            line = _("{key} does something in every text field. Choose another key.")
            self._say(line.format(key=show_key(key)), "bad")
        elif is_letter(key) and not row.command.local:
            self.take_button.hide()
            line = _("{key} alone types a letter. Add Ctrl to it.")
            self._say(line.format(key=show_key(key)), "bad")
        elif rivals:
            line = _("{key} is the key of “{command}”.")
            others = join_list(rival.title() for rival in rivals)
            self._say(line.format(key=show_key(key), command=others), "warn")
        else:
            self._set(key)

    def _rivals(self, row: KeyRow, key: str) -> list[Command]:
        placed = [(other.page, other.command) for other in self._all]
        return self._keys.find_rivals(row.command, key, placed)

    def _take(self) -> None:
        """Give the command the key, and none to those that had it."""
        row, key = self.current(), self._wanted
        if row is not None and key and self._try(lambda: self._free(row, key)):
            self._set(key)

    def _free(self, row: KeyRow, key: str) -> None:
        for rival in self._rivals(row, key):
            self._keys.change(rival, "")

    def _set(self, key: str) -> None:
        row = self.current()
        if row is not None and self._try(lambda: self._keys.change(row.command, key)):
            self._tell_change()
            line = _("“{command}” now has the key {key}.") if key else _("“{command}” has no key.")
            text = row.command.title()
            self._say(line.format(command=text, key=show_key(key)), "good")

    def _reset(self) -> None:
        """Give the command the key of the table again, if another has not got it meanwhile."""
        row = self.current()
        if row is not None:
            self._hear(QKeySequence(row.command.key))

    def _reset_all(self) -> None:
        if self._try(lambda: self._keys.reset(row.command for row in self._all)):
            self._tell_change()

    def _tell_change(self) -> None:
        self._show_rows()
        self.changed.emit()

    def _try(self, change: Callable[[], object]) -> bool:
        """Whether the change could be kept; if not, the line says why."""
        try:
            change()
        except StudioError as error:
            self._say(str(error), "bad")
            return False
        return True

    def _say(self, line: str, tone: str = "muted") -> None:
        self.line.setText(line)
        set_tone(self.line, tone)
