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
    palette = Palette(actions.entries())
    qtbot.addWidget(palette)
    qtbot.keyClicks(palette.field, "RED")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["redo"]


def test_arrows_move_in_the_list_while_one_types(actions, qtbot):
    done = run_of(actions, "undo", "redo")
    palette = Palette(actions.entries())
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


def test_letters_that_no_command_has_are_said(actions, qtbot):
    run_of(actions, "undo")
    palette = Palette(actions.entries())
    qtbot.addWidget(palette)
    palette.show()
    assert not palette.nothing.isVisible()
    qtbot.keyClicks(palette.field, "zzz")
    assert palette.nothing.isVisible()


def test_what_the_page_in_view_does_comes_first(desk_session, qtbot, monkeypatch):
    window = MainWindow(desk_session)
    qtbot.addWidget(window)
    window.show()
    window.go("review")
    offered = []
    monkeypatch.setattr(Palette, "exec", lambda palette: offered.extend(texts_of(palette)))
    window.open_palette()
    assert offered[0].startswith("Accept and next")
    window.close()


def texts_of(palette):
    return [palette.list.item(row).text() for row in range(palette.list.count())]
