"""What has no room is scrolled; the keyboard belongs to what stands in the frame."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.widgets.layout import lay_out, make_column
from studio.ui.widgets.scroll_area import ScrollArea


def test_the_first_field_has_the_keyboard_and_not_the_frame(qtbot: QtBot) -> None:
    field = QLineEdit()
    window = lay_out(QWidget(), make_column(ScrollArea(lay_out(QWidget(), make_column(field)))))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    qtbot.keyClick(window, Qt.Key.Key_Tab)
    qtbot.waitUntil(field.hasFocus)


def test_a_text_is_scrolled_by_its_frame(qtbot: QtBot) -> None:
    text = QLabel("\n".join(map(str, range(200))))
    area = ScrollArea(lay_out(QWidget(), make_column(text)), is_read=True)
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    qtbot.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0


def test_it_never_scrolls_sideways(qtbot: QtBot) -> None:
    area = ScrollArea()
    area.setWidget(QLabel("wide " * 200))
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    assert not area.horizontalScrollBar().isVisible()
