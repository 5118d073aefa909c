"""A box of choices says to a screen reader what it is, beside what is chosen."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QStyle, QStyleOptionComboBox, QWidget

from studio.ui.books.intake_form import IntakeForm
from studio.ui.datasets.freeze_dialog import FreezeDialog
from studio.ui.main_window import MainWindow
from studio.ui.settings.settings_dialog import SettingsDialog
from studio.ui.widgets.combo import EDGE, combo
from studio.ui.widgets.layout import lay_out, make_row


def labels(box):
    """What stands beside a box for a screen reader to read."""
    relations = QAccessible.queryAccessibleInterface(box).relations()
    return [label.text(QAccessible.Text.Name) for label, _kind in relations]


def test_a_box_has_its_label_wherever_it_is_put(qtbot):
    box = combo("rights", "Rights", [("own", "my own")])
    first, second = QWidget(), QWidget()
    for place in (first, second):
        qtbot.addWidget(place)
        lay_out(place, make_row(box))
        assert labels(box) == ["Rights"]


def test_scrolling_past_a_box_chooses_nothing(qtbot):
    box = combo("endpoint", "Draft at", [("", "this computer"), ("openai", "OpenAI")])
    qtbot.addWidget(box)
    box.setFocus()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, wheel)
    assert box.currentData() == ""
    assert not wheel.isAccepted(), "the form behind it scrolls on"


@pytest.fixture
def windows(desk_session, qtbot):
    windows = [
        MainWindow(desk_session),
        SettingsDialog(desk_session),
        FreezeDialog(3),
        IntakeForm(),
    ]
    for window in windows:
        qtbot.addWidget(window)
    yield windows
    windows[0].close()


def test_every_box_of_the_program_has_a_label(windows):
    boxes = [box for window in windows for box in window.findChildren(QComboBox)]
    assert len(boxes) > 15
    assert [box.objectName() for box in boxes if not any(labels(box))] == []


def test_a_choice_too_long_for_its_box_ends_in_dots(qtbot):
    boxes = [combo("format", "Format", [("a", "W" * 60)]) for _each in range(2)]
    for box in boxes:
        qtbot.addWidget(box)
        box.resize(140, 32)
    style, option = boxes[0].style(), QStyleOptionComboBox()
    boxes[0].initStyleOption(option)
    room = style.subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, boxes[0]
    )
    dotted = (
        boxes[0]
        .fontMetrics()
        .elidedText("W" * 60, Qt.TextElideMode.ElideRight, room.width() - 2 * EDGE)
    )
    boxes[1].setItemText(0, dotted)
    assert dotted.endswith("…")
    assert boxes[0].grab().toImage() == boxes[1].grab().toImage()
