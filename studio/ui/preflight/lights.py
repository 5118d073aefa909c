"""Six lights: how each lesson of a training that failed stands in this data set."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.domain.preflight import Lesson, Light
from studio.i18n import _
from studio.ui import theme
from studio.ui.widgets.label import plain_tip, words

LESSONS = {
    Lesson.CLEAN: (_("Clean"), _("conclusions instead of raw prose, no copies, nothing private")),
    Lesson.VOICE: (_("Voice"), _("no author, book or question drowns the others")),
    Lesson.AMOUNT: (_("Amount"), _("neither too much training nor too little")),
    Lesson.ANSWERS: (_("Answers"), _("something to check the answers with, nothing made up")),
    Lesson.REPEAT: (_("Repeat"), _("something to compare the next try with")),
    Lesson.MONEY: (_("Money"), _("a limit, and what is planned against it")),
}
"""What a lesson is called, and what it asks."""
STANDS = {
    Light.GOOD: (_("good"), "good"),
    Light.NOTE: (_("worth a look"), "muted"),
    Light.WARNING: (_("likely harm"), "warn"),
    Light.BAD: (_("would fail"), "bad"),
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
        self.setAccessibleName(STANDS[light][0])
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
        self.said = {}
        for lesson, (title, asks) in LESSONS.items():
            lamp, said = Lamp(), words("", "muted")
            name = words(title, "strong")
            for widget in (name, said):
                widget.setToolTip(plain_tip(asks))
            row.addWidget(lamp)
            row.addWidget(name)
            row.addWidget(said)
            row.addSpacing(14)
            self.lamps[lesson], self.said[lesson] = lamp, said
        row.addStretch(1)

    def show_lights(self, lights: Mapping[Lesson, Light]) -> None:
        for lesson, light in lights.items():
            self.lamps[lesson].show_light(light)
            self.said[lesson].setText(STANDS[light][0])
