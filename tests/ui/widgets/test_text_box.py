"""A box to write in: named, filled, and left by Tab."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from studio.ui.widgets.layout import lay_out, make_column
from studio.ui.widgets.text_box import make_text_box


def test_tab_goes_on_to_the_next_box(qtbot):
    first, second = make_text_box("one", "Question", "Why?"), make_text_box("two", "Answer")
    dialog = lay_out(QWidget(), make_column(first, second))
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert (first.toPlainText(), first.accessibleName()) == ("Why?", "Question")
    assert second.toPlainText() == ""
