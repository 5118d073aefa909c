"""A pair's tags in a row: each can be taken off, and a new one typed where the row ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QInputDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from studio.i18n import _
from studio.services.pairs.tag_styles import COLOURS, TagStyle
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_row

LONGEST = 40  # characters of a tag
CHIP_HEIGHT = 24


class TagChip(QFrame):
    """A tag: a click on its word shows its pairs, only the × removes it.

    A menu (right button, or the menu key on the ×) gives it a key and a colour.
    """

    opened = Signal()
    styled = Signal(object)  # a TagStyle

    def __init__(self, tag: str, style: TagStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tag, self._style = tag, style
        self.setProperty("chip", style.colour)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("Show the pairs with this tag"))
        self.setFixedHeight(CHIP_HEIGHT)
        self.button = QPushButton("×")
        self.button.setProperty("tag", tag)
        self.button.setProperty("role", "remove")
        self.button.setToolTip(_("Remove this tag"))
        self.button.setAccessibleName(_("Remove tag {tag}").format(tag=tag))
        self.button.setFixedSize(CHIP_HEIGHT - 6, CHIP_HEIGHT - 6)
        self.label = words(tag, "chip")
        self.label.setProperty("colour", style.colour)
        row = make_row(self.label, self.button, spacing=2)
        if style.key:
            row.insertWidget(1, words(style.key, "muted"))
        lay_out(self, row, 9, 0, 4, 0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        inside = self.rect().contains(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and inside:
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(_("Show its pairs")).triggered.connect(lambda _on: self.opened.emit())
        menu.addAction(_("Its key…")).triggered.connect(lambda _on: self._ask_key())
        colours = menu.addMenu(_("Its colour"))
        for colour, name in COLOURS.items():
            action = colours.addAction(_(name))
            action.setCheckable(True)
            action.setChecked(colour == self._style.colour)
            action.triggered.connect(
                lambda _on, colour=colour: self.styled.emit(replace(self._style, colour=colour))
            )
        menu.addAction(_("Remove this tag")).triggered.connect(lambda _on: self.button.click())
        menu.popup(event.globalPos())

    def _ask_key(self) -> None:
        """Ask for the letter or digit that puts this tag on a pair."""
        question = _("Letter or digit to press after the key for tags; leave empty for none")
        key, chosen = QInputDialog.getText(
            self, _("Key of “{tag}”").format(tag=self._tag), question, text=self._style.key
        )
        if chosen:
            self.styled.emit(replace(self._style, key=key.strip()[:1].lower()))


class TagRow(QWidget):
    """Emits ``added`` and ``removed``; what it shows is only what ``set_tags`` says."""

    added = Signal(str)
    removed = Signal(str)
    began = Signal()  # somebody is about to type: tell what tags are known
    opened = Signal(str)  # a tag whose pairs are to be seen
    styled = Signal(str, object)  # a tag, and the TagStyle it is to have

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._tags: tuple[str, ...] = ()
        self._styles: Mapping[str, TagStyle] = {}
        self._pair = 0
        self._composing = False
        self._halves: dict[int, str] = {}  # what was half typed, by the pair it was meant for
        self._chips: list[TagChip] = []
        self._make_add_button()
        self._make_field()
        self._flow.addWidget(self._add)
        self._flow.addWidget(self._field)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _make_add_button(self) -> None:
        self._add = QPushButton("+", self)
        self._add.setObjectName("addTag")
        self._add.setToolTip(_("Add a tag"))
        self._add.setAccessibleName(_("Add a tag"))
        self._add.setProperty("role", "chip")
        self._add.setFixedHeight(CHIP_HEIGHT)
        self._add.clicked.connect(self.begin_typing)

    def _make_field(self) -> None:
        self._field = QLineEdit(self)
        self._field.setObjectName("tagField")
        self._field.setMaxLength(LONGEST)
        self._field.setPlaceholderText(_("type a tag, press Return"))
        self._field.setAccessibleName(_("New tag"))
        # As high as a chip, so that nothing below moves when it opens.
        self._field.setFixedSize(150, CHIP_HEIGHT)
        self._field.setProperty("role", "chip")
        self._field.hide()
        self._field.returnPressed.connect(self._finish)
        self._field.installEventFilter(self)

    def tags(self) -> tuple[str, ...]:
        return self._tags

    def set_tags(self, tags: Sequence[str]) -> None:
        if tuple(tags) == self._tags:
            return
        self._tags = tuple(tags)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self._add)
        self._flow.removeWidget(self._field)
        self._chips = [self._chip(tag) for tag in self._tags]
        for widget in (*self._chips, self._add, self._field):
            self._flow.addWidget(widget)
        self.updateGeometry()

    def set_known(self, tags: Sequence[str]) -> None:
        """The library's tags, offered while one types."""
        completer = QCompleter(list(tags), self._field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        # Below a slash as well: “debt” finds money/debt.
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._field.setCompleter(completer)

    def set_styles(self, styles: Mapping[str, TagStyle]) -> None:
        """The keys and colours of tags."""
        if dict(styles) != dict(self._styles):
            self._styles = styles
            tags, self._tags = self._tags, ()
            self.set_tags(tags)

    def begin(self) -> None:
        """Ask for a tag: by its key, where any has one, else by its name."""
        if self._styles and any(style.key for style in self._styles.values()):
            self._make_menu().popup(self.mapToGlobal(self._add.geometry().topLeft()))
        else:
            self.begin_typing()

    def _make_menu(self) -> QMenu:
        """The tags by their keys; an input method is not at work in a menu."""
        menu = QMenu(self)
        menu.setObjectName("tagKeys")
        keyed = [(style.key, tag) for tag, style in self._styles.items() if style.key]
        for key, tag in sorted(keyed):
            action = menu.addAction(f"&{key}   {tag}")
            action.setCheckable(True)
            action.setChecked(tag in self._tags)
            action.triggered.connect(lambda _on, tag=tag: self._turn(tag))
        menu.addSeparator()
        other = menu.addAction(_("Another tag…"))
        other.triggered.connect(lambda _on: self.begin_typing())
        menu.setActiveAction(other)
        return menu

    def _turn(self, tag: str) -> None:
        signal = self.removed if tag in self._tags else self.added
        signal.emit(tag)

    def begin_typing(self) -> None:
        """Open the field for a new tag."""
        self.began.emit()
        self._add.hide()
        self._field.clear()
        self._field.show()
        self._field.setFocus()
        self._flow.invalidate()

    def _chip(self, tag: str) -> TagChip:
        chip = TagChip(tag, self._styles.get(tag, TagStyle()), self)
        chip.button.clicked.connect(lambda: self.removed.emit(tag))
        chip.opened.connect(lambda: self.opened.emit(tag))
        chip.styled.connect(lambda style: self.styled.emit(tag, style))
        chip.show()
        return chip

    def show_pair(self, number: int) -> None:
        """Another pair is in view: what was half typed stays with the pair it was meant for."""
        if not self._field.isHidden():
            if text := self._field.text():
                self._halves[self._pair] = text
            self._close()
        self._pair = number
        if text := self._halves.pop(number, ""):
            self._add.hide()
            self._field.setText(text)
            self._field.show()
            self._flow.invalidate()

    def _finish(self) -> None:
        tag = " ".join(self._field.text().split())
        self._close()
        if tag and tag not in self._tags:
            self.added.emit(tag)

    def _close(self) -> None:
        had_focus = self._field.hasFocus()
        completer = self._field.completer()
        if completer is not None and (popup := completer.popup()) is not None:
            popup.hide()  # it would take the next keys
        self._field.hide()
        self._add.show()
        self._flow.invalidate()
        if had_focus:
            self._add.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field:
            if isinstance(event, QInputMethodEvent):
                self._composing = bool(event.preeditString())
            elif event.type() == QEvent.Type.ShortcutOverride and self._composing:
                # A key belongs to the input method as long as it holds words.
                event.accept()
                return True
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                if event.key() == Qt.Key.Key_Escape:
                    self._close()
                    return True
            elif event.type() == QEvent.Type.FocusOut and not self._field.text():
                self._close()
        return super().eventFilter(watched, event)
