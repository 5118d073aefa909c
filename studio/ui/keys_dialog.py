"""All keys in one table, to look up and to learn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from studio.i18n import _
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.label import words

Table = tuple[str, Sequence[tuple[str, str]]]


class KeysDialog(QDialog):
    """A column for what works everywhere, one for what works on a page."""

    def __init__(self, tables: Sequence[Table], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        # What works everywhere is the longest list: it has a column for itself.
        first, rest = tables[0], tables[1:]
        columns = QHBoxLayout()
        columns.setSpacing(32)
        for group in ([first], rest):
            column = QVBoxLayout()
            column.setSpacing(8)
            for heading, keys in group:
                column.addWidget(words(heading, "strong"))
                column.addLayout(_grid(keys))
            column.addStretch(1)
            columns.addLayout(column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(16)
        body.addLayout(columns)
        body.addWidget(buttons)


def _grid(keys: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for row, (key, text) in enumerate(keys):
        grid.addWidget(KeyCap(key), row, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(words(text.rstrip("…")), row, 1)
    return grid
