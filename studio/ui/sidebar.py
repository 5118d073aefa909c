"""The sidebar: the library's name and the stages in the order of the work, each with a count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QWidget

from studio.i18n import _
from studio.ui.widgets.button import make_button
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row


class Sidebar(QFrame):
    """Emits ``chosen`` with the name of a page."""

    chosen = Signal(str)

    def __init__(
        self, library: str, pages: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setFixedWidth(184)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        self._group = QButtonGroup(self)
        self.heading = words(library, "strong")
        self.heading.setContentsMargins(12, 0, 0, 6)
        cap = KeyCap(command="palette")
        foot = make_row(cap, words(_("all commands"), "muted"), None)
        foot.setContentsMargins(12, 0, 0, 0)
        buttons = [self._make_button(name, title) for name, title in pages]
        lay_out(self, make_column(self.heading, *buttons, None, foot, spacing=3), 8, 16, 8, 12)

    def _make_button(self, name: str, title: str) -> QPushButton:
        button = make_button(f"nav-{name}", title)
        button.setProperty("nav", "true")
        button.setCheckable(True)
        # A click leaves the focus where one writes.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _on=False: self.chosen.emit(name))
        count = words("", "muted")
        # A click on the figure is a click on the page it belongs to.
        count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        lay_out(button, make_row(None, count), 12, 0, 10, 0)
        self._group.addButton(button)
        self._buttons[name], self._counts[name] = button, count
        return button

    def mark(self, name: str) -> None:
        """Show which page is open; Tab reaches that one, and the arrow keys lead to the others."""
        self._buttons[name].setChecked(True)
        for of_page, button in self._buttons.items():
            is_open = of_page == name
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_open else Qt.FocusPolicy.NoFocus)

    def show_counts(self, counts: Mapping[str, str]) -> None:
        """Show how many of each thing there are."""
        for name, text in counts.items():
            self._counts[name].setText(text)
