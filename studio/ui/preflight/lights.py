"""Six lights: how each lesson of a training that failed stands in this data set."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.domain.preflight import Lesson, Light
from studio.i18n import N_, _
from studio.ui import theme
from studio.ui.widgets.label import plain_tip, words

LESSONS = {
    Lesson.CLEAN: (N_("Clean"), N_("conclusions instead of raw prose, no copies, nothing private")),
    Lesson.VOICE: (N_("Voice"), N_("no author, book or question drowns the others")),
    Lesson.AMOUNT: (N_("Amount"), N_("neither too much training nor too little")),
    Lesson.ANSWERS: (N_("Answers"), N_("something to check the answers with, nothing made up")),
    Lesson.REPEAT: (N_("Repeat"), N_("something to compare the next try with")),
    Lesson.MONEY: (N_("Money"), N_("a limit, and what is planned against it")),
}
"""What a lesson is called, and what it asks."""
STANDS = {
    Light.GOOD: (N_("good"), "good"),
    Light.NOTE: (N_("worth a look"), "muted"),
    Light.WARNING: (N_("likely harm"), "warn"),
    Light.BAD: (N_("would fail"), "bad"),
}
"""What a light is called, and its colour."""
SIZE = 14


class Lamp(QWidget):
    """One light: full where something is wrong, with a tick where nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.light = Light.NOTE
        self.setFixedSize(QSize(SIZE, SIZE))

    def show_light(self, light: Light) -> None:
        self.light = light
        self.setAccessibleName(_(STANDS[light][0]))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(STANDS[self.light][1]))
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
        for lesson, (title, aim) in LESSONS.items():
            lamp, standing = Lamp(), words("", "muted")
            name = words(_(title), "strong")
            for widget in (name, standing):
                widget.setToolTip(plain_tip(_(aim)))
            row.addWidget(lamp)
            row.addWidget(name)
            row.addWidget(standing)
            row.addSpacing(14)
            self.lamps[lesson], self.standings[lesson] = lamp, standing
        row.addStretch(1)

    def show_lights(self, lights: Mapping[Lesson, Light]) -> None:
        for lesson, light in lights.items():
            self.lamps[lesson].show_light(light)
            self.standings[lesson].setText(_(STANDS[light][0]))
