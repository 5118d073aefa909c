"""Finds text on the screen that has no room: what a person would see cut off."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from studio.ui.widgets.label import ElidedLabel

SLACK = 1
"""Pixels by which a font's rounding may be off."""


def find_cut_text(root: QWidget) -> list[str]:
    """What stands in ``root`` and can't be read whole, a line each: widget, text, what is missing."""
    return [
        f"{type(widget).__name__} {widget.objectName()}: {text!r} {why}"
        for widget in (root, *root.findChildren(QWidget))
        if widget.isVisibleTo(root) and not _is_inside_combo(widget)
        for text, why in _look_at(widget, root)
    ]


def _look_at(widget: QWidget, root: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, ElidedLabel):
        return
    if isinstance(widget, QLabel):
        yield from _look_at_label(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _compare(widget.text(), _needed_by_button(widget), widget.width())
    elif isinstance(widget, QComboBox):
        yield from _look_at_combo(widget)
    elif isinstance(widget, QHeaderView):
        yield from _look_at_header(widget)
    elif isinstance(widget, QLineEdit):
        needed = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        margins = widget.textMargins()
        room = widget.width() - 22 - margins.left() - margins.right()
        if not widget.text():
            yield from _compare(widget.placeholderText(), needed, room)
    text = _text_of(widget)
    if text and _is_outside(widget, root):
        yield text, "reaches out of what is seen"


def _needed_by_button(button: QAbstractButton) -> int:
    return (
        button.minimumSizeHint().width()
        if isinstance(button, QCheckBox)
        else (button.sizeHint().width())
    )


def _look_at_label(label: QLabel) -> Iterator[tuple[str, str]]:
    text = label.text()
    if not text.strip():
        return
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + SLACK:
            yield text, f"needs {needed} pixels down, has {label.height()}"
        widest = max(label.fontMetrics().horizontalAdvance(word) for word in text.split() or [""])
        if text.isascii():
            yield from _compare(text, widest, label.width())
    else:
        yield from _compare(text, label.sizeHint().width(), label.width())


def _look_at_combo(combo: QComboBox) -> Iterator[tuple[str, str]]:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox,
        option,
        QStyle.SubControl.SC_ComboBoxEditField,
        combo,
    )
    needed = combo.fontMetrics().horizontalAdvance(combo.currentText())
    # What a person has named is as long as it is; it has a tool tip.
    if not combo.toolTip():
        yield from _compare(combo.currentText(), needed, field.width())


def _look_at_header(header: QHeaderView) -> Iterator[tuple[str, str]]:
    if header.orientation() is not Qt.Orientation.Horizontal or header.model() is None:
        return
    for at in range(header.count()):
        if not header.isSectionHidden(at):
            text = str(header.model().headerData(at, Qt.Orientation.Horizontal) or "")
            needed = header.fontMetrics().horizontalAdvance(text) + 8
            yield from _compare(text, needed, header.sectionSize(at))


def _compare(text: str, needed: int, room: int) -> Iterator[tuple[str, str]]:
    if text.strip() and needed > room + SLACK:
        yield text, f"needs {needed} pixels, has {room}"


def _text_of(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def _is_outside(widget: QWidget, root: QWidget) -> bool:
    """Whether a part lies outside of what holds it, where no scrolling brings it into view."""
    holder = widget.parentWidget()
    rect = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    while holder is not None and holder is not root.parentWidget():
        if isinstance(holder.parentWidget(), QAbstractScrollArea):
            return False
        area = QRect(holder.mapTo(root, QPoint(0, 0)), holder.size())
        if not area.adjusted(-2, -2, 2, 2).contains(rect):
            return True
        holder = holder.parentWidget()
        if holder is root:
            break
    return False


def _is_inside_combo(widget: QWidget) -> bool:
    holder = widget.parentWidget()
    while holder is not None:
        if isinstance(holder, QComboBox):
            return True
        holder = holder.parentWidget()
    return False
