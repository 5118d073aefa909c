"""Menus are made of the tables: with lines between groups, and grey where nothing can be done."""

import shutil

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


def menu_of(window, title):
    menus = [action.menu() for action in window.menuBar().actions()]
    return next(menu for menu in menus if menu.title().replace("&", "") == title)


def opened(window, title):
    """The rows of a menu as they are while it is open: words and whether they can be chosen."""
    menu = menu_of(window, title)
    menu.aboutToShow.emit()
    rows = {
        action.text(): action.isEnabled()
        for action in menu.actions()
        if action.isVisible() and not action.isSeparator()
    }
    menu.aboutToHide.emit()
    return rows


def test_the_menus_stand_in_the_order_of_the_table(window):
    titles = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert titles == ["Library", "Edit", "Pair", "Actions", "View", "Go", "Help"]


def test_the_library_menu_has_what_is_made_and_lines_between(window):
    menu = menu_of(window, "Library")
    texts = [action.text() or "—" for action in menu.actions()]
    assert {"New library…", "Open recent", "Add books…", "Freeze a version…"} <= set(texts)
    assert texts.count("—") >= 4
    assert texts[-1] == "Quit"
    assert "—" not in (texts[0], texts[-1])


def test_the_pair_menu_is_grey_where_there_is_no_pair(window):
    window.go("review")
    assert opened(window, "Pair")["Reject"]
    window.go("books")
    assert not opened(window, "Pair")["Reject"]
    window.go("review")
    window.pages["review"]._pair = None
    assert not opened(window, "Pair")["Reject"]


def test_actions_are_those_of_the_page_in_view_and_leave_all_keys_alive(window):
    for name, own, of_another in (
        ("comparison", "Close the votes", "Join the selected passages"),
        ("passages", "Join the selected passages", "Close the votes"),
    ):
        window.go(name)
        rows = opened(window, "Actions")
        assert own in rows and of_another not in rows and "New comparison…" in rows
        assert menu_of(window, "Actions").sizeHint().height() < 800, "one column on a laptop"
    actions = (window.commands.menus.action(name) for name in window.commands.menus.rows)
    assert all(action.isVisible() for action in actions)


def test_a_menu_that_was_grey_leaves_the_keys_alive(window, desk_session, settle):
    window.go("books")
    opened(window, "Pair")
    window.go("review")
    drafts = desk_session.library.counts()["draft"]
    page = window.pages["review"]
    QTest.keyClick(page.editor.prompt, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert desk_session.library.counts()["draft"] == drafts - 1


def test_the_edit_menu_copies_and_pastes_where_the_keyboard_is(window, qtbot):
    editor = window.pages["review"].editor
    editor.prompt.setFocus()
    assert opened(window, "Edit")["Paste"]
    assert not opened(window, "Edit")["Copy"]
    window.commands.trigger("select-all")
    assert opened(window, "Edit")["Copy"]
    window.commands.trigger("copy")
    text = editor.prompt.text()
    assert QApplication.clipboard().text() == text
    editor.answer.setFocus()
    window.commands.trigger("select-all")
    window.commands.trigger("paste")
    assert editor.answer.text() == text


def test_rows_of_a_table_are_copied_as_a_spreadsheet_takes_them(window):
    window.go("passages")
    table = window.pages["passages"].table
    table.setFocus()
    window.commands.trigger("select-all")
    window.commands.trigger("copy")
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == table.model().rowCount()
    assert all(line.count("\t") == table.model().columnCount() - 1 for line in lines)


def test_a_theme_is_chosen_and_ticked(window, desk_session):
    window.commands.trigger("theme-dark")
    assert desk_session.settings.get("theme") == "dark"
    menu = menu_of(window, "View")
    menu.aboutToShow.emit()
    assert window.commands.action("theme-dark").isChecked()
    assert not window.commands.action("theme-light").isChecked()
    window.commands.trigger("theme-light")


def test_recent_libraries_are_those_that_are_still_there(window, desk_session, tmp_path, qtbot):
    other, gone = tmp_path / "A & B.studio", tmp_path / "gone.studio"
    shutil.copy(desk_session.library.path, other)
    now = str(desk_session.library.path.resolve())
    desk_session.settings.set("recent_libraries", [now, str(other), str(gone)])
    recent = next(a for a in menu_of(window, "Library").actions() if a.text() == "Open recent")
    recent.menu().aboutToShow.emit()
    texts = [action.text() for action in recent.menu().actions()]
    assert texts == ["A && B"]
    with qtbot.waitSignal(window.library_wanted) as wanted:
        recent.menu().actions()[0].trigger()
    assert wanted.args == [other, False]
