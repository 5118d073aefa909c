"""The sidebar: the library's name and the stages in the order of the work, each with a count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.i18n import _
from studio.ui.widgets.label import words


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
        self._counts = {}
        group = QButtonGroup(self)
        body = QVBoxLayout(self)
        body.setContentsMargins(8, 16, 8, 12)
        body.setSpacing(3)
        self.heading = words(library, "strong")
        self.heading.setContentsMargins(12, 0, 0, 6)
        body.addWidget(self.heading)
        for name, title in pages:
            button = QPushButton(title)
            button.setProperty("nav", "true")
            button.setObjectName(f"nav-{name}")
            button.setCheckable(True)
            # A click leaves the focus where one writes; Tab still reaches every page.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _on=False, name=name: self.chosen.emit(name))
            count = words("", "muted")
            count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inside = QHBoxLayout(button)
            inside.setContentsMargins(12, 0, 10, 0)
            inside.addStretch(1)
            inside.addWidget(count)
            group.addButton(button)
            body.addWidget(button)
            self._buttons[name], self._counts[name] = button, count
        body.addStretch(1)
        foot = words(_("Ctrl+K  all commands"), "muted")
        foot.setContentsMargins(12, 0, 0, 0)
        body.addWidget(foot)

    def mark(self, name: str) -> None:
        """Show which page is open."""
        self._buttons[name].setChecked(True)

    def show_counts(self, counts: Mapping[str, str]) -> None:
        """Show how many of each thing there are."""
        for name, text in counts.items():
            self._counts[name].setText(text)
