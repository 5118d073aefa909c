"""The buttons that end the work at a pair, with the keys that do the same."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.i18n import _
from studio.ui.widgets.button import DANGER, PRIMARY, make_button
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.layout import lay_out, make_row


class DecisionRow(QWidget):
    """Accept, reject, later …; where it is narrow, the buttons come before their key caps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accept = make_button("accept", _("Accept and next"), PRIMARY)
        self.reject = make_button("reject", _("Reject"), DANGER)
        self.reopen = make_button("reopen", _("Back to draft"))
        self.previous = make_button("previous", _("Previous"), tip="Alt+Left")
        self.later = make_button("later", _("Later"))
        self.later.setToolTip(_("Leave the pair as a draft; it comes up again (Alt+Right)"))
        self._key_caps = (KeyCap("Ctrl+↵"), KeyCap("Ctrl+R"))
        accept_key, reject_key = self._key_caps
        lay_out(
            self,
            make_row(
                self.accept,
                accept_key,
                self.reject,
                reject_key,
                self.reopen,
                None,
                self.previous,
                self.later,
            ),
        )

    def show_reopen(self, visible: bool) -> None:
        """Offer to make the pair a draft again, where it is none."""
        self.reopen.setVisible(visible)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        buttons = [self.accept, self.reject, self.previous, self.later]
        if not self.reopen.isHidden():
            buttons.append(self.reopen)
        room = self.width() - sum(button.sizeHint().width() + 8 for button in buttons)
        caps = sum(cap.sizeHint().width() + 8 for cap in self._key_caps)
        for cap in self._key_caps:
            cap.setVisible(room >= caps)
