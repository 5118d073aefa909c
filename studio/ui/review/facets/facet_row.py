"""A value of a facet with its count: a click asks for its pairs, another one lets all through."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.i18n import join_list
from studio.ui import theme
from studio.ui.widgets.label import plain_tip

HEIGHT, MARGIN, INDENT = 24, 8, 14


class FacetRow(QAbstractButton):
    """One line: the value gives way to its count, and its tool tip has all of it."""

    def __init__(
        self, text: str, pairs: int, depth: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pairs = f"{pairs:,}"
        self._indent = depth * INDENT
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(join_list((text, str(self._pairs))))
        self.setToolTip(plain_tip(text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect()
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setPen(theme.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft" if self.isChecked() else "sunken"))
            painter.drawRoundedRect(area.adjusted(0, 0, -1, -1), 6, 6)
        metrics = self.fontMetrics()
        room = metrics.horizontalAdvance(self._pairs) + MARGIN
        left = QRect(area).adjusted(MARGIN + self._indent, 0, -MARGIN - room, 0)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.color("accent" if self.isChecked() else "ink"))
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, int(flags | Qt.AlignmentFlag.AlignLeft), text)
        painter.setPen(theme.color("accent" if self.isChecked() else "muted"))
        right = area.adjusted(0, 0, -MARGIN, 0)
        painter.drawText(right, int(flags | Qt.AlignmentFlag.AlignRight), self._pairs)
        painter.end()
