"""Every command is reached by its words or its key."""

from collections import Counter
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from studio.ui.commands import COMMANDS, Actions
from studio.ui.main_window import MainWindow
from studio.ui.palette import Palette


@pytest.fixture
def actions(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    yield Actions(window)
    window.close()  # named to the end, so that the actions' owner lives as long as they do


@pytest.fixture
def window_commands(desk_session, qtbot):
    window = MainWindow(desk_session)
    qtbot.addWidget(window)
    yield window.commands.commands
    window.close()


def test_no_key_does_two_things_and_no_name_stands_twice(window_commands):
    keys = Counter(command.shortcut for command in window_commands)
    names = Counter(command.name for command in window_commands)
    assert max(keys.values()) == 1
    assert max(names.values()) == 1


def test_every_command_has_a_key(window_commands):
    assert all(command.shortcut for command in window_commands)


def test_some_letters_and_return_run_the_command(actions, qtbot):
    done = run_of(actions, "undo", "redo", "search")
    palette = Palette(actions)
    qtbot.addWidget(palette)
    qtbot.keyClicks(palette.field, "RED")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["redo"]


def test_arrows_move_in_the_list_while_one_types(actions, qtbot):
    done = run_of(actions, "undo", "redo")
    palette = Palette(actions)
    qtbot.addWidget(palette)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["redo"]


def run_of(actions, *names):
    """The names of the commands that were run, as they are run."""
    done = []
    for command in COMMANDS:
        if command.name in names:
            actions.add(command, partial(done.append, command.name))
    return done
