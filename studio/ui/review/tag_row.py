"""A pair's tags in a row: each can be taken off, and a new one typed where the row ends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from studio.i18n import _
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_row

GAP = 6
LONGEST = 40  # characters of a tag
CHIP_HEIGHT = 24


class FlowLayout(QLayout):
    """Lays its widgets out like words: from left to right, then on the next line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        return QSize(
            sum(size.width() + GAP for size in sizes), max((s.height() for s in sizes), default=0)
        )

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.left(), rect.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if x > rect.left() and x + size.width() > rect.right() + 1:
                x, y, line = rect.left(), y + line + GAP, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + GAP
            line = max(line, size.height())
        return y + line - rect.top()


class TagChip(QFrame):
    """A tag and the × that removes it: a click on the word alone does nothing."""

    def __init__(self, tag: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("chip", "accent")
        self.setFixedHeight(CHIP_HEIGHT)
        self.button = QPushButton("×")
        self.button.setProperty("tag", tag)
        self.button.setProperty("role", "remove")
        self.button.setToolTip(_("Remove this tag"))
        self.button.setAccessibleName(_("Remove tag {tag}").format(tag=tag))
        self.button.setFixedSize(CHIP_HEIGHT - 6, CHIP_HEIGHT - 6)
        lay_out(self, make_row(words(tag, "chip"), self.button, spacing=2), 9, 0, 4, 0)


class TagRow(QWidget):
    """Emits ``added`` and ``removed``; what it shows is only what ``set_tags`` says."""

    added = Signal(str)
    removed = Signal(str)
    began = Signal()  # somebody is about to type: tell what tags are known

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._tags: tuple[str, ...] = ()
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
        self._add.clicked.connect(self.begin)

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
        self._field.setCompleter(completer)

    def begin(self) -> None:
        """Open the field for a new tag."""
        self.began.emit()
        self._add.hide()
        self._field.clear()
        self._field.show()
        self._field.setFocus()
        self._flow.invalidate()

    def _chip(self, tag: str) -> TagChip:
        chip = TagChip(tag, self)
        chip.button.clicked.connect(lambda: self.removed.emit(tag))
        chip.show()
        return chip

    def drop_field(self) -> None:
        """Close the field without a word: what was half typed was meant for another pair."""
        if not self._field.isHidden():
            self._close()

    def _finish(self) -> None:
        tag = " ".join(self._field.text().split())
        self._close()
        if tag and tag not in self._tags:
            self.added.emit(tag)

    def _close(self) -> None:
        had_focus = self._field.hasFocus()
        self._field.hide()
        self._add.show()
        self._flow.invalidate()
        if had_focus:
            self._add.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                if event.key() == Qt.Key.Key_Escape:
                    self._close()
                    return True
            elif event.type() == QEvent.Type.FocusOut and not self._field.text():
                self._close()
        return super().eventFilter(watched, event)
