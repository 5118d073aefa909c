"""No key of a command is one that hands use while they write; each can be changed."""

from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTextEdit

from studio.ui.commands import COMMANDS, TEXT_COMMANDS
from studio.ui.keys import KeyMap, belongs_to_text, is_letter, normal, show_key, text_keys
from studio.ui.pages import PAGES
from studio.ui.widgets.key_cap import KeyCap

EVERY = [
    *(("", command) for command in (*COMMANDS, *TEXT_COMMANDS)),
    *((page.name, command) for page in PAGES for command in page.commands),
]
IDS = [f"{page or 'window'}:{command.name}" for page, command in EVERY]


def test_the_list_of_text_keys_is_spelled_as_qt_spells_them():
    assert "" not in text_keys()
    assert {"Ctrl+Backspace", "Alt+Left", "Meta+K", "Ctrl+Z", "F7"} <= text_keys()


@pytest.mark.parametrize(("page", "command"), EVERY, ids=IDS)
def test_no_command_takes_a_key_that_belongs_to_the_text(page, command):
    for key in filter(None, (command.key, command.also)):
        if command.method:
            assert not belongs_to_text(key, command), key
        if is_letter(key):
            assert command.local, "a bare letter works only where no text is"


@pytest.mark.parametrize(("page", "command"), EVERY, ids=IDS)
def test_every_command_has_a_key_that_qt_knows(page, command):
    assert normal(command.key)
    assert QKeySequence(command.key).count() == 1


@pytest.mark.parametrize(("page", "command"), EVERY, ids=IDS)
def test_no_key_is_one_that_opens_a_menu(page, command):
    assert not normal(command.key).startswith("Alt+")


def test_no_two_commands_that_could_be_meant_have_the_same_key():
    same = [
        (one.name, other.name)
        for (page, one), (other_page, other) in combinations(EVERY, 2)
        if {normal(one.key), normal(one.also) or "-"} & {normal(other.key), normal(other.also)}
        and (page == other_page or not (one.local and other.local))
    ]
    assert same == []


def test_names_stand_once():
    names = [command.name for _page, command in EVERY]
    assert len(names) == len(set(names))


@pytest.fixture
def keys(empty_session):
    return KeyMap(empty_session.settings)


def command(name):
    return next(command for _page, command in EVERY if command.name == name)


def test_a_changed_key_is_kept_and_reset(keys, empty_session):
    keys.change(command("search"), "Ctrl+Shift+9")
    assert KeyMap(empty_session.settings).key_of(command("search")) == "Ctrl+Shift+9"
    keys.reset([command("search")])
    assert keys.key_of(command("search")) == "Ctrl+F"
    keys.change(command("search"), "Ctrl+F")
    assert not keys.is_changed(command("search"))


def test_a_key_can_be_taken_away(keys):
    keys.change(command("redo"), "")
    assert keys.keys_of(command("redo")) == []


def test_a_rival_is_found_where_both_could_be_meant(keys):
    assert keys.find_rivals(command("accept"), "Ctrl+F", EVERY) == [command("search")]
    assert keys.find_rivals(command("accept"), "Ctrl+R", EVERY) == [command("reject")]
    assert keys.find_rivals(command("accept"), "Ctrl+J", EVERY) == []  # of another page


def test_a_stored_key_that_is_no_key_is_passed_over(keys, empty_session):
    empty_session.settings.set("shortcuts", {"search": 7, "accept": "Ctrl+Nonsense"})
    assert keys.key_of(command("search")) == "Ctrl+F"
    assert keys.key_of(command("accept")) == ""


def test_keys_are_shown_as_they_stand_on_the_keyboard():
    assert show_key("Ctrl+Return") == "Ctrl+↵"


def test_a_changed_key_works_and_stands_beside_the_button(window, desk_session, qtbot, settle):
    page = window.pages["review"]
    drafts = desk_session.library.counts()["draft"]
    window.commands.keys.change(command("reject"), "Ctrl+Alt+9")
    window.commands.show_keys()
    caps = [cap.text() for cap in page.findChildren(KeyCap) if cap.command == "reject"]
    assert caps == ["Ctrl+Alt+9"]
    QTest.keyClick(page.editor.prompt, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert desk_session.library.counts()["draft"] == drafts
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(page.editor.prompt, Qt.Key.Key_9, modifiers)
    settle(window)
    assert desk_session.library.counts()["draft"] == drafts - 1


def test_a_letter_is_a_letter_in_a_text(window, qtbot):
    """The votes of a comparison have bare keys: in a field they must write."""
    page = window.pages["comparison"]
    votes = []
    page.vote = votes.append
    window.go("comparison")
    for field in (QLineEdit(page), QTextEdit(page)):
        field.show()
        field.setFocus()
        QTest.keyClicks(field, "1 2")
        text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        assert text == "1 2"
        field.deleteLater()
    assert votes == []
