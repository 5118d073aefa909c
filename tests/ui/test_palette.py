"""Every command is reached by its words or its key."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from studio.ui.commands import COMMANDS, Actions
from studio.ui.palette import Palette


@pytest.fixture
def actions(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    yield Actions(window)
    window.close()  # named to the end, so that the actions' owner lives as long as they do


def test_no_key_does_two_things_and_no_name_stands_twice():
    keys = Counter(command.shortcut for command in COMMANDS)
    names = Counter(command.name for command in COMMANDS)
    assert max(keys.values()) == 1
    assert max(names.values()) == 1


def test_every_command_has_a_key():
    assert all(command.shortcut for command in COMMANDS)


def test_a_command_without_a_deed_is_not_offered(actions, qtbot):
    actions.attach("undo", lambda: None)
    palette = Palette(actions)
    qtbot.addWidget(palette)
    assert palette.list.count() == 1


def test_some_letters_and_return_do_the_command(actions, qtbot):
    done = []
    for name in ("undo", "redo", "search"):
        actions.attach(name, lambda name=name: done.append(name))
    palette = Palette(actions)
    qtbot.addWidget(palette)
    qtbot.keyClicks(palette.field, "RED")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["redo"]


def test_arrows_move_in_the_list_while_one_types(actions, qtbot):
    done = []
    for name in ("undo", "redo"):
        actions.attach(name, lambda name=name: done.append(name))
    palette = Palette(actions)
    qtbot.addWidget(palette)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["redo"]


def test_letters_that_no_command_has_do_nothing(actions, qtbot):
    done = []
    actions.attach("undo", lambda: done.append("undo"))
    palette = Palette(actions)
    qtbot.addWidget(palette)
    qtbot.keyClicks(palette.field, "zzz")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == []


def test_escape_leaves(actions, qtbot):
    palette = Palette(actions)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
    assert not palette.isVisible()
