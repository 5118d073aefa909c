"""The learning curve with its sentence, and the button that trains what it lacks."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.i18n import _
from studio.services.experiments.charts import draw_growth
from studio.ui.experiments.chart_view import ChartView
from studio.ui.experiments.findings import Outlook, describe_button
from studio.ui.widgets.button import make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row

LEAST, LEAST_CHART = 180, 90
"""Pixels: a chart that can be read, and the sentence."""


class GrowthView(QWidget):
    """Emits ``pressed`` with the suggestion that holds the missing trainings."""

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outlook: Outlook | None = None
        self.chart = ChartView(
            _("Once a run has been measured, you see here what more data brings.")
        )
        self.line = words("", "muted", wrap=True)
        self.button = make_button("trainShares", "")
        self.button.clicked.connect(self._press)
        self.button.hide()
        self.column = make_column((self.chart, 1), make_row((self.line, 1), self.button))
        lay_out(self, self.column)
        self.chart.setMinimumHeight(LEAST_CHART)
        self.setMinimumHeight(LEAST)

    def show_outlook(self, outlook: Outlook) -> None:
        """Show the curve of a run and its like."""
        self._outlook = outlook
        if outlook.curve is not None:
            self.chart.show_chart(draw_growth(outlook.curve))
        self.line.setText(outlook.line)
        missing = outlook.missing
        self.button.setVisible(missing is not None)
        if missing is not None:
            self.button.setText(describe_button(missing))
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        # A layout does not reckon with a sentence that wraps: it would lie on the chart.
        self.column.activate()
        self.line.setMinimumHeight(max(0, self.line.heightForWidth(self.line.width())))

    def _press(self) -> None:
        if self._outlook is not None and self._outlook.missing is not None:
            self.pressed.emit(self._outlook.missing.step)
