"""The top of the review page: its title, the filters with their counts, and the search."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from studio.domain.pair import Status
from studio.i18n import N_, _, plural
from studio.ui.widgets.button import make_button, make_chip
from studio.ui.widgets.label import page_title, words
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.search_field import SearchField

SEARCH_AFTER_MS = 200
LONGEST = 40  # characters of why only some pairs are shown
FILTERS: tuple[tuple[Status | None, str, str], ...] = (
    (Status.DRAFT, "draft", N_("{n} drafts")),
    (Status.ACCEPTED, "accepted", N_("{n} accepted")),
    (Status.REJECTED, "rejected", N_("{n} rejected")),
    (None, "pairs", N_("all {n}")),
)


class ReviewHead(QWidget):
    """Emits what is looked for; the counts are told to it."""

    filtered = Signal(object)  # a Status, or None for all
    searched = Signal(str)
    listed = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.list_button = make_button(
            "list", _("List"), tip=_("Show all pairs of this filter, to change many at once")
        )
        self.list_button.setCheckable(True)
        self.list_button.clicked.connect(self.listed)
        self._make_search()
        self.matches = words("", "muted")
        self.matches.hide()
        heading = page_title(title)
        lay_out(
            self,
            make_row(
                heading, *self._make_chips(), None, self.matches, self.list_button, (self.search, 1)
            ),
        )

    def _make_chips(self) -> list[QPushButton]:
        self.chips: dict[Status | None, QPushButton] = {}
        for status, kind, text in FILTERS:
            chip = make_chip(f"filter-{kind}", _(text).format(n=0))
            chip.setChecked(status is Status.DRAFT)
            chip.clicked.connect(lambda _on, status=status: self.filtered.emit(status))
            self.chips[status] = chip
        self.only = make_chip("filter-only")
        self.only.setToolTip(_("Only these pairs are shown. Click to see all again."))
        self.only.clicked.connect(lambda _on: self.filtered.emit(None))
        self.only.hide()
        chips = [*self.chips.values(), self.only]
        for chip in chips:
            self._group.addButton(chip)
        return chips

    def _make_search(self) -> None:
        self.search = SearchField(_("Search pairs"))
        self.search.setMaximumWidth(260)
        # Not with every letter: a search reads the whole library.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.search.returnPressed.connect(self._look)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        for status, kind, text in FILTERS:
            self.chips[status].setText(_(text).format(n=f"{counts.get(kind, 0):,}"))

    def choose(self, status: Status | None) -> None:
        """Mark a filter without asking for it."""
        self.chips[status].setChecked(True)
        self.search.blockSignals(True)
        self.search.clear()
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
        if why:
            self.only.setChecked(True)
        elif self.only.isChecked():
            self.chips[None].setChecked(True)

    def set_listed(self, listed: bool) -> None:
        self.list_button.setChecked(listed)

    def _look(self) -> None:
        self._timer.stop()
        self.searched.emit(self.search.text().strip())
