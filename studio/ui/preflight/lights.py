"""Six lights: how each lesson of a training that failed stands in this data set."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from studio.domain.preflight import Lesson, Light
from studio.i18n import _
from studio.services.preflight.titles import AIMS, LESSONS, LIGHTS
from studio.ui import theme
from studio.ui.widgets.label import plain_tip, words
from studio.ui.widgets.layout import lay_out, make_row

TONES = {Light.GOOD: "good", Light.NOTE: "muted", Light.WARNING: "warn", Light.BAD: "bad"}
"""The colour of a light."""
SIZE = 14


class Lamp(QWidget):
    """One light: full where something is wrong, with a tick where nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.light = Light.NOTE
        self.setFixedSize(QSize(SIZE, SIZE))

    def show_light(self, light: Light) -> None:
        self.light = light
        self.setAccessibleName(_(LIGHTS[light]))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(TONES[self.light]))
        middle = QPointF(SIZE / 2, SIZE / 2)
        # The size says it, too, for those who do not see the colours apart.
        radius = {Light.GOOD: 4.0, Light.NOTE: 4.0}.get(self.light, 6.5)
        painter.drawEllipse(middle, radius, radius)
        if self.light is Light.NOTE:
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(middle, 2.2, 2.2)
        painter.end()


class Lights(QWidget):
    """The six, each with its name and how it stands: in one line, or in two where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(6)
        self.lamps: dict[Lesson, Lamp] = {}
        self.standings: dict[Lesson, QLabel] = {}
        self._cells = [self._make_cell(lesson) for lesson in LESSONS]
        self._columns = 0
        # One line must not keep a small window from getting narrower.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._arrange(len(self._cells))

    def _make_cell(self, lesson: Lesson) -> QWidget:
        self.lamps[lesson], self.standings[lesson] = Lamp(), words("", "muted")
        name = words(_(LESSONS[lesson]), "strong")
        for widget in (name, self.standings[lesson]):
            widget.setToolTip(plain_tip(_(AIMS[lesson])))
        row = make_row(self.lamps[lesson], name, self.standings[lesson], None, spacing=6)
        return lay_out(QWidget(), row)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for at, cell in enumerate(self._cells):
            self._grid.addWidget(cell, at // columns, at % columns)
        # What is left over goes behind the last column.
        for column in range(len(self._cells) + 1):
            self._grid.setColumnStretch(column, int(column == columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gaps = self._grid.horizontalSpacing() * (len(self._cells) - 1)
        in_line = sum(cell.sizeHint().width() for cell in self._cells) + gaps
        self._arrange(len(self._cells) if in_line <= self.width() else len(self._cells) // 2)

    def show_lights(self, lights: Mapping[Lesson, Light]) -> None:
        for lesson, light in lights.items():
            self.lamps[lesson].show_light(light)
            self.standings[lesson].setText(_(LIGHTS[light]))
        self._fit()  # the words are as wide as what they say
