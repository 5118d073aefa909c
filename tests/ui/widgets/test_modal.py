"""A dialog that was answered is gone, once what stands in it was read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.palette import Palette
from studio.ui.widgets.modal import show_modal


@pytest.mark.parametrize("accepted", [True, False])
def test_what_was_answered_is_read_and_then_gone(qtbot: QtBot, accepted: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = QDialog(window)
    field = QLineEdit(dialog)

    def answer() -> None:
        field.setText("answered")
        dialog.done(int(accepted))

    QTimer.singleShot(0, dialog, answer)
    assert show_modal(dialog) is accepted
    assert field.text() == "answered"
    qtbot.waitUntil(lambda: not window.findChildren(QDialog))


def test_the_palette_leaves_nothing_behind(window, qtbot: QtBot) -> None:
    for _time in range(2):
        QTimer.singleShot(0, window, lambda: window.findChild(Palette).reject())
        window.open_palette()
        qtbot.waitUntil(lambda: not window.findChildren(Palette))
