"""The window: every page opens, a deed on one shows on all, keys reach everything."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.services.pairs import review
from studio.ui.destination import Destination
from studio.ui.key_sheet import KeySheet
from studio.ui.keys import show_key
from studio.ui.main_window import MainWindow
from studio.ui.pages import PAGES
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.window_place import SMALLEST


def test_every_page_opens_by_its_key(window, qtbot):
    for number, kind in enumerate(PAGES):
        key = Qt.Key(Qt.Key.Key_1 + number)
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.page().name == kind.name
        assert window.page().isVisible()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_key_and_command_of_a_page_has_its_method(page):
    methods = {
        method
        for command in page.commands
        for method in (command.method, command.enabled, command.checked)
        if method
    }
    assert [method for method in methods if not callable(getattr(page, method))] == []


def test_a_library_with_drafts_opens_at_the_review_and_f1_lists_all_keys(
    window, qtbot, monkeypatch
):
    assert window.page() is window.pages["review"]
    assert window.pages["review"].current() is not None
    listed = []
    monkeypatch.setattr(KeySheet, "exec", lambda self: listed.extend(keys_in(self)))
    window.show_keys()
    keys = {show_key(command.key) for page in PAGES for command in page.commands}
    assert keys <= set(listed)
    assert "Ctrl+7" in listed


def keys_in(dialog):
    return [cap.text() for cap in dialog.findChildren(KeyCap)]


def test_an_empty_library_opens_at_its_books(empty_session, qtbot):
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    window.show()
    window.start()
    assert window.page() is window.pages["books"]
    for name in window.pages:
        window.go(name)
    window.close()


def test_a_library_without_drafts_opens_where_one_was(window, desk_session, qtbot):
    window.go("passages")
    window.remember_place()
    review.accept(desk_session, desk_session.library.pairs.ids())
    again = MainWindow(desk_session)
    qtbot.addWidget(again)
    again.start()
    assert again.page().name == "passages"


def test_accepting_is_counted_and_undone_by_keys(window, desk_session, qtbot, settle):
    drafts = desk_session.library.counts()["draft"]
    editor = window.pages["review"].editor.prompt
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert desk_session.library.counts()["draft"] == drafts - 1
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert desk_session.library.counts()["draft"] == drafts
    assert not desk_session.library.pairs.ids(PairFilter(status=Status.ACCEPTED))


def test_a_deed_on_one_page_is_seen_on_another_when_it_is_shown(
    window, desk_session, qtbot, settle
):
    window.go("passages")
    window.go("books")
    qtbot.mouseClick(window.pages["books"].card.remove_button, Qt.MouseButton.LeftButton)
    settle(window)
    window.go("passages")
    assert window.pages["passages"].empty.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert window.pages["passages"].model.rowCount() == desk_session.library.counts()["passages"]


def test_a_page_in_view_has_the_keyboard(window, qtbot):
    for name, widget in (
        ("books", window.pages["books"].list),
        ("passages", window.pages["passages"].table),
        ("review", window.pages["review"].editor.prompt),
        ("training", window.pages["training"].new_run.version),
    ):
        window.go(name)
        assert widget.hasFocus(), name


def test_search_goes_to_the_field_of_the_page(window, qtbot):
    window.go("passages")
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.pages["passages"].search.hasFocus()
    window.go("books")
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.page() is window.pages["review"]
    assert window.pages["review"].head.search.hasFocus()


def test_undo_reaches_the_library_from_an_untouched_field(window, desk_session, qtbot, settle):
    window.go("books")
    author = window.pages["books"].card.about.fields["author"]
    author.selectAll()
    qtbot.keyClicks(author, "Somebody")
    qtbot.keyClick(author, Qt.Key.Key_Return)
    settle(window)
    title = window.pages["books"].card.about.fields["title"]
    title.setFocus()
    qtbot.keyClick(title, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert desk_session.library.books.list()[0].author == "A. Writer"


def test_closing_keeps_what_was_typed(window, desk_session, qtbot):
    qtbot.keyClicks(window.pages["review"].editor.prompt, "So: ")
    number = window.pages["review"].current().id
    window.close()
    assert desk_session.library.pairs.get(number).prompt.startswith("So: ")


def test_the_status_bar_follows_every_keystroke(window, qtbot):
    before = window.status.pair.text()
    qtbot.keyClicks(window.pages["review"].editor.answer, "And so on. ")
    assert window.status.pair.text() != before


def test_what_goes_on_leaves_no_word_behind_but_what_came_of_it_stays(window):
    page = window.pages["datasets"]
    page.going_on.emit("Freezing")
    assert window.status.message.text() == "Freezing"
    page.going_on.emit("")
    assert window.status.message.text() == ""
    page.going_on.emit("Freezing")
    page.message.emit("Version 1 is frozen")
    page.going_on.emit("")
    assert window.status.message.text() == "Version 1 is frozen"


def test_what_must_be_read_stands_above_the_page_until_it_is_read(window, qtbot):
    window.pages["books"].error.emit("The file is gone.")
    assert window.notice.isVisible()
    qtbot.mouseClick(window.notice.button, Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()
    window.pages["books"].go.emit(Destination("preflight", notice="Line 3 can't be imported."))
    assert window.page() is window.pages["preflight"]
    assert window.notice.isVisible()
    assert "Line 3" in window.notice.text.text()


def test_a_focus_that_is_lost_stays_on_the_page(window, qtbot):
    window.go("datasets")
    button = window.pages["datasets"].freeze_button
    for lose in (button.setDisabled, button.setHidden):
        button.show()
        button.setEnabled(True)
        button.setFocus()
        lose(True)
        focus = window.pages["datasets"].focus_widget()
        qtbot.waitUntil(
            lambda focus=focus: window.focusWidget() in (focus, window.pages["datasets"])
        )


def test_the_sidebar_says_how_much_preflight_found(window, desk_session, qtbot):
    review.accept(desk_session, list(desk_session.library.pairs.ids()))
    page = window.pages["preflight"]
    window.go("preflight")
    page.check()
    qtbot.waitUntil(lambda: not page.busy())
    found = int(window.sidebar._counts["preflight"].text() or 0)
    assert found == page.count({}) > 0


def test_titles_of_all_pages_stand_at_the_same_height(window, qtbot):
    tops = set()
    for name, page in window.pages.items():
        window.go(name)
        QApplication.processEvents()
        title = next(label for label in page.findChildren(QLabel) if label.text() == page.title)
        tops.add(title.mapTo(window, title.rect().center()).y())
    assert len(tops) == 1


def test_pages_fit_small_screens(window):
    smallest = SMALLEST.toTuple()
    for size in ((1024, 640), (1280, 680), smallest):
        window.resize(*size)
        assert (window.width(), window.height()) == size
        for name in window.pages:
            window.go(name)
            QApplication.processEvents()
            bars = window._frames[name]
            if size != smallest or name != "passages":
                assert bars.horizontalScrollBar().maximum() == 0, (size, name)
            # The smallest ones may be scrolled, but down alone.
            if size != smallest:
                assert bars.verticalScrollBar().maximum() == 0, (size, name)


def test_tab_reaches_the_page_that_is_open_and_arrows_lead_to_the_others(window, qtbot):
    window.go("training")
    sidebar = window.sidebar
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    while not sidebar.isAncestorOf(window.focusWidget()):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget().objectName() == "nav-training"
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    page = window.page()
    assert page is not None and page.name == "comparison"
