"""Rows and columns of widgets, made in one line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtWidgets import (
    QBoxLayout,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

LABEL_WIDTH = 180
"""Pixels of a form's labels at most; longer ones wrap."""
GUTTER = 12
"""Pixels between cards."""
Box = TypeVar("Box", bound=QBoxLayout)
Part = QWidget | QLayout | tuple[QWidget | QLayout, int] | None
"""What stands in a row: a widget or a layout, either with its share of the width that is left
over, or None for a gap that takes all of it."""


def make_row(*parts: Part, spacing: int = 8) -> QHBoxLayout:
    """The parts side by side, ``spacing`` pixels apart."""
    return _fill(QHBoxLayout(), parts, spacing)


def make_column(*parts: Part, spacing: int = 8) -> QVBoxLayout:
    """The parts one below the other, ``spacing`` pixels apart."""
    return _fill(QVBoxLayout(), parts, spacing)


def _fill(layout: Box, parts: tuple[Part, ...], spacing: int) -> Box:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for entry in parts:
        item, share = entry if isinstance(entry, tuple) else (entry, 0)
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, QWidget):
            layout.addWidget(item, share)
        else:
            layout.addLayout(item, share)
    return layout


def lay_out(widget: QWidget, layout: QLayout, *margins: int) -> QWidget:
    """Give a widget its layout, without margins where none are said."""
    layout.setContentsMargins(*(margins or (0, 0, 0, 0)))
    widget.setLayout(layout)
    return widget


def align_labels(forms: Sequence[QFormLayout]) -> None:
    """Give the labels of several forms one width, so that their fields stand below each other."""
    labels = [
        item.widget()
        for form in forms
        for row in range(form.rowCount())
        if (item := form.itemAt(row, QFormLayout.ItemRole.LabelRole)) is not None
    ]
    width = max((label.sizeHint().width() for label in labels if label is not None), default=0)
    width = min(width, LABEL_WIDTH)
    for label in labels:
        if isinstance(label, QLabel):
            # One long label must not push the fields of all others aside.
            label.setWordWrap(label.sizeHint().width() > width)
            label.setFixedWidth(width)
