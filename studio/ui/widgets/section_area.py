"""A long form in sections: their names on the left, a click on one scrolls to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLayout, QListWidget, QListWidgetItem, QWidget

from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.scroll_area import ScrollArea

Section = tuple[str, Sequence[QWidget | QLayout]]
"""The name of a section, and its parts one below the other."""
LIST_WIDTH, ROW_HEIGHT = 170, 32


class SectionArea(QWidget):
    """All sections stand one below the other: one can also just scroll."""

    def __init__(
        self, label: str, sections: Sequence[Section], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.list = make_section_list(label, [name for name, _parts in sections])
        self._headings: list[QWidget] = []
        column = make_column(spacing=12)
        for name, parts in sections:
            heading = words(name, "title")
            self._headings.append(heading)
            for part in (heading, *parts):
                if isinstance(part, QWidget):
                    column.addWidget(part)
                else:
                    column.addLayout(part)
        column.addStretch(1)
        self.area = ScrollArea(lay_out(QWidget(), column, 0, 0, 12, 0))
        lay_out(self, make_row(self.list, (self.area, 1), spacing=20))
        self.list.currentRowChanged.connect(self._scroll_to)
        self.area.verticalScrollBar().valueChanged.connect(self._mark)
        self._mark(0)

    def _scroll_to(self, row: int) -> None:
        if row >= 0:
            self.area.verticalScrollBar().setValue(self._headings[row].y())
            # The last ones can't reach the top: the chosen one stays marked all the same.
            self._choose(row)

    def _mark(self, at: int) -> None:
        """Mark the section that stands at the top."""
        above = [row for row, heading in enumerate(self._headings) if heading.y() <= at + 8]
        self._choose(above[-1] if above else 0)

    def _choose(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)


def make_section_list(label: str, names: Sequence[str]) -> QListWidget:
    """A list of names beside what they lead to; ``label`` is what a screen reader calls it."""
    listed = QListWidget()
    listed.setObjectName("sections")
    listed.setAccessibleName(label)
    listed.setFixedWidth(LIST_WIDTH)
    for name in names:
        item = QListWidgetItem(name)
        item.setSizeHint(QSize(0, ROW_HEIGHT))
        listed.addItem(item)
    return listed
