"""The top of the review page: its title, the filters with their counts, and the search."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QWidget

from studio.domain.pair import Status
from studio.i18n import N_, _
from studio.ui.widgets.label import words

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
        self.chips: dict[Status | None, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(words(title, "title"))
        for status, kind, text in FILTERS:
            chip = QPushButton(_(text).format(n=0))
            chip.setObjectName(f"filter-{kind}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(status is Status.DRAFT)
            chip.clicked.connect(lambda _on, status=status: self.filtered.emit(status))
            self._group.addButton(chip)
            self.chips[status] = chip
            row.addWidget(chip)
        self.only = QPushButton()
        self.only.setObjectName("filter-only")
        self.only.setProperty("role", "chip")
        self.only.setCheckable(True)
        self.only.setToolTip(_("Only these pairs are shown. Click to see all again."))
        self.only.clicked.connect(lambda _on: self.filtered.emit(None))
        self.only.hide()
        self._group.addButton(self.only)
        row.addWidget(self.only)
        row.addStretch(1)
        self.list_button = QPushButton(_("List"))
        self.list_button.setObjectName("list")
        self.list_button.setCheckable(True)
        self.list_button.setToolTip(_("Show all pairs of this filter, to change many at once"))
        self.list_button.clicked.connect(self.listed)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(_("Search pairs  (Ctrl+F)"))
        self.search.setAccessibleName(_("Search pairs"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(260)
        row.addWidget(self.list_button)
        row.addWidget(self.search)
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
