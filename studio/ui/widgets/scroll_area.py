"""A frame that scrolls up and down what has no room, and never sideways."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class ScrollArea(QScrollArea):
    """Shows ``inside``, which may also be given later.

    The keyboard belongs to the controls inside, and what they reach comes into view. Only where
    there is nothing but text (``is_read``) the frame takes it itself, to be scrolled.
    """

    def __init__(
        self, inside: QWidget | None = None, *, name: str = "plain", is_read: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = Qt.FocusPolicy.StrongFocus if is_read else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        if inside is not None:
            self.setWidget(inside)
