"""The conditions that are on beside the queue, each with the × that takes it off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.domain.pair_filter import PairFilter
from studio.i18n import _
from studio.ui.review.facets.facet_words import list_active
from studio.ui.widgets.button import QUIET, make_button, make_chip
from studio.ui.widgets.label import plain_tip

LONGEST = 32
"""Letters of a condition; its tool tip has them all."""
MOST = 6
"""Conditions in view; the others are counted."""


class FilterBar(QWidget):
    """Emits ``changed`` with the filter without a condition; hidden where there is none."""

    changed = Signal(PairFilter)

    def __init__(self, name_of_book: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name_of_book = name_of_book
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.hide()

    def show_filter(self, wish: PairFilter, cleared: PairFilter) -> None:
        """Show the conditions of ``wish``; ``cleared`` is the filter without all of them."""
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        active = list(list_active(wish, self._name_of_book))
        for condition in active[:MOST]:
            self._add_chip(condition.text, condition.rest)
        if active:
            clear = make_button("clear-filter", _("Clear"), QUIET)
            clear.setToolTip(_("Remove every condition"))
            clear.clicked.connect(lambda _on=False: self.changed.emit(cleared))
            self._row.addWidget(clear)
        self._row.addStretch(1)
        self.setVisible(bool(active))

    def _add_chip(self, text: str, rest: PairFilter) -> None:
        short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        chip = make_chip("condition", f"{short}  ×".replace("&", "&&"))
        chip.setChecked(True)
        chip.setAccessibleName(_("Remove: {condition}").format(condition=text))
        chip.setToolTip(plain_tip(text))
        chip.clicked.connect(lambda _on=False: self.changed.emit(rest))
        self._row.addWidget(chip)
