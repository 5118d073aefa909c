"""A button with its name, its words and its kind, made in one line."""

from __future__ import annotations

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


def make_chip(name: str, text: str = "") -> QPushButton:
    """A button that stays pressed: a filter, or one of several views."""
    chip = make_button(name, text)
    chip.setProperty("role", "chip")
    chip.setCheckable(True)
    return chip
