"""Panes side by side whose borders a person moves; how they were left is kept for the next time."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from studio.i18n import _
from studio.services.settings.settings import Settings
from studio.ui import theme
from studio.ui.widgets.layout import GUTTER
from studio.ui.widgets.remembered import recall_layout, remember_layout

WHOLE = 1_000
"""A pane's size is kept as its part of this, so that it fits a window of any size."""
STEP = 24
"""Pixels by which an arrow key moves a border."""
LEAST = 60
"""Pixels that a pane keeps along the split: one that was dragged to nothing is not found again."""
GRIP = 28
AFTER_MS = 600


class Split(QSplitter):
    """``Split("review", Qt.Orientation.Horizontal, text, (editor, 2), settings=settings)``.

    A part is a widget, or a widget with its share of the room at first. The sizes are kept under
    ``name`` in the person's settings; a double click on a border, or Return on it, takes them back
    to the first shares. A border has the keyboard by Tab, and the arrow keys move it.
    """

    def __init__(
        self,
        name: str,
        orientation: Qt.Orientation,
        *parts: QWidget | tuple[QWidget, int],
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(orientation, parent)
        self.setObjectName(f"split-{name}")
        self.setHandleWidth(GUTTER)
        self.setChildrenCollapsible(False)
        self._name = name
        self._settings = settings
        self._shares: list[int] = []
        self._parts: list[QWidget] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._remember)
        for at, part in enumerate(parts):
            widget, share = part if isinstance(part, tuple) else (part, 1)
            self.addWidget(widget)
            self.setStretchFactor(at, share)
            self._shares.append(share)
            self._parts.append(widget)
        self._show_shares(recall_layout(settings, name, len(parts)) or self._shares)
        self.splitterMoved.connect(lambda _at, _index: self._timer.start())

    def reset(self) -> None:
        """Take the sizes back to those of the first time."""
        self._timer.stop()
        self._show_shares(self._shares)
        self._remember([])

    def move_border(self, index: int, pixels: int) -> None:
        """Move the border before the part ``index``, as far as the parts beside it allow."""
        handle = self.handle(index)
        at = handle.x() if self.orientation() is Qt.Orientation.Horizontal else handle.y()
        self.moveSplitter(at + pixels, index)

    def createHandle(self) -> QSplitterHandle:
        return Border(self.orientation(), self)

    def showEvent(self, event: QShowEvent) -> None:
        # Now the parts are built: most know themselves how little they can do with.
        for part in self._parts:
            least = part.minimumSize().expandedTo(part.minimumSizeHint())
            if self.orientation() is Qt.Orientation.Horizontal and least.width() < LEAST:
                part.setMinimumWidth(LEAST)
            elif self.orientation() is Qt.Orientation.Vertical and least.height() < LEAST:
                part.setMinimumHeight(LEAST)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        # The program may be closed before the timer is over.
        if self._timer.isActive():
            self._timer.stop()
            self._remember()
        super().hideEvent(event)

    def _show_shares(self, shares: list[int]) -> None:
        # Large, so that no part is at its least size before the window has one.
        self.setSizes([share * 10_000 // max(1, sum(shares)) for share in shares])

    def _remember(self, shares: list[int] | None = None) -> None:
        sizes = self.sizes()
        if shares is None:
            shares = [size * WHOLE // max(1, sum(sizes)) for size in sizes]
        remember_layout(self._settings, self._name, shares)


class Border(QSplitterHandle):
    """A border between two panes, with a grip to see it by."""

    def __init__(self, orientation: Qt.Orientation, split: Split) -> None:
        super().__init__(orientation, split)
        self._split = split
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(_("Border between two panes"))
        self.setToolTip(_("Drag to resize; double-click to reset"))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._split.reset()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, flat = Qt.Key(event.key()), self.orientation() is Qt.Orientation.Horizontal
        back, on = (Qt.Key.Key_Left, Qt.Key.Key_Right) if flat else (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if key in (back, on):
            self._split.move_border(self._index(), STEP if key == on else -STEP)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._split.reset()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        token = "accent" if self.hasFocus() else "muted" if self.underMouse() else "line"
        middle = QRectF(self.rect()).center()
        flat = self.orientation() is Qt.Orientation.Horizontal
        width, height = (3, GRIP) if flat else (GRIP, 3)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(token))
        grip = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        painter.drawRoundedRect(grip, 1.5, 1.5)
        painter.end()

    def _index(self) -> int:
        return next(at for at in range(self._split.count()) if self._split.handle(at) is self)
