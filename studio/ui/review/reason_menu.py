"""Why a pair is rejected: a small menu of which a digit chooses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from studio.i18n import _
from studio.services.pairs.reasons import LONGEST, REASONS


class ReasonMenu(QMenu):
    """Gives ``choose`` the reason's name, or words of one's own; Escape rejects nothing.

    An input method is not at work in a menu: a digit is a digit.
    """

    def __init__(self, parent: QWidget, choose: Callable[[str], object]) -> None:
        super().__init__(parent)
        self.setObjectName("reasons")
        self._choose = choose
        for number, (name, text) in enumerate(REASONS.items(), 1):
            action = self.addAction(f"&{number}   {_(text)}")
            action.triggered.connect(lambda _on, name=name: choose(name))
        self.addSeparator()
        self.addAction(f"&0   {_('Other words…')}").triggered.connect(lambda _on: self._ask())
        self.addAction(_("Without a reason")).triggered.connect(lambda _on: choose(""))

    def popup_over(self, widget: QWidget) -> None:
        """Show it where the button stands that does the same without a reason."""
        corner = widget.mapToGlobal(widget.rect().topLeft())
        corner.setY(corner.y() - self.sizeHint().height())
        self.popup(corner)
        self.setActiveAction(self.actions()[0])

    def _ask(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        reason, confirmed = QInputDialog.getText(parent, _("Reject"), _("Why is it rejected?"))
        if confirmed:
            self._choose(reason.strip()[:LONGEST])
