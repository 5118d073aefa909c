"""The buttons that end the work at a pair, with the keys that do the same."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QWidget

from studio.i18n import _
from studio.ui.widgets.button import DANGER, PRIMARY, make_button
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.layout import lay_out, make_row

GAP = 8


class DecisionRow(QWidget):
    """Accept, reject, later …; where it is narrow, the buttons come before their key caps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accept = make_button("accept", _("Accept and next"), PRIMARY, command="accept")
        self.reject = make_button("reject", _("Reject"), DANGER, command="reject")
        self.reopen = make_button("reopen", _("Back to draft"), command="reopen")
        self.previous = make_button("previous", _("Previous"), command="previous")
        self.later = make_button(
            "later",
            _("Later"),
            tip=_("Leave the pair as a draft; it comes up again"),
            command="later",
        )
        self._key_caps = (KeyCap(command="accept"), KeyCap(command="reject"))
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
                spacing=GAP,
            ),
        )
        layout = self.layout()
        assert layout is not None
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)

    def show_reopen(self, visible: bool) -> None:
        """Offer to make the pair a draft again, where it is none."""
        self.reopen.setVisible(visible)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        # What gives way is not asked for: else it would keep the pane from being made narrower.
        return QSize(self._measure(self._find_least()), super().minimumSizeHint().height())

    def _find_least(self) -> list[QWidget]:
        reopen = [] if self.reopen.isHidden() else [self.reopen]
        return [self.accept, self.reject, *reopen, self.later]

    def _measure(self, widgets: list[QWidget]) -> int:
        """The width that these need side by side."""
        return sum(widget.sizeHint().width() for widget in widgets) + GAP * (len(widgets) - 1)

    def _fit(self) -> None:
        least = [*self._find_least(), self.previous]
        caps = list[QWidget](self._key_caps)
        self.previous.setVisible(self.width() >= self._measure(least))
        for cap in caps:
            cap.setVisible(self.width() >= self._measure([*least, *caps]))
