"""What was done to many stands above the page, with the way back."""

import pytest
from PySide6.QtCore import Qt

from studio.services.pairs import review
from tests.ui.conftest import PAIRS


@pytest.fixture
def window(reviewing_window):
    return reviewing_window


def reject(window, count, settle):
    page = window.pages["review"]
    page.show_list(True)
    page.list.action.emit("reject", list(page.queue.ids[:count]), "")
    settle(window)


def test_an_action_on_many_stands_with_its_undo_and_then_with_the_way_back(window, qtbot, settle):
    reject(window, PAIRS, settle)
    bar = window.undo_bar
    assert bar.isVisible()
    assert bar.text.text() == "30 pairs were rejected."
    assert bar.height() < 60, "it would push the page away"
    assert bar.text.width() >= bar.text.fontMetrics().horizontalAdvance(bar.text.text())
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.session.library.counts()["draft"] == PAIRS
    assert window.undo_bar.text.text() == "Undone: Reject 30 pairs · 30 pairs changed"
    assert window.undo_bar.button.text() == "Redo"
    qtbot.mouseClick(window.undo_bar.button, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.session.library.counts()["rejected"] == PAIRS


def test_one_pair_needs_no_bar_and_many_have_it_until_the_next_edit(window, settle):
    reject(window, 1, settle)
    assert window.undo_bar.isHidden()
    assert window.session.library.journal.undo_label == "Reject 1 pair"
    reject(window, PAIRS - 1, settle)
    assert window.undo_bar.isVisible()
    page = window.pages["review"]
    page.run(lambda session: review.tag(session, [1], "goal"))
    settle(window)
    assert window.undo_bar.isHidden(), "its button would undo the tag"


def test_the_bar_does_not_come_along_to_another_page(window, settle):
    reject(window, PAIRS, settle)
    window.go("datasets")
    assert window.undo_bar.isHidden()
    assert window.session.library.journal.undo_label == "Reject 30 pairs", "the menu still has it"
