"""A long form: its sections are named beside it, and found by a click."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from studio.ui.widgets.section_area import SectionArea


@pytest.fixture
def area(qtbot):
    sections = []
    for name in ("Money", "Training", "Window"):
        tall = QLabel(name * 3)
        tall.setFixedHeight(400)
        sections.append((name, [tall]))
    area = SectionArea("Settings", sections)
    qtbot.addWidget(area)
    area.resize(600, 300)
    area.show()
    QApplication.processEvents()
    return area


def test_a_click_scrolls_to_the_section(area):
    bar = area.area.verticalScrollBar()
    assert area.list.currentRow() == 0
    area.list.setCurrentRow(1)
    assert 400 <= bar.value() < 500
    area.list.setCurrentRow(0)
    assert bar.value() < 20


def test_scrolling_marks_the_section_one_is_at(area):
    bar = area.area.verticalScrollBar()
    bar.setValue(450)
    assert area.list.currentItem().text() == "Training"
    bar.setValue(bar.maximum())
    assert area.list.currentItem().text() == "Window"
    area.list.setCurrentRow(1)
    assert area.list.currentRow() == 1
