"""A label that shows words as words: whatever stands in them, never markup."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.ui.singletons import keep_singletons

keep_singletons()  # here, because every page and card is made with these labels


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


def plain_tip(text: str) -> str:
    """Words for a tool tip, which has no plain-text mode: Qt reads markup into what looks like it.

    The whole is escaped and marked as markup, so that Qt's guess is never asked.
    """
    return f"<qt>{html.escape(text)}</qt>" if text else ""
