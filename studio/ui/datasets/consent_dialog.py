"""The question before words leave the library: what they are, whose, and how many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.preflight import Concern
from studio.i18n import _
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import words
from studio.ui.widgets.scroll_area import ScrollArea

WIDTH, HIGHEST = 560, 420
"""Pixels of the dialog, and of the list in it at most."""


class ConsentDialog(QDialog):
    """Asks once; ``wanted`` is the concern whose pairs are to be looked at instead."""

    def __init__(self, concerns: Sequence[Concern], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Before you use these texts"))
        self.wanted: Concern | None = None
        self.shows: list[QPushButton] = []
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.agree_button = self.buttons.addButton(
            _("Use them anyway"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.agree_button.setAutoDefault(False)
        cancel.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 18, 20, 16)
        body.setSpacing(12)
        body.addWidget(words(_("Do you have the right to use these texts?"), "strong"))
        body.addWidget(
            words(
                _(
                    "A model can repeat what it was trained on. Your answer is "
                    "remembered for these books and pairs. You can withdraw it "
                    "with Undo or in Preflight."
                ),
                "muted",
                wrap=True,
            )
        )
        body.addWidget(self._list(concerns), 1)
        body.addWidget(self.buttons)
        self.setFixedWidth(WIDTH)
        cancel.setFocus()

    def _list(self, concerns: Sequence[Concern]) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for concern in concerns:
            column.addWidget(self._card(concern))
        column.addStretch(1)
        area = ScrollArea(inside)
        inside.adjustSize()
        wide = WIDTH - 40
        needed = inside.heightForWidth(wide) if inside.hasHeightForWidth() else inside.height()
        area.setMinimumHeight(min(HIGHEST, needed + 4))
        return area

    def _card(self, concern: Concern) -> Card:
        card = Card()
        card.body.setContentsMargins(14, 10, 14, 10)
        across = QHBoxLayout()
        across.setSpacing(12)
        across.addWidget(words(concern.message, wrap=True), 1)
        show = QPushButton(_("Show the pairs"))
        show.setAutoDefault(False)
        show.clicked.connect(lambda _on=False: self._show(concern))
        across.addWidget(show, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(across)
        self.shows.append(show)
        return card

    def _show(self, concern: Concern) -> None:
        self.wanted = concern
        self.reject()
