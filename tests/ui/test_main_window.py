"""The window: every page opens, a deed on one shows on all, keys reach everything."""

import pytest
from PySide6.QtCore import Qt

from studio.domain.pair import Status
from studio.ui.main_window import MainWindow


@pytest.fixture
def window(desk_session, qtbot):
    window = MainWindow(desk_session)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    window.start()
    yield window
    window.close()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Qt.Key.Key_1, "books"),
        (Qt.Key.Key_2, "passages"),
        (Qt.Key.Key_3, "review"),
        (Qt.Key.Key_4, "datasets"),
        (Qt.Key.Key_5, "training"),
        (Qt.Key.Key_6, "comparison"),
    ],
)
def test_every_page_opens_by_its_key(window, qtbot, key, name):
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.page().name == name
    assert window.page().isVisible()


def test_a_library_with_drafts_opens_at_the_review(window):
    assert window.page() is window.review
    assert window.review.current() is not None


def test_an_empty_library_opens_at_its_books(empty_session, qtbot):
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    window.show()
    window.start()
    assert window.page() is window.books
    for name in window.pages:
        window.go(name)
    window.close()


def test_accepting_is_counted_and_undone_by_keys(window, desk_session, qtbot):
    drafts = desk_session.library.counts()["draft"]
    editor = window.review.editor.prompt
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk_session.library.counts()["draft"] == drafts - 1
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk_session.library.counts()["draft"] == drafts
    assert not desk_session.library.pair_ids(status=Status.ACCEPTED)
