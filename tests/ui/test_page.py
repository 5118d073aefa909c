"""A page asks for no more height than its parts need, whatever wraps on it."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget, QScrollArea
from pytestqt.qtbot import QtBot

from studio.services.session import Session
from studio.ui.page import Page
from studio.ui.widgets.label import words


def test_a_line_that_wraps_takes_its_room_from_a_list(empty_session: Session, qtbot: QtBot) -> None:
    page, table = Page(empty_session), QListWidget()
    line = words("Three books were added to the library. " * 12, wrap=True)
    page.lay_out(line, table)
    frame = QScrollArea()
    qtbot.addWidget(frame)
    frame.setWidgetResizable(True)
    frame.setWidget(page)
    # Higher than line and list need, and less than the list would like to have.
    frame.resize(400, page.heightForWidth(400) + 40)
    frame.show()
    assert frame.verticalScrollBar().maximum() == 0 and page.height() <= frame.height()
    assert table.height() < table.sizeHint().height()
    assert line.height() >= line.heightForWidth(line.width())
