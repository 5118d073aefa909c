"""A notice: what failed and the way out, above the page until one has read it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from studio.i18n import N_, _
from studio.ui.destination import Destination
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_row

WAYS_OUT = {
    "settings": N_("Open settings…"),
    "books": N_("Go to Books"),
    "passages": N_("Go to Passages"),
    "review": N_("Go to Review"),
    "preflight": N_("Go to Preflight"),
    "datasets": N_("Go to Datasets"),
    "training": N_("Go to Training"),
}
"""Where an error may lead (``StudioError.leads_to``), and the button for it.

To add one: a row here; without one there is no button.
"""


class Notice(QFrame):
    """Hidden until there is something to say; emits ``go`` for the way out that is offered."""

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
        self.offer("")
        self.setVisible(bool(line))

    def offer(self, leads_to: str) -> None:
        """Offer the way to where what was said can be mended; "": there is none."""
        self._destination = leads_to if leads_to in WAYS_OUT else ""
        self.way_out.setText(_(WAYS_OUT[leads_to]) if self._destination else "")
        self.way_out.setVisible(bool(self._destination))

    def clear(self) -> None:
        self.say("")

    def _lead_out(self) -> None:
        destination = self._destination
        self.clear()
        self.go.emit(Destination(destination))
