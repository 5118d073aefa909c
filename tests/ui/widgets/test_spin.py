"""Scrolling past a number changes nothing; with the keyboard in it, the wheel turns it."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QSpinBox

from studio.ui.datasets.freeze_dialog import FreezeDialog
from studio.ui.settings.settings_dialog import SettingsDialog
from studio.ui.training.training_page import TrainingPage
from studio.ui.widgets.spin import SpinBox


def turn(box):
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
    return wheel


@pytest.fixture
def box(qtbot):
    box = SpinBox("epochs", "Epochs")
    qtbot.addWidget(box)
    box.setValue(5)
    with qtbot.waitActive(box):
        box.show()
    return box


def test_the_wheel_turns_it_only_with_the_keyboard(box):
    box.clearFocus()
    assert not turn(box).isAccepted(), "the form behind it scrolls on"
    assert box.value() == 5
    box.setFocus()
    turn(box)
    assert box.value() == 4


def test_every_number_of_the_program_is_one_and_has_a_name(desk_session, qtbot):
    for widget in (FreezeDialog(3), TrainingPage(desk_session), SettingsDialog(desk_session)):
        qtbot.addWidget(widget)
        for box in widget.findChildren(QSpinBox):
            assert isinstance(box, SpinBox), box.objectName()
            assert box.accessibleName()
