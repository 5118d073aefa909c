"""A label that shows words as words: whatever stands in them, never markup."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LEAST = 24  # pixels of a line that gives way, so that its dots are seen
HEAD_HEIGHT = 35
"""Pixels of a page's first row, whatever stands in it."""


def words(
    text: str, tone: str = "", *, wrap: bool = False, parent: QWidget | None = None
) -> QLabel:
    """A plain-text label; ``tone`` is a role of the style sheet ("muted", "strong", "bad" …)."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if tone:
        label.setProperty("tone", tone)
    label.setWordWrap(wrap)
    if wrap:
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def set_tone(label: QLabel, tone: str) -> None:
    """Show a label in another role of the style sheet."""
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)


class ElidedLabel(QLabel):
    """One line that gives way: what has no room ends in “…”, and the tool tip has all of it."""

    def __init__(self, text: str = "", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(" ".join(text.split()))
        self._show_tip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_tip()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, super().minimumSizeHint().height())

    def visible_text(self) -> str:
        """What is seen of the text."""
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        flags = self.alignment() | Qt.AlignmentFlag.AlignVCenter
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(flags),
            self.palette(),
            self.isEnabled(),
            self.visible_text(),
            self.foregroundRole(),
        )
        painter.end()

    def _show_tip(self) -> None:
        self.setToolTip(plain_tip(self.text()) if self.visible_text() != self.text() else "")


def page_title(text: str) -> QLabel:
    """A page's title: as high as the buttons beside it, so that no title jumps between pages."""
    title = words(text, "title")
    title.setMinimumHeight(HEAD_HEIGHT)
    return title


def plain_tip(text: str) -> str:
    """Words for a tool tip, which has no plain-text mode: Qt reads markup into what looks like it.

    The whole is escaped and marked as markup, so that Qt's guess is never asked.
    """
    return f"<qt>{html.escape(text)}</qt>" if text else ""
