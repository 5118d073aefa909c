"""A notice: what failed and the way out, above the page until one has read it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from studio.i18n import N_, _
from studio.ui.destination import Destination
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_row

WAYS_OUT = (
    (N_("settings"), "settings", N_("Open settings…")),
    (N_("Review page"), "review", N_("Go to Review")),
    (N_("Datasets page"), "datasets", N_("Go to Datasets")),
)
"""A word of the sentence that says what failed, where it leads, and the button for it.

To add one: a row here; where a sentence has the word, the button stands beside it.
"""


class Notice(QFrame):
    """Hidden until there is something to say; emits ``go`` for the way out that is named."""

    go = Signal(Destination)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._destination = ""
        self.text = words("", "bad", wrap=True)
        self.way_out = make_button("wayOut", "")
        self.way_out.clicked.connect(self._lead_out)
        self.button = make_button("understood", _("Dismiss"), QUIET)
        self.button.clicked.connect(self.clear)
        row = make_row((self.text, 1), self.way_out, self.button, spacing=12)
        lay_out(self, row, 20, 6, 12, 6)
        self.hide()

    def say(self, line: str) -> None:
        """Say this; a screen reader hears it, too."""
        # Read aloud by name: a label that merely changes its text is not.
        self.text.setText(line)
        self.text.setAccessibleName(line)
        ways = (way for way in WAYS_OUT if _(way[0]).casefold() in line.casefold())
        _word, self._destination, button = next(ways, ("", "", ""))
        self.way_out.setText(_(button) if button else "")
        self.way_out.setVisible(bool(self._destination))
        self.setVisible(bool(line))

    def clear(self) -> None:
        self.say("")

    def _lead_out(self) -> None:
        destination = self._destination
        self.clear()
        self.go.emit(Destination(destination))
