"""The window is never larger than the screen, and comes back as it was left."""

from PySide6.QtWidgets import QWidget

from studio.ui.main_window import MainWindow
from studio.ui.window_place import DESK, FRAME, show_window


class SmallScreen:
    def __init__(self, size):
        self.size = size

    def availableSize(self):
        return self.size


class OnSmallScreen(QWidget):
    """A window on a screen that leaves as much room as it is said."""

    def __init__(self, size):
        super().__init__()
        self._screen = SmallScreen(size)

    def screen(self):
        return self._screen


def test_on_a_screen_as_large_as_the_desk_the_window_is_maximised(qtbot):
    window = OnSmallScreen(DESK)  # a title bar has no room any more
    qtbot.addWidget(window)
    show_window(window, "")
    assert window.isMaximized()
    assert window.width() <= DESK.width() and window.height() <= DESK.height()


def test_on_a_larger_screen_it_has_the_size_of_the_desk(qtbot):
    window = OnSmallScreen(DESK + FRAME)
    qtbot.addWidget(window)
    show_window(window, "")
    assert not window.isMaximized()
    assert window.size() == DESK


def test_a_window_comes_back_in_the_size_it_was_closed_in(empty_session, qtbot):
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    window.present()
    window.showNormal()
    window.resize(window.minimumWidth() + 6, 612)
    window.close()
    again = MainWindow(empty_session)
    qtbot.addWidget(again)
    again.present()
    assert again.size() == window.size()
    assert not again.isMaximized()
    again.close()
