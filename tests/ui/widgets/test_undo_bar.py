"""What was done to many stands above the page, with the way back."""

import pytest
from PySide6.QtCore import Qt

from studio.domain.pair import Origin
from studio.services.pairs import review
from studio.ui.main_window import MainWindow

PAIRS = 30


@pytest.fixture
def window(empty_session, qtbot, settle):
    with empty_session.library.journal.edit("Write"):
        for n in range(PAIRS):
            empty_session.library.pairs.insert(f"Why {n}?", "So.", origin=Origin.CURATOR, tokens=9)
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go("review")
    settle(window)
    yield window
    window.close()


def reject(window, count, settle):
    page = window.pages["review"]
    page.show_list(True)
    page.list.action.emit("reject", list(page.queue.ids[:count]), "")
    settle(window)


def test_an_action_on_many_stands_with_its_undo(window, qtbot, settle):
    reject(window, PAIRS, settle)
    assert window.undo_bar.isVisible()
    assert window.undo_bar.text.text() == "30 pairs were rejected."
    qtbot.mouseClick(window.undo_bar.button, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.session.library.counts()["draft"] == PAIRS


def test_undoing_many_says_how_many_and_offers_the_way_back(window, qtbot, settle):
    reject(window, PAIRS, settle)
    window.undo()
    settle(window)
    assert window.undo_bar.text.text() == "Undone: Reject 30 pairs · 30 pairs changed"
    assert window.undo_bar.button.text() == "Redo"
    qtbot.mouseClick(window.undo_bar.button, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.session.library.counts()["rejected"] == PAIRS


def test_the_bar_is_one_line_that_can_be_read(window, settle):
    reject(window, PAIRS, settle)
    bar = window.undo_bar
    assert bar.height() < 60, "it would push the page away"
    assert bar.text.width() >= bar.text.fontMetrics().horizontalAdvance(bar.text.text())


def test_one_pair_needs_no_bar(window, settle):
    reject(window, 1, settle)
    assert window.undo_bar.isHidden()
    assert window.session.library.journal.undo_label == "Reject 1 pair"


def test_the_bar_does_not_come_along_to_another_page(window, settle):
    reject(window, PAIRS, settle)
    window.go("datasets")
    assert window.undo_bar.isHidden()
    assert window.session.library.journal.undo_label == "Reject 30 pairs", "the menu still has it"


def test_the_next_edit_takes_the_bar_away(window, settle):
    reject(window, PAIRS, settle)
    page = window.pages["review"]
    page.run(lambda session: review.tag(session, [1], "goal"))
    settle(window)
    assert window.undo_bar.isHidden(), "its button would undo the tag"
