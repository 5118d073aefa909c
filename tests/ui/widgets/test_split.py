"""Panes keep the sizes they were given, and none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.services.settings.settings import Settings
from studio.ui.widgets.split import STEP, Split


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def make(qtbot: QtBot, settings: Settings, width: int = 1_000) -> Split:
    split = Split("desk", Qt.Orientation.Horizontal, QTextEdit(), (QWidget(), 3), settings=settings)
    qtbot.addWidget(split)
    split.resize(width, 300)
    split.show()
    QApplication.processEvents()
    return split


def drag(qtbot: QtBot, split: Split, pixels: int) -> None:
    border = split.handle(1)
    at = border.rect().center()
    qtbot.mousePress(border, Qt.MouseButton.LeftButton, pos=at)
    end = border.rect().center()
    end.setX(end.x() + pixels)
    qtbot.mouseMove(border, end)
    qtbot.mouseRelease(border, Qt.MouseButton.LeftButton, pos=end)


def test_shares_are_those_asked_for(qtbot: QtBot, settings: Settings) -> None:
    first, second = make(qtbot, settings).sizes()
    assert second / first == pytest.approx(3, rel=0.1)


def test_dragged_border_is_where_it_was_the_next_time(qtbot: QtBot, settings: Settings) -> None:
    split = make(qtbot, settings)
    before = split.sizes()[0]
    drag(qtbot, split, 200)
    moved = split.sizes()[0]
    assert moved > before + 100
    split.close()
    assert make(qtbot, Settings(settings.path.parent)).sizes()[0] == pytest.approx(moved, abs=4)


def test_it_is_kept_as_a_part_of_whatever_window(qtbot: QtBot, settings: Settings) -> None:
    split = make(qtbot, settings)
    drag(qtbot, split, 240)
    share = split.sizes()[0] / sum(split.sizes())
    split.close()
    wide = make(qtbot, settings, 2_000).sizes()
    assert wide[0] / sum(wide) == pytest.approx(share, abs=0.02)


def test_double_click_and_return_take_it_back(qtbot: QtBot, settings: Settings) -> None:
    split = make(qtbot, settings)
    before = split.sizes()
    drag(qtbot, split, 200)
    qtbot.mouseDClick(split.handle(1), Qt.MouseButton.LeftButton)
    assert split.sizes() == before
    drag(qtbot, split, 200)
    qtbot.keyClick(split.handle(1), Qt.Key.Key_Return)
    assert split.sizes() == before
    split.close()
    assert settings.get("layout") == {}


def test_arrow_keys_move_a_border_that_tab_reaches(qtbot: QtBot, settings: Settings) -> None:
    split = make(qtbot, settings)
    split.activateWindow()
    before = split.sizes()[0]
    assert split.handle(1).focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.keyClick(split.handle(1), Qt.Key.Key_Right)
    assert split.sizes()[0] == before + STEP
    qtbot.keyClick(split.handle(1), Qt.Key.Key_Left)
    assert split.sizes()[0] == before


def test_no_pane_is_dragged_to_nothing(qtbot: QtBot, settings: Settings) -> None:
    split = make(qtbot, settings)
    drag(qtbot, split, 2_000)
    assert min(split.sizes()) >= 60
    drag(qtbot, split, -4_000)
    assert min(split.sizes()) >= 60


def test_sizes_of_another_number_of_panes_are_passed_over(qtbot: QtBot, settings: Settings) -> None:
    settings.set("layout", {"desk": [100, 100, 800]})
    assert make(qtbot, settings).sizes()[0] < 300
    settings.set("layout", {"desk": "wide"})
    assert make(qtbot, settings).sizes()[0] < 300
