"""Two versions held side by side: the rows that differ, and the balance of both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.domain.dataset import Version
from studio.domain.preflight import Balance
from studio.i18n import _
from studio.services.versions.difference import Difference
from studio.ui.datasets.balance_pair import BalancePair
from studio.ui.datasets.difference_view import DifferenceView
from studio.ui.datasets.version_card import full_name
from studio.ui.widgets.combo import combo
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.label import words


class VersionComparison(QWidget):
    """Emits ``back``, and ``wanted`` with the older and the newer number when another is chosen."""

    back = Signal()
    wanted = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.old, self.new = combo("oldVersion", _("From")), combo("newVersion", _("To"))
        self.back_button = QPushButton(_("Back to the versions"))
        self.back_button.setObjectName("backToVersions")
        self.rows_button = _chip("comparedRows", _("Rows"))
        self.balance_button = _chip("comparedBalance", _("Balance"))
        self.rows_button.setChecked(True)
        self._group = QButtonGroup(self)
        self.rows, self.balance = DifferenceView(), BalancePair()
        self.waiting = words(_("Reading the two versions …"), "muted")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for widget in (self.rows, self.balance, self.waiting):
            self.stack.addWidget(widget)
        self._lay_out()
        self.back_button.clicked.connect(self.back)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back)
        for button in (self.rows_button, self.balance_button):
            self._group.addButton(button)
            button.clicked.connect(self._choose_view)
        for box in (self.old, self.new):
            box.activated.connect(
                lambda _at: self.wanted.emit(self.old.currentData(), self.new.currentData())
            )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(words(_("From"), "muted"))
        top.addWidget(self.old, 1)
        top.addWidget(words(_("to"), "muted"))
        top.addWidget(self.new, 1)
        top.addSpacing(8)
        top.addWidget(self.rows_button)
        top.addWidget(self.balance_button)
        top.addSpacing(8)
        top.addWidget(self.back_button)
        top.addWidget(KeyCap("Esc"))
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addLayout(top)
        body.addWidget(self.stack, 1)

    def begin(self, versions: Sequence[Version], old: int, new: int) -> None:
        """Say which two are compared, while they are read."""
        for box, chosen in ((self.old, old), (self.new, new)):
            box.clear()
            for version in versions:
                box.addItem(full_name(version), version.number)
            box.setCurrentIndex(box.findData(chosen))
        self.stack.setCurrentWidget(self.waiting)
        self.rows_button.setFocus()

    def shows(self, old: int, new: int) -> bool:
        """Whether these two are still the ones that are wanted."""
        return (self.old.currentData(), self.new.currentData()) == (old, new)

    def show_both(
        self,
        versions: tuple[Version, Version],
        difference: Difference,
        balances: tuple[Balance, Balance],
    ) -> None:
        """Show what was found of the older and the newer."""
        self.rows.show_difference(difference)
        self.balance.show_balances((full_name(versions[0]), full_name(versions[1])), balances)
        self._choose_view()

    def _choose_view(self) -> None:
        rows = self.rows_button.isChecked()
        self.stack.setCurrentWidget(self.rows if rows else self.balance)


def _chip(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("role", "chip")
    button.setCheckable(True)
    return button
