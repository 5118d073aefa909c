"""Six lights: how each lesson of a training that failed stands in this data set."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.domain.preflight import Lesson, Light
from studio.i18n import _
from studio.services.preflight.titles import AIMS, LESSONS, LIGHTS
from studio.ui import theme
from studio.ui.widgets.label import plain_tip, words

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
    """The six, each with its name and how it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.lamps: dict[Lesson, Lamp] = {}
        self.standings = {}
        for lesson, title in LESSONS.items():
            lamp, standing = Lamp(), words("", "muted")
            name = words(_(title), "strong")
            for widget in (name, standing):
                widget.setToolTip(plain_tip(_(AIMS[lesson])))
            row.addWidget(lamp)
            row.addWidget(name)
            row.addWidget(standing)
            row.addSpacing(14)
            self.lamps[lesson], self.standings[lesson] = lamp, standing
        row.addStretch(1)

    def show_lights(self, lights: Mapping[Lesson, Light]) -> None:
        for lesson, light in lights.items():
            self.lamps[lesson].show_light(light)
            self.standings[lesson].setText(_(LIGHTS[light]))
