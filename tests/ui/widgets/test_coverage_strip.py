"""The strip of a book: a part for each passage, reached by mouse and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.domain.coverage import CoveredPassage, Standing
from studio.ui.widgets.coverage_strip import COLOURS, CoverageStrip

PASSAGES = [CoveredPassage(10 + n, 0, standing) for n, standing in enumerate(Standing)]


@pytest.fixture
def strip(qtbot: QtBot) -> CoverageStrip:
    strip = CoverageStrip(lambda passage: passage.standing.value)
    qtbot.addWidget(strip)
    strip.resize(500, 26)
    strip.show_passages(PASSAGES)
    strip.show()
    return strip


def test_a_click_chooses_the_passage_under_it(strip: CoverageStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.chosen) as signal:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(250, 12))
    assert signal.args == [12]


def test_arrows_move_along_and_return_chooses(strip: CoverageStrip, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_End, Qt.Key.Key_Left):
        qtbot.keyClick(strip, key)
    assert strip.accessibleDescription() == "Passage 4 of 5: skipped"
    with qtbot.waitSignal(strip.chosen) as signal:
        qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert signal.args == [13]


def test_every_standing_has_a_colour_and_none_warns() -> None:
    assert set(COLOURS) == set(Standing)
    assert not {"warn", "bad"} & set(COLOURS.values())


def test_a_book_without_passages_has_no_strip(strip: CoverageStrip) -> None:
    strip.show_passages([])
    assert not strip.isVisible() and strip.grab()
