"""Widgets laid out like words: from left to right, then on the next line."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget

GAP = 6


class FlowLayout(QLayout):
    """As high as its lines are for the width it gets."""

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
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
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
        y = rect.top()
        for number, line in enumerate(self._break_lines(rect.width())):
            height = max(size.height() for _item, size in line)
            y += GAP if number else 0
            if move:
                _place_line(line, rect.left(), y, height)
            y += height
        return y - rect.top()

    def _break_lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        x = 0
        for item in self._items:
            if item.isEmpty():  # hidden: it leaves no gap
                continue
            size = item.sizeHint()
            if not lines or (x > 0 and x + size.width() > width):
                lines.append([])
                x = 0
            lines[-1].append((item, size))
            x += size.width() + GAP
        return lines


def _place_line(line: list[tuple[QLayoutItem, QSize]], x: int, y: int, height: int) -> None:
    """Side by side, each in the middle of the line's height."""
    for item, size in line:
        top = y + (height - size.height()) // 2
        item.setGeometry(QRect(QPoint(x, top), size))
        x += size.width() + GAP


def make_flow(*widgets: QWidget) -> FlowLayout:
    """The widgets in lines, as many as the width makes: for rows that a small window would cut."""
    flow = FlowLayout()
    tallest = max(widget.sizeHint().height() for widget in widgets)
    for widget in widgets:
        if isinstance(widget, QLabel):  # words stand level with those on the buttons
            widget.setMinimumHeight(tallest)
        flow.addWidget(widget)
    return flow
