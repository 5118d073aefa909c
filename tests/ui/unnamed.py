"""What a screen reader would say nothing of: controls in view that neither words nor a name tell."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
WHOLE = (QAbstractSpinBox, QComboBox)
"""What is made of smaller controls, and is told as one."""


def find_unnamed(root: QWidget) -> list[str]:
    """Each control in view, or other widget that takes the keyboard, without a name: its class,
    and those it stands in."""
    return [
        _describe(widget)
        for widget in root.findChildren(QWidget)
        if widget.isVisibleTo(root) and _is_control(widget) and not find_name(widget)
    ]


def find_name(widget: QWidget) -> str:
    """The name that a screen reader is told."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def _is_control(widget: QWidget) -> bool:
    if isinstance(widget, (QScrollBar, QHeaderView)) or _is_part(widget):
        return False
    takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()
    # A frame that scrolls takes the keyboard for what stands in it.
    return isinstance(widget, CONTROLS) or (takes_keys and not isinstance(widget, QScrollArea))


def _is_part(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, WHOLE):
        parent = parent.parentWidget()
    return parent is not None


def _describe(widget: QWidget) -> str:
    chain = []
    up: QWidget | None = widget
    while up is not None and len(chain) < 4:
        if type(up) is not QWidget:
            chain.append(type(up).__name__)
        up = up.parentWidget()
    return " in ".join(chain)
