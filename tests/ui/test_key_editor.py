"""Keys are changed where one sees them all: what is taken, what belongs to the text, and back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from studio.ui.commands import COMMANDS
from studio.ui.key_editor import KeyEditor, KeyRow
from studio.ui.keys import KeyMap
from studio.ui.pages import PAGES

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def keys(empty_session):
    return KeyMap(empty_session.settings)


@pytest.fixture
def editor(keys, qtbot):
    rows = [KeyRow(command, "", "Everywhere") for command in COMMANDS]
    rows += [KeyRow(command, page.name, page.title) for page in PAGES for command in page.commands]
    dialog = KeyEditor(keys, rows)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def press(qtbot, editor, name, key, modifiers=CONTROL):
    editor.choose(name)
    qtbot.keyClick(editor.recorder, key, modifiers)


def key_of(editor, keys, name):
    return keys.key_of(next(row.command for row in editor._all if row.command.name == name))


def test_a_free_key_is_taken_at_once(editor, keys, qtbot):
    with qtbot.waitSignal(editor.changed):
        press(qtbot, editor, "search", Qt.Key.Key_9, CONTROL | ALT)
    assert key_of(editor, keys, "search") == "Ctrl+Alt+9"
    shown = editor.table.item(editor.table.currentRow(), 2).text()
    assert shown == "Ctrl+Alt+9"


def test_a_key_of_the_text_is_refused_with_its_reason(editor, keys, qtbot):
    press(qtbot, editor, "reject", Qt.Key.Key_Backspace)
    assert key_of(editor, keys, "reject") == "Ctrl+R"
    assert "every text field" in editor.line.text()
    assert not editor.take_button.isVisible()


def test_a_letter_alone_is_refused_where_one_may_write(editor, keys, qtbot):
    press(qtbot, editor, "search", Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier)
    assert key_of(editor, keys, "search") == "Ctrl+F"
    assert "letter" in editor.line.text()


def test_a_key_of_another_command_is_said_and_can_be_taken(editor, keys, qtbot):
    press(qtbot, editor, "accept", Qt.Key.Key_F)
    assert "Search" in editor.line.text()
    assert key_of(editor, keys, "accept") == "Ctrl+Return"
    qtbot.mouseClick(editor.take_button, Qt.MouseButton.LeftButton)
    assert key_of(editor, keys, "accept") == "Ctrl+F"
    assert key_of(editor, keys, "search") == ""
    # Reset gives no key to two of them either.
    editor.choose("search")
    qtbot.mouseClick(editor.reset_button, Qt.MouseButton.LeftButton)
    assert key_of(editor, keys, "search") == ""
    assert "Accept" in editor.line.text()
    qtbot.mouseClick(editor.take_button, Qt.MouseButton.LeftButton)
    assert key_of(editor, keys, "search") == "Ctrl+F"
    assert key_of(editor, keys, "accept") == ""


def test_reset_all_is_as_the_program_came(editor, keys, qtbot):
    press(qtbot, editor, "search", Qt.Key.Key_9, CONTROL | ALT)
    editor.choose("accept")
    qtbot.mouseClick(editor.none_button, Qt.MouseButton.LeftButton)
    assert key_of(editor, keys, "accept") == ""
    qtbot.mouseClick(editor.reset_all_button, Qt.MouseButton.LeftButton)
    assert key_of(editor, keys, "search") == "Ctrl+F"
    assert key_of(editor, keys, "accept") == "Ctrl+Return"


def test_it_is_searched_by_word_place_and_key(editor, qtbot):
    for letters, name in (("reject", "reject"), ("Ctrl+Shift+J", "split"), ("zzzzz", None)):
        editor.search.setText(letters)
        names = [row.command.name for row in editor._rows]
        assert name in names if name else names == []


def test_tab_leaves_the_field_and_escape_the_dialog(editor, qtbot):
    editor.activateWindow()
    editor.recorder.setFocus()
    qtbot.keyClick(editor.recorder, Qt.Key.Key_Tab)
    assert not editor.recorder.hasFocus()
    qtbot.keyClick(editor.recorder, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert editor.result() == QDialog.DialogCode.Rejected
