"""Where the window stands on the screen: never larger than it, and as it was when it was closed."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QWidget

DESK = QSize(1280, 800)
"""The size that the pages are drawn for, in device-independent pixels."""
SMALLEST = QSize(900, 560)
FRAME = QSize(16, 48)
"""About what a title bar and borders add: they are only known once the window is shown."""


def show_window(window: QWidget, remembered: str) -> None:
    """Show a window as it was left (``describe_place`` said how); the first time in the size of the
    desk, or as large as the screen where that has no room for it."""
    room = window.screen().availableSize()
    window.setMinimumSize(SMALLEST.boundedTo(room - FRAME))
    window.resize(DESK.boundedTo(room - FRAME))
    if remembered and window.restoreGeometry(QByteArray.fromBase64(remembered.encode("ascii"))):
        window.show()
    elif window.size() != DESK:
        window.showMaximized()
    else:
        window.show()


def describe_place(window: QWidget) -> str:
    """Size, position and whether it is maximised, in letters that a settings file can hold."""
    return bytes(window.saveGeometry().toBase64().data()).decode("ascii")
