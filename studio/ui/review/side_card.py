"""What stands beside the passage and the pair: one of several views, chosen by a chip or a key."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from studio.ui.widgets.button import make_chip
from studio.ui.widgets.card import Card
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.stack import Stack

FOLDED = 16_777_215  # Qt's own word for "no limit"


class SideCard(Card):
    """Views under one row of chips; the chip of the view that is open folds the card away.

    ``turned`` tells which view is open, "" for none.
    """

    turned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body.setContentsMargins(16, 10, 16, 10)
        self.body.setSpacing(8)
        self._chips: dict[str, QPushButton] = {}
        self._views: dict[str, QWidget] = {}
        self._bar = QWidget()
        self._row = FlowLayout(self._bar)
        self._stack = Stack()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack.setMinimumHeight(48)
        self._open = ""
        self._wish = ""  # what a person opened last
        self.body.addWidget(self._bar)
        self.body.addWidget(self._stack, 1)

    def add_view(self, name: str, title: str, view: QWidget, command: str = "") -> None:
        """Put a view under a chip of its own, which names the key of ``command`` that opens it."""
        chip = make_chip(f"side-{name}", title)
        chip.setProperty("command", command)
        chip.clicked.connect(lambda _on=False: self.turn("" if self._open == name else name))
        self._chips[name], self._views[name] = chip, view
        self._row.addWidget(chip)
        self._stack.addWidget(view)

    def view(self) -> str:
        """The name of the view that is open; "" when the card is folded."""
        return self._open

    def rename(self, name: str, title: str) -> None:
        """Say something else on a view's chip."""
        self._chips[name].setText(title)

    def offer(self, name: str, offered: bool) -> None:
        """Show or hide the chip of a view that does not fit every pair; what was open before it
        had to go opens again with it."""
        self._chips[name].setVisible(offered)
        wish = self._wish
        if not offered and self._open == name:
            self.turn(next((n for n, chip in self._chips.items() if not chip.isHidden()), ""))
        elif offered and wish == name and self._open != name:
            self.turn(name)
        self._wish = wish

    def turn(self, name: str) -> None:
        """Open a view; "" folds the card."""
        self._open = self._wish = name
        for each, chip in self._chips.items():
            chip.setChecked(each == name)
        self._stack.setVisible(bool(name))
        if name:
            self._stack.setCurrentWidget(self._views[name])
        margins = self.body.contentsMargins()
        folded = margins.top() + margins.bottom() + self._bar.sizeHint().height()
        self.setMaximumHeight(FOLDED if name else folded)
        self.turned.emit(name)
