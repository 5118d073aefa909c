"""The top of the review page: its title, the queues with their counts, and the search."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QPushButton, QWidget

from studio.i18n import _, plural
from studio.ui.review.queues import QUEUES
from studio.ui.review.search_completion import SearchCompletion
from studio.ui.widgets.button import make_chip
from studio.ui.widgets.label import page_title, words
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.search_field import SearchField

SEARCH_AFTER_MS = 90
"""A pause between two keys that means: look now. A search takes about half of it."""
LEAST_SEARCH = 200
"""Pixels in which one can still read what one looks for."""
LONGEST = 40
"""Characters of why only some pairs are shown."""
QUIET_QUEUES = ("suggested", "flagged", "held_back")
"""Queues that have no chip while they are empty."""


class ReviewHead(QWidget):
    """Emits what is looked for; the counts are told to it."""

    filtered = Signal(str)  # the name of a queue
    searched = Signal(str)
    listed = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.list_button = make_chip("list", _("List"))
        self.list_button.setToolTip(_("Show all pairs of this filter, to change many at once"))
        self.list_button.clicked.connect(self.listed)
        self._make_search()
        self.matches = words("", "muted")
        self.matches.hide()
        self._queues, self._finding = QWidget(), QWidget()
        lay_out(self._queues, make_row(page_title(title), *self._make_chips(), None))
        lay_out(self._finding, make_row(None, self.matches, self.list_button, (self.search, 1)))
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lines.setSpacing(8)
        # It may become narrower than one line is: then there are two.
        self._lines.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self._lines.addWidget(self._queues, 1)
        self._lines.addWidget(self._finding, 1)
        lay_out(self, self._lines)

    def _make_chips(self) -> list[QPushButton]:
        self.chips: dict[str, QPushButton] = {}
        for queue in QUEUES:
            chip = make_chip(f"filter-{queue.name}", _(queue.text).format(n=0))
            chip.setToolTip(_(queue.tip))
            chip.setChecked(queue is QUEUES[0])
            # One that stands nowhere yet would be shown as a window of its own.
            if queue.name in QUIET_QUEUES:
                chip.hide()
            chip.clicked.connect(lambda _on, name=queue.name: self.filtered.emit(name))
            self.chips[queue.name] = chip
        self.only = make_chip("filter-only")
        self.only.setToolTip(_("Only these pairs are shown. Click to see all again."))
        self.only.clicked.connect(lambda _on: self.filtered.emit("pairs"))
        self.only.hide()
        chips = [*self.chips.values(), self.only]
        for chip in chips:
            self._group.addButton(chip)
        return chips

    def _make_search(self) -> None:
        self.search = SearchField(_("Search pairs"))
        self.search.setMinimumWidth(LEAST_SEARCH)
        self.search.setMaximumWidth(260)
        self.search.setToolTip(
            _(
                "Words (Japanese from one letter on), and conditions such as "
                "tag:money is:flagged author:Seneca"
            )
        )
        self.completion = SearchCompletion(self.search)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.search.returnPressed.connect(self._look)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        for queue in QUEUES:
            chip, count = self.chips[queue.name], counts.get(queue.name, 0)
            chip.setText(_(queue.text).format(n=f"{count:,}"))
            if queue.name in QUIET_QUEUES:
                chip.setVisible(bool(count) or chip.isChecked())
        self._part()

    def choose(self, name: str) -> None:
        """Mark a queue without asking for it."""
        self.chips[name].setChecked(True)
        self.chips[name].show()

    def set_search(self, text: str) -> None:
        """Show what is looked for without looking for it."""
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)

    def show_matches(self, count: int | None) -> None:
        """How many pairs a search finds; None while nothing is searched."""
        text = "" if count is None else plural("{n} match", "{n} matches", count)
        self.matches.setText(text.format(n=f"{count:,}" if count is not None else ""))
        self.matches.setVisible(bool(text))

    def is_listed(self) -> bool:
        return self.list_button.isChecked()

    def show_only(self, why: str) -> None:
        """Say that only some pairs are shown, and why; "" for the usual filters."""
        short = why if len(why) <= LONGEST else f"{why[: LONGEST - 1]}…"
        self.only.setText(f"{short}  ×")
        self.only.setVisible(bool(why))
        self._part()
        if why:
            self.only.setChecked(True)
        elif self.only.isChecked():
            self.chips["pairs"].setChecked(True)

    def set_listed(self, listed: bool) -> None:
        self.list_button.setChecked(listed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._part()

    def minimumSizeHint(self) -> QSize:
        """It is never wider than its wider line: where both don't fit, they stand in two."""
        widths = [line.minimumSizeHint().width() for line in (self._queues, self._finding)]
        return QSize(max(widths), super().minimumSizeHint().height())

    def _part(self) -> None:
        """One line where there is room for both, else two."""
        lines = (self._queues, self._finding)
        width = sum(line.minimumSizeHint().width() for line in lines) + self._lines.spacing()
        is_wide = width <= self.width()
        along, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._lines.setDirection(along if is_wide else down)

    def _look(self) -> None:
        self._timer.stop()
        self.searched.emit(self.search.text().strip())
