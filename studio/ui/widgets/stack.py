"""Views of a page of which one is seen at a time."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class Stack(QStackedWidget):
    """Asks for no more than the view that is seen needs at least.

    Qt's own one asks for all that their wrapped texts and editors would like to have, so that a
    page would be scrolled on a low screen although everything in it has room.
    """

    def __init__(self, *views: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for view in views:
            self.addWidget(view)
        self.currentChanged.connect(lambda _index: self.updateGeometry())

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        view = self.currentWidget()
        return view.minimumSizeHint() if view is not None else super().minimumSizeHint()
