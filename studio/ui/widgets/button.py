"""A button with its name, its words and its kind, made in one line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

PRIMARY, DANGER, QUIET, LINK = "primary", "danger", "quiet", "link"
"""Kinds that the style sheet knows; a page has one primary button at most."""


def make_button(
    name: str, text: str, kind: str = "", *, tip: str = "", command: str = ""
) -> QPushButton:
    """``name`` is the widget's, for tests and the style sheet; ``tip`` its tool tip, to which the
    page adds the key of ``command``, where the button does the same as one."""
    button = QPushButton(text)
    button.setObjectName(name)
    if kind:
        button.setProperty("kind", kind)
    if tip:
        button.setToolTip(tip)
    if command:
        button.setProperty("command", command)
        button.setProperty("about", tip)
    return button


class _Chip(QPushButton):
    """Space presses it, also on a page where Space alone is the key of something else."""

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Space
        ):
            event.accept()
            return True
        return super().event(event)


def make_chip(name: str, text: str = "") -> QPushButton:
    """A button that stays pressed: a filter, or one of several views."""
    chip = _Chip(text)
    # A click leaves the keyboard where the work is.
    chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    chip.setObjectName(name)
    chip.setProperty("role", "chip")
    chip.setCheckable(True)
    return chip
